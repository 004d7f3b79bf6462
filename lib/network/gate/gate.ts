/*
 * §1.7, (9) and (10): the gate of one peer, f_i = f_i(G(x)), G(x) = [..., g_j(x) f_j(x), ...]. Only the k peers with
 * g_j(x) > 0 receive a request for x.
 */
import { type Encoding } from '../../datasets/index.js';
import {
  checkInteger,
  checkNonNegative,
  checkOneOf,
  checkOptionNames,
  show,
} from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { type RandomStream } from '../../math/random.js';
import { type SavedState } from '../cohort.js';
import { type Rows } from '../rows.js';
import { importanceOf, loadGradient, loadOf, squaredVariation } from './balance.js';
import { choicesOf } from './choices.js';
import { addTransposed, featureCount, times } from './features.js';
import { Learned } from './learned.js';
import { gateGradient, topK, type Gating } from './noisyTopK.js';

export const GATE_NOISES = ['noisy', 'none'] as const;
export const GATE_CHOICES = ['all', 'product'] as const;

export interface GateOptions {
  /**
   * The number of peers chosen for each example, the peer itself included; from 1 to n. At k = 1 the chosen gate is 1
   * for every H, so that only the balancing losses have a gradient.
   */
  readonly k: number;
  /** `noisy`, the default, samples noise in training; `none` always takes the k largest. */
  readonly noise?: (typeof GATE_NOISES)[number];
  /**
   * `all`, the default, scores all n peers for each example (Shazeer et al. 2017). `product` finds the k largest sums of
   * two scores of √n keys each (Lample et al. 2019) and costs O(√n) an example.
   */
  readonly choice?: (typeof GATE_CHOICES)[number];
  /** Width of each half of the query, for `product`. Default 16. */
  readonly query?: number;
  /**
   * For `product`: the peers that one batch asks at most. All rows choose among those with the largest sums of gates, so
   * that messages do not grow with n where rows prefer different peers. From k to n, the default.
   */
  readonly reach?: number;
  /**
   * The peers whose parameters a peer holds at most, from `reach` to n, the default: what was learned about the one asked
   * longest ago is forgotten. Below n, a neighbour's initial parameters are a part of one table of normal numbers.
   */
  readonly held?: number;
  /** Weight of the importance loss. Default 0.1, as in Shazeer et al. */
  readonly importance?: number;
  /** Weight of the load loss, for `noisy`. Default 0.1. */
  readonly load?: number;
}

/** @throws {@link InvalidArgumentError} when an option is unknown or out of range */
export function checkGateOptions(
  where: string,
  peers: number,
  options: GateOptions,
): Required<GateOptions> {
  if (Array.isArray(options) || typeof (options as unknown) !== 'object' || !(options as unknown)) {
    throw new InvalidArgumentError(where, 'gate must be options of a gate', show(options));
  }
  checkOptionNames(where, options, [
    'k',
    'noise',
    'choice',
    'query',
    'reach',
    'held',
    'importance',
    'load',
  ]);
  const { k, noise = 'noisy', choice = 'all', query = 16 } = options;
  const { reach = peers, held = peers, importance = 0.1, load = 0.1 } = options;
  checkInteger(where, 'k', k, 1, peers);
  checkOneOf(where, 'noise', noise, GATE_NOISES);
  checkOneOf(where, 'choice', choice, GATE_CHOICES);
  checkInteger(where, 'query', query, 1);
  checkInteger(where, 'reach', reach, k, peers);
  if (choice === 'all' && reach < peers) {
    const rule = `reach must be left out, or ${peers}, unless choice is product`;
    throw new InvalidArgumentError(where, rule, String(reach));
  }
  checkInteger(where, 'held', held, reach, peers);
  checkNonNegative(where, 'importance', importance);
  checkNonNegative(where, 'load', load);
  return { k, noise, choice, query, reach, held, importance, load };
}

/**
 * The gate of one peer over all n. As in the paper, H has no bias: a constant preference needs an input that is not
 * centred.
 */
export class Gate {
  /** W_g and W_n, [features, n] each; initially zero, so that all peers are equal. */
  readonly #learned: Learned;

  constructor(
    readonly peers: number,
    inputs: number,
    readonly encoding: Encoding,
    readonly options: Required<GateOptions>,
    learningRate: number,
  ) {
    const size = featureCount(inputs, encoding) * peers;
    const parts = [new Float32Array(size), new Float32Array(size)];
    this.#learned = new Learned(parts, learningRate);
  }

  /**
   * Chooses k peers for each row among those with a positive mask.
   *
   * @param mask - row i of the mask, [n]; all ones where undefined
   * @param stream - the source of noise; without it there is none
   */
  choose(x: Rows, mask?: Float64Array, stream?: RandomStream): Gating {
    const noisy = stream !== undefined && this.options.noise === 'noisy';
    const clean = times(x, this.encoding, this.#learned.values(0), this.peers);
    const raw = noisy
      ? times(x, this.encoding, this.#learned.values(1), this.peers)
      : new Float64Array(clean.length);
    const open = Array.from({ length: this.peers }, (_, j) => (mask ? mask[j] > 0 : true));
    return topK(clean, raw, this.peers, this.options.k, open, noisy ? stream : undefined);
  }

  /**
   * Accumulates the gradient of the peer's loss and of the balancing losses.
   *
   * @param gradients - ∂L/∂g of the rows of each chosen peer, in the order of {@link choicesOf}; undefined for a peer
   *   without an answer
   * @returns the balancing losses
   */
  accumulate(
    x: Rows,
    gating: Gating,
    gradients: readonly (Float64Array | undefined)[],
  ): { readonly importance: number; readonly load: number } {
    const { peers, encoding, options } = this;
    const noisy = gating.spread.some((value) => value > 0);
    const importance = squaredVariation(importanceOf(gating));
    const total = Float64Array.from(
      gating.gates,
      (_, at) => options.importance * importance.gradient[at % peers],
    );
    for (const [at, { peer, rows }] of choicesOf(gating).entries()) {
      const gradient = gradients[at];
      if (!gradient) continue;
      for (const [place, row] of rows.entries()) total[row * peers + peer] += gradient[place];
    }
    const clean = gateGradient(gating, total);
    const raw = new Float64Array(clean.length);
    let load = 0;
    if (noisy) {
      const balance = squaredVariation(loadOf(gating));
      load = balance.loss;
      const loaded = loadGradient(
        gating,
        balance.gradient.map((value) => options.load * value),
      );
      for (let at = 0; at < clean.length; at++) {
        // H = x W_g + ε softplus(x W_n).
        raw[at] = loaded.raw[at] - clean[at] * gating.noise[at] * Math.expm1(-gating.spread[at]);
        clean[at] += loaded.clean[at];
      }
    }
    addTransposed(x, encoding, clean, peers, this.#learned.gradient(0));
    if (noisy) addTransposed(x, encoding, raw, peers, this.#learned.gradient(1));
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

  /** Restores a state that {@link Gate.save} returned. */
  restore(state: SavedState): void {
    this.#learned.restore(state);
  }
}
