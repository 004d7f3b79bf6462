/*
 * The load of the benchmarks: four simultaneous descents that never stop early.
 */
import { type KernelModule, startEngine } from '../lib/kernel/engine.js';
import { Slots, SLOTS } from '../lib/kernel/slots.js';
import { randomMarket, type Market } from '../lib/market/index.js';

/** `paired`: four ratios of one network. `single`: one ratio of four networks, or of one where rows are vectors. */
export type Mix = 'paired' | 'single';

export const RATIOS = [1, 10, 25, 50] as const;

/** Markets of one mix; under `single` each has separate Hessians. */
export function marketsOf(mix: Mix, n: number, byLanes: boolean): Market[] {
  const market = randomMarket({ peers: n, seed: 1, ratio: 25 });
  if (mix === 'paired') return RATIOS.map((ratio) => ({ ...market, ratio }));
  if (!byLanes) return [market];
  return [market, ...[2, 3, 4].map((seed) => randomMarket({ peers: n, seed, ratio: 25 }))];
}

/** An engine that runs `steps` steps of some markets at every call, and their bare products. */
export class Load {
  readonly #engine;
  readonly #slots: Slots;
  readonly #markets: readonly Market[];

  constructor(module: KernelModule, mix: Mix, n: number) {
    this.#engine = startEngine('bench', module);
    this.#slots = new Slots('bench', this.#engine, n);
    this.#markets = marketsOf(mix, n, this.#slots.byLanes);
  }

  /** The number of simultaneous descents. */
  get width(): number {
    return this.#markets.length;
  }

  /** Resets every market to its start; the next `run` takes `steps` steps. */
  prepare(steps: number): void {
    if (this.#markets.length > SLOTS) throw new RangeError('more markets than places');
    this.#engine.setOptions(false, true, 0.005, 0, steps);
    for (const [which, market] of this.#markets.entries()) this.#slots.load(which, market);
  }

  run(): void {
    this.#slots.run();
  }

  products(steps: number): void {
    for (let step = 0; step < steps; step++) this.#engine.products(this.#markets.length);
  }
}
