/*
 * A peer's observation when it chooses its row: the ledger's weights and stake after the last block, and the gradient
 * of its own loss. Costly quantities are computed when first read, once a block.
 */
import { updatePressure } from '../loss.js';
import { type Mechanism } from '../mechanisms/index.js';
import { rankInto } from '../ranking.js';
import { sigmoid } from '../row.js';
import { type State } from '../state.js';

/** A peer's view of the market. Its arrays are live: they must not be changed, and must be copied to be kept. */
export class Observation {
  readonly n: number;
  readonly #state: State;
  readonly #row: Float64Array;
  /** 1 for each peer whose row of mask and pressures is that of this block. */
  readonly #fresh: Uint8Array;
  #shifted = false;

  /**
   * @param state - the working state of the market; its stake is in the game's units
   * @param mechanism - the rule of rank
   */
  constructor(
    state: State,
    readonly mechanism: Mechanism,
  ) {
    this.n = state.n;
    this.#state = state;
    this.#row = new Float64Array(state.n);
    this.#fresh = new Uint8Array(state.n);
  }

  /** W of the last block, [n, n]. */
  get weights(): Float64Array {
    return this.#state.weights;
  }

  /** S, [n], in the game's units. */
  get stake(): Float64Array {
    return this.#state.stake;
  }

  /** H, [n, n, n]; a peer may read only its own Hessian. */
  get hessians(): Float64Array {
    return this.#state.hessians;
  }

  /** α/τ. */
  get ratio(): number {
    return this.#state.utility;
  }

  /** μ_j = (1/n) Σ_k s_k w_kj, [n]. */
  get shift(): Float64Array {
    if (!this.#shifted) rankInto(this.n, this.weights, this.stake, this.#state.shift);
    this.#shifted = true;
    return this.#state.shift;
  }

  /** Row `peer` of ∂L_i/∂z_ij, z_ij = s_i w_ij − μ_j, at the last block's weights; in [n, n], at `peer` · n. */
  pressure(peer: number): Float64Array {
    if (!this.#fresh[peer]) {
      const { n, weights } = this;
      for (let j = 0; j < n; j++) this.#row[j] = weights[peer * n + j];
      this.#face(peer, this.#row);
      this.#fresh[peer] = 1;
    }
    return this.#state.pressure;
  }

  /** The same for a candidate row of the peer, [n], the other rows unchanged. */
  pressureAt(peer: number, row: Float64Array): Float64Array {
    this.#face(peer, row);
    this.#fresh[peer] = 0;
    return this.#state.pressure;
  }

  /** Drops the computed quantities after weights or stake have changed. */
  renew(): void {
    this.#shifted = false;
    this.#fresh.fill(0);
  }

  /** Row `peer` of mask and pressures where the peer posts `row`: μ_j moves by s_i Δw_ij/n. */
  #face(peer: number, row: Float64Array): void {
    const { n, shift, weights } = this;
    const { mask, stake, temperature, exempt } = this.#state;
    const s = stake[peer];
    for (let j = 0; j < n; j++) {
      const at = peer * n + j;
      const bar = shift[j] + (s * (row[j] - weights[at])) / n;
      mask[at] = sigmoid(s * row[j] - bar, temperature);
    }
    if (exempt) mask[peer * n + peer] = 1;
    updatePressure(this.#state, peer);
  }
}
