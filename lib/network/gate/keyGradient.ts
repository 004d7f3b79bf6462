/*
 * The gradients of the keys of one half of a product gate and of its query, from ∂L/∂s of the chosen peers and from the load
 * of the half (productBalance.ts).
 */
import { type HalfScores } from './halfScores.js';
import { type Keys } from './keys.js';
import { loadsIn, loadVariation, type HalfLoad } from './productBalance.js';

/** One half of a choice. */
export interface Half extends HalfLoad {
  readonly scores: HalfScores;
}

/**
 * Adds a half's gradients to those of its keys, which are as they were at the choice.
 *
 * @param addTo - adds ∂L/∂s of the chosen peers to zeros, [rows, m]
 * @param weight - of the half's load in the loss
 * @returns ∂L/∂q, [rows, h], until the next numbers of the choice's kernel, and the loss of the load, without its weight
 */
export function addKeyGradient(
  half: Half,
  keys: Keys,
  addTo: (gradient: Float64Array) => void,
  weight: number,
  sum: Keys,
): { readonly query: Float64Array; readonly load: number } {
  const { open } = half;
  const { rows, width, isHeld } = half.scores;
  const count = open.length;
  const { kernel, query: from, scores } = half.scores.within(keys);
  const { call } = kernel;
  const ofQuery = kernel.zeros(rows * width);
  const addProducts = (change: number, matrix: Float32Array, to: Float32Array): void => {
    const ofKeys = kernel.zeros(matrix.length);
    call.within(change, from, ofKeys, rows, count, width);
    call.through(change, kernel.widened(matrix), ofQuery, rows, count, width);
    const target = kernel.put(to);
    call.addNarrowed(ofKeys, target, to.length);
    to.set(kernel.singles(target, to.length));
  };
  const clean = kernel.zeros(rows * count);
  addTo(kernel.doubles(clean, rows * count));
  let load = 0;
  if (scores) {
    const { spread, slope, noise } = scores;
    const raw = kernel.room(rows * count);
    call.rawGradient(clean, noise, slope, raw, rows * count);
    const { margins, densities, sums } = loadsIn(kernel, scores, half);
    const balance = loadVariation(kernel.doubles(sums, count).slice(), open);
    load = balance.loss;
    const slopes = kernel.put(balance.gradient.map((value) => weight * value));
    call.addLoadGradient(spread, slope, margins, densities, slopes, clean, raw, rows, count);
    addProducts(raw, keys.spreads, sum.spreads);
  }
  addProducts(clean, keys.centres, sum.centres);
  const gradient = kernel.doubles(ofQuery, rows * width);
  return { query: isHeld ? gradient : gradient.slice(), load };
}
