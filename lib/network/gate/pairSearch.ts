/*
 * The exact k best pairs of a row and a column (Lample et al. 2019, §3.1): s(a, b) = s₁(a) + s₂(b) over the open cells of
 * a grid.
 *
 * Rows are visited from the largest s₁ down, and in each of them columns from the largest s₂ down. A cell whose score
 * does not exceed the k-th best so far ends its row, since s falls along it, and the first cell of a row ends the search.
 * No open cell is skipped that may belong to the k best, whichever cells are closed. With all cells open the cell at
 * (r, c) of this order has r c − 1 others that are at least as good, so that at most Σ_r ⌊k / r⌋ + k + 1 are
 * visited: O(k log k) of the k² of Lample et al. Where a share p of the cells is open, independently of the scores, about
 * 1 / p as many are. Where less than FEW of each row is open, on average, the open cells are scored one by one.
 *
 * Of equal scores the larger s₁ comes first, then the lower row, the larger s₂ and the lower column: the order of the
 * visits.
 */
import { Descending } from './descending.js';
import { type OpenGrid } from './grid.js';

/** Open cells a row, on average, up to which all are scored. */
const FEW = 4;

/** Searches for the best k of one grid, one example after the other. */
export class PairSearch {
  /** The rows and the columns of the last example, from the best down. */
  readonly orders: readonly [Descending, Descending];
  readonly #most: number;
  readonly #scores: Float64Array;
  #count = 0;

  constructor(
    readonly grid: OpenGrid,
    k: number,
  ) {
    this.#most = Math.min(k, grid.list.length);
    this.#scores = new Float64Array(this.#most);
    this.orders = [new Descending(grid.lines), new Descending(grid.columns)];
  }

  /**
   * Writes the best peers, the best first, and their scores.
   *
   * @param first - s₁, [rows of the grid]
   * @param second - s₂, [columns]
   * @param chosen - [k], or as many as there are open peers where they are fewer; and so `scores`
   */
  find(first: Float64Array, second: Float64Array, chosen: Int32Array, scores: Float64Array): void {
    const { grid } = this;
    this.#count = 0;
    for (const [half, values] of [first, second].entries()) {
      this.orders[half].reset(values, grid.keys[half]);
    }
    if (grid.list.length <= FEW * grid.lines) this.#scoreAll(first, second, chosen);
    else this.#walk(first, second, chosen);
    scores.set(this.#scores);
  }

  #scoreAll(first: Float64Array, second: Float64Array, chosen: Int32Array): void {
    for (const peer of this.grid.list) this.#offer(peer, first, second, chosen);
  }

  #walk(first: Float64Array, second: Float64Array, chosen: Int32Array): void {
    const { open, columns, peers } = this.grid;
    const [lines, order] = this.orders;
    for (let r = 0, line = lines.at(0); line >= 0; line = lines.at(++r)) {
      for (let c = 0, column = order.at(0); column >= 0; column = order.at(++c)) {
        if (this.#isFull() && !(first[line] + second[column] > this.#scores[this.#most - 1])) {
          if (c === 0) return;
          break;
        }
        const peer = line * columns + column;
        if (peer < peers && open[peer] === 1) this.#offer(peer, first, second, chosen);
      }
    }
  }

  #isFull(): boolean {
    return this.#count === this.#most;
  }

  /** Puts a peer in its place among the best, if it has one. */
  #offer(peer: number, first: Float64Array, second: Float64Array, chosen: Int32Array): void {
    const { columns } = this.grid;
    const line = Math.floor(peer / columns);
    const score = first[line] + second[peer - line * columns];
    let at = this.#count;
    while (at > 0 && this.#isBefore(score, peer, at - 1, first, second, chosen)) at--;
    if (at === this.#most) return;
    if (!this.#isFull()) this.#count++;
    for (let to = this.#count - 1; to > at; to--) {
      chosen[to] = chosen[to - 1];
      this.#scores[to] = this.#scores[to - 1];
    }
    chosen[at] = peer;
    this.#scores[at] = score;
  }

  #isBefore(
    score: number,
    peer: number,
    place: number,
    first: Float64Array,
    second: Float64Array,
    chosen: Int32Array,
  ): boolean {
    if (score !== this.#scores[place]) return score > this.#scores[place];
    const { columns } = this.grid;
    const other = chosen[place];
    const [line, otherLine] = [Math.floor(peer / columns), Math.floor(other / columns)];
    if (first[line] !== first[otherLine]) return first[line] > first[otherLine];
    if (line !== otherLine) return line < otherLine;
    const [one, two] = [second[peer % columns], second[other % columns]];
    return one === two ? peer < other : one > two;
  }
}
