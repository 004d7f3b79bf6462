/*
 * A mechanism turns the peers' rows and stake into rank, and rank into new stake.
 *
 *   paper      (5), (6)   R_j = (1/n) Σ_i s_i w_ij,   S ← S + τ R/‖R‖₂
 *   l1         the same rank, paid by ‖R‖₁
 *   impartial  a peer's vote for itself is removed and the rest of its row scaled to sum 1, paid by ‖R‖₁
 *   median     each column clipped at the level that more than half the stake supports, paid by ‖R‖₁
 *   medianAtLeast  the same at the level that half the stake supports, the rule of later networks
 *
 * `impartial` and the clips are not the paper's. They are paid by ‖R‖₁, so that a peer's votes for others do not
 * change the issuance: under ‖R‖₂ `impartial` would not be impartial.
 */
import { type InflationNorm } from '../inflation.js';

/** A rule of rank and pay. Its functions allocate nothing and check nothing; the public functions check. */
export interface Mechanism<Name extends string = string> {
  readonly name: Name;
  /** The label in figures and tables. */
  readonly title: string;
  /** The rule in one phrase, for help and reference. */
  readonly about: string;
  /** The norm that divides R in the pay τ R/‖R‖. */
  readonly norm: InflationNorm;
  /** R, written to `out`, [n], in units of stake. */
  readonly rank: (n: number, weights: Float64Array, stake: Float64Array, out: Float64Array) => void;
  /**
   * The gradient of the rank of the peers flagged in `members`, [n], in row i: adds ∂(Σ_{k ∈ members} R_k)/∂w_ij to
   * `gradient`[j] for every j.
   */
  readonly rankGradient: (
    n: number,
    weights: Float64Array,
    stake: Float64Array,
    peer: number,
    members: Uint8Array,
    gradient: Float64Array,
  ) => void;
}

/** Makes a mechanism from its definition. */
export function defineMechanism<const Name extends string>(
  definition: Mechanism<Name>,
): Mechanism<Name> {
  return Object.freeze({ ...definition });
}
