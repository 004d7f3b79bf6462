/*
 * One network of the significance study: training, removal of peers, training again without them, and estimates of its
 * cost, on the peers' own data and on held-out data.
 */
import {
  ablation,
  fisherSignificance,
  linearCosts,
  measureHessians,
  shapleySignificance,
  type MeasureOptions,
  type Network,
} from '../../network/index.js';
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';
import { type Costs, type DataName } from './data.js';
import { trainTraced, valuationsOf, type Valuations } from './valuation.js';

/** The parameters of one network. */
export interface MeasureParameters extends NetworkParameters {
  readonly corpus: Corpus;
  readonly rows: number;
  readonly labels: number;
  readonly relearning: number;
  readonly retrained: number;
}

export type Significances = Record<DataName, Costs> & {
  /** Measured on own data, [n, n, n]. */
  hessians: number[];
  /** The number of classes. */
  classes: number;
  /** Training rows of each peer. */
  shards: number[];
  /** The states that influence was measured at. */
  states: number;
};

/** Trains a network, removes peers, and estimates the cost. */
export async function measureSignificance(
  { corpus, rows, labels, relearning, retrained, ...parameters }: MeasureParameters,
  number: number,
): Promise<Significances> {
  const { seed } = parameters;
  const { network, heldOut } = await sampleNetwork(parameters, corpus, number);
  const start = network.save();
  const training = { ...parameters, rows, relearning };
  const states = await trainTraced(network, training);
  const { peers: n } = network;
  const hessians = Array.from(await measureHessians(network, { rows }));
  // The exact significance is the diagonal of the Hessians: not to be measured twice.
  const ownExact = Array.from({ length: n * n }, (_, at) => hessians[at * n + (at % n)]);
  const heldOutOptions = { rows, data: heldOut };
  const heldOutExact = Array.from(await fisherSignificance(network, heldOutOptions));
  const trained = { start, states, again: number < retrained };
  const valued = await valuationsOf(network, trained, training, heldOut);
  const both = {
    own: await costsOn(network, { rows }, ownExact, labels, seed),
    heldOut: await costsOn(network, heldOutOptions, heldOutExact, labels, seed),
  };
  return {
    own: { ...both.own, ...valued.own },
    heldOut: { ...both.heldOut, ...valued.heldOut },
    hessians,
    classes: network.classes,
    shards: network.data.map((data) => data?.rows ?? 0),
    states: states.length,
  };
}

async function costsOn(
  network: Network,
  options: MeasureOptions,
  exact: number[],
  samples: number,
  seed: number,
): Promise<Omit<Costs, keyof Valuations>> {
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
