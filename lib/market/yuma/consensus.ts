/*
 * The consensus of each column, by weighted selection and without a sort:
 *
 *   C_j = max { c : Σ_{i: w_ij ≥ c} s_i ≥ κ Σ_i s_i }     `atLeast`; `strict` asks for more than κ
 *
 * The stake behind a column's weights is summed in equal intervals from its least weight to its largest; the interval in which
 * the sum from above reaches κ holds the level, and its few weights are parted about pivots until one is left.
 */
import { type Level } from '../mechanisms/levels.js';

/** The relative difference below which two sums of stake are a tie, to allow for rounding. */
const TIE = 1e-12;
/** Columns that are gathered together: four cache lines of a row. */
const BLOCK = 32;
/** Intervals of a column's weights, and the number of weights from which they pay. */
const INTERVALS = 64;
const FEW = 24;

/** Buffers of {@link consensusInto} for V validators. */
export interface Columns {
  readonly weights: Float64Array;
  readonly stakes: Float64Array;
  readonly counts: Uint32Array;
  /** The stake in each interval. */
  readonly sums: Float64Array;
}

/** Buffers for columns of V weights. */
export function createColumns(validators: number): Columns {
  const size = BLOCK * validators;
  return {
    weights: new Float64Array(size),
    stakes: new Float64Array(size),
    counts: new Uint32Array(BLOCK),
    sums: new Float64Array(INTERVALS),
  };
}

/**
 * The level of the entries from `first` to `end`, which are put into another order: the largest weight that reaches `need`
 * with the stake that is `above` all of them; 0 where none does.
 */
function partedLevel(
  { weights, stakes }: Columns,
  first: number,
  end: number,
  above: number,
  need: number,
  strict: boolean,
): number {
  let [low, high, held] = [first, end, above];
  while (low < high) {
    const [a, b, c] = [weights[low], weights[(low + high) >> 1], weights[high - 1]];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    // [low, top): larger; [top, at): equal; [below, high): less.
    let [top, at, below, more, same] = [low, low, high, 0, 0];
    while (at < below) {
      const [weight, stake] = [weights[at], stakes[at]];
      if (weight > pivot) {
        more += stake;
        weights[at] = weights[top];
        stakes[at++] = stakes[top];
        weights[top] = weight;
        stakes[top++] = stake;
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
    if (strict ? larger > need : larger >= need) high = top;
    else if (strict ? reached > need : reached >= need) return pivot;
    else [low, held] = [below, reached];
  }
  return 0;
}

/** The level of the entries from `first` to `end`, which are put into another order. */
function levelOf(
  columns: Columns,
  first: number,
  end: number,
  need: number,
  strict: boolean,
): number {
  if (end - first < FEW) return partedLevel(columns, first, end, 0, need, strict);
  const { weights, stakes, sums } = columns;
  let [least, most] = [weights[first], weights[first]];
  for (let at = first + 1; at < end; at++) {
    if (weights[at] < least) least = weights[at];
    if (weights[at] > most) most = weights[at];
  }
  const scale = (INTERVALS - 1) / (most - least);
  if (!(scale < Infinity)) return partedLevel(columns, first, end, 0, need, strict);
  sums.fill(0);
  for (let at = first; at < end; at++) sums[((weights[at] - least) * scale) | 0] += stakes[at];
  let [interval, held] = [INTERVALS - 1, 0];
  for (; interval >= 0; interval--) {
    const reached = held + sums[interval];
    if (strict ? reached > need : reached >= need) break;
    held = reached;
  }
  if (interval < 0) return 0;
  let kept = first;
  for (let at = first; at < end; at++) {
    const weight = weights[at];
    if ((((weight - least) * scale) | 0) !== interval) continue;
    weights[kept] = weight;
    stakes[kept++] = stakes[at];
  }
  const level = partedLevel(columns, first, kept, held, need, strict);
  if (level > 0) return level;
  // Added in another order, the interval's stake rounded to less than the need.
  let last = weights[first];
  for (let at = first + 1; at < kept; at++) if (weights[at] < last) last = weights[at];
  return last;
}

/** C, written to `out`, [M], of votes [V, M] and stake [V]. */
export function consensusInto(
  votes: Float64Array,
  stake: Float64Array,
  { majority, ties }: Level,
  columns: Columns,
  out: Float64Array,
): void {
  const { weights, stakes, counts } = columns;
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
      out[j + c] = levelOf(columns, c * V, c * V + counts[c], need, strict);
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
