/*
 * The gradients of the keys of one half of a product gate and of its query, from ∂L/∂s of the chosen peers and from the load
 * of the half (productBalance.ts).
 */
import { gateKernel } from './kernel.js';
import { noisyScoresIn, type Keys, type KeptScores } from './keys.js';
import { loadsIn, loadVariation, type HalfLoad } from './productBalance.js';

/** One half of a choice. */
export interface Half extends HalfLoad {
  /** q, [rows, h]. */
  readonly query: Float64Array;
  /** ε, [rows, m]; undefined without noise. */
  readonly noise: Float64Array | undefined;
  /** Its scores with noise, which are computed again where they are kept no more: they would be more to hold. */
  readonly kept: KeptScores | undefined;
}

/**
 * Adds a half's gradients to those of its keys, which are as they were at the choice.
 *
 * @param gradient - ∂L/∂s, [rows, m]
 * @param weight - of the half's load in the loss
 * @returns ∂L/∂q, [rows, h], and the loss of the load, without its weight
 */
export function addKeyGradient(
  half: Half,
  keys: Keys,
  gradient: Float64Array,
  weight: number,
  sum: Keys,
): { readonly query: Float64Array; readonly load: number } {
  const { query, noise, open } = half;
  const count = open.length;
  const rows = gradient.length / count;
  const width = query.length / rows;
  const isKept = half.kept?.computation === half.kept?.kernel.computation;
  const kept = isKept ? half.kept : undefined;
  const kernel = kept?.kernel ?? gateKernel();
  const { call } = kernel;
  const from = kept?.query ?? kernel.put(query);
  const ofQuery = kernel.zeros(query.length);
  const addProducts = (change: number, matrix: Float32Array, to: Float32Array): void => {
    const ofKeys = kernel.zeros(matrix.length);
    call.within(change, from, ofKeys, rows, count, width);
    call.through(change, kernel.widened(matrix), ofQuery, rows, count, width);
    const target = kernel.put(to);
    call.addNarrowed(ofKeys, target, to.length);
    to.set(kernel.singles(target, to.length));
  };
  const clean = kernel.put(gradient);
  let load = 0;
  if (noise) {
    const scores =
      kept?.scores ?? noisyScoresIn(kernel, from, rows, keys, width, kernel.put(noise));
    const { spread, slope } = scores;
    const raw = kernel.room(gradient.length);
    call.rawGradient(clean, scores.noise, slope, raw, gradient.length);
    const { margins, densities, sums } = loadsIn(kernel, scores, half);
    const balance = loadVariation(kernel.doubles(sums, count).slice(), open);
    load = balance.loss;
    const slopes = kernel.put(balance.gradient.map((value) => weight * value));
    call.addLoadGradient(spread, slope, margins, densities, slopes, clean, raw, rows, count);
    addProducts(raw, keys.spreads, sum.spreads);
  }
  addProducts(clean, keys.centres, sum.centres);
  return { query: kernel.doubles(ofQuery, query.length).slice(), load };
}
