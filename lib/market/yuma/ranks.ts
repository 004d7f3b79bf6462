/*
 * Rank under the clip, incentive and trust:
 *
 *   v̄_ij = min(v_ij, C_j),  P_j = Σ_i s_i v_ij,  R_j = Σ_i s_i v̄_ij,  I = R/Σ_j R_j
 *   trust of a miner R_j/P_j, of a validator Σ_j v̄_ij: the part of its votes that the consensus keeps
 */

/** The sums over votes; arrays are written. */
export interface Ranked {
  /** P, [M]. */
  readonly preranks: Float64Array;
  /** R, [M]. */
  readonly ranks: Float64Array;
  /** I, [M]. */
  readonly incentive: Float64Array;
  /** R_j/P_j, [M]; 0 where no stake weighs j. */
  readonly trust: Float64Array;
  /** Σ_j v̄_ij, [V]. */
  readonly validatorTrust: Float64Array;
}

/** Writes all sums of votes [V, M] and stake [V] under the consensus [M]. Returns Σ_j R_j. */
export function ranksInto(
  votes: Float64Array,
  stake: Float64Array,
  consensus: Float64Array,
  { preranks, ranks, incentive, trust, validatorTrust }: Ranked,
): number {
  const [V, M] = [stake.length, consensus.length];
  preranks.fill(0);
  ranks.fill(0);
  for (let i = 0, at = 0; i < V; i++) {
    const held = stake[i];
    let kept = 0;
    for (let j = 0; j < M; j++, at++) {
      const [vote, level] = [votes[at], consensus[j]];
      // Without a branch, which no processor foresees here.
      const below = Number(vote < level);
      const clipped = below * vote + (1 - below) * level;
      preranks[j] += held * vote;
      ranks[j] += held * clipped;
      kept += clipped;
    }
    validatorTrust[i] = kept;
  }
  let total = 0;
  for (let j = 0; j < M; j++) total += ranks[j];
  for (let j = 0; j < M; j++) {
    incentive[j] = total > 0 ? ranks[j] / total : 0;
    trust[j] = preranks[j] > 0 ? Math.min(1, ranks[j] / preranks[j]) : 0;
  }
  return total;
}
