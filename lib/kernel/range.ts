/*
 * Which markets the kernel takes. What changes between its bases is float32 and its projection measures from zero, not from
 * the largest coordinate: numbers far from one go to the readable definition, which has no such limits.
 */
import { type Market } from '../market/index.js';
import { LANES_UP_TO } from './slots.js';

/**
 * The largest step λ |∂P/∂w| of a coordinate, and the largest s/T: float64 then keeps ten digits of a weight,
 * and where weights are float32 changes these keep five and their squares do not overflow.
 */
const LANES = { step: 1e4, gain: 1e100 };
const SLOTS = { step: 1e2, gain: 1e15 };
/** Entries of H whose products with a float32 neither overflow nor lose digits. */
const SMALLEST_ENTRY = 1e-25;
const LARGEST_ENTRY = 1e25;

/** Whether every number of the descent stays where the kernel is exact. The market must be valid. */
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
