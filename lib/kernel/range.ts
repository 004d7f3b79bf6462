/*
 * The range of markets that the kernel supports. Changes between its bases are float32 and its projection measures from
 * zero instead of the largest coordinate; markets with numbers far from one run on the readable definition.
 */
import { type Market } from '../market/index.js';
import { LANES_UP_TO } from './slots.js';

/**
 * The largest step λ |∂P/∂w| of a coordinate, and the largest s/T: float64 then keeps ten digits of a weight,
 * and weights that are float32 changes keep five, with squares that do not overflow.
 */
const LANES = { step: 1e4, gain: 1e100 };
const SLOTS = { step: 1e2, gain: 1e15 };
/** The range of entries of H whose products with a float32 neither overflow nor lose digits. */
const SMALLEST_ENTRY = 1e-25;
const LARGEST_ENTRY = 1e25;

/** Whether every number of the descent is in the range where the kernel is exact. The market must be valid. */
export function suitsKernel(market: Market, learningRate: number): boolean {
  const { hessians, anchor, stake, temperature, ratio, peers: n } = market;
  let largest = 0;
  for (const entry of hessians) {
    const size = Math.abs(entry);
    if (size > largest) largest = size;
  }
  if (largest > 0 && (largest < SMALLEST_ENTRY || largest > LARGEST_ENTRY)) return false;
  let deviation = 1;
  for (const value of anchor ?? []) deviation = Math.max(deviation, 1 + Math.abs(value));
  const most = stake.reduce((a, b) => Math.max(a, b), 0);
  const gradient = (ratio * most * 2 * n * largest * deviation) / temperature / 4;
  const step = learningRate * Math.max(gradient, most / n);
  const largestOf = n <= LANES_UP_TO ? LANES : SLOTS;
  return step <= largestOf.step && most / temperature < largestOf.gain;
}
