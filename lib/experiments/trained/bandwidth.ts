/*
 * §1.7: "outward bandwidth will become the major bottleneck". What fewer questions cost in B.
 */
import { checkInteger, checkNonNegative, checkOneOf } from '../../math/checks.js';
import { beginStudy } from '../begin.js';
import { checkList, INTERVAL_DEFAULTS, type IntervalParameters } from '../parameters.js';
import { runTasks } from '../run.js';
import { type RunOptions, type StudyResult } from '../study.js';
import { intervalCells, type IntervalCells } from '../summary.js';
import { type Throttled } from './throttle.js';
import {
  checkTrained,
  CORPORA,
  TRAINED_DEFAULTS,
  type Corpus,
  type TrainedParameters,
} from './parameters.js';

export interface BandwidthParameters extends TrainedParameters, IntervalParameters {
  /** The data. Default `digits`. */
  corpus: Corpus;
  /** How many networks are trained at each k. Default 3. */
  networks: number;
  /** k: how many peers are asked about each example, oneself included. Default 1, 2, 3, 4, 6, 8. */
  ks: number[];
  /** Weights of the importance and load losses. Default 0.1 each. */
  importance: number;
  load: number;
}

export const BANDWIDTH_DEFAULTS: BandwidthParameters = {
  ...TRAINED_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  corpus: 'digits',
  networks: 3,
  ks: [1, 2, 3, 4, 6, 8],
  importance: 0.1,
  load: 0.1,
};

/** All networks at one k; intervals over networks. */
export type BandwidthRow = {
  /** Null: no gate, everybody is asked. */
  k: number | null;
} & /** B on held-out data, in nats. */ IntervalCells<'benchmark'> &
  /** B through students alone. */
  IntervalCells<'student'> &
  /** Rows sent to other peers for each example. */
  IntervalCells<'queries'> &
  /** Bytes of questions, answers and gradients for each example. */
  IntervalCells<'bytes'>;

export interface BandwidthTables {
  summary: BandwidthRow[];
}

export type Bandwidth = StudyResult<'bandwidth', BandwidthParameters, BandwidthTables>;

function check(where: string, parameters: BandwidthParameters): void {
  checkTrained(where, parameters.networks, parameters);
  checkOneOf(where, 'corpus', parameters.corpus, CORPORA);
  checkList(where, 'ks', parameters.ks, (at, name, value) => {
    checkInteger(at, name, value, 1, parameters.peers);
  });
  checkNonNegative(where, 'importance', parameters.importance);
  checkNonNegative(where, 'load', parameters.load);
}

/**
 * The benchmark, queries and bytes of networks whose peers ask k others about each example.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function bandwidth(
  given: Partial<BandwidthParameters> = {},
  options: RunOptions = {},
): Promise<Bandwidth> {
  const { header, parameters, work, over } = beginStudy(
    'bandwidth',
    BANDWIDTH_DEFAULTS,
    given,
    check,
  );
  const { ks, ...shared } = work;
  const { networks } = parameters;
  const settings = [...ks, null];
  const tasks = settings.flatMap((k) =>
    Array.from({ length: networks }, (_, network) => ({
      kind: 'throttle' as const,
      network,
      parameters: { ...shared, k },
    })),
  );
  const found = await runTasks(header, tasks, options);
  const summary = settings.map((k, at): BandwidthRow => {
    const own = found.slice(at * networks, (at + 1) * networks);
    const cells = <Name extends keyof Throttled>(name: Name) =>
      intervalCells(name, over(own.map((network) => network[name])));
    return {
      k,
      ...cells('benchmark'),
      ...cells('student'),
      ...cells('queries'),
      ...cells('bytes'),
    };
  });
  return { ...header, tables: { summary } };
}
