/*
 * §1.4: "New computers can spuriously create new nodes". A node without stake moves no rank, (5); but n is larger, and
 * with it every mean that divides by n: R_j and μ_j = (1/n) Σ_k s_k w_kj.
 */
import { checkInteger } from '../math/checks.js';
import { checkMemory } from '../math/memory.js';
import { checkMarket, marketBytes, type Market } from './market.js';

/**
 * The market with `count` more peers that hold no stake, weigh themselves alone, receive no weight and contribute to
 * no loss: their rows and columns of every Hessian are 0, and so is their own Hessian. They come last.
 *
 * @param count - at least 0
 * @throws {@link InvalidArgumentError} when the market or the count is invalid
 */
export function withNewcomers(market: Market, count: number): Market {
  checkMarket('withNewcomers', market);
  checkInteger('withNewcomers', 'count', count, 0);
  const { peers: before, weights, stake, hessians, anchor } = market;
  const n = before + count;
  checkMemory('withNewcomers', `a market of ${n} peers`, marketBytes(n));
  const wider = (rows: number, values: Float64Array): Float64Array => {
    const out = new Float64Array(rows * n);
    for (let row = 0; row < values.length / before; row++) {
      out.set(values.subarray(row * before, (row + 1) * before), row * n);
    }
    return out;
  };
  const wide = wider(n, weights);
  for (let i = before; i < n; i++) wide[i * n + i] = 1;
  const cube = new Float64Array(n * n * n);
  for (let i = 0; i < before; i++) {
    const own = hessians.subarray(i * before * before, (i + 1) * before * before);
    cube.set(wider(n, own), i * n * n);
  }
  const all = { ...market, peers: n, weights: wide, hessians: cube };
  const stakes = new Float64Array(n);
  stakes.set(stake);
  if (!anchor) return { ...all, stake: stakes };
  const rest = new Float64Array(n * n).fill(1);
  for (let i = 0; i < before; i++) rest.set(anchor.subarray(i * before, (i + 1) * before), i * n);
  return { ...all, stake: stakes, anchor: rest };
}
