import { runLiveMarket, type Chooser } from '../../network/index.js';
import { type InflationNorm } from '../../market/index.js';
import { correlation } from '../../math/correlation.js';
import { cell } from '../study.js';
import { drawTrained, type Corpus, type TrainedParameters } from './parameters.js';

/** What a worker needs to run one live market. */
export interface TradeParameters extends Omit<TrainedParameters, 'rounds'> {
  readonly corpus: Corpus;
  readonly chooser: Chooser;
  /** Blocks, and rounds of training in each. */
  readonly blocks: number;
  readonly roundsABlock: number;
  readonly temperature: number;
  readonly ratio: number;
  readonly ascentRate: number;
  readonly bound: number;
  readonly inflation: number;
  readonly norm: InflationNorm;
  readonly rows: number;
  /** k of the gates, for `gate`. */
  readonly k: number;
}

/** One market after one block. */
export interface TradeBlock {
  readonly block: number;
  /** B on held-out data through the block's masks, in nats. */
  readonly benchmark: number;
  /** Spearman's ρ of the live rank with ablation; null where either is constant. */
  readonly agreement: number | null;
  /** Part of the weights that peers keep for themselves, in [0, 1]. */
  readonly diagonal: number;
  /** [n] each: share of all rank and of all stake, and what all lose without the peer, in nats. */
  readonly rank: number[];
  readonly stake: number[];
  readonly worth: number[];
}

export interface Traded {
  readonly blocks: TradeBlock[];
  /** W after the last block, [n, n]. */
  readonly weights: number[];
}

/** Runs one network as a market. */
export async function trade(parameters: TradeParameters, number: number): Promise<Traded> {
  const { corpus, chooser, blocks, roundsABlock, ascentRate, ...others } = parameters;
  const { temperature, ratio, bound, inflation, norm, rows, k, batch, jitter, ...rest } = others;
  const drawn = { ...rest, batch, jitter, rounds: blocks * roundsABlock };
  const { network, heldOut } = await drawTrained(drawn, corpus, number, {
    gate: chooser === 'gate' ? { k } : undefined,
  });
  const history = await runLiveMarket(network, {
    ...{ blocks, rounds: roundsABlock, batch, jitter, chooser, temperature, ratio },
    ...{ learningRate: ascentRate, bound, inflation, norm, rows, heldOut },
  });
  const n = network.peers;
  return {
    blocks: history.map(({ block, benchmark, weights, stake, rank, worth }) => ({
      block,
      benchmark,
      agreement: cell(correlation(rank, worth, 'spearman')),
      diagonal: weights.reduce((sum, w, at) => (at % (n + 1) === 0 ? sum + w / n : sum), 0),
      rank: shares(rank),
      stake: shares(stake),
      worth: Array.from(worth),
    })),
    weights: Array.from(history[history.length - 1].weights),
  };
}

function shares(values: Float64Array): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return Array.from(values, (value) => value / sum);
}
