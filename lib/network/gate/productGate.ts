/*
 * §1.7, (9) and (10), for many peers: a gate that chooses k of n without a score for each, by product keys (Lample et al.
 * 2019, §3.1), with the noise and the balance of Shazeer et al. 2017.
 *
 *   q(x) = x W_q = [q₁, q₂],   H(x)_j = s₁(q₁)_a + s₂(q₂)_b,   g = softmax of the k largest H
 *
 * Peer j has row a = ⌊j / m⌋ and column b = j mod m of a grid, m = ⌈√n⌉. Its preference for x is thus the sum of one for
 * its row and one for its column, of rank h each, where the other kind of gate learns n preferences apart from each other.
 * A row of a batch costs O(h (features + √n) + k²), and parameters are h (2 features + 4 √n) in number.
 *
 * W_q starts at 0, so that all peers are equal at first, and keys at N(0, 1 / h), so that they can part.
 */
import { type Encoding } from '../../datasets/index.js';
import { type RandomStream } from '../../math/random.js';
import { type SavedState } from '../cohort.js';
import { type Rows } from '../rows.js';
import { Descending } from './descending.js';
import { addTransposed, featureCount, times } from './features.js';
import { type GateOptions } from './gate.js';
import { gridOf, openGrid, type Grid, type OpenGrid } from './grid.js';
import { addKeyGradient, halfGradient, scoresOf, type HalfScores, type Keys } from './keys.js';
import { Learned } from './learned.js';
import {
  addLoadGradient,
  importanceOfPairs,
  loadOfHalf,
  loadVariation,
  sparseVariation,
  type HalfLoad,
} from './productBalance.js';
import { choosePairs, pairGradient, placesByPeer, type PairChoice } from './productGating.js';

/** The choice of a product gate for a batch of rows. */
export interface ProductGating extends PairChoice {
  /** q₁ and q₂, [rows, h] each. */
  readonly queries: readonly [Float64Array, Float64Array];
  /** The rows and the columns of the grid. */
  readonly halves: readonly [HalfLoad, HalfLoad];
}

/** The gate of one peer over all n, by product keys. */
export class ProductGate {
  readonly #grid: Grid;
  /** The grid with all peers open, made when it is first needed. */
  #whole: OpenGrid | undefined;
  /** The two halves of W_q, [features, h] each, then K and N of each half, [m, h] each. */
  readonly #learned: Learned;

  /** @param stream - the source of the first keys */
  constructor(
    tf: object,
    readonly peers: number,
    inputs: number,
    readonly encoding: Encoding,
    readonly options: Required<GateOptions>,
    learningRate: number,
    stream: RandomStream,
  ) {
    this.#grid = gridOf(peers);
    const { query: width } = options;
    const size = featureCount(inputs, encoding) * width;
    const parts = [new Float32Array(size), new Float32Array(size)];
    for (const keys of [this.#grid.lines, this.#grid.columns]) {
      const draw = (): number => stream.normal() / Math.sqrt(width);
      parts.push(Float32Array.from({ length: keys * width }, draw));
      parts.push(new Float32Array(keys * width));
    }
    this.#learned = new Learned(tf, parts, learningRate);
  }

  /**
   * Chooses k peers for each row among those with a positive mask.
   *
   * @param mask - row i of the mask, [n]; all ones where undefined
   * @param stream - the source of noise; without it there is none
   */
  choose(x: Rows, mask?: Float64Array, stream?: RandomStream): ProductGating {
    const { query: width, k, noise } = this.options;
    const source = noise === 'noisy' ? stream : undefined;
    const grid = mask ? openGrid(this.#grid, mask) : (this.#whole ??= openGrid(this.#grid));
    const queries = [0, 1].map((half) =>
      times(x, this.encoding, this.#learned.values(half), width),
    ) as [Float64Array, Float64Array];
    const scores = queries.map((query, half) => scoresOf(query, this.#keys(half), width, source));
    const thresholds = scores.map(() => new Float64Array(2 * x.rows).fill(-Infinity));
    const choice = choosePairs(grid, scores[0].noisy, scores[1].noisy, k, (row, chosen, orders) => {
      if (!source) return;
      for (let half = 0; half < 2; half++) {
        const used = usedKeys(chosen, half, grid);
        const { noisy, keys } = scores[half];
        for (let place = 0; place < 2 && used > 0; place++) {
          const key = orders[half].at(used - 1 + place);
          if (key >= 0) thresholds[half][2 * row + place] = noisy[row * keys + key];
        }
      }
    });
    const near = this.#withinReach(choice);
    const within = near
      ? choosePairs(openGrid(this.#grid, near), scores[0].noisy, scores[1].noisy, k)
      : choice;
    const halfOf = (half: number): HalfLoad => ({
      ...scores[half],
      open: grid.counts[half],
      thresholds: thresholds[half],
    });
    return { ...within, queries, halves: [halfOf(0), halfOf(1)] };
  }

  /**
   * Accumulates the gradient of the peer's loss and of the balancing losses.
   *
   * @param gateGradients - ∂L/∂g of the rows of each chosen peer, in the order of `choicesOf`; undefined for a peer
   *   that did not answer
   * @returns the balancing losses
   */
  accumulate(
    x: Rows,
    gating: ProductGating,
    gateGradients: readonly (Float64Array | undefined)[],
  ): { readonly importance: number; readonly load: number } {
    const { options, encoding } = this;
    const { query: width } = options;
    const importance = sparseVariation(importanceOfPairs(gating), gating.peers);
    const total = Float64Array.from(
      gating.chosen,
      (peer) => options.importance * (importance.gradient.get(peer) ?? 0),
    );
    for (const [at, { places }] of placesByPeer(gating).entries()) {
      const gradient = gateGradients[at];
      if (gradient) for (const [row, place] of places.entries()) total[place] += gradient[row];
    }
    const sums = pairGradient(gating, total);
    let load = 0;
    for (const [half, scores] of gating.halves.entries()) {
      const gradient = halfGradient(scores, this.#spread(gating, sums, half, scores));
      if (gradient.raw.length > 0) {
        const loads = loadOfHalf(scores);
        const balance = loadVariation(loads.sums, scores.open);
        load += balance.loss / 2;
        const slopes = balance.gradient.map((value) => (options.load / 2) * value);
        addLoadGradient(scores, loads, slopes, gradient.clean, gradient.raw);
      }
      const query = gating.queries[half];
      const sum = this.#keys(half, 'gradient');
      const change = addKeyGradient(query, this.#keys(half), gradient, width, sum);
      addTransposed(x, encoding, change, width, this.#learned.gradient(half));
    }
    return { importance: importance.loss, load };
  }

  /** One step of Adam along the accumulated gradient; false where it is not finite and was skipped. */
  step(): boolean {
    return this.#learned.step();
  }

  /** A copy of the trained arrays. */
  save(): SavedState {
    return this.#learned.save();
  }

  /** Restores a state that {@link ProductGate.save} returned. */
  restore(state: SavedState): void {
    this.#learned.restore(state);
  }

  /** 1 for the peers that a batch asks, [n], where rows chose more than it reaches; the lower peer of equal sums. */
  #withinReach({ chosen, gates }: PairChoice): Uint8Array | undefined {
    const { reach } = this.options;
    if (reach >= this.peers) return undefined;
    const sums = new Float64Array(this.peers);
    for (let at = 0; at < chosen.length; at++) sums[chosen[at]] += gates[at];
    const asked = Int32Array.from(new Set(chosen));
    if (asked.length <= reach) return undefined;
    const order = new Descending(asked.length);
    order.reset(sums, asked);
    const near = new Uint8Array(this.peers);
    for (let rank = 0; rank < reach; rank++) near[order.at(rank)] = 1;
    return near;
  }

  /** ∂L/∂s of the keys of a half, [rows, m], from ∂L/∂H of the chosen peers. */
  #spread(
    { rows, places, chosen }: PairChoice,
    sums: Float64Array,
    half: number,
    { keys }: HalfScores,
  ): Float64Array {
    const out = new Float64Array(rows * keys);
    for (let at = 0; at < chosen.length; at++) {
      const row = Math.floor(at / places);
      out[row * keys + keyOf(chosen[at], half, this.#grid)] += sums[at];
    }
    return out;
  }

  #keys(half: number, of: 'values' | 'gradient' = 'values'): Keys {
    const at = 2 + 2 * half;
    return { centres: this.#learned[of](at), spreads: this.#learned[of](at + 1) };
  }
}

/** The row of a peer on the grid, half 0, or its column, half 1. */
function keyOf(peer: number, half: number, { columns }: Grid): number {
  return half === 0 ? Math.floor(peer / columns) : peer % columns;
}

/** The number of different rows, half 0, or columns, half 1, that the chosen peers are in. */
function usedKeys(chosen: Int32Array, half: number, grid: Grid): number {
  let count = 0;
  for (let at = 0; at < chosen.length; at++) {
    const key = keyOf(chosen[at], half, grid);
    let before = 0;
    while (before < at && keyOf(chosen[before], half, grid) !== key) before++;
    if (before === at) count++;
  }
  return count;
}
