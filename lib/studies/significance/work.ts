/*
 * One network of the significance study: training, removal of peers, training again without them, and estimates of its
 * cost, on the peers' own data and on held-out data.
 */
import { type Corpus } from '../../datasets/index.js';
import { ablationOf, linearCostsOf } from '../../network/significance/ablation.js';
import { diagonals, fisherSignificanceOf, hessiansOf } from '../../network/significance/fisher.js';
import { measured, type Measured } from '../../network/significance/measured.js';
import { shapleySignificanceOf } from '../../network/significance/shapley.js';
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
  const trained = { start, states, again: number < retrained };
  const valued = await valuationsOf(network, trained, training, heldOut);
  const sampling = { samples: labels, seed };
  const own = await measured('measureSignificance', network, { rows });
  const others = await measured('measureSignificance', network, { rows, data: heldOut });
  // The exact significance is the diagonal of the Hessians: not to be measured twice.
  const hessians = hessiansOf(own, {});
  const exact = diagonals(hessians, network.peers);
  return {
    own: { ...(await costsOf(own, exact, sampling)), ...valued.own },
    heldOut: {
      ...(await costsOf(others, fisherSignificanceOf(others, {}), sampling)),
      ...valued.heldOut,
    },
    hessians: Array.from(hessians),
    classes: network.classes,
    shards: network.data.map((data) => data?.rows ?? 0),
    states: states.length,
  };
}

async function costsOf(
  found: Measured,
  second: Float64Array,
  sampling: { readonly samples: number; readonly seed: number },
): Promise<Omit<Costs, keyof Valuations>> {
  const [exact, linear] = [second, linearCostsOf(found)].map((costs) => Array.from(costs));
  return {
    ablation: Array.from(ablationOf(found)),
    shapley: Array.from(await shapleySignificanceOf(found, {})),
    exact,
    monteCarlo: Array.from(fisherSignificanceOf(found, { method: 'monteCarlo', ...sampling })),
    empirical: Array.from(fisherSignificanceOf(found, { method: 'empirical' })),
    linear,
    both: exact.map((value, at) => value + linear[at]),
  };
}
