/*
 * Public calls on a parsed market against their bare arithmetic, within one run: the price of checking and allocating.
 *
 *   node dist/bench/calls.js            n = 10, 50, 100
 *   node dist/bench/calls.js --smoke    n = 10, for a short time
 */
import {
  losses,
  mask,
  payoff,
  payoffGradient,
  randomMarket,
  rank,
  type Market,
} from '../lib/market/index.js';
import { lossesInto, updateMask } from '../lib/market/loss.js';
import { maskInto } from '../lib/market/mask.js';
import { competitiveGradientRow } from '../lib/market/payoff.js';
import { rankInto } from '../lib/market/ranking.js';
import { createState } from '../lib/market/state.js';
import { optionsOf } from './arguments.js';

const HELP = `npm run bench -- calls [--smoke]

Microseconds of public calls on a parsed market, and of their arithmetic alone.

  --smoke   n = 10, a moment each, to see that it runs`;
const { smoke } = optionsOf(HELP, { smoke: { type: 'boolean', default: false } });
const SIZES = smoke ? [10] : [10, 50, 100];
const SECONDS = smoke ? 0.02 : 0.4;
const ROUNDS = smoke ? 2 : 7;

/** Microseconds a call, the median over rounds; both alternate, so that other load affects both. */
function compare(call: () => unknown, bare: () => unknown): [number, number] {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, run] of [call, bare].entries()) {
      const start = process.hrtime.bigint();
      let calls = 0;
      let spent = 0;
      while (spent < SECONDS * 1e9) {
        for (let k = 0; k < 10; k++) run();
        calls += 10;
        spent = Number(process.hrtime.bigint() - start);
      }
      times[at].push(spent / calls / 1e3);
    }
  }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];
  return [median(times[0]), median(times[1])];
}

/** Each public call with its bare arithmetic, which allocates only its result. */
function pairsOf(market: Market): Record<string, [() => unknown, () => unknown]> {
  const { peers: n, weights, stake, temperature } = market;
  const state = createState('bench', market);
  const losing = (): Float64Array => {
    const out = new Float64Array(n);
    updateMask(state);
    lossesInto(state, out);
    return out;
  };
  const ranking = (): Float64Array => {
    const out = new Float64Array(n);
    rankInto(n, weights, stake, out);
    return out;
  };
  return {
    rank: [() => rank(market), ranking],
    mask: [
      () => mask(market),
      () => {
        const out = new Float64Array(n * n);
        rankInto(n, weights, stake, state.shift);
        maskInto(n, weights, stake, state.shift, temperature, false, out);
        return out;
      },
    ],
    losses: [() => losses(market), losing],
    payoff: [
      () => payoff(market),
      () => {
        const out = losing();
        for (let i = 0; i < n; i++) out[i] = state.shift[i] - market.ratio * out[i];
        return out;
      },
    ],
    payoffGradient: [
      () => payoffGradient(market),
      () => {
        const out = new Float64Array(n * n);
        updateMask(state);
        for (let i = 0; i < n; i++) competitiveGradientRow(state, i);
        out.set(state.gradient);
        return out;
      },
    ],
  };
}

console.log('n     call              public (µs)  arithmetic (µs)  ratio');
for (const n of SIZES) {
  for (const [name, [call, bare]] of Object.entries(pairsOf(randomMarket({ peers: n, seed: 1 })))) {
    const [whole, arithmetic] = compare(call, bare);
    const cells = [
      String(n).padEnd(6) + name.padEnd(16),
      ...[whole, arithmetic].map((value) => value.toFixed(2).padStart(13)),
      (whole / arithmetic).toFixed(2).padStart(9),
    ];
    console.log(cells.join(''));
  }
}
