/*
 * Step 4 of §1.6 for peers with trained models: the gradient of each peer's payoff (12) in its row of W.
 *
 *   P_i(w_i) = −(α/τ) L_i(F ∘ m_i(w_i)) + R_i(w_i),   m_ij = σ((s_i w_ij − μ_j)/T),   μ_j = (1/n) Σ_k s_k w_kj
 *
 * "Computers may augment their usual training framework, for instance, Tensorflow, with the allocation mechanism" (§1.5):
 * a backward pass through the peer's model gives ∂L_i/∂m_ij, and automatic differentiation of mask and rank gives ∂/∂w_i.
 */
import type { Scalar, Tensor1D } from '@tensorflow/tfjs';
import { mask, rank, type Allocation } from '../../market/index.js';
import { checkResult } from '../../market/market.js';
import { checkNonNegative, checkOptionNames } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { loadTensors } from '../../tensors/index.js';
import { checkIsNetwork } from '../check.js';
import { type Network } from '../network.js';
import { linearCosts, type MeasureOptions } from '../significance/index.js';

export interface PayoffOptions extends Omit<MeasureOptions, 'mask'> {
  /** α/τ of (15): the value of one nat of loss in units of inflation, at least 0. Default 25. */
  ratio?: number;
}

/**
 * ∂P_i/∂w_ij of every peer at an allocation, by automatic differentiation through model and mask.
 *
 * @returns [n, n], in units of stake; row i is zero for a peer without data
 * @throws {@link InvalidArgumentError} (rejects) when the allocation or an option is invalid
 */
export async function networkPayoffGradient(
  network: Network,
  allocation: Allocation,
  options: PayoffOptions = {},
): Promise<Float64Array> {
  const where = 'networkPayoffGradient';
  checkIsNetwork(where, network);
  checkOptionNames(where, options, ['ratio', 'data', 'rows']);
  const { ratio = 25, ...measure } = options;
  checkNonNegative(where, 'ratio', ratio);
  const passed = mask(allocation);
  const { peers: n, weights, stake, temperature } = allocation;
  if (n !== network.peers) {
    throw new InvalidArgumentError(
      where,
      `peers must be the network's ${network.peers}`,
      String(n),
    );
  }
  // −∂L_i/∂(scale) = −m_ij ∂L_i/∂m_ij.
  const costs = await linearCosts(network, { ...measure, mask: passed });
  const shift = rank(allocation);
  const { tf } = await loadTensors();
  const out = new Float64Array(n * n);
  for (const i of network.learners) {
    const row = i * n;
    const own = weights.subarray(row, row + n);
    // ∂L_i/∂m_ij; unknown, and taken as zero, where the mask is zero.
    const slope = Float32Array.from(own, (_, j) =>
      passed[row + j] > 0 ? -costs[row + j] / passed[row + j] : 0,
    );
    const payoff = (w: Tensor1D, w0: Tensor1D): Scalar => {
      const scaled = tf.mul(w, stake[i]);
      const bar = tf.add(tf.div(tf.sub(scaled, tf.mul(w0, stake[i])), n), tf.tensor1d([...shift]));
      const m = tf.sigmoid(tf.div(tf.sub(scaled, bar), temperature));
      const loss = tf.sum(tf.mul(m, tf.tensor1d(slope)));
      const paid = tf.sum(tf.slice(bar, i, 1));
      return tf.sub<Scalar>(paid, tf.mul<Scalar>(loss, ratio));
    };
    const gradient = tf.tidy(() =>
      tf
        .grad((w) => payoff(w as Tensor1D, tf.tensor1d([...own])))(tf.tensor1d([...own]))
        .dataSync(),
    );
    out.set(gradient, row);
  }
  return checkResult(where, out);
}
