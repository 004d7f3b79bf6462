/*
 * §1.1 to §1.6 together: peers train, measure or guess who matters, post weights on a ledger, are ranked, paid and masked.
 */
import { INFLATION_NORM, type InflationNorm } from '../../market/index.js';
import { checkInteger, checkNonNegative, checkOneOf, checkPositive } from '../../math/checks.js';
import { CHOOSERS, type Chooser } from '../../network/index.js';
import { beginStudy } from '../begin.js';
import { checkList, INTERVAL_DEFAULTS, type IntervalParameters } from '../parameters.js';
import { runTasks } from '../run.js';
import { type RunOptions, type StudyResult } from '../study.js';
import { intervalCells, type IntervalCells } from '../summary.js';
import {
  checkTrained,
  CORPORA,
  TRAINED_DEFAULTS,
  type Corpus,
  type TrainedParameters,
} from './parameters.js';
import { type TradeBlock } from './trade.js';

export interface LiveMarketParameters
  extends Omit<TrainedParameters, 'rounds'>, IntervalParameters {
  /** The data. Default `digits`. */
  corpus: Corpus;
  /** Ways to choose weights, each with networks of its own from the same start. Default `significance`, `payoff`. */
  choosers: Chooser[];
  /** How many networks. Default 4. */
  networks: number;
  /** Blocks. Default 20. */
  blocks: number;
  /** Rounds of training a block. Default 8. */
  roundsABlock: number;
  /** T of (8). Default 0.1. */
  temperature: number;
  /** α/τ, for `payoff`. Default 25. */
  ratio: number;
  /** λ of (13), for `payoff`. Default 0.05. */
  ascentRate: number;
  /** ε: the largest change of a row a block. Default 0.1. */
  bound: number;
  /** τ of (6). Default 0.1. */
  inflation: number;
  /** Default `l2`. */
  norm: InflationNorm;
  /** The most rows that weights and ablation are measured on. Default 256. */
  rows: number;
  /** For `gate`: how many peers are asked about each example. Default 3. */
  k: number;
}

const { rounds, ...TRAINED } = TRAINED_DEFAULTS;

export const LIVE_MARKET_DEFAULTS: LiveMarketParameters = {
  ...TRAINED,
  ...INTERVAL_DEFAULTS,
  hidden: [1, 2, 3, 5, 8, 16, 32, 64],
  corpus: 'digits',
  choosers: ['significance', 'payoff'],
  networks: 4,
  blocks: 20,
  roundsABlock: 8,
  temperature: 0.1,
  ratio: 25,
  ascentRate: 0.05,
  bound: 0.1,
  inflation: 0.1,
  norm: 'l2',
  rows: 256,
  k: 3,
};

/** All networks after one block; intervals over networks. */
export type LiveMarketRow = {
  chooser: Chooser;
  block: number;
} & /** B on held-out data through the block's masks, in nats. */ IntervalCells<'benchmark'> &
  /** Spearman's ρ of the live rank (5) with ablation. */
  IntervalCells<'agreement'> &
  /** Part of the weights that peers keep for themselves. */
  IntervalCells<'diagonal'> &
  /** Share of all stake that the richest peer holds. */
  IntervalCells<'richest'>;

/** One peer of one network after one block. */
export type LiveMarketPeerRow = {
  chooser: Chooser;
  network: number;
  block: number;
  peer: number;
  /** Shares of all rank and of all stake. */
  rank: number;
  stake: number;
  /** What all lose without it, in nats. */
  worth: number;
};

/** One weight after the last block. */
export type LiveMarketWeightRow = {
  chooser: Chooser;
  network: number;
  from: number;
  to: number;
  weight: number;
};

export interface LiveMarketTables {
  summary: LiveMarketRow[];
  peers: LiveMarketPeerRow[];
  weights: LiveMarketWeightRow[];
}

export type LiveMarketStudy = StudyResult<'liveMarket', LiveMarketParameters, LiveMarketTables>;

function check(where: string, parameters: LiveMarketParameters): void {
  checkTrained(where, parameters.networks, { ...parameters, rounds: 1 });
  checkOneOf(where, 'corpus', parameters.corpus, CORPORA);
  checkList(where, 'choosers', parameters.choosers, (at, name, value) => {
    checkOneOf(at, name, value, CHOOSERS);
  });
  for (const name of ['blocks', 'roundsABlock', 'rows'] as const) {
    checkInteger(where, name, parameters[name], 1);
  }
  for (const name of ['temperature', 'ascentRate', 'bound', 'inflation'] as const) {
    checkPositive(where, name, parameters[name]);
  }
  checkInteger(where, 'k', parameters.k, 1, parameters.peers);
  checkNonNegative(where, 'ratio', parameters.ratio);
  checkOneOf(where, 'norm', parameters.norm, INFLATION_NORM);
}

/**
 * Live markets of trained networks: B, weights, rank and stake over blocks, and the live rank against ablation.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function liveMarket(
  given: Partial<LiveMarketParameters> = {},
  options: RunOptions = {},
): Promise<LiveMarketStudy> {
  const begun = beginStudy('liveMarket', LIVE_MARKET_DEFAULTS, given, check);
  const { header, parameters, over } = begun;
  const { choosers, ...work } = begun.work;
  const { networks, blocks } = parameters;
  const tasks = choosers.flatMap((chooser) =>
    Array.from({ length: networks }, (_, network) => ({
      kind: 'trade' as const,
      network,
      parameters: { ...work, chooser },
    })),
  );
  const found = await runTasks(header, tasks, options);
  const summary = choosers.flatMap((chooser, at) => {
    const own = found.slice(at * networks, (at + 1) * networks);
    return Array.from({ length: blocks }, (_, time): LiveMarketRow => {
      const cells = <Name extends string>(name: Name, of: (block: TradeBlock) => number | null) =>
        intervalCells(name, over(own.map((market) => of(market.blocks[time]))));
      return {
        chooser,
        block: own[0].blocks[time].block,
        ...cells('benchmark', ({ benchmark }) => benchmark),
        ...cells('agreement', ({ agreement }) => agreement),
        ...cells('diagonal', ({ diagonal }) => diagonal),
        ...cells('richest', ({ stake }) => Math.max(...stake)),
      };
    });
  });
  const placed = found.map((market, at) => {
    const { network, parameters: own } = tasks[at];
    return { market, place: { chooser: own.chooser, network } };
  });
  const peers = placed.flatMap(({ market, place }) =>
    market.blocks.flatMap(({ block, rank, stake, worth }) =>
      rank.map((share, peer) => ({
        ...{ ...place, block, peer },
        ...{ rank: share, stake: stake[peer], worth: worth[peer] },
      })),
    ),
  );
  const weights = placed.flatMap(({ market, place }) =>
    market.weights.map((weight, pair) => ({
      ...place,
      from: Math.floor(pair / parameters.peers),
      to: pair % parameters.peers,
      weight,
    })),
  );
  return { ...header, tables: { summary, peers, weights } };
}
