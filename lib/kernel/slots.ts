/*
 * The four places of the engine in which descents run in parallel: loading of markets and collection of results.
 */
import { InvalidArgumentError } from '../math/errors.js';
import { type Descent, type Market } from '../market/index.js';
import { formFactor } from '../market/market.js';
import { type Engine } from './engine.js';

export const SLOTS = 4;
const RECORD_BYTES = 24;
const CONVERGED = 2;
const FINISHED = 2;

/** The largest n, by measurement, for which vectors span four descents; above it they span four peers of one descent. */
export const LANES_UP_TO = 32;

/** An upper bound of the engine's memory for n peers, in bytes; see assembly/layout.ts. */
function bytesNeeded(n: number): number {
  const lanes = n <= LANES_UP_TO;
  const row = lanes ? 4 * n : 4 * Math.ceil(n / 4);
  return (
    2 ** 17 + 12 * n * n * row + (lanes ? 56 : SLOTS * 72) * n * row + SLOTS * 600 * n + 40 * n * n
  );
}

/** @throws {@link InvalidArgumentError} when n peers do not fit the 4 GiB of a WebAssembly memory. */
export function checkFits(where: string, n: number): void {
  if (Number.isSafeInteger(n) && bytesNeeded(n) > 2 ** 32 - 2 ** 16) refuse(where, n);
}

function refuse(where: string, n: number): never {
  throw new InvalidArgumentError(where, 'peers must fit a WebAssembly memory of 4 GiB', String(n));
}

/** The engine laid out for n peers, with every place empty. */
export class Slots {
  readonly byLanes: boolean;
  readonly #engine: Engine;
  readonly #n: number;
  /** The Hessians loaded in each place; all places share them where vectors run along rows. */
  readonly #hessians: (Float64Array | undefined)[];

  constructor(where: string, engine: Engine, n: number) {
    this.#engine = engine;
    this.#n = n;
    this.byLanes = n <= LANES_UP_TO;
    this.#hessians = new Array<Float64Array | undefined>(this.byLanes ? SLOTS : 1);
    if (!engine.configure(n, this.byLanes)) refuse(where, n);
  }

  #numbers(address: number, count: number): Float64Array {
    // Addresses above 2 GiB are returned as negative numbers.
    return new Float64Array(this.#engine.memory.buffer, address >>> 0, count);
  }

  /** Loads a market into a place for `run`. */
  load(which: number, market: Market): void {
    const engine = this.#engine;
    const n = this.#n;
    const staging = this.#numbers(engine.stagingAddress(), n * n);
    const place = this.byLanes ? which : 0;
    if (this.#hessians[place] !== market.hessians) {
      for (let i = 0; i < n; i++) {
        staging.set(market.hessians.subarray(i * n * n, (i + 1) * n * n));
        engine.loadHessian(which, i);
      }
      this.#hessians[place] = market.hessians;
    }
    if (market.anchor) staging.set(market.anchor);
    engine.loadAnchor(which, !market.anchor);
    staging.set(market.stake);
    // The kernel reads the ratio in c_i = −λ ratio s_i (1 − 1/n) 2/T alone: the sign of a gain goes with it.
    engine.loadStake(which, market.temperature, market.ratio * formFactor(market));
    staging.set(market.weights);
    engine.loadWeights(which);
  }

  /** Runs until at least one place has finished. */
  run(): void {
    this.#engine.run();
  }

  /** The result of a finished place, or undefined while it runs. */
  result(which: number): Descent | undefined {
    const { buffer } = this.#engine.memory;
    const at = (this.#engine.recordsAddress() >>> 0) + which * RECORD_BYTES;
    const record = new DataView(buffer, at, RECORD_BYTES);
    const state = record.getInt32(0, true);
    if (state < FINISHED) return undefined;
    const size = this.#n * this.#n;
    const results = this.#numbers(this.#engine.resultsAddress(), SLOTS * size);
    return {
      weights: results.slice(which * size, (which + 1) * size),
      steps: record.getFloat64(8, true),
      residual: record.getFloat64(16, true),
      converged: state === CONVERGED,
    };
  }
}
