/*
 * The consensus of each column, by weighted selection and without a sort:
 *
 *   C_j = max { c : Σ_{i: w_ij ≥ c} s_i ≥ κ Σ_i s_i }     `atLeast`; `strict` asks for more than κ
 *
 * A column's weights above 0 of validators with stake are parted about a pivot, and the part that holds the level is parted
 * again: 2 to 3 readings of a column where a sort takes log₂ V. Columns are gathered by eight, a cache line of a row.
 */
import { type Clip } from '../mechanisms/median.js';

/** The relative difference below which two sums of stake are a tie, to allow for rounding. */
const TIE = 1e-12;
/** Columns that are gathered together. */
const BLOCK = 8;

/** Buffers of {@link consensusInto} for V validators. */
export interface Columns {
  readonly weights: Float64Array;
  readonly stakes: Float64Array;
  readonly counts: Uint32Array;
}

/** Buffers for columns of V weights. */
export function createColumns(validators: number): Columns {
  const size = BLOCK * validators;
  return {
    weights: new Float64Array(size),
    stakes: new Float64Array(size),
    counts: new Uint32Array(BLOCK),
  };
}

/**
 * The level of the entries from `low` to `high`, which are put into another order: the largest weight that reaches `need`;
 * 0 where none does.
 */
function levelOf(
  weights: Float64Array,
  stakes: Float64Array,
  first: number,
  end: number,
  need: number,
  strict: boolean,
): number {
  let [low, high, held] = [first, end, 0];
  while (low < high) {
    const [a, b, c] = [weights[low], weights[(low + high) >> 1], weights[high - 1]];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    // [low, above): larger; [above, at): equal; [below, high): less.
    let [above, at, below, more, same] = [low, low, high, 0, 0];
    while (at < below) {
      const [weight, stake] = [weights[at], stakes[at]];
      if (weight > pivot) {
        more += stake;
        weights[at] = weights[above];
        stakes[at++] = stakes[above];
        weights[above] = weight;
        stakes[above++] = stake;
      } else if (weight === pivot) {
        same += stake;
        at++;
      } else {
        below--;
        weights[at] = weights[below];
        stakes[at] = stakes[below];
        weights[below] = weight;
        stakes[below] = stake;
      }
    }
    const larger = held + more;
    const reached = larger + same;
    if (strict ? larger > need : larger >= need) high = above;
    else if (strict ? reached > need : reached >= need) return pivot;
    else [low, held] = [below, reached];
  }
  return 0;
}

/** C, written to `out`, [M], of votes [V, M] and stake [V]. */
export function consensusInto(
  votes: Float64Array,
  stake: Float64Array,
  { majority, ties }: Clip,
  { weights, stakes, counts }: Columns,
  out: Float64Array,
): void {
  const [V, M] = [stake.length, out.length];
  let total = 0;
  for (let i = 0; i < V; i++) total += stake[i];
  const strict = ties === 'strict';
  const need = majority * total * (strict ? 1 + TIE : 1 - TIE);
  for (let j = 0; j < M; j += BLOCK) {
    const width = Math.min(BLOCK, M - j);
    counts.fill(0);
    for (let i = 0; i < V; i++) {
      const held = stake[i];
      if (held === 0) continue;
      for (let c = 0, at = i * M + j; c < width; c++, at++) {
        const weight = votes[at];
        if (weight === 0) continue;
        const place = c * V + counts[c]++;
        weights[place] = weight;
        stakes[place] = held;
      }
    }
    for (let c = 0; c < width; c++)
      out[j + c] = levelOf(weights, stakes, c * V, c * V + counts[c], need, strict);
  }
}

/** C divided by its sum and cut down to a multiple of 1/65535, in place; unchanged where it is 0. */
export function asShares(consensus: Float64Array): void {
  let total = 0;
  for (const level of consensus) total += level;
  if (total === 0) return;
  for (let j = 0; j < consensus.length; j++)
    consensus[j] = Math.floor((consensus[j] / total) * 65535) / 65535;
}
