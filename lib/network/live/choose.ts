/*
 * The choice of the weights that peers of a live market post.
 */
import { sum } from '../../math/rows.js';
import { type Allocation } from '../../market/index.js';
import { projectOnSimplex } from '../../math/simplex.js';
import { type Network } from '../network.js';
import { fisherSignificance, gateWeights } from '../significance/index.js';
import { networkPayoffGradient } from './payoff.js';

/** The names of the choosers. */
export const CHOOSERS = ['significance', 'payoff', 'gate'] as const;

/**
 * `significance`: the measured loss without each other peer, (3), with rows normalised to sum 1; honest.
 * `payoff`: a step of ascent of the peer's payoff (12) — step 4 of §1.6.
 * `gate`: the mean gate weights of the peer, the proxy of §1.7, for networks with gates.
 */
export type Chooser = (typeof CHOOSERS)[number];

export interface ChooserOptions {
  /** α/τ. */
  readonly ratio: number;
  /** λ of (13). */
  readonly learningRate: number;
  /** Maximum number of rows of its data that a peer measures on. */
  readonly rows: number;
}

/** The target weights of every peer with data, [n, n]; rows of other peers are unchanged. */
export async function chosenRows(
  network: Network,
  allocation: Allocation,
  mask: Float64Array,
  chooser: Chooser,
  { ratio, learningRate, rows }: ChooserOptions,
): Promise<Float64Array> {
  const { peers: n } = network;
  const out = allocation.weights.slice();
  const found =
    chooser === 'payoff'
      ? await networkPayoffGradient(network, allocation, { ratio, rows })
      : chooser === 'gate'
        ? gateWeights(network, { mask, rows })
        : await fisherSignificance(network, { mask, rows });
  for (const i of network.learners) {
    const row = out.subarray(i * n, (i + 1) * n);
    const own = found.subarray(i * n, (i + 1) * n);
    if (chooser !== 'payoff') {
      const total = sum(own);
      // A peer whose loss depends on no other keeps its row.
      if (total > 0) for (let j = 0; j < n; j++) row[j] = own[j] / total;
    } else {
      row.set(projectOnSimplex(row.map((value, j) => value + learningRate * own[j])));
    }
  }
  return out;
}
