/*
 * The costs that (2) approximates: the change of each peer's loss when the answer of another is removed, set to zero.
 *
 *   C_ij = L_i(F + ΔF_j) − L_i(F),   ΔF_j = [0, …, −f_j(x), …, 0]
 *        = −g_ij + ½ ΔF_jᵀ H ΔF_j + …,   g_ij = E_x [∂Q_i/∂F · f_j(x)]
 *
 * (2) omits the first term, "following [11]": it is zero where the loss is at its minimum in F.
 */
import { type Batch } from '../cohort.js';
import { crossEntropy, logitsOf } from '../evaluate.js';
import { type Network } from '../network.js';
import { pulled } from './fisher.js';
import { probabilities } from './probabilities.js';
import { checkMeasure, measurementsOf, type MeasureOptions } from './measurements.js';

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
  const batches = await measurementsOf(where, network, options);
  const { peers: n } = network;
  const out = new Float64Array(n * n);
  const before = await lossesOf(network, batches);
  for (let j = 0; j < n; j++) {
    // The loss of a peer that joins no answer of j is the same without it.
    const places = [...batches.keys()].filter((at) =>
      batches[at].joined.some(({ peer }) => peer === j),
    );
    const after = await lossesOf(
      network,
      places.map((at) => without(batches[at], j)),
    );
    for (const [k, at] of places.entries()) out[batches[at].peer * n + j] = after[k] - before[at];
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
  const batches = await measurementsOf(where, network, options);
  const { peers: n, classes } = network;
  const chances = (await logitsOf(network, batches, 'network')).map(probabilities);
  const derivatives = await pulled(
    network,
    batches,
    (row, at, c) => chances[at][row * classes + c] - (batches[at].y[row] === c ? 1 : 0),
  );
  const out = new Float64Array(n * n);
  for (const [at, { peer, x, joined }] of batches.entries()) {
    for (let k = 0; k < derivatives[at].length; k++) {
      out[peer * n + joined[k % joined.length].peer] -= derivatives[at][k] / x.rows;
    }
  }
  return out;
}

/** The batch without the answer of peer `j`. */
function without(batch: Batch, j: number): Batch {
  return { ...batch, joined: batch.joined.filter(({ peer }) => peer !== j) };
}

/** Mean cross-entropy of every batch, in nats. */
async function lossesOf(network: Network, batches: readonly Batch[]): Promise<number[]> {
  const { classes } = network;
  const logits = await logitsOf(network, batches, 'network');
  return batches.map(({ y }, at) =>
    y.reduce((sum, label, row) => {
      const z = logits[at].values.subarray(row * classes, (row + 1) * classes);
      return sum + crossEntropy(z, label) / y.length;
    }, 0),
  );
}
