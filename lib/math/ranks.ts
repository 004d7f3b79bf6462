/*
 * Rank statistics by counting: values are ranked once, 0 for the smallest, equal for equal ones, and every
 * later sort of a part is a count over those ranks.
 */

/** The relative difference below which two values differ by rounding alone. */
const SAME = 1e-12;

/** Ranks of a sample: whole numbers from 0 to `distinct` − 1, equal for equal values. */
export class Ranks {
  constructor(
    readonly values: Int32Array,
    readonly distinct: number,
  ) {}

  /** The ranks of the members with the given indices, on the same scale. */
  pick(indices: Int32Array): Ranks {
    return new Ranks(gather(this.values, indices), this.distinct);
  }
}

/** values[indices[k]] for every k. A loop: Int32Array.from with a function takes ten times as long. */
function gather(values: Int32Array, indices: Int32Array): Int32Array {
  const found = new Int32Array(indices.length);
  for (let k = 0; k < indices.length; k++) found[k] = values[indices[k]];
  return found;
}

/** The ranks of values; values that differ by rounding alone are equal. */
export function rankValues(values: ArrayLike<number>): Ranks {
  const sorted = Float64Array.from(values).sort();
  const order = Array.from({ length: values.length }, (_, index) => index);
  order.sort((a, b) => values[a] - values[b]);
  const size = Math.max(Math.abs(sorted[0]), Math.abs(sorted[sorted.length - 1]));
  const ranks = new Int32Array(values.length);
  let rank = 0;
  for (const [at, index] of order.entries()) {
    if (at > 0 && sorted[at] - sorted[at - 1] > SAME * size) rank++;
    ranks[index] = rank;
  }
  return new Ranks(ranks, rank + 1);
}

/** The number of members of each rank. */
function counts({ values, distinct }: Ranks): Int32Array {
  const found = new Int32Array(distinct);
  for (const value of values) found[value]++;
  return found;
}

/** For each member the mean place, from 1, of all members with its rank. */
export function midranks(ranks: Ranks): number[] {
  const found = counts(ranks);
  const places = new Float64Array(found.length);
  for (let rank = 0, before = 0; rank < found.length; rank++) {
    places[rank] = before + (found[rank] + 1) / 2;
    before += found[rank];
  }
  const means = new Array<number>(ranks.values.length);
  for (let k = 0; k < means.length; k++) means[k] = places[ranks.values[k]];
  return means;
}

/**
 * τ-b = (C − D) / √((P − Tx)(P − Ty)) over all P = N(N − 1)/2 pairs, with C concordant, D discordant
 * and Tx, Ty tied pairs; Knight's O(N log N) method (J. Am. Stat. Assoc. 61, 1966).
 *
 * @returns NaN where either sample is constant
 */
export function kendall(x: Ranks, y: Ranks): number {
  const count = x.values.length;
  const order = stableOrder(
    x,
    stableOrder(
      y,
      Int32Array.from({ length: count }, (_, at) => at),
    ),
  );
  const sorted = Int32Array.from(order, (index) => y.values[index]);
  const pairs = (count * (count - 1)) / 2;
  const tiedX = tiedPairs(counts(x));
  const tiedY = tiedPairs(counts(y));
  if (tiedX === pairs || tiedY === pairs) return Number.NaN;
  const tiedBoth = tiedInBoth(x, y, order);
  const discordant = inversions(sorted);
  const concordant = pairs - tiedX - tiedY + tiedBoth - discordant;
  return (concordant - discordant) / Math.sqrt((pairs - tiedX) * (pairs - tiedY));
}

/** `indices` sorted by rank; the sort is stable. */
function stableOrder(ranks: Ranks, indices: Int32Array): Int32Array {
  const found = counts(ranks);
  const places = new Int32Array(found.length);
  for (let rank = 1; rank < found.length; rank++) places[rank] = places[rank - 1] + found[rank - 1];
  const order = new Int32Array(indices.length);
  for (const index of indices) order[places[ranks.values[index]]++] = index;
  return order;
}

function tiedPairs(found: Int32Array): number {
  let tied = 0;
  for (const members of found) tied += (members * (members - 1)) / 2;
  return tied;
}

/** Pairs tied in both samples, which are adjacent in `order`. */
function tiedInBoth(x: Ranks, y: Ranks, order: Int32Array): number {
  let tied = 0;
  for (let at = 1, run = 0; at < order.length; at++) {
    const a = order[at - 1];
    const b = order[at];
    run = x.values[a] === x.values[b] && y.values[a] === y.values[b] ? run + 1 : 0;
    tied += run;
  }
  return tied;
}

/** The number of pairs out of order in `values`, by a merge sort of a copy. */
function inversions(values: Int32Array): number {
  let swaps = 0;
  let from: Int32Array = values.slice();
  let to: Int32Array = new Int32Array(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      for (let left = start, right = middle, at = start; at < end; at++) {
        if (left < middle && (right >= end || from[left] <= from[right])) {
          to[at] = from[left++];
        } else {
          to[at] = from[right++];
          swaps += middle - left;
        }
      }
    }
    const sorted = to;
    to = from;
    from = sorted;
  }
  return swaps;
}
