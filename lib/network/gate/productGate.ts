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
import { ChosenPeers, mostImportant } from './chosenPeers.js';
import { addTransposed, featureCount, timesIn } from './features.js';
import { type GateOptions } from './gate.js';
import { OpenGrid, openGrid, wholeGrid, type Grid } from './grid.js';
import { HalfScores } from './halfScores.js';
import { choosingKernel } from './kernel.js';
import { addKeyGradient, type Half } from './keyGradient.js';
import { firstKeysIn, noisyScoresIn, normalsIn, productIn, type Keys } from './keys.js';
import { Learned } from './learned.js';
import { type PairSearch } from './pairSearch.js';
import { sparseVariation } from './productBalance.js';
import { choosePairs, pairGradient, type PairChoice } from './productGating.js';

/** The choice of a product gate for a batch of rows. */
export interface ProductGating extends PairChoice {
  /** The peers that are asked, with their places. */
  readonly asked: ChosenPeers;
  /** The rows and the columns of the grid. */
  readonly halves: readonly [Half, Half];
}

/** The gate of one peer over all n, by product keys. */
export class ProductGate {
  readonly #grid: OpenGrid;
  /** The two halves of W_q, [features, h] each, then K and N of each half, [m, h] each. */
  readonly #learned: Learned;

  /** @param stream - the source of the first keys */
  constructor(
    readonly peers: number,
    inputs: number,
    readonly encoding: Encoding,
    readonly options: Required<GateOptions>,
    learningRate: number,
    stream: RandomStream,
  ) {
    this.#grid = wholeGrid(peers);
    const { query: width } = options;
    const size = featureCount(inputs, encoding) * width;
    const parts = [new Float32Array(size), new Float32Array(size)];
    for (const keys of [this.#grid.lines, this.#grid.columns]) {
      const draw = (): number => stream.normal() / Math.sqrt(width);
      parts.push(Float32Array.from({ length: keys * width }, draw));
      parts.push(new Float32Array(keys * width));
    }
    this.#learned = new Learned(parts, learningRate);
  }

  /**
   * Chooses k peers for each row among those with a positive mask.
   *
   * @param mask - row i of the mask, [n]; all ones where undefined
   * @param stream - the source of noise; without it there is none
   */
  choose(x: Rows, mask?: Float64Array, stream?: RandomStream): ProductGating {
    const { query: width, k, noise, reach } = this.options;
    const source = noise === 'noisy' ? stream : undefined;
    const grid = mask ? openGrid(this.#grid, mask) : this.#grid;
    const kernel = choosingKernel();
    const scored = [0, 1].map((half) => {
      const query = timesIn(kernel, x, this.encoding, this.#learned.values(half), width);
      const keys = this.#keys(half);
      const count = grid.counts[half].length;
      const noisy =
        source &&
        noisyScoresIn(
          kernel,
          query,
          x.rows,
          keys,
          width,
          normalsIn(kernel, source, x.rows * count),
        );
      return {
        kept: new HalfScores({ kernel, query, scores: noisy }, x.rows, width, count),
        scores: noisy?.noisy ?? productIn(kernel, query, x.rows, keys.centres, width),
      };
    });
    kernel.beforeNext(() => {
      for (const { kept } of scored) kept.leave();
    });
    // The walk looks at k of each as a rule, and thresholds at one more.
    const known = scored.map(({ scores }, half) =>
      firstKeysIn(kernel, scores, x.rows, grid.counts[half], k + 1),
    );
    const [first, second] = scored.map(({ scores }, half) =>
      kernel.doubles(scores, x.rows * grid.counts[half].length),
    );
    const thresholds = scored.map(() => new Float64Array(2 * x.rows).fill(-Infinity));
    const note = (row: number, chosen: Int32Array, { orders }: PairSearch): void => {
      const places = chosen.length / x.rows;
      for (let half = 0; half < 2; half++) {
        const used = usedKeys(chosen, row * places, (row + 1) * places, half, grid);
        const scores = half === 0 ? first : second;
        const keys = grid.counts[half].length;
        for (let place = 0; place < 2 && used > 0; place++) {
          const key = orders[half].at(used - 1 + place);
          if (key >= 0) thresholds[half][2 * row + place] = scores[row * keys + key];
        }
      }
    };
    const choice = choosePairs(grid, first, second, k, {
      known: [known[0], known[1]],
      visit: source && note,
    });
    // The peers that a batch asks, where rows chose more than it reaches.
    const { peers } = this;
    const near =
      reach < peers ? mostImportant(choice.chosen, choice.gates, peers, reach) : undefined;
    const within = near ? choosePairs(new OpenGrid(this.#grid, near), first, second, k) : choice;
    const halfOf = (half: number): Half => ({
      scores: scored[half].kept,
      open: grid.counts[half],
      thresholds: thresholds[half],
    });
    return {
      ...within,
      asked: new ChosenPeers(within.chosen, within.gates, peers),
      halves: [halfOf(0), halfOf(1)],
    };
  }

  /**
   * Accumulates the gradient of the peer's loss and of the balancing losses, once for each choice.
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
    const { asked, chosen } = gating;
    const importance = sparseVariation(asked.importance, gating.peers);
    const total = new Float64Array(chosen.length);
    for (let at = 0; at < asked.peers.length; at++) {
      const [places, gradient] = [asked.placesOf(at), gateGradients[at]];
      const slope = options.importance * importance.gradient[at];
      for (let of = 0; of < places.length; of++) {
        total[places[of]] = slope + (gradient?.[of] ?? 0);
      }
    }
    const sums = pairGradient(gating, total);
    let load = 0;
    for (const [at, half] of gating.halves.entries()) {
      const add = (gradient: Float64Array): void => {
        this.#spread(gating, sums, at, gradient);
      };
      const sum = this.#keys(at, 'gradient');
      const added = addKeyGradient(half, this.#keys(at), add, options.load / 2, sum);
      load += added.load / 2;
      addTransposed(x, encoding, added.query, width, this.#learned.gradient(at));
    }
    for (const { scores } of gating.halves) scores.finish();
    return { importance: importance.loss, load };
  }

  /** One step of Adam along the accumulated gradient; false where it is not finite and was skipped. */
  step(): boolean {
    return this.#learned.step();
  }

  /** A copy of the trained arrays. */
  save(spare?: SavedState): SavedState {
    return this.#learned.save(spare);
  }

  /** Restores a state that {@link ProductGate.save} returned. */
  restore(state: SavedState): void {
    this.#learned.restore(state);
  }

  /** Adds ∂L/∂s of the keys of a half, [rows, m], from ∂L/∂H of the chosen peers. */
  #spread(
    { rows, places, chosen }: PairChoice,
    sums: Float64Array,
    half: number,
    to: Float64Array,
  ): void {
    const keys = to.length / rows;
    for (let at = 0; at < chosen.length; at++) {
      const row = Math.floor(at / places);
      to[row * keys + keyOf(chosen[at], half, this.#grid)] += sums[at];
    }
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

/** The number of different rows, half 0, or columns, half 1, of the peers that were chosen from `start` to `end`. */
function usedKeys(
  chosen: Int32Array,
  start: number,
  end: number,
  half: number,
  grid: Grid,
): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const key = keyOf(chosen[at], half, grid);
    let before = start;
    while (before < at && keyOf(chosen[before], half, grid) !== key) before++;
    if (before === at) count++;
  }
  return count;
}
