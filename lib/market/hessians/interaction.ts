/*
 * The interaction of inputs: the off-diagonal part of a Hessian, scaled.
 *
 *   H(ι) = diag(H) + ι (H − diag(H)),   0 ≤ ι ≤ 1
 *
 * H(ι) = ι H + (1 − ι) diag(H) is positive semi-definite where H is. (2) reads the diagonal, a selfish peer the row sums:
 * at ι = 0 they are the same.
 *
 * The unit of α/τ is the cost of what is masked. At ι = 0 a Hessian of `uniform` with n = 10 has 1ᵀH1 = 0.13 left of its
 * 1: every peer would leave the others at seven times the α/τ. A source that is scaled to 1ᵀH1 = 1 is therefore scaled to
 * 1 again, `keep: 'sum'`. A trace does not change, so that `gaussian` and measured Hessians keep their scale.
 */
import { checkInteger } from '../../math/checks.js';
import { checkMemory } from '../../math/memory.js';
import { sum } from '../../math/rows.js';
import { choice, portion, readParameters, type OptionsOf } from '../../parameters/index.js';
import { checkHessians, checkResult, marketBytes } from '../market.js';

const KEPT = ['sum', 'trace'] as const;

/** The options of {@link scaleInteraction}. */
export const INTERACTION = {
  interaction: portion(
    1,
    'Factor of the off-diagonal part of every Hessian: 1 as it is, 0 diagonal',
    { symbol: 'ι' },
  ),
  keep: choice(KEPT, 'sum', 'Quantity that keeps its value: 1ᵀH1 of every Hessian, or its trace'),
};

export type InteractionOptions = OptionsOf<typeof INTERACTION>;

/**
 * Hessians whose off-diagonal part is scaled by ι, H_i(ι) = c_i (diag(H_i) + ι (H_i − diag(H_i))), with c_i such that
 * 1ᵀH_i1 keeps its value, or c_i = 1, where the trace does. An H_i(ι) with 1ᵀH_i(ι)1 = 0 has c_i = 1.
 *
 * @param hessians - [n, n, n], each symmetric
 * @param options - `interaction`, ι from 0 to 1, default 1: a copy; `keep`, default `sum`
 * @returns [n, n, n]
 * @throws {@link InvalidArgumentError} when an argument is invalid
 */
export function scaleInteraction(
  peers: number,
  hessians: Float64Array,
  options: InteractionOptions = {},
): Float64Array {
  const where = 'scaleInteraction';
  const { interaction, keep } = readParameters(where, INTERACTION, options);
  checkInteger(where, 'peers', peers, 1);
  checkMemory(where, `the Hessians of ${peers} peers`, marketBytes(peers));
  checkHessians(where, peers, hessians);
  if (interaction === 1) return hessians.slice();
  const n = peers;
  const out = hessians.map((value, at) =>
    Math.floor(at / n) % n === at % n ? value : interaction * value,
  );
  if (keep === 'trace') return out;
  for (let i = 0; i < n; i++) {
    const own = out.subarray(i * n * n, (i + 1) * n * n);
    const left = sum(own);
    if (left === 0) continue;
    const factor = sum(hessians.subarray(i * n * n, (i + 1) * n * n)) / left;
    for (let at = 0; at < own.length; at++) own[at] *= factor;
  }
  return checkResult(where, out);
}
