/*
 * Competitive descent, (13) and (14), of many markets at once in WebAssembly SIMD.
 *
 * The equations and options are those of `descend` in lib/market. Every 64 steps (128 above 32 peers) the whole
 * step is float64 (its sigmoid to 2e-12) and becomes a base; in between the change of mask, product H_i m_i and
 * gradient since that base is float32, above 32 peers that of weights, column sums and thresholds too. The error
 * is in proportion to the change and vanishes as a descent comes to rest, so that verdict and equilibrium
 * are those of float64: plain float32 cannot tell a change of 5e-8, the paper's tolerance, from none.
 */
import { checkList } from '../math/checks.js';
import { descend, DESCENT, type Descent, type DescentOptions } from '../market/descent.js';
import { checkMarket, peersOf, type Market } from '../market/market.js';
import { readParameters } from '../parameters/index.js';
import { compileKernel, startEngine, type Engine, type KernelModule } from './engine.js';
import { suitsKernel } from './range.js';
import { checkFits, Slots, SLOTS } from './slots.js';

/** A descent and the program that ran it. */
export interface KernelDescent extends Descent {
  /** `definition` for `sequential` order, with `onStep`, and for numbers outside the kernel's range. */
  readonly implementation: 'kernel' | 'definition';
}

interface Job {
  readonly index: number;
  readonly market: Market;
}

/**
 * The kernel with its memory; each thread needs a separate one.
 *
 * @example
 * const kernel = new Kernel();
 * const [low, high] = kernel.descendMany([{ ...market, ratio: 1 }, { ...market, ratio: 50 }]);
 */
export class Kernel {
  readonly #engine: Engine;

  /**
   * @param module - from {@link compileKernel}; compile once and send it to the workers. Default: compiled here
   * @throws {@link InvalidArgumentError} when `module` is not a compiled kernel
   */
  constructor(module: KernelModule = compileKernel()) {
    this.#engine = startEngine('Kernel', module);
  }

  /**
   * `descend` of lib/market for one market.
   *
   * @throws {@link InvalidArgumentError} when the market or an option is invalid
   */
  descend(market: Market, options: DescentOptions = {}): KernelDescent {
    return this.#descend('Kernel.descend', [market], options)[0];
  }

  /**
   * `descend` of lib/market for many markets, four side by side. Markets with the same `hessians` array are
   * paired: its numbers are read once for all of them. The result of a market's descent does not depend, to the
   * last bit, on the other markets of the call.
   *
   * @param markets - of any sizes; all are checked before the first step
   * @returns one result for each market, in their order
   * @throws {@link InvalidArgumentError} when a market or an option is invalid, or its size does not fit memory
   */
  descendMany(markets: readonly Market[], options: DescentOptions = {}): KernelDescent[] {
    return this.#descend('Kernel.descendMany', markets, options);
  }

  #descend(where: string, markets: readonly Market[], options: DescentOptions): KernelDescent[] {
    const settings = readParameters(where, DESCENT, options);
    const { learningRate, simplex, tolerance, order, onStep } = settings;
    checkList(where, 'markets', markets);
    for (const market of markets) {
      checkFits(where, peersOf(where, market));
      checkMarket(where, market);
    }
    const results = new Array<KernelDescent>(markets.length);
    const byKind = new Map<string, Job[]>();
    for (const [index, market] of markets.entries()) {
      const simple = order === 'simultaneous' && onStep === undefined && settings.maxSteps !== 0;
      if (simple && suitsKernel(market, learningRate)) {
        append(byKind, `${market.peers} ${market.ownInput ?? 'masked'}`, { index, market });
      } else results[index] = { ...descend(market, options), implementation: 'definition' };
    }
    for (const jobs of byKind.values()) {
      const { peers: n, ownInput } = jobs[0].market;
      const slots = new Slots(where, this.#engine, n);
      const maxSteps = settings.maxSteps ?? 1000 * n;
      this.#engine.setOptions(
        ownInput === 'exempt',
        simplex === 'project',
        learningRate,
        tolerance,
        maxSteps,
      );
      if (slots.byLanes) runJobs(slots, jobs, results);
      else for (const paired of byHessians(jobs)) runJobs(slots, paired, results);
    }
    return results;
  }
}

/** Keeps all four slots occupied until all jobs are done. */
function runJobs(slots: Slots, jobs: readonly Job[], results: KernelDescent[]): void {
  const running = new Array<Job | undefined>(SLOTS);
  let next = 0;
  let left = jobs.length;
  while (left > 0) {
    for (let which = 0; which < SLOTS && next < jobs.length; which++) {
      if (running[which]) continue;
      running[which] = jobs[next++];
      slots.load(which, jobs[next - 1].market);
    }
    slots.run();
    for (let which = 0; which < SLOTS; which++) {
      const job = running[which];
      const result = job && slots.result(which);
      if (!job || !result) continue;
      results[job.index] = { ...result, implementation: 'kernel' };
      running[which] = undefined;
      left--;
    }
  }
}

function byHessians(jobs: readonly Job[]): Iterable<Job[]> {
  const groups = new Map<Float64Array, Job[]>();
  for (const job of jobs) append(groups, job.market.hessians, job);
  return groups.values();
}

function append<K>(groups: Map<K, Job[]>, key: K, job: Job): void {
  const group = groups.get(key);
  if (group) group.push(job);
  else groups.set(key, [job]);
}

let shared: Kernel | undefined;

/**
 * `descend` of lib/market in WebAssembly SIMD: {@link Kernel.descend} of a kernel that is created once per thread.
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function descendFast(market: Market, options: DescentOptions = {}): KernelDescent {
  shared ??= new Kernel();
  return shared.descend(market, options);
}
