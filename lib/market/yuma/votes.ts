/*
 * Votes: posted weights with those for oneself masked, but the owner's, and rows divided by their sums; stake divided by its
 * sum.
 *
 *   v_ij = w_ij/(Σ_k w_ik + ε),  w_ij = 0 where miner j is validator i itself;  a row without votes stays 0
 *   s_i = S_i/Σ_k S_k
 */

/** No miner: a validator that is not ranked. */
export const NONE = -1;

/**
 * v, written to `out`, [V, M].
 *
 * @param own - the miner whose weight is masked in each row, {@link NONE} for no miner
 */
export function votesInto(
  weights: Float64Array,
  own: Int32Array,
  divisor: number,
  out: Float64Array,
): void {
  const V = own.length;
  const M = out.length / V;
  for (let i = 0; i < V; i++) {
    const [start, end] = [i * M, (i + 1) * M];
    const masked = own[i] === NONE ? NONE : start + own[i];
    let total = 0;
    for (let at = start; at < end; at++) if (at !== masked) total += weights[at];
    const scale = total > 0 ? total + divisor : 1;
    for (let at = start; at < end; at++) out[at] = weights[at] / scale;
    if (masked !== NONE) out[masked] = 0;
  }
}

/** s, written to `out`, [V]; 0 where no validator holds stake. Returns Σ_i S_i. */
export function stakeInto(stake: Float64Array, out: Float64Array): number {
  let total = 0;
  for (const held of stake) total += held;
  for (let i = 0; i < stake.length; i++) out[i] = total > 0 ? stake[i] / total : 0;
  return total;
}
