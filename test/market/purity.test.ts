import assert from 'node:assert/strict';
import { Matrix } from 'ml-matrix';
import * as market from '../../lib/market/index.js';
import * as math from '../../lib/math/index.js';
import { randomMarket, type FactoredMarket, type SparseMarket } from '../../lib/market/index.js';
import { createStream } from '../../lib/math/index.js';
import { drawStake } from '../support/markets.js';

const workbench = { ...math, ...market };

const SEARCH = { members: [0, 2], horizon: 3, inflation: 0.1, evaluations: 20 };
const LEAST = { ...SEARCH, shares: [0.2, 0.4], worth: 0.01, resolution: 0.1 };
const YUMA_EPOCH = {
  weights: Float64Array.of(1, 2, 0, 0, 3, 1),
  stake: Float64Array.of(2, 1),
  own: Int32Array.of(0, -1),
};

/** The arguments of the calls below: one of every kind. */
function freshArguments() {
  const market = randomMarket({
    peers: 3,
    seed: 1,
    stake: drawStake(3, 1),
    anchor: 'initial',
    ratio: 10,
  });
  return {
    market: { ...market, weights: Float64Array.of(0.2, 0.3, 0.5, 0.1, 0.8, 0.1, 0.6, 0.4, 0) },
    vector: Float64Array.of(0.3, -2, 5),
    x: Float64Array.of(3, 1, 2, 2),
    y: [4, 1, 3, 3],
    clusters: [0, 0, 1, 1],
    matrix: new Matrix([
      [1, 2],
      [3, 4],
    ]),
    rows: [
      [1, 2],
      [3, 4],
    ],
  };
}

/** The market with Hessians of two samples each. */
function factored({ market }: Arguments): FactoredMarket {
  const { hessians, ...rest } = market;
  return { ...rest, samples: 2, factors: Float32Array.from(hessians.subarray(0, 18)) };
}

/** The same where every peer knows all. */
function sparse(given: Arguments): SparseMarket {
  const { anchor: _, ...rest } = factored(given);
  const [neighbours, factors] = [Uint32Array.of(0, 1, 2, 0, 1, 2, 0, 1, 2), rest.factors];
  return { ...rest, known: 3, neighbours, factors: Float32Array.from(factors) };
}

/** Its weights and stake as posted. */
const posted = ({ market: { weights, stake } }: Arguments): market.PostedWeights =>
  workbench.fromWeights({ weights, stake });

type Arguments = ReturnType<typeof freshArguments>;
const stream = () => createStream(1);

const calls: Record<string, (given: Arguments) => unknown> = {
  adaptInflation: ({ market }) => workbench.adaptInflation(market, { steps: 5 }),
  anchorAtWeights: ({ market }) => workbench.anchorAtWeights(market),
  bestResponse: ({ market }) => workbench.bestResponse(market, 1),
  cheatedRankings: ({ market }) => workbench.cheatedRankings(market),
  checkHessians: ({ market }) => {
    workbench.checkHessians('test', 3, market.hessians);
  },
  boundedUpdate: ({ market }) =>
    workbench.boundedUpdate(market, workbench.randomWeights(3, stream()), 0.1),
  clippedRank: ({ market }) => workbench.clippedRank(market),
  connectionBoundary: () => workbench.connectionBoundary(4.8),
  consensusWeights: ({ market }) => workbench.consensusWeights(market),
  coordinatedDescend: ({ market }) => workbench.coordinatedDescend(market, { maxSteps: 5 }),
  mintedStake: ({ market }) => workbench.mintedStake(market, { inflation: 1, blocks: 2 }),
  newcomerEffects: ({ market }) => workbench.newcomerEffects(market, 1, { maxSteps: 3 }),
  fromWeights: ({ market }) =>
    workbench.fromWeights({ weights: market.weights, stake: market.stake }),
  expandPosted: (given) => workbench.expandPosted(posted(given)),
  payPosted: (given) => workbench.payPosted(posted(given), { mechanism: 'yuma3' }),
  yumaPosted: (given) => workbench.yumaPosted(posted(given)),
  rankPosted: (given) => workbench.rankPosted(posted(given), { mechanism: 'median' }),
  roundPosted: (given) => workbench.roundPosted(posted(given), { bits: 2 }),
  roundingEffects: (given) => workbench.roundingEffects(posted(given), { bits: 2 }),
  roundWeights: ({ x }) => workbench.roundWeights(x, 2, { bits: 2 }),
  trustPosted: (given) => workbench.trustPosted(posted(given)),
  accessPosted: (given) => workbench.accessPosted(posted(given)),
  driftPosted: (given) => workbench.driftPosted(posted(given), { blocks: 5 }),
  likenessPosted: (given) => workbench.likenessPosted(posted(given)),
  analysePosted: (given) => workbench.analysePosted(posted(given), { blocks: 5 }),
  compareRanks: ({ x, y }) => workbench.compareRanks(x, y),
  concentration: ({ x }) => workbench.concentration(x),
  herfindahl: ({ x }) => workbench.herfindahl(x),
  nakamoto: ({ x }) => workbench.nakamoto(x),
  topShare: ({ x }) => workbench.topShare(x, 2),
  lorenzCurve: ({ x }) => workbench.lorenzCurve(x),
  traceUpdates: ({ market }) =>
    workbench.traceUpdates(market, workbench.randomWeights(3, stream()), { bound: 0.1, blocks: 2 }),
  columnMeans: ({ x }) => workbench.columnMeans(x, 1),
  columnSums: ({ x }) => workbench.columnSums(x, 1),
  jackknife: ({ y }) => workbench.jackknife(4, (kept) => y[kept[0]]),
  largest: ({ x }) => workbench.largest(x),
  least: ({ x }) => workbench.least(x),
  mean: ({ x }) => workbench.mean(x),
  rowOf: ({ x }) => workbench.rowOf(x, 1, 0),
  rowSums: ({ x }) => workbench.rowSums(x, 1),
  shares: ({ x }) => workbench.shares(x),
  sum: ({ x }) => workbench.sum(x),
  market: ({ market }) =>
    workbench.market({
      weights: [Array.from(market.weights.subarray(0, 3)), [0, 1, 0], [0, 0, 1]],
      hessians: market.hessians,
    }),
  defineHessians: () => Object.keys(workbench.defineHessians(workbench.HESSIANS.planted)),
  defineMechanism: () => Object.keys(workbench.defineMechanism(workbench.MECHANISMS.median)),
  defineStrategy: () => Object.keys(workbench.defineStrategy(workbench.STRATEGIES.copy)),
  defineYuma: () => Object.keys(workbench.defineYuma({ name: 'y', title: 'y', about: 'y' })),
  randomMeasurements: () => workbench.randomMeasurements(stream(), { epochs: 3 }),
  leastPayingStake: ({ market }) => workbench.leastPayingStake(market, LEAST),
  seekAttack: ({ market }) => workbench.seekAttack(market, SEARCH),
  withGroupStake: ({ market }) => workbench.withGroupStake(market, [0, 2], 0.3),
  simulateCopiers: () =>
    workbench.simulateCopiers(workbench.randomMeasurements(stream(), { epochs: 3 }), { delay: 1 }),
  simulateCoalition: () =>
    workbench.simulateCoalition(workbench.randomMeasurements(stream(), { epochs: 2 }), {
      ...{ own: [0, 3], share: 0.3, mechanism: 'yuma2' },
    }),
  simulateValidatorEvent: () =>
    workbench.simulateValidatorEvent(workbench.randomMeasurements(stream(), { epochs: 3 }), {
      at: 1,
    }),
  runYuma: () => workbench.runYuma([YUMA_EPOCH, { ...YUMA_EPOCH, reset: [1] }]),
  yumaEpoch: () => workbench.yumaEpoch(YUMA_EPOCH, { liquidAlpha: true }, new Float64Array(6)),
  fixedRows: ({ market }) => typeof workbench.fixedRows(market.weights),
  correlate: ({ x, y, clusters }) => workbench.correlate(x, y, { method: 'kendall', clusters }),
  correlation: ({ x, y }) => workbench.CORRELATIONS.map((m) => workbench.correlation(x, y, m)),
  createStream: () => workbench.createStream(1).uniform(),
  descendFactored: (given) => workbench.descendFactored(factored(given), { maxSteps: 5 }),
  expandFactors: (given) => workbench.expandFactors(factored(given)),
  idealRankFactored: (given) => workbench.idealRankFactored(factored(given), { outputs: 'masked' }),
  lossesFactored: (given) => workbench.lossesFactored(factored(given)),
  randomFactors: () => workbench.randomFactors(3, 2, stream()),
  solveEquilibrium: ({ market }) => workbench.solveEquilibrium(market),
  descend: ({ market }) => [
    workbench.descend(market, { maxSteps: 5 }),
    workbench.descend(market, { maxSteps: 7, order: 'sequential', simplex: 'renormalise' }),
  ],
  defineDynamics: () => Object.keys(workbench.defineDynamics(workbench.DYNAMICS.adam)),
  runDynamics: ({ market }) => workbench.runDynamics(market, { dynamics: 'adam', maxSteps: 5 }),
  dishonesty: ({ market }) => workbench.dishonesty(market, workbench.randomWeights(3, stream())),
  fromMatrix: ({ matrix, rows }) => [workbench.fromMatrix(matrix), workbench.fromMatrix(rows)],
  gini: ({ x }) => workbench.gini(x),
  groupResponse: ({ market }) => workbench.groupResponse(market, [0, 2], { maxSteps: 5 }),
  honestWeights: ({ market }) => workbench.honestWeights(market, { outputs: 'masked' }),
  idealRank: ({ market }) => workbench.idealRank(market, { outputs: 'masked' }),
  impartialRank: ({ market }) => workbench.impartialRank(market),
  inflate: ({ market }) => workbench.inflate(market, { inflation: 1 }),
  lossGradient: ({ market }) => workbench.lossGradient(market),
  losses: ({ market }) => workbench.losses(market),
  mask: ({ market }) => workbench.mask({ ...market, ownInput: 'exempt' }),
  meanBid: ({ market }) => workbench.meanBid(market),
  meanInterval: ({ x }) => workbench.meanInterval(x),
  measuredSignificance: ({ market }) =>
    workbench.measuredSignificance(market, { batches: 3, shift: 0.1, stream: stream() }),
  nashGains: ({ market }) => workbench.nashGains(market),
  nashGap: ({ market }) => workbench.nashGap(market),
  nashConv: ({ market }) => workbench.nashConv(market),
  exploitability: ({ market }) => workbench.exploitability(market),
  payoff: ({ market }) => workbench.payoff(market),
  payoffGradient: ({ market }) => workbench.payoffGradient(market),
  payoffAlongEdge: ({ market }) => workbench.payoffAlongEdge(market, 1, { points: 3 }),
  projectOnSimplex: ({ vector }) => workbench.projectOnSimplex(vector),
  randomHessians: () => workbench.randomHessians(2, stream()),
  randomMarket: ({ market }) => workbench.randomMarket({ peers: 3, stake: market.stake }),
  randomWeights: () => workbench.randomWeights(2, stream()),
  rank: ({ market }) => workbench.rank(market),
  regret: ({ market }) => workbench.regret(market, { steps: 5 }),
  removalCosts: ({ market }) => workbench.removalCosts(market, [1], { outputs: 'masked' }),
  renormaliseOnSimplex: ({ vector }) => workbench.renormaliseOnSimplex(vector),
  rocArea: ({ x, y }) => workbench.rocArea(x, y),
  rocCurve: ({ x, y }) => workbench.rocCurve(x, y),
  scaleInteraction: ({ market }) =>
    workbench.scaleInteraction(3, market.hessians, { interaction: 0.3 }),
  setWeight: ({ market }) => workbench.setWeight(market, { from: 0, to: 1, weight: 0.4 }),
  shapleyExact: () => workbench.shapleyExact(3, (members) => members.length ** 2),
  shapleyRank: ({ market }) => workbench.shapleyRank(market, { outputs: 'masked' }),
  shapleySampled: () => workbench.shapleySampled(3, (members) => members.length ** 2),
  significance: ({ market }) => workbench.significance(market, { outputs: 'masked' }),
  simulateInflation: ({ market }) =>
    workbench.simulateInflation(market, { inflation: 1, blocks: 5 }),
  simulateStrategies: ({ market }) =>
    workbench.simulateStrategies(market, {
      strategies: [
        workbench.STRATEGIES.copy.create(),
        workbench.STRATEGIES.ascent.create({ steps: 2 }),
        workbench.fixedRows(market.weights),
      ],
      blocks: 5,
      inflation: 1,
      mechanism: 'median',
      bound: 0.1,
      stakeUnit: 'mean',
      keep: [1, 5],
    }),
  sparsity: ({ market }) => workbench.sparsity(market),
  strategyNamed: ({ market }) =>
    workbench.simulateStrategies(market, {
      strategies: [0, 1, 2].map(() => workbench.strategyNamed('joint', { members: [0, 1] })),
      blocks: 5,
      inflation: 1,
    }),
  toMatrix: ({ vector }) => workbench.toMatrix(vector, 1),
  traceDescent: ({ market }) => workbench.traceDescent(market, { maxSteps: 5 }),
  totalPayoffGradient: ({ market }) => workbench.totalPayoffGradient(market),
  withFreeRiders: ({ market }) => workbench.withFreeRiders(market, [1]),
  withSybils: ({ market }) => workbench.withSybils(market, { owner: 1, count: 2, stake: 'split' }),
  withNewcomers: ({ market }) => workbench.withNewcomers(market, 2),
  cabalSparse: (given) => workbench.cabalSparse(sparse(given), [0, 2]),
  descendSparse: (given) => workbench.descendSparse(sparse(given), { maxSteps: 5 }),
  expandSparse: (given) => workbench.expandSparse(sparse(given)),
  idealRankSparse: (given) => workbench.idealRankSparse(sparse(given)),
  inflateSparse: (given) => workbench.inflateSparse(sparse(given), { inflation: 1 }),
  lossesSparse: (given) => workbench.lossesSparse(sparse(given)),
  nashGainsSparse: (given) => workbench.nashGainsSparse(sparse(given), { sampled: 2 }),
  payoffGradientSparse: (given) => workbench.payoffGradientSparse(sparse(given)),
  payoffSparse: (given) => workbench.payoffSparse(sparse(given)),
  randomSparseMarket: () => workbench.randomSparseMarket({ peers: 6, known: 3 }),
  rankSparse: (given) => workbench.rankSparse(sparse(given)),
  shapleySparse: (given) => workbench.shapleySparse(sparse(given)),
};

describe('every function leaves its arguments unchanged and repeats its result', () => {
  const classes = ['FileError', 'InvalidArgumentError', 'WorkbenchError'];
  const exported = Object.entries(workbench)
    .filter(([name, value]) => typeof value === 'function' && !classes.includes(name))
    .map(([name]) => name);

  it('lists every exported function of math and market', () => {
    const missing = exported.filter((name) => !(name in calls));
    assert.deepEqual(missing, []);
  });

  for (const [name, call] of Object.entries(calls)) {
    it(name, async () => {
      const given = freshArguments();
      const first = structuredClone(await call(given));
      assert.deepEqual(given, freshArguments());
      assert.deepEqual(structuredClone(await call(given)), first);
    });
  }
});
