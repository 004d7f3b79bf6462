/*
 * Rank under the clip, incentive and trust:
 *
 *   v̄_ij = min(v_ij, C_j),  P_j = Σ_i s_i v_ij,  R_j = Σ_i s_i v̄_ij,  I = R/Σ_j R_j
 *   trust of a miner Σ_i s_i v̄_ij/P_j, of a validator Σ_j v̄_ij: the part of its votes that the consensus keeps
 *
 * With a floor F ≤ C, R_j = Σ_i s_i max(v̄_ij, F_j). Votes that are raised are in the ranks alone: they buy no bonds.
 */

/** The sums over votes; arrays are written. */
export interface Ranked {
  /** P, [M]. */
  readonly preranks: Float64Array;
  /** Σ_i s_i v̄_ij, [M]. */
  readonly kept: Float64Array;
  /** R, [M]. */
  readonly ranks: Float64Array;
  /** I, [M]. */
  readonly incentive: Float64Array;
  /** Σ_i s_i v̄_ij/P_j, [M]; 0 where no stake weighs j. */
  readonly trust: Float64Array;
  /** Σ_j v̄_ij, [V]. */
  readonly validatorTrust: Float64Array;
}

/** Writes all sums of votes [V, M] and stake [V] under the consensus and the floor, [M]. Returns Σ_j R_j. */
export function ranksInto(
  votes: Float64Array,
  stake: Float64Array,
  consensus: Float64Array,
  floor: Float64Array | null,
  { preranks, kept, ranks, incentive, trust, validatorTrust }: Ranked,
): number {
  const [V, M] = [stake.length, consensus.length];
  preranks.fill(0);
  kept.fill(0);
  for (let i = 0, at = 0; i < V; i++) {
    const held = stake[i];
    let share = 0;
    for (let j = 0; j < M; j++, at++) {
      const [vote, level] = [votes[at], consensus[j]];
      // Without a branch, which no processor foresees here.
      const below = Number(vote < level);
      const clipped = below * vote + (1 - below) * level;
      preranks[j] += held * vote;
      kept[j] += held * clipped;
      share += clipped;
    }
    validatorTrust[i] = share;
  }
  ranks.set(kept);
  if (floor) raise(votes, stake, floor, ranks);
  let total = 0;
  for (let j = 0; j < M; j++) total += ranks[j];
  for (let j = 0; j < M; j++) {
    incentive[j] = total > 0 ? ranks[j] / total : 0;
    trust[j] = preranks[j] > 0 ? Math.min(1, kept[j] / preranks[j]) : 0;
  }
  return total;
}

/** Adds Σ_i s_i (F_j − v_ij)⁺ to the ranks. */
function raise(
  votes: Float64Array,
  stake: Float64Array,
  floor: Float64Array,
  ranks: Float64Array,
): void {
  const [V, M] = [stake.length, floor.length];
  for (let i = 0, at = 0; i < V; i++) {
    for (let j = 0; j < M; j++, at++) ranks[j] += stake[i] * Math.max(0, floor[j] - votes[at]);
  }
}
