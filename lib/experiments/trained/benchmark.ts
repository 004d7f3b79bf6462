/*
 * (1)  B = Σ_i L_i, connected against disconnected: what the network is worth to its peers (§1.1).
 */
import { checkInteger, checkOneOf } from '../../math/checks.js';
import { beginStudy } from '../begin.js';
import { checkList, INTERVAL_DEFAULTS, type IntervalParameters } from '../parameters.js';
import { runTasks } from '../run.js';
import { type RunOptions, type StudyResult } from '../study.js';
import { intervalCells, type IntervalCells } from '../summary.js';
import { type Measured } from './connect.js';
import {
  checkTrained,
  CORPORA,
  TRAINED_DEFAULTS,
  type Corpus,
  type TrainedParameters,
} from './parameters.js';

export interface BenchmarkParameters extends TrainedParameters, IntervalParameters {
  /** The data. Default both. */
  corpora: Corpus[];
  /** How many networks are trained on each. Default 5. */
  networks: number;
  /** Rounds between two measurements. Default 40. */
  every: number;
}

export const BENCHMARK_DEFAULTS: BenchmarkParameters = {
  ...TRAINED_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  corpora: [...CORPORA],
  rounds: 200,
  networks: 5,
  every: 40,
};

/** All networks at one time; B in nats on held-out data, intervals over networks. */
export type BenchmarkRow = {
  corpus: Corpus;
  round: number;
} & IntervalCells<'connected'> &
  IntervalCells<'disconnected'> &
  /** Connected minus disconnected, network by network: below 0 where the network is worth something. */
  IntervalCells<'difference'> &
  /** B of the connected network's peers through their students alone. */
  IntervalCells<'student'> &
  IntervalCells<'accuracyConnected'> &
  IntervalCells<'accuracyDisconnected'>;

/** One network at one time. */
export type BenchmarkNetworkRow = {
  corpus: Corpus;
  network: number;
  round: number;
  connected: number;
  disconnected: number;
  student: number;
};

export interface BenchmarkTables {
  summary: BenchmarkRow[];
  networks: BenchmarkNetworkRow[];
}

export type BenchmarkStudy = StudyResult<'benchmark', BenchmarkParameters, BenchmarkTables>;

function check(where: string, parameters: BenchmarkParameters): void {
  checkTrained(where, parameters.networks, parameters);
  checkList(where, 'corpora', parameters.corpora, (at, name, value) => {
    checkOneOf(at, name, value, CORPORA);
  });
  checkInteger(where, 'every', parameters.every, 1);
}

/**
 * The benchmark of the same peers with and without the network.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function benchmarkStudy(
  given: Partial<BenchmarkParameters> = {},
  options: RunOptions = {},
): Promise<BenchmarkStudy> {
  const begun = beginStudy('benchmark', BENCHMARK_DEFAULTS, given, check);
  const { header, parameters, over } = begun;
  const { corpora, ...work } = begun.work;
  const tasks = corpora.flatMap((corpus) =>
    Array.from({ length: parameters.networks }, (_, network) => ({
      kind: 'connect' as const,
      network,
      parameters: { ...work, corpus },
    })),
  );
  const found = await runTasks(header, tasks, options);
  const networks = found.flatMap(({ connected, disconnected }, at) =>
    connected.map((measured, time) => ({
      corpus: tasks[at].parameters.corpus,
      network: tasks[at].network,
      round: measured.round,
      connected: measured.benchmark,
      disconnected: disconnected[time].benchmark,
      student: measured.student,
    })),
  );
  const summary = corpora.flatMap((corpus, at) => {
    const own = found.slice(at * parameters.networks, (at + 1) * parameters.networks);
    return own[0].connected.map(({ round }, time): BenchmarkRow => {
      const cells = <Name extends string>(
        name: Name,
        of: (connected: Measured, disconnected: Measured) => number,
      ) =>
        intervalCells(
          name,
          over(own.map((network) => of(network.connected[time], network.disconnected[time]))),
        );
      return {
        corpus,
        round,
        ...cells('connected', (on) => on.benchmark),
        ...cells('disconnected', (_, off) => off.benchmark),
        ...cells('difference', (on, off) => on.benchmark - off.benchmark),
        ...cells('student', (on) => on.student),
        ...cells('accuracyConnected', (on) => on.accuracy),
        ...cells('accuracyDisconnected', (_, off) => off.accuracy),
      };
    });
  });
  return { ...header, tables: { summary, networks } };
}
