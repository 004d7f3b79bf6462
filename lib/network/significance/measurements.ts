/*
 * The batches that significance is measured on: data of each peer with all peers' answers to them.
 */
import { takeRows, type Dataset } from '../../datasets/index.js';
import { checkInteger, checkOptionNames } from '../../math/checks.js';
import { maskRow, requestOf } from '../answers.js';
import { type Batch, type JoinedAnswer, type Request } from '../cohort.js';
import { checkIsNetwork } from '../check.js';
import { askedBy, checkFits, forwardOnce } from '../evaluate.js';
import { type Network } from '../network.js';
import { boundedAnswer, rowsOf, type Rows } from '../rows.js';
import { checkMask } from '../training/options.js';

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
 * One batch for each peer that has a loss. All answers are given, the own one among them.
 *
 * @throws {@link InvalidArgumentError} (rejects) when the data do not fit the network, or an option is invalid
 */
export async function measurementsOf(
  where: string,
  network: Network,
  options: MeasureOptions,
): Promise<Batch[]> {
  const { peers, learners } = network;
  const { data, rows = 256, mask } = options;
  checkInteger(where, 'rows', rows, 1);
  if (mask !== undefined) checkMask(where, peers, mask);
  if (data) checkFits(where, network, data);
  const parts = learners.map((peer) => {
    const part = spaced(data ?? ownData(network, peer), rows);
    return { peer, x: rowsOf(part.x, part.inputs), y: part.y };
  });
  const asked = parts.map(({ peer, x }) => askedBy(network, peer, x, maskRow(mask, peer, peers)));
  const requests = parts.flatMap(({ x }, part) =>
    asked[part].map((one, place): PlacedRequest => {
      return { peer: one.peer, x: requestOf(x, one), part, place };
    }),
  );
  const joined = parts.map((): JoinedAnswer[] => []);
  for (const [at, answer] of (await answersToAll(where, network, requests)).entries()) {
    const { part, place } = requests[at];
    joined[part][place] = { ...asked[part][place], answer, received: true };
  }
  return parts.map((part, at) => ({ ...part, joined: joined[at] }));
}

/** A request for the answer at place `place` of a batch. */
interface PlacedRequest extends Request {
  readonly part: number;
  readonly place: number;
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

/** The answers to requests, [rows, width] each, with one forward call per cohort. */
async function answersToAll(
  where: string,
  network: Network,
  requests: readonly Request[],
): Promise<Rows[]> {
  const answers: Rows[] = [];
  for (const cohort of network.cohorts) {
    const places = [...requests.keys()].filter(
      (at) => network.cohortOf(requests[at].peer) === cohort,
    );
    if (places.length === 0) continue;
    const own = places.map((at) => requests[at]);
    const found = await forwardOnce(where, cohort, own);
    for (const [at, { peer, x }] of own.entries()) {
      const { width } = network.settings;
      answers[places[at]] = boundedAnswer(where, peer, found[at], x.rows, width);
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
