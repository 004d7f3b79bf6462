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

/** The payoff of one peer's row, and its gradient, against the others' column means c. */
export class RowGame {
  readonly n: number;
  readonly #slope: number;
  readonly #income: number;
  readonly #ratio: number;
  readonly #temperature: number;
  readonly #exempt: number;
  /** The peer's row alone. */
  readonly #row: Losing;
  readonly #others: Float64Array;

  constructor(
    market: Market,
    readonly peer: number,
  ) {
    const { peers: n, anchor } = market;
    this.n = n;
    this.#slope = market.stake[peer] * (1 - 1 / n);
    this.#income = market.stake[peer] / n;
    this.#ratio = market.ratio;
    this.#temperature = market.temperature;
    this.#exempt = market.ownInput === 'exempt' ? peer : -1;
    this.#row = {
      n,
      hessians: market.hessians.subarray(peer * n * n, (peer + 1) * n * n),
      factors: undefined,
      factor: formFactor(market),
      anchor: anchor?.subarray(peer * n, (peer + 1) * n) ?? openAnchor(n).subarray(0, n),
      mask: new Float64Array(n),
      deviation: new Float64Array(n),
      product: new Float64Array(n),
    };
    this.#others = new Float64Array(n);
    this.faceWeights(market.weights, market.stake);
  }

  /** Fixes the others' rows at those of `weights`, [n, n]. */
  faceWeights(weights: Float64Array, stake: Float64Array): void {
    this.#others.fill(0);
    for (let k = 0; k < this.n; k++) {
      if (k === this.peer) continue;
      for (let j = 0; j < this.n; j++)
        this.#others[j] += (stake[k] * weights[k * this.n + j]) / this.n;
    }
  }

  /** Fixes the others' rows by their column means c, [n]; the array is read, not kept. */
  face(others: Float64Array): void {
    this.#others.set(others);
  }

  /** c, [n]: a copy. */
  others(): Float64Array {
    return this.#others.slice();
  }

  /** θ, [n]: the weight at which each mask is ½, c_j/(s_i (1 − 1/n)). */
  thresholds(): Float64Array {
    return this.#others.map((other) => other / this.#slope);
  }

  /** s_i/T: how steep the masks are in the peer's weights. */
  get steepness(): number {
    return this.#slope / (1 - 1 / this.n) / this.#temperature;
  }

  /** P_i of row `w`, [n]; adds `scale` times its gradient to `gradient`, [n], where one is given. */
  payoff(w: Float64Array, gradient?: Float64Array, scale = 1): number {
    const { n, mask, product } = this.#row;
    const others = this.#others;
    const slope = this.#slope;
    for (let j = 0; j < n; j++) {
      mask[j] = j === this.#exempt ? 1 : sigmoid(slope * w[j] - others[j], this.#temperature);
    }
    const loss = rowLoss(this.#row, 0);
    const income = this.#income;
    if (gradient) {
      const push = (-2 * scale * this.#ratio * slope) / this.#temperature;
      for (let j = 0; j < n; j++) gradient[j] += maskSlope(push, product[j], mask[j]);
      gradient[this.peer] += scale * income;
    }
    return income * w[this.peer] + others[this.peer] - this.#ratio * loss;
  }
}
