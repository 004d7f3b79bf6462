/*
 * Valid calls of markets whose peers know few others.
 */
import {
  cabalSparse,
  descendSparse,
  descendSparseFast,
  expandSparse,
  idealRankSparse,
  inflateSparse,
  lossesSparse,
  nashGainsSparse,
  payoffGradientSparse,
  payoffSparse,
  randomSparseMarket,
  rankSparse,
  shapleySparse,
  type RandomSparseParameters,
  type SparseDescentOptions,
  type SparseMarket,
} from '../../../lib/entry/market.js';
import { target, type Target } from '../target.js';
import { overflows } from './smallMarket.js';

const parameters = (): RandomSparseParameters => ({
  ...{ peers: 5, known: 3, samples: 2, topology: 'power-law', ensemble: 'planted' },
  ...{ temperature: 0.5, ratio: 10, seed: 1 },
});

/** A market whose arrays the fuzzer can copy. */
function sparse(): SparseMarket {
  const market = randomSparseMarket(parameters());
  const [neighbours, factors] = [market.neighbours.slice(), market.factors.slice()];
  return { ...market, neighbours, factors, weights: market.weights.slice() };
}

const descent = (): SparseDescentOptions => ({
  ...{ learningRate: 0.01, simplex: 'project', tolerance: 1e-6, maxSteps: 20 },
  ...{ frozen: Uint8Array.of(0, 1, 0, 0, 0), onStep: () => undefined },
});

/** Markets whose peers know few others. */
export const SPARSE: readonly Target[] = [
  target('cabalSparse', cabalSparse, () => [sparse(), [0, 2]]),
  target('descendSparse', descendSparse, () => [sparse(), descent()], { isUndefined: overflows }),
  target(
    'descendSparseFast',
    descendSparseFast,
    () => {
      const { simplex: _, ...rest } = descent();
      return [sparse(), { ...rest, workers: 1 }];
    },
    { isUndefined: overflows },
  ),
  target('expandSparse', expandSparse, () => [sparse()]),
  target('idealRankSparse', idealRankSparse, () => [sparse()]),
  target('inflateSparse', inflateSparse, () => [sparse(), { inflation: 0.1, norm: 'l1' }]),
  target('lossesSparse', lossesSparse, () => [sparse()]),
  target('nashGainsSparse', nashGainsSparse, () => [
    sparse(),
    { sampled: 2, randomStarts: 1, tolerance: 1e-6, maxSteps: 20, seed: 1 },
  ]),
  target('payoffGradientSparse', payoffGradientSparse, () => [sparse()]),
  target('payoffSparse', payoffSparse, () => [sparse()]),
  target('randomSparseMarket', randomSparseMarket, () => [parameters()]),
  target('rankSparse', rankSparse, () => [sparse()]),
  target('shapleySparse', shapleySparse, () => [sparse()]),
];
