import {
  ablation,
  fisherSignificance,
  linearCosts,
  measureHessians,
  train,
} from '../../network/index.js';
import { drawTrained, type Corpus, type TrainedParameters } from './parameters.js';

/** What a worker needs to train one network and measure who matters in it. */
export interface MeasureParameters extends TrainedParameters {
  readonly corpus: Corpus;
  /** The most rows of each peer's data that are measured on. */
  readonly rows: number;
  /** Labels drawn for each row by the Monte-Carlo estimate. */
  readonly labels: number;
}

export const ESTIMATES = ['exact', 'monteCarlo', 'empirical', 'linear', 'both'] as const;

/**
 * `exact`, `monteCarlo` and `empirical`: ½ of the Fisher information (3), three ways; `linear`: the term that (2) leaves
 * out; `both`: exact and linear together.
 */
export type Estimate = (typeof ESTIMATES)[number];

/** What peers lose without each other, [n, n] each, in nats. */
export type Significances = Record<Estimate | 'ablation', number[]> & {
  /** [n, n, n]. */
  hessians: number[];
  /** Classes that peers tell apart. */
  classes: number;
};

/** Trains a network, takes each peer away, and estimates what that costs. */
export async function measure(
  { corpus, rows, labels, ...parameters }: MeasureParameters,
  number: number,
): Promise<Significances> {
  const { batch, jitter, rounds, seed } = parameters;
  const { network } = await drawTrained(parameters, corpus, number);
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
