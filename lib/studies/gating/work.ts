/*
 * One network of the gating study: training with gates, whose weights are compared with the significance of peers, or
 * whose loss is measured.
 */
import { correlation, type CorrelationMethod } from '../../math/correlation.js';
import {
  ablation,
  evaluate,
  fisherSignificance,
  gateWeights,
  train,
  type GateOptions,
  type Network,
} from '../../network/index.js';
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';
import { columnMeans } from '../../math/rows.js';
import { cell } from '../result.js';

/** One setting: gates whose weights are compared with significance, or whose B is measured. */
export interface GatingSetting {
  readonly part: 'proxy' | 'loss';
  readonly k: number;
  readonly balance: number;
  readonly choice: NonNullable<GateOptions['choice']>;
}

/** The parameters of one network. */
export interface CompareGatesParameters extends NetworkParameters, GatingSetting {
  readonly corpus: Corpus;
  readonly rows: number;
}

/** The outcome of one network, by the part of its setting. */
export interface GatingOutcome {
  readonly compared?: ComparedGates;
  readonly loss?: GatedLoss;
}

/** The loss and the choices of a network with gates of one kind. */
export interface GatedLoss {
  /** B on held-out data, in nats. */
  readonly benchmark: number;
  /** Coefficient of variation over peers of the mean gate weights. */
  readonly variation: number;
}

/** Spearman's ρ of gate weights with significance and ablation; null where undefined. */
export interface ComparedGates {
  readonly rankingFisher: number | null;
  readonly rankingAblation: number | null;
  readonly pairsFisher: number | null;
  readonly pairsAblation: number | null;
  /** Coefficient of variation of the mean gate weights over peers. */
  readonly variation: number;
  /** Mean gate weight of each peer, and the loss of all peers without it, in nats, [n]. */
  readonly gate: number[];
  readonly worth: number[];
}

export async function compareOrTrain(
  { part, corpus, k, balance, choice, rows, ...parameters }: CompareGatesParameters,
  number: number,
): Promise<GatingOutcome> {
  const { rounds, batch, jitter } = parameters;
  const gate = { k, choice, importance: balance, load: balance };
  const { network, heldOut } = await sampleNetwork(parameters, corpus, number, { gate });
  await train(network, { rounds, batch, jitter });
  const gates = gateWeights(network, { rows });
  if (part === 'proxy') return { compared: await compareGates(network, gates, rows) };
  const { benchmark } = await evaluate(network, heldOut);
  return { loss: { benchmark, variation: variationOf(columnMeans(gates, network.peers)) } };
}

async function compareGates(
  network: Network,
  gates: Float64Array,
  rows: number,
): Promise<ComparedGates> {
  const n = network.peers;
  const fisher = await fisherSignificance(network, { rows });
  const costs = await ablation(network, { rows });
  const means = (values: Float64Array): number[] => columnMeans(values, n);
  const method: CorrelationMethod = 'spearman';
  const [gateMeans, worth] = [means(gates), means(costs)];
  return {
    rankingFisher: cell(correlation(gateMeans, means(fisher), method)),
    rankingAblation: cell(correlation(gateMeans, worth, method)),
    pairsFisher: cell(correlation(gates, fisher, method)),
    pairsAblation: cell(correlation(gates, costs, method)),
    variation: variationOf(gateMeans),
    gate: gateMeans,
    worth,
  };
}

/** The coefficient of variation of mean gate weights, whose mean is 1 / n. */
function variationOf(weights: ArrayLike<number>): number {
  const n = weights.length;
  const mean = 1 / n;
  const variance = Array.from(weights).reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  return Math.sqrt(variance) / mean;
}
