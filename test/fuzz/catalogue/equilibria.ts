/*
 * Valid calls of equilibria, mechanisms, strategies, factors and the kernel.
 */
import {
  bestResponse,
  clippedRank,
  compileKernel,
  consensusWeights,
  createStream,
  defineDynamics,
  defineHessians,
  defineMechanism,
  defineStrategy,
  defineYuma,
  descendFactored,
  descendFast,
  dishonesty,
  DYNAMICS,
  exploitability,
  expandFactors,
  fixedRows,
  groupResponse,
  HESSIANS,
  idealRankFactored,
  impartialRank,
  Kernel,
  leastPayingStake,
  lossesFactored,
  MECHANISMS,
  measuredSignificance,
  nashGains,
  nashConv,
  nashGap,
  payoffAlongEdge,
  randomFactors,
  randomMeasurements,
  regret,
  runYuma,
  seekAttack,
  simulateCoalition,
  simulateCopiers,
  simulateStrategies,
  simulateValidatorEvent,
  solveEquilibrium,
  STRATEGIES,
  STRATEGY_NAMES,
  strategyNamed,
  withFreeRiders,
  withGroupStake,
  withSybils,
  yumaEpoch,
  type BestResponseOptions,
  type FactoredMarket,
  type Market,
  type SeekAttackOptions,
  type StrategyOptions,
  type YumaNetwork,
  type YumaOptions,
} from '../../../lib/entry/market.js';
import { target, through, type Target } from '../target.js';
import { descent } from './market.js';
import { overflows, smallMarket } from './smallMarket.js';

const response = (): BestResponseOptions => ({
  ...{ randomStarts: 1, tolerance: 1e-6, maxSteps: 20, seed: 1 },
});

/** Two validators, of which the first is miner 0, and three miners. */
const epoch = (): YumaNetwork => ({
  ...{ weights: [[1, 2, 0], Float64Array.of(0, 3, 1)], stake: [2, 1], own: [0, -1], owner: 1 },
  ...{ miners: 3, reset: [2] },
});

const yuma = (): YumaOptions => ({
  ...{
    version: 'yuma3',
    majority: 0.4,
    ties: 'strict',
    consensus: 'weights',
    floor: 0.5,
    divisor: 1e-6,
  },
  ...{ selfWeights: 'masked', bondPenalty: 0.5, bondMovingAverage: 0.9, liquidAlpha: true },
  ...{ liquidLow: 0.1, liquidHigh: 0.4, liquidSteepness: 5, validatorShare: 0.4, unranked: 'none' },
});

const drift = () => ({
  ...{ epochs: 3, validators: 2, miners: 3, speed: 0.1, spread: 1, error: 0.3 },
});

/** Accuracies are NaN where incentive is the same for all miners, the others without copiers or pay. */
const isUnpaid = (_: unknown[], place: string): boolean =>
  /^\.(accurac(y|ies)|profit|breakEven)\b/.test(place);

/** Relative pay and gain are NaN where the validator is paid nothing without the event. */
const isUnpaidEvent = (_: unknown[], place: string): boolean => /^\.(relative|gain)\b/.test(place);

const strategy = (): StrategyOptions => ({
  ...{ members: [0, 1], learningRate: 0.01, simplex: 'project', steps: 3 },
});

const search = (): SeekAttackOptions => ({
  ...{ members: [0, 1], horizon: 4, inflation: 0.1, mechanism: 'median', bound: 0.1 },
  ...{ stakeUnit: 'mean', others: 'uniform', change: 2, attacks: ['cabal', 'joint'] },
  ...{ learningRate: 0.01, simplex: 'project', evaluations: 30, restarts: 1, seed: 1 },
});

function factored(): FactoredMarket {
  const { hessians: _, ...rest } = smallMarket();
  const factors = randomFactors(3, 2, createStream(1), { precision: 'double' });
  return { ...rest, samples: 2, factors };
}

/** Equilibria, mechanisms, strategies, factors and the kernel. */
export const EQUILIBRIA: readonly Target[] = [
  target('bestResponse', bestResponse, () => [smallMarket(), 1, response()]),
  target('clippedRank', clippedRank, () => [
    smallMarket(),
    { majority: 0.4, ties: 'atLeast', floor: 0.6 },
  ]),
  target('compileKernel', compileKernel, () => []),
  target('consensusWeights', consensusWeights, () => [
    smallMarket(),
    { majority: 0.4, ties: 'atLeast' },
  ]),
  target('defineDynamics', defineDynamics, () => [{ ...DYNAMICS.adam, name: 'other' }]),
  target('defineHessians', defineHessians, () => [{ ...HESSIANS.planted, name: 'other' }]),
  target('defineMechanism', defineMechanism, () => [{ ...MECHANISMS.paper, name: 'other' }]),
  target('defineStrategy', defineStrategy, () => [{ ...STRATEGIES.honest, name: 'other' }]),
  target('descendFactored', descendFactored, () => [factored(), descent()], {
    isUndefined: overflows,
  }),
  target('descendFast', descendFast, () => [smallMarket(), { learningRate: 0.01, maxSteps: 20 }], {
    isUndefined: overflows,
  }),
  target('defineYuma', defineYuma, () => [{ name: 'y', title: 'y', about: 'y' }, yuma()]),
  target('randomMeasurements', randomMeasurements, () => [createStream(1), drift()]),
  target(
    'simulateCopiers',
    simulateCopiers,
    () => [
      randomMeasurements(createStream(1), drift()),
      {
        ...{ copiers: 1, share: 0.2, delay: 1, cost: 0.1, warmup: 1, stake: Float64Array.of(1, 2) },
        ...yuma(),
      },
    ],
    { isUndefined: isUnpaid },
  ),
  target(
    'simulateCoalition',
    simulateCoalition,
    () => [
      randomMeasurements(createStream(1), drift()),
      { ...{ members: 1, own: [2], share: 0.3, mechanism: 'medianAtLeast', warmup: 1 } },
    ],
    { isUndefined: (_, place) => /\.(incentive|pay|accuracy)$/.test(place) },
  ),
  target(
    'simulateValidatorEvent',
    simulateValidatorEvent,
    () => [
      randomMeasurements(createStream(1), drift()),
      {
        ...{ event: 'split', at: 1, horizon: 2, validator: 0, partner: 1, keys: 2 },
        ...{ keyRows: 'same', factor: 2, lead: 1, worth: 0.2, stake: Float64Array.of(1, 2) },
        ...yuma(),
      },
    ],
    { isUndefined: isUnpaidEvent },
  ),
  target('runYuma', runYuma, () => [[epoch(), epoch()], yuma()]),
  target('yumaEpoch', yumaEpoch, () => [epoch(), yuma(), new Float64Array(6)]),
  through('yumaEpoch of votes', undefined, yumaEpoch, () => [
    {
      votes: [
        [0, 1, 0.5],
        [1, 2, 1],
      ],
      miners: 3,
      stake: Float64Array.of(2, 1),
    },
  ]),
  target('dishonesty', dishonesty, () => [smallMarket(), smallMarket().weights]),
  target('expandFactors', expandFactors, () => [factored()]),
  target('fixedRows', fixedRows, () => [smallMarket().weights]),
  target('groupResponse', groupResponse, () => [
    smallMarket(),
    [0, 1],
    { tolerance: 1e-6, maxSteps: 20 },
  ]),
  target('idealRankFactored', idealRankFactored, () => [factored(), { outputs: 'unit' }]),
  target('impartialRank', impartialRank, () => [smallMarket()]),
  through(
    'Kernel.constructor',
    Kernel,
    (module: object) => {
      new Kernel(module);
    },
    () => [compileKernel()],
  ),
  through(
    'Kernel.descend',
    Kernel,
    (given: Market, options: object) => new Kernel().descend(given, options),
    () => [smallMarket(), { maxSteps: 20, tolerance: 1e-6 }],
    { isUndefined: overflows },
  ),
  through(
    'Kernel.descendMany',
    Kernel,
    (given: Market[], options: object) => new Kernel().descendMany(given, options),
    () => [[smallMarket(), smallMarket()], { maxSteps: 20 }],
    { isUndefined: overflows },
  ),
  target('leastPayingStake', leastPayingStake, () => [
    smallMarket(),
    { ...search(), shares: [0.2, 0.4], worth: 0.01, resolution: 0.1 },
  ]),
  target('lossesFactored', lossesFactored, () => [factored()]),
  target('measuredSignificance', measuredSignificance, () => [
    smallMarket(),
    { batches: 3, shift: 0.1, stream: createStream(1) },
  ]),
  target('nashGains', nashGains, () => [smallMarket(), response()]),
  target('exploitability', exploitability, () => [smallMarket(), response()]),
  target('nashConv', nashConv, () => [smallMarket(), response()]),
  target('nashGap', nashGap, () => [smallMarket(), response()]),
  target('payoffAlongEdge', payoffAlongEdge, () => [smallMarket(), 1, { points: 5 }]),
  target('randomFactors', randomFactors, () => [
    3,
    2,
    createStream(1),
    { ensemble: 'uniform', precision: 'single' },
  ]),
  target('regret', regret, () => [
    smallMarket(),
    { steps: 10, checkpoints: 2, resolution: 1e-6, learningRate: 0.01, simplex: 'project' },
  ]),
  target('seekAttack', seekAttack, () => [smallMarket(), search()]),
  target('simulateStrategies', simulateStrategies, () => [
    smallMarket(),
    {
      strategies: [strategyNamed('honest'), strategyNamed('ascent'), strategyNamed('self')],
      ...{ blocks: 4, inflation: 0.1, mechanism: 'median', bound: 0.1, stakeUnit: 'mean' },
      keep: [1, 4],
    },
  ]),
  target(
    'solveEquilibrium',
    solveEquilibrium,
    () => [
      smallMarket(),
      { learningRate: 0.01, tolerance: 1e-6, maxEvaluations: 200, pathTolerance: 0.01 },
    ],
    { isUndefined: overflows },
  ),
  ...STRATEGY_NAMES.map((name) =>
    target(`STRATEGIES.${name}.create`, STRATEGIES[name].create, () => [strategy()]),
  ),
  target('strategyNamed', strategyNamed, () => ['joint', strategy()]),
  through(
    'strategyNamed in simulateStrategies',
    undefined,
    (options: StrategyOptions) =>
      simulateStrategies(smallMarket(), {
        strategies: [
          strategyNamed('cabal', options),
          strategyNamed('joint', options),
          strategyNamed('copy'),
        ],
        ...{ blocks: 2, inflation: 0.1 },
      }),
    () => [strategy()],
  ),
  target('withFreeRiders', withFreeRiders, () => [smallMarket(), [0, 2]]),
  target('withGroupStake', withGroupStake, () => [smallMarket(), [0, 2], 0.3]),
  target('withSybils', withSybils, () => [smallMarket(), { owner: 0, count: 2, stake: 'split' }]),
];
