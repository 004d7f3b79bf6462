import fc from 'fast-check';
import {
  anchorAtWeights,
  randomHessians,
  randomWeights,
  type HessianEnsemble,
  type Market,
  type OwnInput,
} from '../../lib/market/index.js';
import { createStream } from '../../lib/math/index.js';

/** Parameters for fast-check under which every run samples the same cases. */
export function seeded(numRuns: number): { seed: number; numRuns: number } {
  return { seed: 20200607, numRuns };
}

export interface Case {
  readonly market: Market;
  readonly ownInput: OwnInput;
}

interface Ranges {
  peers?: [least: number, most: number];
  temperatures?: number[];
  ratios?: number[];
}

/**
 * Markets over the whole parameter grid: uneven stake with zeros, every ensemble, every anchor (open, at
 * other weights than the market's, arbitrary in [0, 1], closed with a gain), and weights in the interior of the simplex.
 */
export function markets({
  peers: [least, most] = [1, 6],
  temperatures = [0.1, 0.5, 1, 2],
  ratios = [0, 1, 10, 50],
}: Ranges = {}): fc.Arbitrary<Case> {
  return fc
    .record({
      peers: fc.integer({ min: least, max: most }),
      seed: fc.nat(),
      temperature: fc.constantFrom(...temperatures),
      ratio: fc.constantFrom(...ratios),
      ensemble: fc.constantFrom<HessianEnsemble[]>('uniform', 'gaussian', 'planted', 'diagonal'),
      anchor: fc.constantFrom('open', 'initial', 'arbitrary', 'closed'),
      ownInput: fc.constantFrom<OwnInput[]>('masked', 'exempt'),
      zeroStake: fc.boolean(),
    })
    .map(({ peers, seed, temperature, ratio, ensemble, anchor, ownInput, zeroStake }) => {
      const stream = createStream(seed);
      const start: Market = {
        peers,
        weights: randomWeights(peers, stream.split('weights')),
        stake: drawStake(peers, seed, zeroStake),
        hessians: randomHessians(peers, stream.split('hessians'), { ensemble }),
        temperature,
        ratio,
      };
      const other = randomWeights(peers, stream.split('other'));
      const arbitrary = stream.split('anchor');
      const anchored =
        anchor === 'initial'
          ? anchorAtWeights({ ...start, weights: other, ownInput })
          : anchor === 'arbitrary'
            ? { ...start, anchor: Float64Array.from({ length: peers ** 2 }, arbitrary.uniform) }
            : anchor === 'closed'
              ? { ...start, anchor: new Float64Array(peers ** 2), form: 'gain' as const }
              : start;
      const weights = start.weights.map((value) => 0.9 * value + 0.1 / peers);
      return { market: { ...anchored, weights, ownInput }, ownInput };
    });
}

/** Stakes between 0 and 3; with `zero`, the first of several peers holds no stake. */
export function drawStake(peers: number, seed: number, zero = false): Float64Array {
  const stream = createStream(seed).split('stake');
  const stake = Float64Array.from({ length: peers }, () => 3 * stream.uniform());
  if (zero && peers > 1) stake[0] = 0;
  return stake;
}

/** The market whose peer k is the old peer order[k]. */
export function permuteMarket(market: Market, order: readonly number[]): Market {
  return {
    ...market,
    weights: permuteMatrix(market.weights, order),
    stake: permuteVector(market.stake, order),
    hessians: permuteCube(market.hessians, order),
    ...(market.anchor && { anchor: permuteMatrix(market.anchor, order) }),
  };
}

export function permuteVector(values: Float64Array, order: readonly number[]): Float64Array {
  return Float64Array.from(order, (k) => values[k]);
}

export function permuteMatrix(values: Float64Array, order: readonly number[]): Float64Array {
  const n = order.length;
  return Float64Array.from(order.flatMap((i) => order.map((j) => values[i * n + j])));
}

function permuteCube(values: Float64Array, order: readonly number[]): Float64Array {
  const n = order.length;
  return Float64Array.from(
    order.flatMap((i) => [...permuteMatrix(values.subarray(i * n * n, (i + 1) * n * n), order)]),
  );
}

/** I, [n, n]. */
export function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
}
