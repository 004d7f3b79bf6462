/*
 * One network of the invariance study: the change of each output under another description of the market.
 *
 *   stake × c      stake in another unit
 *   + k peers      without stake, with full self-weight and without effect on losses: they change n alone
 *   permuted       the same peers in another order
 *
 * The change is max |after − before| / max |before|, the description undone: new peers dropped, old numbers restored.
 */
import { sum } from '../../math/rows.js';
import {
  descend,
  honestWeights,
  idealRank,
  losses,
  mask,
  payoff,
  rank,
  simulateInflation,
  withNewcomers,
  type Market,
} from '../../market/index.js';
import { type RandomStream } from '../../math/random.js';
import { networkStream, sampleMarket, type MarketParameters } from '../market/parameters.js';

/** The parameters of one network. */
export interface InvarianceParameters extends MarketParameters {
  ratio: number;
  factors: number[];
  newcomers: number[];
  steps: number;
  inflation: number;
}

/** The outputs that are compared, for the old peers alone: [n] or [n, n]. */
export const OUTPUT_NAMES = [
  'honest weights',
  'ideal rank, share',
  'rank, share',
  'mask',
  'losses',
  'payoff',
  'weights after descent',
  'rank after descent, share',
  'stake after inflation, share',
] as const;

export type OutputName = (typeof OUTPUT_NAMES)[number];

export interface Changed {
  readonly change: string;
  /** max |after − before| / max |before| of each output, in the order of {@link OUTPUT_NAMES}. */
  readonly moved: number[];
}

/** Samples the market of network `network`, at honest weights and uneven stake, and applies every other description. */
export function describeOtherwise(parameters: InvarianceParameters, network: number): Changed[] {
  const { ratio, factors, newcomers, peers } = parameters;
  const stream = networkStream(parameters.seed, network).split('scale');
  const sampled = sampleMarket(parameters, network);
  // Uneven stake, unless it is given for each peer: at equal stake some outputs cannot change.
  const uneven = Array.isArray(parameters.stake)
    ? sampled.stake
    : sampled.stake.map((stake) => stake * (0.5 + stream.uniform()));
  const market = { ...sampled, ratio, stake: uneven, weights: honestWeights(sampled) };
  const before = evaluate(market, peers, parameters);
  const order = shuffled(peers, stream.split('order'));
  const back = order.map((_, peer) => order.indexOf(peer));
  const changes = [
    ...factors.map((factor) => ({
      change: `stake × ${factor}`,
      after: evaluate(
        { ...market, stake: market.stake.map((stake) => factor * stake) },
        peers,
        parameters,
      ),
    })),
    ...newcomers.map((count) => ({
      change: `+ ${count} peers`,
      after: evaluate(withNewcomers(market, count), peers, parameters),
    })),
    {
      change: 'permuted',
      after: evaluate(permute(market, order), peers, parameters).map((values) =>
        values.length === peers
          ? Float64Array.from(back, (at) => values[at])
          : permuteSquare(values, back),
      ),
    },
  ];
  return changes.map(({ change, after }) => ({
    change,
    moved: before.map((values, at) => distance(values, after[at])),
  }));
}

/** Every output for the first `old` peers. */
function evaluate(
  market: Market,
  old: number,
  { simplex, learningRate, steps, inflation }: InvarianceParameters,
): Float64Array[] {
  const n = market.peers;
  const vector = (values: Float64Array): Float64Array => values.slice(0, old);
  const square = (values: Float64Array): Float64Array =>
    Float64Array.from(
      { length: old * old },
      (_, at) => values[Math.floor(at / old) * n + (at % old)],
    );
  const share = (values: Float64Array): Float64Array => {
    const total = sum(values);
    return vector(values).map((value) => value / total);
  };
  const step = { simplex, learningRate };
  const { weights } = descend(market, { ...step, maxSteps: steps, tolerance: 0 });
  const { stake } = simulateInflation(market, {
    inflation,
    blocks: steps,
    fixedWeights: true,
  });
  return [
    square(honest(market)),
    share(idealRank(market)),
    share(rank(market)),
    square(mask(market)),
    vector(losses(market)),
    vector(payoff(market)),
    square(weights),
    share(rank({ ...market, weights })),
    share(stake),
  ];
}

/** Honest rows; a newcomer depends on no peer and keeps its row. */
function honest(market: Market): Float64Array {
  const { peers: n, hessians } = market;
  const out = market.weights.slice();
  for (let i = 0; i < n; i++) {
    let trace = 0;
    for (let j = 0; j < n; j++) trace += hessians[(i * n + j) * n + j];
    if (!(trace > 0)) continue;
    for (let j = 0; j < n; j++) out[i * n + j] = hessians[(i * n + j) * n + j] / trace;
  }
  return out;
}

function distance(before: Float64Array, after: Float64Array): number {
  let [most, size] = [0, 0];
  for (let at = 0; at < before.length; at++) {
    most = Math.max(most, Math.abs(after[at] - before[at]));
    size = Math.max(size, Math.abs(before[at]));
  }
  return size > 0 ? most / size : most;
}

function shuffled(n: number, stream: RandomStream): number[] {
  const order = Array.from({ length: n }, (_, peer) => peer);
  for (let last = n - 1; last > 0; last--) {
    const other = stream.integer(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

function permuteSquare(values: Float64Array, order: readonly number[]): Float64Array {
  const n = order.length;
  return Float64Array.from(
    { length: n * n },
    (_, at) => values[order[Math.floor(at / n)] * n + order[at % n]],
  );
}

/** The market in which peer k is the old peer order[k]. */
function permute(market: Market, order: readonly number[]): Market {
  const { peers: n, hessians, anchor } = market;
  const cube = new Float64Array(n * n * n);
  for (const [at, peer] of order.entries()) {
    const own = hessians.subarray(peer * n * n, (peer + 1) * n * n);
    cube.set(permuteSquare(own, order), at * n * n);
  }
  return {
    ...market,
    weights: permuteSquare(market.weights, order),
    stake: Float64Array.from(order, (peer) => market.stake[peer]),
    hessians: cube,
    ...(anchor && { anchor: permuteSquare(anchor, order) }),
  };
}
