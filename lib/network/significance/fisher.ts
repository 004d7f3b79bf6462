/*
 * (3)  w_ij = ½ Σ_x ΔFᵀ(x)_j H(Q_i(x)) ΔF(x)_j,   ΔF(x)_j = [0, …, −f_j(x), …, 0];   here a mean over x, in nats
 *
 * H is the Hessian of the cross-entropy in the inputs F, as its Fisher information (generalised Gauss–Newton):
 *
 *   H = Jᵀ (diag p − p pᵀ) J,   J = ∂z/∂F,   p = softmax(z)
 *
 * so that with u_cj = −(∂z_c/∂F) · ΔF_j, the derivative of a logit in the scale of an answer,
 *
 *   (H_i)_jk = E_x [ Σ_c p_c u_cj u_ck − (Σ_c p_c u_cj)(Σ_c p_c u_ck) ]
 *
 * and equally E_x E_{y ~ p} [ g_j g_k ], g = ∂(−ln p_y)/∂(scale). Three methods compute it:
 *
 *   exact        all of J
 *   monteCarlo   labels sampled from p
 *   empirical    the labels of the data; equal to the Fisher information only where the model's probabilities are right
 *
 * The factor ½ of the Taylor series, which the paper omits, makes these costs comparable with ablation.
 */
import { checkInteger, checkOneOf } from '../../math/checks.js';
import { createStream } from '../../math/random.js';
import { type Network } from '../network.js';
import { measured, type Measured } from './measured.js';
import { checkMeasure, type MeasureOptions } from './measurements.js';

export const FISHER_METHODS = ['exact', 'monteCarlo', 'empirical'] as const;
export type FisherMethod = (typeof FISHER_METHODS)[number];

export interface FisherOptions extends MeasureOptions, FisherSettings {}

/** The way in which the Fisher information is computed. */
interface FisherSettings {
  /** Default `exact`. */
  method?: FisherMethod;
  /** For `monteCarlo`: labels sampled per row. Default 1. */
  samples?: number;
  /** For `monteCarlo`: decides the labels. Default 0. */
  seed?: number;
}

/**
 * The loss of each peer without each other in second order, (3), by the Fisher information of its cross-entropy.
 * It omits the linear term ({@link linearCosts}) and the second-order term Σ_c (p_c − y_c) ∂²z_c, whose expectation is
 * zero where the model's probabilities are right.
 *
 * @returns [n, n], in nats; row i is zero for a peer without data. Column means estimate {@link ablation}'s.
 * @throws {@link InvalidArgumentError} (rejects) when the network is none or an option is invalid
 */
export async function fisherSignificance(
  network: Network,
  options: FisherOptions = {},
): Promise<Float64Array> {
  const found = await measuredFor('fisherSignificance', network, options);
  return fisherSignificanceOf(found, options);
}

/** {@link fisherSignificance} of a measured network, by valid settings. */
export function fisherSignificanceOf(found: Measured, settings: FisherSettings): Float64Array {
  return diagonals(fisherOf(found, settings, false), found.peers);
}

/** The diagonals of n matrices, [n, n]. */
export function diagonals(hessians: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => hessians[at * n + (at % n)]);
}

/**
 * The Hessian of each peer's loss in the mask of its inputs, halved, so that (16) gives the loss's increase in nats:
 * the `hessians` of a {@link Market} (`measured` in the studies). Where the option `mask` is given, the variable is the
 * scale of its entries.
 *
 * @returns [n, n, n], each symmetric and positive semi-definite; zero for a peer without data
 * @throws {@link InvalidArgumentError} (rejects) when the network is none or an option is invalid
 */
export async function measureHessians(
  network: Network,
  options: FisherOptions = {},
): Promise<Float64Array> {
  return hessiansOf(await measuredFor('measureHessians', network, options), options);
}

/** {@link measureHessians} of a measured network, by valid settings. */
export function hessiansOf(found: Measured, settings: FisherSettings): Float64Array {
  return fisherOf(found, settings, true);
}

async function measuredFor(
  where: string,
  network: Network,
  options: FisherOptions,
): Promise<Measured> {
  checkMeasure(where, network, options, ['method', 'samples', 'seed']);
  const { method = 'exact', samples = 1, seed = 0 } = options;
  checkOneOf(where, 'method', method, FISHER_METHODS);
  checkInteger(where, 'samples', samples, 1);
  checkInteger(where, 'seed', seed, 0);
  return measured(where, network, options);
}

/** [n, n, n]; without `whole` only the diagonals are computed. */
function fisherOf(
  { peers: n, classes, batches }: Measured,
  { method = 'exact', samples = 1, seed = 0 }: FisherSettings,
  whole: boolean,
): Float64Array {
  const out = new Float64Array(n * n * n);
  const stream = createStream(seed).split('labels');
  for (const batch of batches) {
    const { p, derivatives } = batch;
    const hessian = out.subarray(batch.peer * n * n, (batch.peer + 1) * n * n);
    const peers = batch.joined.map(({ peer }) => peer);
    const { rows } = batch.x;
    const add = (u: Float64Array, weights: ArrayLike<number>): void => {
      addOuter(hessian, u, weights, 0.5 / rows, n, peers, whole);
    };
    const along = (cotangent: (row: number, c: number) => number): Float64Array =>
      derivativesAlong(derivatives, rows, classes, peers.length, cotangent);
    if (method === 'exact') {
      for (let c = 0; c < classes; c++) {
        add(
          along((_row, column) => (column === c ? 1 : 0)),
          Float64Array.from(batch.y, (_, row) => p[row * classes + c]),
        );
      }
      // Σ_c p_c u_c of the second term.
      add(
        along((row, c) => p[row * classes + c]),
        new Float64Array(rows).fill(-1),
      );
      continue;
    }
    const rounds = method === 'empirical' ? 1 : samples;
    for (let sample = 0; sample < rounds; sample++) {
      const draw = stream.split(batch.peer).split(sample);
      const labels =
        method === 'empirical'
          ? batch.y
          : Int32Array.from(batch.y, (_, row) => sampled(p, row, classes, draw.uniform()));
      add(
        along((row, c) => p[row * classes + c] - (labels[row] === c ? 1 : 0)),
        new Float64Array(rows).fill(1 / rounds),
      );
    }
  }
  return out;
}

/** Σ_c cotangent_c ∂z_c/∂(scale of each joined answer), [rows, k]. */
function derivativesAlong(
  derivatives: Float32Array,
  rows: number,
  classes: number,
  k: number,
  cotangent: (row: number, c: number) => number,
): Float64Array {
  const out = new Float64Array(rows * k);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < classes; c++) {
      const weight = cotangent(row, c);
      if (weight === 0) continue;
      for (let a = 0; a < k; a++) {
        out[row * k + a] += weight * derivatives[(a * rows + row) * classes + c];
      }
    }
  }
  return out;
}

/**
 * Adds scale · Σ_rows weight u uᵀ, or its diagonal alone.
 *
 * @param u - [rows, k]
 * @param peers - the peer of each of the k columns
 */
function addOuter(
  hessian: Float64Array,
  u: Float64Array,
  weights: ArrayLike<number>,
  scale: number,
  n: number,
  peers: readonly number[],
  whole: boolean,
): void {
  const k = peers.length;
  for (let row = 0; row < weights.length; row++) {
    const weight = scale * weights[row];
    for (let a = 0; a < k; a++) {
      const left = weight * u[row * k + a];
      const [from, to] = whole ? [0, k] : [a, a + 1];
      for (let b = from; b < to; b++) hessian[peers[a] * n + peers[b]] += left * u[row * k + b];
    }
  }
}

/** The class at the quantile `uniform`, in [0, 1), of row `row` of p. */
function sampled(p: Float64Array, row: number, classes: number, uniform: number): number {
  let left = uniform;
  for (let c = 0; c < classes - 1; c++) {
    left -= p[row * classes + c];
    if (left < 0) return c;
  }
  return classes - 1;
}
