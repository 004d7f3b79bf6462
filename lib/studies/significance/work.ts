/*
 * One network of the significance study: training, removal of peers, and estimates of its cost, on the peers' own data and
 * on held-out data.
 */
import {
  ablation,
  fisherSignificance,
  linearCosts,
  measureHessians,
  shapleySignificance,
  train,
  type MeasureOptions,
  type Network,
} from '../../network/index.js';
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';

/** The parameters of one network. */
export interface MeasureParameters extends NetworkParameters {
  readonly corpus: Corpus;
  readonly rows: number;
  readonly labels: number;
}

/** `own`: each peer's training data, the D_i of (2); `heldOut`: rows that no peer trained on, the same for all peers. */
export const DATA_NAMES = ['own', 'heldOut'] as const;
export type DataName = (typeof DATA_NAMES)[number];

export const ESTIMATES = ['exact', 'monteCarlo', 'empirical', 'linear', 'both'] as const;

/**
 * `exact`, `monteCarlo` and `empirical`: ½ of the Fisher information (3), three ways; `linear`: the term that (2)
 * omits; `both`: exact and linear together.
 */
export type Estimate = (typeof ESTIMATES)[number];

/** `ablation`: the removal of one peer; `shapley`: the mean marginal loss of a peer over all orders of removal. */
export const TRUTHS = ['ablation', 'shapley'] as const;
export type Truth = (typeof TRUTHS)[number];

/** The loss of each peer without each other peer, [n, n] for each measurement, in nats. */
export type Costs = Record<Truth | Estimate, number[]>;

export type Significances = Record<DataName, Costs> & {
  /** Measured on own data, [n, n, n]. */
  hessians: number[];
  /** The number of classes. */
  classes: number;
};

/** Trains a network, removes peers, and estimates the cost. */
export async function measureSignificance(
  { corpus, rows, labels, ...parameters }: MeasureParameters,
  number: number,
): Promise<Significances> {
  const { batch, jitter, rounds, seed } = parameters;
  const { network, heldOut } = await sampleNetwork(parameters, corpus, number);
  await train(network, { rounds, batch, jitter });
  const { peers: n } = network;
  const hessians = Array.from(await measureHessians(network, { rows }));
  // The exact significance is the diagonal of the Hessians: not to be measured twice.
  const ownExact = Array.from({ length: n * n }, (_, at) => hessians[at * n + (at % n)]);
  const heldOutOptions = { rows, data: heldOut };
  const heldOutExact = Array.from(await fisherSignificance(network, heldOutOptions));
  return {
    own: await costsOn(network, { rows }, ownExact, labels, seed),
    heldOut: await costsOn(network, heldOutOptions, heldOutExact, labels, seed),
    hessians,
    classes: network.classes,
  };
}

async function costsOn(
  network: Network,
  options: MeasureOptions,
  exact: number[],
  samples: number,
  seed: number,
): Promise<Costs> {
  const linear = Array.from(await linearCosts(network, options));
  const monteCarlo = { ...options, method: 'monteCarlo', samples, seed } as const;
  const empirical = { ...options, method: 'empirical' } as const;
  return {
    ablation: Array.from(await ablation(network, options)),
    shapley: Array.from(await shapleySignificance(network, options)),
    exact,
    monteCarlo: Array.from(await fisherSignificance(network, monteCarlo)),
    empirical: Array.from(await fisherSignificance(network, empirical)),
    linear,
    both: exact.map((value, at) => value + linear[at]),
  };
}
