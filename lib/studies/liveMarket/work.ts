/*
 * One live market: peers train, choose weights, are ranked, paid and masked, block by block.
 */
import { type InflationNorm } from '../../market/index.js';
import { correlation } from '../../math/correlation.js';
import { runLiveMarket, type Chooser } from '../../network/index.js';
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';
import { sum } from '../../math/rows.js';
import { cell } from '../result.js';

/** The parameters of one market. */
export interface TradeParameters extends Omit<NetworkParameters, 'rounds'> {
  readonly corpus: Corpus;
  readonly chooser: Chooser;
  readonly blocks: number;
  readonly roundsABlock: number;
  readonly temperature: number;
  readonly ratio: number;
  readonly ascentRate: number;
  readonly bound: number;
  readonly inflation: number;
  readonly norm: InflationNorm;
  readonly rows: number;
  readonly shapleyEvery: number;
  readonly k: number;
}

/** One market after one block. */
export interface TradeBlock {
  readonly block: number;
  /** B on held-out data through the block's masks, in nats. */
  readonly benchmark: number;
  /** Spearman's ρ of the live rank with ablation; null where either is constant. */
  readonly agreement: number | null;
  /** The same with the Shapley value of removals; null in blocks that do not measure it. */
  readonly shapleyAgreement: number | null;
  /** Σ_i w_ii / Σ_ij w_ij, in [0, 1]. */
  readonly diagonal: number;
  /** [n] each: share of rank and of stake, and the loss of all peers without the peer, in nats. */
  readonly rank: number[];
  readonly stake: number[];
  readonly worth: number[];
  /** The mean Shapley value of the peer for all peers' losses, in nats, [n]; undefined where not measured. */
  readonly shapley: number[] | undefined;
}

export interface Traded {
  readonly blocks: TradeBlock[];
  /** W after the last block, [n, n]. */
  readonly weights: number[];
}

/** Runs one network as a market. */
export async function trade(parameters: TradeParameters, number: number): Promise<Traded> {
  const { corpus, chooser, blocks, roundsABlock, ascentRate, ...others } = parameters;
  const {
    temperature,
    ratio,
    bound,
    inflation,
    norm,
    rows,
    shapleyEvery,
    k,
    batch,
    jitter,
    ...rest
  } = others;
  const { network, heldOut } = await sampleNetwork(rest, corpus, number, {
    gate: chooser === 'gate' ? { k } : undefined,
  });
  const history = await runLiveMarket(network, {
    ...{ blocks, rounds: roundsABlock, batch, jitter, chooser, temperature, ratio },
    ...{ learningRate: ascentRate, bound, inflation, norm, rows, shapleyEvery, heldOut },
  });
  const n = network.peers;
  return {
    blocks: history.map(({ block, benchmark, weights, stake, rank, worth, shapley }) => ({
      block,
      benchmark,
      agreement: cell(correlation(rank, worth, 'spearman')),
      shapleyAgreement: shapley ? cell(correlation(rank, shapley, 'spearman')) : null,
      diagonal: weights.reduce((sum, w, at) => (at % (n + 1) === 0 ? sum + w / n : sum), 0),
      rank: shares(rank),
      stake: shares(stake),
      worth: Array.from(worth),
      shapley: shapley && Array.from(shapley),
    })),
    weights: Array.from(history[history.length - 1].weights),
  };
}

function shares(values: Float64Array): number[] {
  const total = sum(values);
  return Array.from(values, (value) => value / total);
}
