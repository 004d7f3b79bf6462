/*
 * The costs that (2) approximates: the change of each peer's loss when the answer of another is removed, set to zero.
 *
 *   C_ij = L_i(F + ΔF_j) − L_i(F),   ΔF_j = [0, …, −f_j(x), …, 0]
 *        = −g_ij + ½ ΔF_jᵀ H ΔF_j + …,   g_ij = E_x [∂Q_i/∂F · f_j(x)]
 *
 * (2) omits the first term, "following [11]": it is zero where the loss is at its minimum in F.
 */
import { type Network } from '../network.js';
import { measured, type Measured } from './measured.js';
import { checkMeasure, type MeasureOptions } from './measurements.js';

/**
 * The loss of each peer when each other is removed, C_ij; no peer trains further.
 *
 * @returns [n, n], in nats; row i is zero for a peer without data
 * @throws {@link InvalidArgumentError} (rejects) when the network is none or an option is invalid
 */
export async function ablation(
  network: Network,
  options: MeasureOptions = {},
): Promise<Float64Array> {
  const where = 'ablation';
  checkMeasure(where, network, options);
  return ablationOf(await measured(where, network, options));
}

/** {@link ablation} of a measured network. */
export function ablationOf({ peers: n, batches }: Measured): Float64Array {
  const out = new Float64Array(n * n);
  for (const { peer, joined, lossesAmong } of batches) {
    const all = joined.map((one) => one.peer);
    const [before, ...after] = lossesAmong([all, ...all.map((j) => all.filter((k) => k !== j))]);
    // The loss of a peer that joins no answer of j is the same without it.
    for (const [k, j] of all.entries()) out[peer * n + j] = after[k] - before;
  }
  return out;
}

/**
 * The linear term that (2) omits: −g_ij = −E_x [∂Q_i/∂F · f_j(x)].
 *
 * @returns [n, n], in nats; row i is zero for a peer without data
 * @throws {@link InvalidArgumentError} (rejects) when the network is none or an option is invalid
 */
export async function linearCosts(
  network: Network,
  options: MeasureOptions = {},
): Promise<Float64Array> {
  const where = 'linearCosts';
  checkMeasure(where, network, options);
  return linearCostsOf(await measured(where, network, options));
}

/** {@link linearCosts} of a measured network. */
export function linearCostsOf({ peers: n, classes, batches }: Measured): Float64Array {
  const out = new Float64Array(n * n);
  for (const { peer, x, y, joined, p, derivatives } of batches) {
    for (const [a, { peer: j }] of joined.entries()) {
      for (let at = 0; at < x.rows * classes; at++) {
        const error = p[at] - (y[Math.floor(at / classes)] === at % classes ? 1 : 0);
        out[peer * n + j] -= (error * derivatives[a * x.rows * classes + at]) / x.rows;
      }
    }
  }
  return out;
}
