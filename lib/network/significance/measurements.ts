/*
 * The batches that significance is measured on: data of each peer with all peers' answers to them.
 */
import { takeRows, type Dataset } from '../../datasets/index.js';
import { checkInteger, checkOptionNames } from '../../math/checks.js';
import { type Request, type Batch } from '../cohort.js';
import { checkIsNetwork } from '../check.js';
import { checkFits, forwardOnce, inputsOf } from '../evaluate.js';
import { type Network } from '../network.js';
import { boundedAnswer, rowsOf, type Rows } from '../rows.js';
import { checkMask, openMask } from '../training/options.js';

export interface MeasureOptions {
  /**
   * The data to measure on: one data set for all peers, such as held-out rows. Default: each peer's own, the D_i of
   * (3).
   */
  data?: Dataset;
  /** Maximum number of rows of each data set, evenly spaced; at least 1. Default 256. */
  rows?: number;
  /** The mask of answers, [n, n]. Default all ones: the open network, where (16) has its minimum. */
  mask?: Float64Array;
}

const MEASURE_NAMES = ['data', 'rows', 'mask'];

/**
 * One batch for each peer that has a loss.
 *
 * @throws {@link InvalidArgumentError} (rejects) when the data do not fit the network, or an option is invalid
 */
export async function measurementsOf(
  where: string,
  network: Network,
  options: MeasureOptions,
): Promise<Batch[]> {
  const { peers, learners } = network;
  const { data, rows = 256, mask = openMask(peers) } = options;
  checkInteger(where, 'rows', rows, 1);
  checkMask(where, peers, mask);
  if (data) checkFits(where, network, data);
  const parts = learners.map((peer) => {
    const part = spaced(data ?? ownData(network, peer), rows);
    return { peer, x: rowsOf(part.x, part.inputs), y: part.y };
  });
  const answers = await answersToAll(
    where,
    network,
    parts.map(({ x }) => x),
  );
  return parts.map(({ peer, x, y }, at) => ({
    peer,
    x,
    y,
    inputs: inputsOf(
      network,
      peer,
      x,
      answers[at],
      mask.subarray(peer * peers, (peer + 1) * peers),
    ),
  }));
}

/** The training data of a peer that has a loss. */
export function ownData(network: Network, peer: number): Dataset {
  const own = network.data[peer];
  if (!own) throw new TypeError(`peer ${peer} must have data`);
  return own;
}

/** At most `most` rows, evenly spaced. */
export function spaced(data: Dataset, most: number): Dataset {
  if (data.rows <= most) return data;
  return takeRows(
    data,
    Array.from({ length: most }, (_, at) => Math.floor((at * data.rows) / most)),
  );
}

/** f_j(x) of every peer for every x, [lists, n] of [rows, width], with one forward call per cohort. */
async function answersToAll(
  where: string,
  network: Network,
  lists: readonly Rows[],
): Promise<Rows[][]> {
  const answers = lists.map((): Rows[] => []);
  for (const cohort of network.cohorts) {
    const requests = cohort.members.flatMap((peer) =>
      lists.map((x, list): Request & { list: number } => ({ peer, x, list })),
    );
    const found = await forwardOnce(where, cohort, requests);
    for (const [at, { peer, x, list }] of requests.entries()) {
      answers[list][peer] = boundedAnswer(where, peer, found[at], x.rows, network.settings.width);
    }
  }
  return answers;
}

/** @throws {@link InvalidArgumentError} when the network is none, or an option is unknown */
export function checkMeasure(
  where: string,
  network: Network,
  options: object,
  others: string[] = [],
): void {
  checkIsNetwork(where, network);
  checkOptionNames(where, options, [...MEASURE_NAMES, ...others]);
}
