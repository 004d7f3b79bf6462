/*
 * The choice of a product gate: k of n peers for each row, by sums of two scores (Lample et al. 2019).
 *
 *   H(x)_j = s₁(x)_a + s₂(x)_b,   peer j in row a and column b of the grid
 *   g(x)   = softmax over the k largest H(x)
 */
import {
  checkFlag,
  checkInteger,
  checkList,
  checkNumbers,
  checkVector,
  show,
} from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { gridOf, openGrid, type OpenGrid } from './grid.js';
import { type FirstKeys } from './descending.js';
import { PairSearch } from './pairSearch.js';

/** k peers for each of a batch of rows, with their gates. No array has a place for each of n peers. */
export interface PairChoice {
  readonly rows: number;
  readonly peers: number;
  /** The number of places in each row: k, or the number of open peers where they are fewer. */
  readonly places: number;
  /** The peers of each row, the best first, [rows, places]. */
  readonly chosen: Int32Array;
  /** g of these peers, [rows, places], with sum 1 in each row. */
  readonly gates: Float64Array;
}

/**
 * Chooses k of n peers for each row by the sum of two scores, exactly: the k largest sums among open peers. Peer j has
 * row ⌊j / m⌋ and column j mod m, m = ⌈√n⌉. Of equal sums the larger score of a row comes first, then the lower row, the
 * larger score of a column and the lower column.
 *
 * A row costs O(√n + k² + c) and never n, with c the closed peers whose sum exceeds the k-th largest.
 *
 * @param first - scores of the rows of the grid, [rows, ⌈n / m⌉]
 * @param second - scores of its columns, [rows, m]
 * @param open - whether each peer is available, [n]
 * @throws {@link InvalidArgumentError} when an argument is of another shape, or not finite, or sums are not finite
 */
export function chooseByKeys(
  first: Float64Array,
  second: Float64Array,
  peers: number,
  k: number,
  open: readonly boolean[],
): PairChoice {
  const where = 'chooseByKeys';
  checkInteger(where, 'peers', peers, 1);
  checkInteger(where, 'k', k, 1, peers);
  checkList(where, 'open', open);
  if (open.length !== peers) {
    const rule = `open must have one entry for each of ${peers} peers`;
    throw new InvalidArgumentError(where, rule, String(open.length));
  }
  for (const isOpen of open) checkFlag(where, 'open', isOpen);
  const grid = gridOf(peers);
  checkNumbers(where, 'first', first);
  const rows = Math.ceil(first.length / grid.lines);
  const wanted = { first: [first, grid.lines], second: [second, grid.columns] } as const;
  for (const [name, [values, keys]] of Object.entries(wanted)) {
    checkVector(where, name, values, rows * keys, `[${rows}, ${keys}]`);
  }
  const most = farthest(first) + farthest(second);
  if (most === Infinity) {
    throw new InvalidArgumentError(where, 'first and second must have finite sums', show(most));
  }
  return choosePairs(openGrid(grid, open.map(Number)), first, second, k);
}

/** The largest absolute value. */
function farthest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Keys that a search knows, and a call after each row. */
interface SearchOptions {
  /** The first rows and the first columns of each row of the batch. */
  readonly known?: readonly [FirstKeys, FirstKeys] | undefined;
  /** Called after the search of each row with the peers of all rows so far and the search. */
  readonly visit?: ((row: number, chosen: Int32Array, search: PairSearch) => void) | undefined;
}

/** {@link chooseByKeys} of arguments that are not checked. */
export function choosePairs(
  grid: OpenGrid,
  first: Float64Array,
  second: Float64Array,
  k: number,
  { known, visit }: SearchOptions = {},
): PairChoice {
  const { peers, lines } = grid;
  const rows = first.length / lines;
  const search = new PairSearch(grid, k, known);
  const { places } = search;
  const chosen = new Int32Array(rows * places);
  const gates = new Float64Array(rows * places);
  for (let row = 0; row < rows; row++) {
    search.find(first, second, chosen, gates, row);
    softmax(gates, row * places, (row + 1) * places);
    visit?.(row, chosen, search);
  }
  return { rows, peers, places, chosen, gates };
}

/** Turns scores from `start` to `end`, the largest first, into their softmax. */
function softmax(scores: Float64Array, start: number, end: number): void {
  const most = scores[start];
  let sum = 0;
  for (let at = start; at < end; at++) sum += scores[at] = Math.exp(scores[at] - most);
  for (let at = start; at < end; at++) scores[at] /= sum;
}

/** ∂L/∂H from ∂L/∂g, [rows, places] both: g_a (∂L/∂g_a − Σ_b g_b ∂L/∂g_b). */
export function pairGradient(
  { rows, places, gates }: PairChoice,
  gradient: Float64Array,
): Float64Array {
  const out = new Float64Array(rows * places);
  for (let row = 0; row < rows; row++) {
    const [start, end] = [row * places, (row + 1) * places];
    let mean = 0;
    for (let at = start; at < end; at++) mean += gates[at] * gradient[at];
    for (let at = start; at < end; at++) out[at] = gates[at] * (gradient[at] - mean);
  }
  return out;
}
