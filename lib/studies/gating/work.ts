/*
 * One network of the gating study: training with gates, whose weights are compared with the significance of peers.
 */
import { correlation, type CorrelationMethod } from '../../math/correlation.js';
import { ablation, fisherSignificance, gateWeights, train } from '../../network/index.js';
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';
import { columnMeans } from '../../math/rows.js';
import { cell } from '../result.js';

/** The parameters of one network. */
export interface CompareGatesParameters extends NetworkParameters {
  readonly corpus: Corpus;
  readonly k: number;
  readonly balance: number;
  readonly rows: number;
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

export async function compareGates(
  { corpus, k, balance, rows, ...parameters }: CompareGatesParameters,
  number: number,
): Promise<ComparedGates> {
  const { rounds, batch, jitter } = parameters;
  const gate = { k, importance: balance, load: balance };
  const { network } = await sampleNetwork(parameters, corpus, number, { gate });
  await train(network, { rounds, batch, jitter });
  const n = network.peers;
  const gates = gateWeights(network, { rows });
  const fisher = await fisherSignificance(network, { rows });
  const costs = await ablation(network, { rows });
  const means = (values: Float64Array): number[] => columnMeans(values, n);
  const method: CorrelationMethod = 'spearman';
  const [gateMeans, worth] = [means(gates), means(costs)];
  const mean = 1 / n;
  const variance = gateMeans.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  return {
    rankingFisher: cell(correlation(gateMeans, means(fisher), method)),
    rankingAblation: cell(correlation(gateMeans, worth, method)),
    pairsFisher: cell(correlation(gates, fisher, method)),
    pairsAblation: cell(correlation(gates, costs, method)),
    variation: Math.sqrt(variance) / mean,
    gate: gateMeans,
    worth,
  };
}
