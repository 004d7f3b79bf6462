/*
 * §1.7: gate weights "act as a proxy for importance w_ij ∈ W". How good a proxy, with and without the losses that balance them.
 */
import { checkInteger, checkNonNegative, checkOneOf } from '../../math/checks.js';
import { beginStudy } from '../begin.js';
import { checkList, INTERVAL_DEFAULTS, type IntervalParameters } from '../parameters.js';
import { runTasks } from '../run.js';
import { type RunOptions, type StudyResult } from '../study.js';
import { intervalCells, type IntervalCells } from '../summary.js';
import { type ComparedGates } from './compareGates.js';
import {
  checkTrained,
  CORPORA,
  TRAINED_DEFAULTS,
  type Corpus,
  type TrainedParameters,
} from './parameters.js';

export interface GatingParameters extends TrainedParameters, IntervalParameters {
  /** The data. Default `digits`. */
  corpus: Corpus;
  /** How many networks are trained at each setting. Default 4. */
  networks: number;
  /** k: how many peers are asked about each example. Default 3. */
  k: number;
  /** Weights of the balancing losses, importance and load alike. Default 0, 0.01, 0.1. */
  balances: number[];
  /** The most rows of each peer's data that are measured on. Default 256. */
  rows: number;
}

export const GATING_DEFAULTS: GatingParameters = {
  ...TRAINED_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  hidden: [1, 2, 3, 5, 8, 16, 32, 64],
  corpus: 'digits',
  networks: 4,
  k: 3,
  balances: [0, 0.01, 0.1],
  rows: 256,
};

type Agreements = 'rankingFisher' | 'rankingAblation' | 'pairsFisher' | 'pairsAblation';

/** All networks at one weight of the balancing losses; Spearman's ρ of gate weights with significance, over networks. */
export type GatingRow = { balance: number } & IntervalCells<Agreements> &
  /** Coefficient of variation of the mean gate weights. */ IntervalCells<'variation'>;

/** One peer of one network. */
export type GatingPeerRow = {
  balance: number;
  network: number;
  peer: number;
  /** Its mean gate weight over all peers' data. */
  gate: number;
  /** What all lose without it, in nats. */
  worth: number;
};

export interface GatingTables {
  summary: GatingRow[];
  peers: GatingPeerRow[];
}

export type Gatings = StudyResult<'gating', GatingParameters, GatingTables>;

function check(where: string, parameters: GatingParameters): void {
  checkTrained(where, parameters.networks, parameters);
  checkOneOf(where, 'corpus', parameters.corpus, CORPORA);
  checkInteger(where, 'k', parameters.k, 1, parameters.peers);
  checkList(where, 'balances', parameters.balances, checkNonNegative);
  checkInteger(where, 'rows', parameters.rows, 1);
}

/**
 * Agreement of gate weights with Fisher significance and ablation.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function gating(
  given: Partial<GatingParameters> = {},
  options: RunOptions = {},
): Promise<Gatings> {
  const { header, parameters, work, over } = beginStudy('gating', GATING_DEFAULTS, given, check);
  const { balances, ...shared } = work;
  const { networks } = parameters;
  const tasks = balances.flatMap((balance) =>
    Array.from({ length: networks }, (_, network) => ({
      kind: 'compareGates' as const,
      network,
      parameters: { ...shared, balance },
    })),
  );
  const found = await runTasks(header, tasks, options);
  const summary = balances.map((balance, at): GatingRow => {
    const own = found.slice(at * networks, (at + 1) * networks);
    const cells = <Name extends keyof ComparedGates & (Agreements | 'variation')>(name: Name) =>
      intervalCells(name, over(own.map((network) => network[name])));
    return {
      balance,
      ...cells('rankingFisher'),
      ...cells('rankingAblation'),
      ...cells('pairsFisher'),
      ...cells('pairsAblation'),
      ...cells('variation'),
    };
  });
  const peers = found.flatMap(({ gate, worth }, at) =>
    gate.map((value, peer) => ({
      balance: tasks[at].parameters.balance,
      network: tasks[at].network,
      peer,
      gate: value,
      worth: worth[peer],
    })),
  );
  return { ...header, tables: { summary, peers } };
}
