/*
 * One network of the significance study: training, removal of each peer, and estimates of its cost.
 */
import {
  ablation,
  fisherSignificance,
  linearCosts,
  measureHessians,
  train,
} from '../../network/index.js';
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';

/** The parameters of one network. */
export interface MeasureParameters extends NetworkParameters {
  readonly corpus: Corpus;
  readonly rows: number;
  readonly labels: number;
}

export const ESTIMATES = ['exact', 'monteCarlo', 'empirical', 'linear', 'both'] as const;

/**
 * `exact`, `monteCarlo` and `empirical`: ½ of the Fisher information (3), three ways; `linear`: the term that (2)
 * omits; `both`: exact and linear together.
 */
export type Estimate = (typeof ESTIMATES)[number];

/** The loss of each peer without each other peer, [n, n] for each estimate, in nats. */
export type Significances = Record<Estimate | 'ablation', number[]> & {
  /** [n, n, n]. */
  hessians: number[];
  /** The number of classes. */
  classes: number;
};

/** Trains a network, removes each peer, and estimates the cost. */
export async function measureSignificance(
  { corpus, rows, labels, ...parameters }: MeasureParameters,
  number: number,
): Promise<Significances> {
  const { batch, jitter, rounds, seed } = parameters;
  const { network } = await sampleNetwork(parameters, corpus, number);
  await train(network, { rounds, batch, jitter });
  const exact = await fisherSignificance(network, { rows });
  const linear = await linearCosts(network, { rows });
  const found = {
    ablation: await ablation(network, { rows }),
    exact,
    monteCarlo: await fisherSignificance(network, {
      rows,
      method: 'monteCarlo',
      samples: labels,
      seed,
    }),
    empirical: await fisherSignificance(network, { rows, method: 'empirical' }),
    linear,
    both: exact.map((value, at) => value + linear[at]),
    hessians: await measureHessians(network, { rows }),
  };
  const lists = Object.entries(found).map(([name, values]) => [name, Array.from(values)]);
  return { ...Object.fromEntries(lists), classes: network.classes } as Significances;
}
