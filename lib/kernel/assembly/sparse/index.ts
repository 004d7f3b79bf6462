/*
 * One step of (13) for a block of rows of a sparse market, as lib/market/sparse/descent.ts:
 *
 *   m = σ((s w − μ)/T),  d = m − 1,  v = w + λ (−(α/τ) s (1 − 1/n) (2/T) [H d] m (1 − m) + [own] s/n),  w⁺ = Π(v)
 *
 * All arithmetic is float64; the sigmoid's error is below 2e-12.
 */
import { sigmoid } from '../sigmoid';
import * as at from './layout';
import { multiply } from './product';
import { project } from './project';

let inverse: f64 = 1;
let push: f64 = 0;
let income: f64 = 0;

/** Lays out the memory for blocks of at most `rows` rows; false where it is too small. */
export function configure(known: i32, samples: i32, rows: i32): bool {
  return at.layOut(known, samples, rows);
}

export function setOptions(peers: f64, temperature: f64, ratio: f64): void {
  inverse = 1 / temperature;
  push = -ratio * (1 - 1 / peers) * (2 / temperature);
  income = 1 / peers;
}

export function shiftAddress(): usize {
  return at.shift;
}
export function neighboursAddress(): usize {
  return at.neighbours;
}
export function factorsAddress(): usize {
  return at.factors;
}
export function weightsAddress(): usize {
  return at.weights;
}
export function nextAddress(): usize {
  return at.next;
}
export function stakeAddress(): usize {
  return at.stake;
}
export function ratesAddress(): usize {
  return at.rates;
}

/** Fills w, m − 1 and m (1 − m) of the row; returns the input that is peer i's own. */
function mask(i: u32, w: usize, known: usize, shift: usize, s: f64): i32 {
  const k = at.known;
  let own = 0;
  for (let l = 0; l < k; l++) {
    if (load<u32>(known + ((<usize>l) << 2)) == i) own = l;
    const weight = load<f64>(w + ((<usize>l) << 3));
    store<f64>(at.row + ((<usize>l) << 3), weight);
    const z = (s * weight - load<f64>(shift + ((<usize>l) << 3))) * inverse;
    store<f64>(at.deviation + ((<usize>l) << 3), z);
  }
  const end = <usize>at.padded * 8;
  const one = f64x2.splat(1);
  for (let l: usize = 0; l < end; l += 16) {
    const m = sigmoid(v128.load(at.deviation + l));
    const d = f64x2.sub(m, one);
    v128.store(at.deviation + l, d);
    v128.store(at.slope + l, f64x2.neg(f64x2.mul(m, d)));
  }
  for (let l = k; l < at.padded; l++) {
    store<f64>(at.row + ((<usize>l) << 3), 0);
    store<f64>(at.deviation + ((<usize>l) << 3), 0);
  }
  return own;
}

/** w + λ ∂P/∂w of the row; returns the sum of its numbers, which is finite where they are. */
function move(s: f64, rate: f64, own: i32): f64 {
  const end = <usize>at.padded * 8;
  const scale = f64x2.splat(push * s);
  const rates = f64x2.splat(rate);
  let sum = f64x2.splat(0);
  for (let l: usize = 0; l < end; l += 16) {
    const pull = f64x2.mul(f64x2.mul(v128.load(at.product + l), v128.load(at.slope + l)), scale);
    const v = f64x2.add(v128.load(at.row + l), f64x2.mul(rates, pull));
    v128.store(at.moved + l, v);
    sum = f64x2.add(sum, v);
  }
  const mine = at.moved + ((<usize>own) << 3);
  store<f64>(mine, load<f64>(mine) + rate * income * s);
  for (let l = at.known; l < at.padded; l++) store<f64>(at.moved + ((<usize>l) << 3), -Infinity);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Steps `count` rows of the block, of which the first is peer `first`; returns max |w⁺ − w|, NaN after an overflow. */
export function step(first: u32, count: i32): f64 {
  const bytes = <usize>at.known * 8;
  const factor = <usize>at.samples * <usize>at.known * 4;
  let most: f64 = 0;
  let finite = true;
  for (let i = 0; i < count; i++) {
    const w = at.weights + <usize>i * bytes;
    const next = at.next + <usize>i * bytes;
    const rate = load<f64>(at.rates + ((<usize>i) << 3));
    if (rate == 0) {
      memory.copy(next, w, bytes);
      continue;
    }
    const s = load<f64>(at.stake + ((<usize>i) << 3));
    const own = mask(first + i, w, at.neighbours + <usize>i * (bytes >> 1), at.shift + <usize>i * bytes, s);
    multiply(at.factors + <usize>i * factor);
    const sum = move(s, rate, own);
    if (!isFinite(sum)) finite = false;
    most = max(most, project(next));
  }
  return finite ? most : NaN;
}
