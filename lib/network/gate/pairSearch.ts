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
import { Descending, type FirstKeys } from './descending.js';
import { type OpenGrid } from './grid.js';

/** Open cells a row, on average, up to which all are scored. */
const FEW = 4;

const NONE = new Float64Array();

/** The part of a grid that a search reads. */
type Searched = Pick<OpenGrid, 'peers' | 'lines' | 'columns' | 'list' | 'open' | 'keys'>;

/** Searches for the best k of one grid, one row of a batch after the other. */
export class PairSearch {
  /** The number of peers that a search finds: k, or that of the open peers where they are fewer. */
  readonly places: number;
  #orders: readonly [Descending, Descending] | undefined;
  #isOrdered = false;
  #first: Float64Array = NONE;
  #second: Float64Array = NONE;
  #row = 0;
  /** Where the scores of the present row begin. */
  #firstAt = 0;
  #secondAt = 0;
  #chosen: Int32Array = new Int32Array();
  #scores: Float64Array = NONE;
  /** Where the places of the present row begin, and how many are taken. */
  #start = 0;
  #count = 0;

  /** @param first - the first rows and the first columns of each row of the batch, where they are known */
  constructor(
    readonly grid: Searched,
    k: number,
    readonly first?: readonly [FirstKeys, FirstKeys],
  ) {
    this.places = Math.min(k, grid.list.length);
  }

  /** The rows and the columns of the grid for the last row of the batch, from the best down. */
  get orders(): readonly [Descending, Descending] {
    const { keys, lines, columns } = this.grid;
    const orders = (this.#orders ??= [new Descending(lines), new Descending(columns)]);
    if (!this.#isOrdered) {
      orders[0].reset(this.#first, keys[0], lines, this.#row, this.first?.[0]);
      orders[1].reset(this.#second, keys[1], columns, this.#row, this.first?.[1]);
      this.#isOrdered = true;
    }
    return orders;
  }

  /**
   * Writes the best peers of a row of the batch, the best first, and their scores.
   *
   * @param first - s₁, [rows, rows of the grid]
   * @param second - s₂, [rows, columns]
   * @param chosen - [rows, places]; and so `scores`
   */
  find(
    first: Float64Array,
    second: Float64Array,
    chosen: Int32Array,
    scores: Float64Array,
    row = 0,
  ): void {
    const { lines, columns, list } = this.grid;
    this.#first = first;
    this.#second = second;
    this.#row = row;
    this.#firstAt = row * lines;
    this.#secondAt = row * columns;
    this.#chosen = chosen;
    this.#scores = scores;
    this.#start = row * this.places;
    this.#count = 0;
    this.#isOrdered = false;
    if (list.length <= FEW * lines) this.#scoreAll();
    else this.#walk();
  }

  #scoreAll(): void {
    const { list, columns } = this.grid;
    for (let at = 0; at < list.length; at++) {
      const line = Math.floor(list[at] / columns);
      this.#offer(line, list[at] - line * columns);
    }
  }

  #walk(): void {
    const { open, columns, peers } = this.grid;
    const { places } = this;
    const [lines, order] = this.orders;
    const worst = this.#start + places - 1;
    for (let r = 0, line = lines.at(0); line >= 0; line = lines.at(++r)) {
      const score = this.#first[this.#firstAt + line];
      for (let c = 0, column = order.at(0); column >= 0; column = order.at(++c)) {
        const isFull = this.#count === places;
        if (isFull && !(score + this.#second[this.#secondAt + column] > this.#scores[worst])) {
          if (c === 0) return;
          break;
        }
        const peer = line * columns + column;
        if (peer < peers && open[peer] === 1) this.#offer(line, column);
      }
    }
  }

  /** Puts the peer of a cell in its place among the best, if it has one. */
  #offer(line: number, column: number): void {
    const [chosen, scores, start] = [this.#chosen, this.#scores, this.#start];
    const score = this.#first[this.#firstAt + line] + this.#second[this.#secondAt + column];
    let at = start + this.#count;
    while (at > start) {
      const before = scores[at - 1];
      const isTie = score === before;
      if (isTie ? !this.#isBefore(line, column, chosen[at - 1]) : !(score > before)) break;
      at--;
    }
    const end = start + this.places;
    if (at === end) return;
    if (start + this.#count < end) this.#count++;
    for (let to = start + this.#count - 1; to > at; to--) {
      chosen[to] = chosen[to - 1];
      scores[to] = scores[to - 1];
    }
    chosen[at] = line * this.grid.columns + column;
    scores[at] = score;
  }

  /** Whether a cell comes before a peer with an equal score. */
  #isBefore(line: number, column: number, other: number): boolean {
    const otherLine = Math.floor(other / this.grid.columns);
    const otherColumn = other - otherLine * this.grid.columns;
    const [first, a] = [this.#first, this.#firstAt];
    if (first[a + line] !== first[a + otherLine]) return first[a + line] > first[a + otherLine];
    if (line !== otherLine) return line < otherLine;
    const [second, b] = [this.#second, this.#secondAt];
    const [one, two] = [second[b + column], second[b + otherColumn]];
    return one === two ? column < otherColumn : one > two;
  }
}
