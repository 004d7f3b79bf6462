/*
 * A mechanism turns what peers post, and what they hold, into rank, and rank into stake.
 *
 *   paper      (5), (6)   R_j = (1/n) Σ_i s_i w_ij,   S ← S + τ R/‖R‖₂
 *   l1         the same rank, paid by ‖R‖₁
 *   impartial  a peer's vote for itself is taken out and the rest of its row counts in full, paid by ‖R‖₁
 *   median     each column clipped at its stake-weighted median, paid by ‖R‖₁
 *
 * Two of them are not the paper's, and are paid by ‖R‖₁ so that a peer's vote for others does not change how much is
 * minted: impartiality in a share of the issuance would be lost otherwise.
 */
import { type InflationNorm } from '../inflation.js';

/** One way to rank and to pay. Its functions allocate nothing and check nothing: see the functions for users. */
export interface Mechanism<Name extends string = string> {
  readonly name: Name;
  /** The words for it in figures and tables. */
  readonly title: string;
  /** The rule in one phrase, for help and reference. */
  readonly about: string;
  /** How R is divided before it is paid as τ R/‖R‖. */
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

/** Makes a mechanism of its definition. */
export function defineMechanism<const Name extends string>(
  definition: Mechanism<Name>,
): Mechanism<Name> {
  return Object.freeze({ ...definition });
}
