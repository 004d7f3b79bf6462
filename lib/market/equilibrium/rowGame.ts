/*
 * One peer's choice of its own row against fixed rows of the others.
 *
 *   z_j(w) = s_i (1 − 1/n) w_j − c_j,   c_j = (1/n) Σ_{k≠i} s_k w_kj
 *   P_i(w) = −(α/τ) L(σ(z)) + s_i w_i/n + c_i,   L(m) = (m − a_i)ᵀ H_i (m − a_i), or its negative where the form is a gain
 *
 * with σ and the loss of row.ts. The others enter through c alone, [n], so their history is a list of such vectors.
 */
import { formFactor, type Market } from '../market.js';
import { maskSlope, rowLoss, sigmoid, type Losing } from '../row.js';
import { openAnchor } from '../state.js';

/** One peer's row: its inputs, and what the peer has at stake. */
export interface GameRow {
  /** The row alone: its `n` is the number of inputs. */
  readonly losing: Losing;
  /** n of the market. */
  readonly peers: number;
  /** The input that is the peer's own. */
  readonly own: number;
  /** s_i. */
  readonly stake: number;
  readonly ratio: number;
  readonly temperature: number;
  /** Whether the own input is exempt from the mask. */
  readonly exempt: boolean;
}

/** The payoff of one row and its gradient against the others' column means c at the row's inputs. */
export class RowPayoff {
  /** s_i/T: how steep the masks are in the peer's weights. */
  readonly steepness: number;
  readonly #slope: number;
  readonly #income: number;
  readonly #ratio: number;
  readonly #temperature: number;
  readonly #own: number;
  readonly #exempt: number;
  readonly #row: Losing;
  protected readonly column: Float64Array;

  constructor({ losing, peers, own, stake, ratio, temperature, exempt }: GameRow) {
    this.#row = losing;
    this.#own = own;
    this.steepness = stake / temperature;
    this.#slope = stake * (1 - 1 / peers);
    this.#income = stake / peers;
    this.#ratio = ratio;
    this.#temperature = temperature;
    this.#exempt = exempt ? own : -1;
    this.column = new Float64Array(losing.n);
  }

  /** Fixes the others' rows by their column means c, one for each input; the array is read, not kept. */
  face(others: Float64Array): void {
    this.column.set(others);
  }

  /** c: a copy. */
  others(): Float64Array {
    return this.column.slice();
  }

  /** θ: the weight at which each mask is ½, c_j/(s_i (1 − 1/n)). */
  thresholds(): Float64Array {
    return this.column.map((other) => other / this.#slope);
  }

  /** P_i of row `w`; adds `scale` times its gradient to `gradient` where one is given. */
  payoff(w: Float64Array, gradient?: Float64Array, scale = 1): number {
    const { n, mask, product } = this.#row;
    const others = this.column;
    const slope = this.#slope;
    for (let j = 0; j < n; j++) {
      mask[j] = j === this.#exempt ? 1 : sigmoid(slope * w[j] - others[j], this.#temperature);
    }
    const loss = rowLoss(this.#row, 0);
    const income = this.#income;
    if (gradient) {
      const push = (-2 * scale * this.#ratio * slope) / this.#temperature;
      for (let j = 0; j < n; j++) gradient[j] += maskSlope(push, product[j], mask[j]);
      gradient[this.#own] += scale * income;
    }
    return income * w[this.#own] + others[this.#own] - this.#ratio * loss;
  }
}

function rowOfMarket(market: Market, peer: number): GameRow {
  const { peers: n, anchor, stake, ratio, temperature, ownInput } = market;
  const losing = {
    n,
    hessians: market.hessians.subarray(peer * n * n, (peer + 1) * n * n),
    factors: undefined,
    factor: formFactor(market),
    anchor: anchor?.subarray(peer * n, (peer + 1) * n) ?? openAnchor(n).subarray(0, n),
    mask: new Float64Array(n),
    deviation: new Float64Array(n),
    product: new Float64Array(n),
  };
  const exempt = ownInput === 'exempt';
  return { losing, peers: n, own: peer, stake: stake[peer], ratio, temperature, exempt };
}

/** {@link RowPayoff} of a row of a market, which can face rows of weights. */
export class RowGame extends RowPayoff {
  readonly n: number;

  constructor(
    market: Market,
    readonly peer: number,
  ) {
    super(rowOfMarket(market, peer));
    this.n = market.peers;
    this.faceWeights(market.weights, market.stake);
  }

  /** Fixes the others' rows at those of `weights`, [n, n]. */
  faceWeights(weights: Float64Array, stake: Float64Array): void {
    this.column.fill(0);
    for (let k = 0; k < this.n; k++) {
      if (k === this.peer) continue;
      for (let j = 0; j < this.n; j++)
        this.column[j] += (stake[k] * weights[k * this.n + j]) / this.n;
    }
  }
}
