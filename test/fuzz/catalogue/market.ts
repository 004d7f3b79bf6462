/*
 * Valid calls of the mechanism: ranking, losses, payoffs, descent, inflation.
 */
import {
  adaptInflation,
  anchorAtWeights,
  boundedUpdate,
  cheatedRankings,
  checkHessians,
  connectionBoundary,
  coordinatedDescend,
  createStream,
  descend,
  fromMatrix,
  honestWeights,
  idealRank,
  inflate,
  lossGradient,
  losses,
  market,
  mask,
  meanBid,
  mintedStake,
  newcomerEffects,
  payoff,
  payoffGradient,
  randomHessians,
  randomMarket,
  randomWeights,
  rank,
  removalCosts,
  runDynamics,
  scaleInteraction,
  setWeight,
  shapleyExact,
  shapleyRank,
  shapleySampled,
  significance,
  simulateInflation,
  sparsity,
  toMatrix,
  totalPayoffGradient,
  traceDescent,
  traceUpdates,
  withNewcomers,
  type DescentOptions,
  type MarketFields,
} from '../../../lib/entry/market.js';
import { target, type Target } from '../target.js';
import { overflows, smallMarket } from './smallMarket.js';

/** Every option of a descent of a few steps. */
export const descent = (): DescentOptions => ({
  ...{ learningRate: 0.01, simplex: 'project', tolerance: 1e-6, maxSteps: 20 },
  ...{ order: 'sequential', seed: 1, onStep: () => undefined },
});

const { learningRate, simplex } = descent() as Required<DescentOptions>;
const { order: _, seed: __, ...coordinated } = descent();
const { onStep: ___, ...traced } = descent();

const fields = (): MarketFields => ({
  ...{ peers: 2, temperature: 1, ratio: 10, anchor: 'open', ownInput: 'masked', stake: [1, 2] },
  weights: [
    [0.5, 0.5],
    [0.2, 0.8],
  ],
  hessians: [
    [
      [1, 0],
      [0, 1],
    ],
    [
      [2, 1],
      [1, 2],
    ],
  ],
});

/** The mechanism on plain matrices. */
export const MECHANISM: readonly Target[] = [
  target(
    'adaptInflation',
    adaptInflation,
    () => [
      smallMarket(),
      {
        ...{ steps: 5, alpha: 1, initialInflation: 0, target: 1, gain: 0.01, sparsity: 'ratio' },
        ...{ learningRate, simplex, onStep: () => undefined },
      },
    ],
    { isUndefined: (_, place) => /^\.sparsity\[\d+\] is Infinity$/.test(place) },
  ),
  target('anchorAtWeights', anchorAtWeights, () => [smallMarket()]),
  target('boundedUpdate', boundedUpdate, () => [smallMarket(), smallMarket().weights, 0.1]),
  target('cheatedRankings', cheatedRankings, () => [smallMarket()], {
    // All peers that weigh themselves alone rank alike: the correlation is undefined.
    isUndefined: () => true,
  }),
  target('checkHessians', checkHessians, () => ['fuzz', 3, smallMarket().hessians]),
  target('coordinatedDescend', coordinatedDescend, () => [smallMarket(), { ...coordinated }], {
    isUndefined: overflows,
  }),
  target('descend', descend, () => [smallMarket(), descent()], { isUndefined: overflows }),
  target('fromMatrix', fromMatrix, () => [
    [
      [1, 2],
      [3, 4],
    ],
  ]),
  target('honestWeights', honestWeights, () => [smallMarket(), { outputs: 'masked' }]),
  target('idealRank', idealRank, () => [smallMarket(), { outputs: 'masked' }]),
  target('inflate', inflate, () => [smallMarket(), { inflation: 0.1, norm: 'l1' }]),
  target('lossGradient', lossGradient, () => [smallMarket()]),
  target('losses', losses, () => [smallMarket()]),
  target('market', market, () => [fields()]),
  target('mask', mask, () => [smallMarket()]),
  target('connectionBoundary', connectionBoundary, () => [4.8], {
    isUndefined: ([temperature]) => Number(temperature) < 0.002 || Number(temperature) > 1e300,
  }),
  target('meanBid', meanBid, () => [smallMarket()]),
  target('mintedStake', mintedStake, () => [
    smallMarket(),
    { inflation: 0.1, norm: 'l1', blocks: 2 },
  ]),
  target('newcomerEffects', newcomerEffects, () => [smallMarket(), 2, { maxSteps: 5 }]),
  target('payoff', payoff, () => [smallMarket()]),
  target('payoffGradient', payoffGradient, () => [smallMarket()]),
  target('randomHessians', randomHessians, () => [3, createStream(1), { ensemble: 'planted' }]),
  target('randomMarket', randomMarket, () => [
    {
      ...{ peers: 3, seed: 1, temperature: 1, ratio: 10, stake: Float64Array.of(1, 2, 3) },
      ...{ hessians: 'gaussian', interaction: 0.5, anchor: 'initial', ownInput: 'exempt' },
      ...{ temperatureUnit: 'meanBid', ratioUnit: 'meanBid' },
    },
  ]),
  target('randomWeights', randomWeights, () => [3, createStream(1)]),
  target('rank', rank, () => [smallMarket()]),
  target('removalCosts', removalCosts, () => [smallMarket(), [0, 2], { outputs: 'unit' }]),
  target('runDynamics', runDynamics, () => [
    smallMarket(),
    {
      ...{ dynamics: 'adam', learningRate: 0.01, tolerance: 1e-6, maxSteps: 20, seed: 1 },
      onStep: () => undefined,
    },
  ]),
  target('scaleInteraction', scaleInteraction, () => [
    3,
    smallMarket().hessians,
    { interaction: 0.5, keep: 'sum' },
  ]),
  target('setWeight', setWeight, () => [smallMarket(), { from: 0, to: 1, weight: 0.5 }]),
  target('shapleyExact', shapleyExact, () => [
    3,
    (members: readonly number[]) => members.length ** 2,
    { settleWithin: 1000 },
  ]),
  target('shapleyRank', shapleyRank, () => [smallMarket(), { outputs: 'masked' }]),
  target('shapleySampled', shapleySampled, () => [
    3,
    (members: readonly number[]) => members.length ** 3,
    { tolerance: 0.01, maxPermutations: 40, confidence: 0.9, seed: 1, settleWithin: 1000 },
  ]),
  target('significance', significance, () => [smallMarket(), { outputs: 'unit' }]),
  target('simulateInflation', simulateInflation, () => [
    smallMarket(),
    { blocks: 5, inflation: 0.1, norm: 'l2', fixedWeights: false, learningRate, simplex },
  ]),
  target('sparsity', sparsity, () => [smallMarket(), { definition: 'fraction' }]),
  target('toMatrix', toMatrix, () => [smallMarket().weights, 3]),
  target('totalPayoffGradient', totalPayoffGradient, () => [smallMarket()]),
  target('traceDescent', traceDescent, () => [smallMarket(), { ...traced, snapshots: 3 }], {
    isUndefined: (_, place) =>
      /^(\.points\.\d+)?\.(gradient|residual|nashGap) is Infinity$/.test(place),
  }),
  target('traceUpdates', traceUpdates, () => [
    smallMarket(),
    smallMarket().weights,
    { bound: 0.1, blocks: 3 },
  ]),
  target('withNewcomers', withNewcomers, () => [smallMarket(), 2]),
];
