/*
 * The level of a column that a part κ of the stake supports:
 *
 *   strict    c_j = max { c : Σ_{i: w_ij ≥ c} s_i > κ Σ_i s_i }
 *   atLeast   c_j = max { c : Σ_{i: w_ij ≥ c} s_i ≥ κ Σ_i s_i }
 *
 * At κ = ½, c_j is the stake-weighted median of column j: the lower one at a tie under `strict`, the upper one under
 * `atLeast`. The rules differ at ties alone, where the peers that support a level hold exactly κ. With equal stake and an
 * even number of peers every column is a tie at κ = ½: n/2 peers are no support under `strict`, and are under `atLeast`.
 */
import { choice, fraction, type OptionsOf, type ValuesOf } from '../../parameters/index.js';

export const TIE_RULES = ['strict', 'atLeast'] as const;

/** Whether support of exactly κ of the stake is too little (`strict`, default) or enough (`atLeast`). */
export type TieRule = (typeof TIE_RULES)[number];

/** The options of {@link consensusWeights}. */
export const LEVEL = {
  majority: fraction(0.5, 'The part of all stake whose support a weight needs', { symbol: 'κ' }),
  ties: choice(TIE_RULES, 'strict', 'Support of more than κ, or of κ and more'),
};

export type LevelOptions = OptionsOf<typeof LEVEL>;
/** {@link LevelOptions} with every value set. */
export type Level = ValuesOf<typeof LEVEL>;

/** κ of later networks of this family: 32767/65535. */
export const NETWORK_MAJORITY = 32767 / 65535;

/** The relative difference below which two sums of stake are a tie, to allow for rounding. */
const TIE = 1e-12;

/** c_j of one column; 0 where no weight above 0 has the support. */
export function levelOf(
  n: number,
  weights: Float64Array,
  stake: Float64Array,
  j: number,
  { majority, ties }: Level,
): number {
  const limit = ties === 'strict' ? 1 + TIE : 1 - TIE;
  let best = 0;
  for (let k = 0; k < n; k++) {
    const level = weights[k * n + j];
    if (level <= best) continue;
    let support = 0;
    let rest = 0;
    for (let i = 0; i < n; i++) {
      if (weights[i * n + j] >= level) support += stake[i];
      else rest += stake[i];
    }
    // Support and rest, and not support and total, so that equal sums are equal numbers.
    if ((1 - majority) * support > majority * rest * limit) best = level;
  }
  return best;
}

/**
 * ∂/∂w_ij of Σ_l s_l min(max(w_lj, floor), level): s_i between the two; at a level that peer i alone sets, the stake of all
 * that the level stands for; 0 outside, and at ties.
 */
export function clampedSlope(
  n: number,
  weights: Float64Array,
  stake: Float64Array,
  [peer, j]: readonly [peer: number, j: number],
  [floor, level]: readonly [floor: number, level: number],
): number {
  const own = weights[peer * n + j];
  if (own > level || own < floor || level === 0) return 0;
  const [isLevel, isFloor] = [own === level, own === floor && floor > 0];
  if (!isLevel && !isFloor) return stake[peer];
  let moved = stake[peer];
  for (let l = 0; l < n; l++) {
    if (l === peer || stake[l] === 0) continue;
    const other = weights[l * n + j];
    if (other === own) return 0;
    if (other > own ? isLevel : isFloor) moved += stake[l];
  }
  return moved;
}
