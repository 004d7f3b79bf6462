/*
 * What (2) approximates: the loss that peers have when one of them is really gone, its answer zero.
 *
 *   C_ij = L_i(F + ΔF_j) − L_i(F),   ΔF_j = [0, …, −f_j(x), …, 0]
 *        = −g_ij + ½ ΔF_jᵀ H ΔF_j + …,   g_ij = E_x [∂Q_i/∂F · f_j(x)]
 *
 * The first term is the one that (2) leaves out, "following [11]": it is zero where the loss is at its minimum in F.
 */
import { type Batch } from '../cohort.js';
import { crossEntropy, logitsOf } from '../evaluate.js';
import { type Network } from '../network.js';
import { rowsOf } from '../rows.js';
import { pulled } from './fisher.js';
import { probabilities } from './probabilities.js';
import { checkMeasureOptions, measurementsOf, type MeasureOptions } from './studies.js';

/**
 * The loss of each peer when each other is removed, C_ij; no peer trains further.
 *
 * @returns [n, n], in nats; row i is zero for a peer without data
 * @throws {@link InvalidArgumentError} (rejects) when an option is invalid
 */
export async function ablation(
  network: Network,
  options: MeasureOptions = {},
): Promise<Float64Array> {
  const where = 'ablation';
  checkMeasureOptions(where, options);
  const studies = await measurementsOf(where, network, options);
  const { peers: n } = network;
  const out = new Float64Array(n * n);
  const before = await lossesOf(network, studies);
  for (let j = 0; j < n; j++) {
    const after = await lossesOf(
      network,
      studies.map((study) => without(study, j, network.settings.width)),
    );
    for (const [at, { peer }] of studies.entries()) out[peer * n + j] = after[at] - before[at];
  }
  return out;
}

/**
 * The linear term that (2) leaves out: −g_ij = −E_x [∂Q_i/∂F · f_j(x)].
 *
 * @returns [n, n], in nats; row i is zero for a peer without data
 * @throws {@link InvalidArgumentError} (rejects) when an option is invalid
 */
export async function linearCosts(
  network: Network,
  options: MeasureOptions = {},
): Promise<Float64Array> {
  const where = 'linearCosts';
  checkMeasureOptions(where, options);
  const studies = await measurementsOf(where, network, options);
  const { peers: n, classes } = network;
  const chances = (await logitsOf(network, studies, 'network')).map(probabilities);
  const derivatives = await pulled(
    network,
    studies,
    (row, at, c) => chances[at][row * classes + c] - (studies[at].y[row] === c ? 1 : 0),
  );
  const out = new Float64Array(n * n);
  for (const [at, { peer, x }] of studies.entries()) {
    for (let k = 0; k < derivatives[at].length; k++) {
      out[peer * n + (k % n)] -= derivatives[at][k] / x.rows;
    }
  }
  return out;
}

/** The study with the answer of peer `j` taken away. */
function without(study: Batch, j: number, width: number): Batch {
  const { rows, columns, values } = study.inputs;
  const rest = values.slice();
  for (let row = 0; row < rows; row++) {
    rest.fill(0, row * columns + j * width, row * columns + (j + 1) * width);
  }
  return { ...study, inputs: rowsOf(rest, columns) };
}

/** Mean cross-entropy of every study, in nats. */
async function lossesOf(network: Network, studies: readonly Batch[]): Promise<number[]> {
  const { classes } = network;
  const logits = await logitsOf(network, studies, 'network');
  return studies.map(({ y }, at) =>
    y.reduce((sum, label, row) => {
      const z = logits[at].values.subarray(row * classes, (row + 1) * classes);
      return sum + crossEntropy(z, label) / y.length;
    }, 0),
  );
}
