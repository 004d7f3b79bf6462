/*
 * Bonds of validators in miners, from the penalised votes ṽ = (1 − β) v + β min(v, C):
 *
 *   yuma1  B_ij = s_i ṽ_ij/(Σ_i s_i ṽ_ij + ε), divided once more by (its column's sum + ε); nothing is remembered
 *   yuma2  ΔB_ij = s_i ṽ_ij/Σ_i s_i ṽ_ij, 0 where no validator weighs j;  B ← α ΔB + (1 − α) B, and B = ΔB in the first epoch
 *   yuma3  B_ij ← clip((1 − α) B_ij + α ṽ_ij, 0, 1), from zeros
 *
 * Liquid alpha of yuma3, by pair: α = lo + (hi − lo)/(1 + exp(−k (d − ½))), d = (ṽ_ij − C_j)⁺ where bonds are bought
 * (ṽ_ij ≥ B_ij), and B_ij − ṽ_ij where they are sold.
 */
import { exp } from '../../math/elementary.js';
import { type YumaSettings } from './options.js';

/** Votes, consensus and stake, and {@link Bonds.bonds}, [V, M], which are renewed in place. */
export interface Bonds {
  readonly votes: Float64Array;
  readonly consensus: Float64Array;
  /** s, [V], which sums to 1. */
  readonly stake: Float64Array;
  /** P_j, and Σ_i s_i min(v_ij, C_j), [M]. */
  readonly preranks: Float64Array;
  readonly kept: Float64Array;
  readonly bonds: Float64Array;
  /** Σ_i B_ij, [M], of the new bonds. */
  readonly bonded: Float64Array;
  readonly settings: YumaSettings;
}

/** The new bonds and their column sums. `first` says that there are none yet. */
export function renewBonds(held: Bonds, first: boolean): void {
  const { version, liquidAlpha } = held.settings;
  if (version !== 'yuma3') renewShares(held, first);
  else if (liquidAlpha) renewLiquid(held);
  else renewWeights(held);
}

function renewShares(
  { preranks, kept, votes, consensus, stake, bonds, bonded, settings }: Bonds,
  first: boolean,
) {
  const [V, M] = [stake.length, consensus.length];
  const { version, bondPenalty: penalty, bondMovingAverage, divisor } = settings;
  const isPlain = version === 'yuma1';
  const old = isPlain || first ? 0 : bondMovingAverage;
  const added = isPlain ? divisor : 0;
  // Σ_i s_i ṽ_ij is a mean of both sums.
  // The column's sum after the first division is P/(P + ε).
  for (let j = 0; j < M; j++) {
    const sum = (1 - penalty) * preranks[j] + penalty * kept[j];
    const once = sum + added;
    bonded[j] = once > 0 ? once * (isPlain ? sum / once + divisor : 1) : 0;
  }
  for (let i = 0, at = 0; i < V; i++) {
    for (let j = 0; j < M; j++, at++) {
      const share =
        bonded[j] > 0 ? (stake[i] * penalised(votes[at], consensus[j], penalty)) / bonded[j] : 0;
      bonds[at] = old === 0 ? share : (1 - old) * share + old * bonds[at];
    }
  }
}

function renewWeights({ votes, consensus, stake, bonds, bonded, settings }: Bonds): void {
  const [V, M] = [stake.length, consensus.length];
  const { bondPenalty: penalty, bondMovingAverage: old } = settings;
  const rate = 1 - old;
  bonded.fill(0);
  for (let i = 0, at = 0; i < V; i++) {
    for (let j = 0; j < M; j++, at++) {
      const bond = old * bonds[at] + rate * penalised(votes[at], consensus[j], penalty);
      bonds[at] = bond < 1 ? bond : 1;
      bonded[j] += bonds[at];
    }
  }
}

function renewLiquid({ votes, consensus, stake, bonds, bonded, settings }: Bonds): void {
  const [V, M] = [stake.length, consensus.length];
  const { bondPenalty: penalty, liquidLow, liquidHigh, liquidSteepness } = settings;
  const rateOf = (moved: number): number =>
    liquidLow + (liquidHigh - liquidLow) / (1 + exp(-liquidSteepness * (moved - 0.5)));
  // Most pairs of a network stay at 0, where no exponential is needed.
  const still = rateOf(0);
  bonded.fill(0);
  for (let i = 0, at = 0; i < V; i++) {
    for (let j = 0; j < M; j++, at++) {
      const level = consensus[j];
      const vote = penalised(votes[at], level, penalty);
      const bond = bonds[at];
      const bought = Number(vote >= bond);
      const above = Number(vote > level);
      const moved = bought * above * (vote - level) + (1 - bought) * (bond - vote);
      const rate = moved === 0 ? still : rateOf(moved);
      bonds[at] = Math.min(1, (1 - rate) * bond + rate * vote);
      bonded[j] += bonds[at];
    }
  }
}

/** ṽ = v − β (v − C)⁺, without a branch, which no processor foresees here. */
function penalised(vote: number, level: number, penalty: number): number {
  return vote - penalty * Number(vote > level) * (vote - level);
}
