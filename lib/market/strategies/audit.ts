/*
 * An auditor measures (3) itself, on public batches, and compares it with the peers' reports.
 *
 *   Ĥ_i = (1/m) Σ_{b ≤ m} g_b g_bᵀ,   g_b ~ N(0, H_i):   m Ĥ_i is Wishart(H_i, m), E Ĥ_i = H_i
 *
 * as the Fisher matrix of m samples is; (Ĥ_i)_jj = (H_i)_jj χ²_m/m has a relative error of √(2/m), and the errors of
 * correlated inputs are correlated. Public data differ from the peer's: every entry has a relative error e^{σz},
 * z ~ N(0, 1), which more batches do not reduce.
 */
import { exp } from '../../math/elementary.js';
import { EigenvalueDecomposition } from 'ml-matrix';
import { InvalidArgumentError } from '../../math/errors.js';
import { normalise, rowIn } from '../../math/rows.js';
import {
  integer,
  nonNegative,
  readParameters,
  required,
  stream,
  type OptionsOf,
} from '../../parameters/index.js';
import { checkHessians, checkWeights, peersOf, type Market } from '../market.js';
import { toMatrix } from '../matrix.js';

/** The options of {@link measuredSignificance}. */
export const MEASUREMENT = {
  batches: required(integer(1, 'Samples that each Hessian is measured on', { symbol: 'm' })),
  shift: nonNegative(
    0,
    "Difference of the public data from the peer's, in units of relative significance",
    {
      symbol: 'σ',
    },
  ),
  stream: stream('Source of the noise: a stream for each peer is split off it'),
};

export type MeasurementOptions = OptionsOf<typeof MEASUREMENT>;

/**
 * The significance of every peer as an auditor measures it on samples, each row divided by its sum; a peer whose
 * Hessian is 0 gets a uniform row. Negative eigenvalues, which a measured Hessian may have, count as 0.
 *
 * @returns [n, n], rows on the simplex
 * @throws {@link InvalidArgumentError} when the Hessians or an option are invalid
 */
export function measuredSignificance(
  market: Pick<Market, 'peers' | 'hessians'>,
  options: MeasurementOptions,
): Float64Array {
  const where = 'measuredSignificance';
  const { batches, shift, stream: source } = readParameters(where, MEASUREMENT, options);
  const n = peersOf(where, market);
  const { hessians } = market;
  checkHessians(where, n, hessians);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = rowIn(out, n, i);
    const { normal } = source.split(i);
    sampleDiagonal(n, rootOf(n, rowIn(hessians, n * n, i)), batches, normal, row);
    for (let j = 0; j < n; j++) row[j] *= exp(shift * normal());
    const total = normalise(row);
    if (total < Infinity) continue;
    const rule = 'hessians and shift must keep every score finite';
    throw new InvalidArgumentError(where, rule, `${total} of peer ${i}`);
  }
  return out;
}

/** A with A Aᵀ = H, [n, n]: eigenvectors times the roots of eigenvalues. */
function rootOf(n: number, hessian: Float64Array): Float64Array {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(toMatrix(hessian, n), {
    assumeSymmetric: true,
  });
  const root = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < n; k++) {
      root[j * n + k] = eigenvectorMatrix.get(j, k) * Math.sqrt(Math.max(0, realEigenvalues[k]));
    }
  }
  return root;
}

/** The diagonal of (1/m) Σ_b g_b g_bᵀ with g_b = A z, written to `out`. */
function sampleDiagonal(
  n: number,
  root: Float64Array,
  batches: number,
  normal: () => number,
  out: Float64Array,
): void {
  const z = new Float64Array(n);
  out.fill(0);
  for (let b = 0; b < batches; b++) {
    for (let k = 0; k < n; k++) z[k] = normal();
    for (let j = 0; j < n; j++) {
      let g = 0;
      for (let k = 0; k < n; k++) g += root[j * n + k] * z[k];
      out[j] += (g * g) / batches;
    }
  }
}

/**
 * The total variation distance between each peer's report and the auditor's measurement: ½ Σ_j |w_ij − ŵ_ij|.
 *
 * @param market - its weights are the reports
 * @param audited - [n, n], rows on the simplex
 * @returns [n], in [0, 1]
 * @throws {@link InvalidArgumentError} when either is invalid
 */
export function dishonesty(
  market: Pick<Market, 'peers' | 'weights'>,
  audited: Float64Array,
): Float64Array {
  const n = peersOf('dishonesty', market);
  const reported = market.weights;
  checkWeights('dishonesty', n, reported);
  checkWeights('dishonesty', n, audited);
  const out = new Float64Array(n);
  for (let at = 0; at < n * n; at++)
    out[Math.floor(at / n)] += Math.abs(reported[at] - audited[at]) / 2;
  return out;
}
