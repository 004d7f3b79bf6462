/*
 * Simulated markets of many peers: random factors G_i, [m, n], of Hessians H_i = G_iᵀ G_i. Entries and
 * scales are those of the ensembles, whose A Aᵀ has m = n.
 */
import { checkInteger, checkStream } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkMemory } from '../math/memory.js';
import { type RandomStream } from '../math/random.js';
import { choice, readParameters, type OptionsOf } from '../parameters/index.js';
import {
  HESSIAN_ENSEMBLES,
  HESSIANS,
  type HessianDefinition,
  type HessianEnsemble,
} from './hessians/index.js';

export const PRECISIONS = ['single', 'double'] as const;

/** Whether factors are kept as Float32Array (4 bytes a number) or as Float64Array (8 bytes). */
export type FactorPrecision = (typeof PRECISIONS)[number];

/** The options of {@link randomFactors}. */
export const FACTORS = {
  ensemble: choice(HESSIAN_ENSEMBLES, 'uniform', 'Distribution and scale of G'),
  precision: choice(PRECISIONS, 'double', 'Float32Array or Float64Array'),
};

export type RandomFactorOptions = OptionsOf<typeof FACTORS>;

/**
 * Samples one factor, [m, inputs], to `factor`; returns the number that divides it into the ensemble's scale.
 *
 * @param weight - the importance of each input, [inputs]
 * @param peer - the peer whose factor it is
 */
export function sampleFactor(
  { entry, form, scale }: Pick<HessianDefinition, 'entry' | 'form' | 'scale'>,
  weight: Float64Array,
  samples: number,
  stream: RandomStream,
  factor: Float64Array,
  peer: number,
): number {
  let total = 0;
  for (let s = 0, at = 0; s < samples; s++) {
    // 1ᵀH1 = Σ_s (Σ_j G_sj)², the trace Σ_s Σ_j G_sj².
    let [sum, square] = [0, 0];
    for (let j = 0; j < weight.length; j++, at++) {
      if (form === 'diagonal' && j !== s) continue;
      factor[at] = entry(stream, j, s, peer) * weight[j];
      sum += factor[at];
      square += factor[at] * factor[at];
    }
    total += scale === 'trace' ? square : sum * sum;
  }
  return Math.sqrt(total);
}

/** @throws {@link InvalidArgumentError} unless the ensemble has factors with so many samples. */
export function checkFactored(
  where: string,
  ensemble: HessianEnsemble,
  samples: number,
  inputs: number,
): void {
  const { form, columns } = HESSIANS[ensemble];
  if (form === 'diagonal') checkInteger(where, 'samples of a diagonal ensemble', samples, inputs);
  if (columns === undefined) return;
  const rule = 'ensemble must state no columns where factors have samples';
  throw new InvalidArgumentError(where, rule, ensemble);
}

/** @throws {@link InvalidArgumentError} unless the divisor of a sampled Hessian is a finite number above 0. */
export function checkScale(
  where: string,
  ensemble: HessianEnsemble,
  divisor: number,
  peer: number,
): void {
  if (divisor > 0 && divisor < Infinity) return;
  const rule = `the ensemble ${ensemble} must sample finite entries that are not all 0`;
  throw new InvalidArgumentError(where, rule, `a scale of ${divisor} for peer ${peer}`);
}

/**
 * Random factors of positive semi-definite Hessians of rank m, one for each peer.
 *
 * @param peers - n, at least 1
 * @param samples - m, at least 1; at least n for the ensemble `diagonal`, whose Hessians have rank n
 * @returns G, [n, m, n]: each H_i = G_iᵀ G_i has 1ᵀH1 = 1 (`gaussian`: trace 1)
 * @throws {@link InvalidArgumentError} when a count or an option is invalid
 */
export function randomFactors(
  peers: number,
  samples: number,
  stream: RandomStream,
  options: RandomFactorOptions = {},
): Float32Array | Float64Array {
  const where = 'randomFactors';
  const { ensemble, precision } = readParameters(where, FACTORS, options);
  checkInteger(where, 'peers', peers, 1);
  checkInteger(where, 'samples', samples, 1);
  checkStream(where, 'stream', stream);
  const bytes = (precision === 'single' ? 4 : 8) * peers * samples * peers;
  checkMemory(where, `factors of ${peers} peers with ${samples} samples`, bytes);
  checkFactored(where, ensemble, samples, peers);
  const weight = HESSIANS[ensemble].importance?.(peers, stream) ?? new Float64Array(peers).fill(1);
  const size = samples * peers;
  const out =
    precision === 'single' ? new Float32Array(peers * size) : new Float64Array(peers * size);
  const factor = new Float64Array(size);
  for (let i = 0; i < peers; i++) {
    const divisor = sampleFactor(HESSIANS[ensemble], weight, samples, stream, factor, i);
    checkScale(where, ensemble, divisor, i);
    for (let at = 0; at < size; at++) out[i * size + at] = factor[at] / divisor;
  }
  return out;
}
