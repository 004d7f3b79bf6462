/*
 * The market of §2 for many peers: each Hessian given by its factor, H_i = G_iᵀ G_i with G_i [m, n]. A step
 * costs O(m n) a peer and the market holds n² m numbers: 512 MB for n = 2,000 and m = 32 in float32, where
 * the Hessians themselves would take 64 GB.
 *
 *   (13), (14)  descendFactored      as in descent.ts
 *   (16)        lossesFactored       L_i = ‖G_i (m_i − a_i)‖²
 *   (2)         idealRankFactored    (H_j)_ii = Σ_s (G_j)_si²
 */
import { checkInteger, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkMemory } from '../math/memory.js';
import { descendFrom, type Descent, type DescentOptions } from './descent.js';
import { readParameters } from '../parameters/index.js';
import { MEASURED_AT, type OutputOptions } from './idealRank.js';
import { lossesInto, updateMask } from './loss.js';
import {
  checkAllocation,
  checkResult,
  checkWorth,
  marketBytes,
  peersOf,
  type Market,
} from './market.js';
import { maskOf } from './mask.js';
import { stateOf, type State } from './state.js';

/** A market whose Hessians are given as factors, H_i = G_iᵀ G_i. */
export interface FactoredMarket extends Omit<Market, 'hessians'> {
  /** m, the rows of each factor, at least 1. */
  readonly samples: number;
  /** G, [n, m, n] row-major: for each peer, for each sample, the n inputs. Float32Array halves the memory. */
  readonly factors: Float32Array | Float64Array;
}

/** @throws {@link InvalidArgumentError} unless `factors` is [n, m, n] and finite. */
export function checkFactors(
  where: string,
  market: Pick<FactoredMarket, 'peers' | 'samples' | 'factors'>,
): void {
  const n = peersOf(where, market);
  const { samples, factors } = market;
  checkInteger(where, 'samples', samples, 1);
  const shape = `[${n}, ${samples}, ${n}]`;
  if (!(factors instanceof Float32Array || factors instanceof Float64Array)) {
    const rule = `factors must be a Float32Array or Float64Array of shape ${shape}`;
    throw new InvalidArgumentError(where, rule, show(factors));
  }
  if (factors.length !== n * samples * n) {
    const rule = `factors must have shape ${shape}`;
    throw new InvalidArgumentError(where, rule, `${factors.length} numbers`);
  }
  for (let at = 0; at < factors.length; at++) {
    if (!Number.isFinite(factors[at])) {
      const found = `${factors[at]} at ${at}`;
      throw new InvalidArgumentError(where, 'factors must be finite', found);
    }
  }
}

function createFactoredState(where: string, market: FactoredMarket): State {
  checkAllocation(where, market);
  checkFactors(where, market);
  checkWorth(where, market);
  const { peers, samples, factors: values } = market;
  return stateOf(market, new Float64Array(0), { inputs: peers, samples, values });
}

/**
 * {@link descend} for Hessians given as factors: the same steps, options, defaults and results.
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function descendFactored(market: FactoredMarket, options: DescentOptions = {}): Descent {
  const where = 'descendFactored';
  return descendFrom(where, () => createFactoredState(where, market), options);
}

/**
 * {@link losses} for Hessians given as factors, (16): L_i = ‖G_i (m_i − a_i)‖².
 *
 * @returns [n], in units of the Hessians
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function lossesFactored(market: FactoredMarket): Float64Array {
  const where = 'lossesFactored';
  const state = createFactoredState(where, market);
  const out = new Float64Array(state.n);
  updateMask(state);
  lossesInto(state, out);
  return checkResult(where, out);
}

/**
 * {@link idealRank} for Hessians given as factors, (2): R_i = (1/n) Σ_j f_i² Σ_s (G_j)_si².
 *
 * @param options.outputs - default `unit`
 * @returns [n], in units of the Hessians
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function idealRankFactored(
  market: FactoredMarket,
  options: OutputOptions = {},
): Float64Array {
  const where = 'idealRankFactored';
  const { outputs } = readParameters(where, MEASURED_AT, options);
  checkFactors(where, market);
  const { peers: n, samples, factors } = market;
  const m = outputs === 'masked' ? maskOf(where, market) : undefined;
  const out = new Float64Array(n);
  const diagonal = new Float64Array(n);
  for (let j = 0, at = 0; j < n; j++) {
    diagonal.fill(0);
    for (let s = 0; s < samples; s++) {
      for (let i = 0; i < n; i++, at++) diagonal[i] += factors[at] * factors[at];
    }
    for (let i = 0; i < n; i++) {
      const output = m ? m[j * n + i] : 1;
      out[i] += (output * output * diagonal[i]) / n;
    }
  }
  return checkResult(where, out);
}

/**
 * The dense market of a factored one, H_i = G_iᵀ G_i formed: n³ numbers, so for few peers.
 *
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function expandFactors(market: FactoredMarket): Market {
  const where = 'expandFactors';
  checkAllocation(where, market);
  checkFactors(where, market);
  checkWorth(where, market);
  const { samples, factors, ...rest } = market;
  const n = market.peers;
  checkMemory(where, `a market of ${n} peers`, marketBytes(n));
  const hessians = new Float64Array(n * n * n);
  for (let i = 0; i < n; i++) {
    for (let s = 0; s < samples; s++) {
      const row = (i * samples + s) * n;
      for (let j = 0; j < n; j++) {
        const at = (i * n + j) * n;
        for (let k = 0; k < n; k++) hessians[at + k] += factors[row + j] * factors[row + k];
      }
    }
  }
  return { ...rest, hessians: checkResult(where, hessians) };
}
