import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as workbench from '../../lib/entry/market.js';
import * as datasets from '../../lib/datasets/index.js';
import { broken, hostile } from '../support/hostile.js';

const { createStream, randomFactors, randomMarket, WorkbenchError } = workbench;
const stream = createStream(1);
const market = randomMarket({ peers: 3 });
const { weights, stake, hessians } = market;
const factored = { ...market, samples: 2, factors: randomFactors(3, 2, stream) };
const data = datasets.teacherDataset({ stream, rows: 30 });
const grouped = { ...data, groups: new Int32Array(30) };
const few = { stream, resamples: 3 };

/** Every public function of the market and of data sets, with valid arguments. */
const calls: Record<string, readonly unknown[]> = {
  ...{
    createStream: [1],
    projectOnSimplex: [stake],
    renormaliseOnSimplex: [stake],
    gini: [[1, 2]],
  },
  ...{ rocArea: [[1], [2]], rocCurve: [[1], [2]], bootstrap: [3, () => 1, few] },
  ...{ meanInterval: [[1, 2], few], correlate: [[1, 2], [2, 3], few] },
  ...{
    correlation: [[1, 2], [2, 3], 'pearson'],
    columnMeans: [[1, 2], 2],
    columnSums: [[1, 2], 2],
  },
  ...{ rowSums: [[1, 2], 2], rowOf: [[1, 2], 2, 0], largest: [[1]], least: [[1]], mean: [[1]] },
  ...{ shares: [[1]], sum: [[1]], market: [{ weights: [[1]], hessians: [[[1]]] }] },
  ...{ checkHessians: ['f', 3, hessians], randomHessians: [3, stream, {}], randomMarket: [{}] },
  ...{ randomWeights: [3, stream], anchorAtWeights: [market], mask: [market], losses: [market] },
  postedWeights: [{ weights, stake, emptyRows: 'zero' }],
  ...{ rank: [market], idealRank: [market, {}], removalCosts: [market, [1], {}] },
  ...{ honestWeights: [market, {}], significance: [market, {}], lossGradient: [market] },
  ...{
    boundedUpdate: [market, weights, 0.1],
    setWeight: [market, { from: 0, to: 1, weight: 0.3 }],
  },
  traceUpdates: [market, weights, { bound: 0.1, blocks: 2 }],
  ...{ cheatedRankings: [market], mintedStake: [market, { inflation: 1, blocks: 1 }] },
  newcomerEffects: [market, 1, { maxSteps: 2 }],
  ...{ withNewcomers: [market, 1], payoff: [market], payoffGradient: [market] },
  ...{ totalPayoffGradient: [market], coordinatedDescend: [market, { maxSteps: 2 }] },
  ...{ descend: [market, { maxSteps: 2 }], descendFast: [market, { maxSteps: 2 }] },
  ...{ inflate: [market, { inflation: 1 }], traceDescent: [market, { maxSteps: 2 }] },
  ...{ simulateInflation: [market, { inflation: 1, blocks: 1 }], sparsity: [market, {}] },
  ...{ adaptInflation: [market, { steps: 2 }], bestResponse: [market, 0, { maxSteps: 1 }] },
  ...{ nashGains: [market, { maxSteps: 1 }], nashGap: [market, { maxSteps: 1 }] },
  ...{ payoffAlongEdge: [market, 0, { points: 3 }], regret: [market, { steps: 3 }] },
  ...{ solveEquilibrium: [market, { maxEvaluations: 3 }], impartialRank: [market] },
  ...{ clippedRank: [market], consensusWeights: [market], dishonesty: [market, weights] },
  ...{ measuredSignificance: [market, { batches: 1, stream }], fixedRows: [weights] },
  ...{ withFreeRiders: [market, [1]], groupResponse: [market, [1], { maxSteps: 1 }] },
  ...{ withSybils: [market, { owner: 0, count: 1 }], strategyNamed: ['cabal', { members: [1] }] },
  simulateStrategies: [
    market,
    {
      strategies: [0, 1, 2].map(() => workbench.strategyNamed('self')),
      ...{ blocks: 1, inflation: 1 },
    },
  ],
  ...{ fromMatrix: [[[1]]], toMatrix: [weights, 3], descendFactored: [factored, { maxSteps: 1 }] },
  ...{ expandFactors: [factored], idealRankFactored: [factored, {}], lossesFactored: [factored] },
  ...{ randomFactors: [3, 2, stream, {}], takeRows: [data, [1]], encodeText: ['x'] },
  ...{ decodeText: [[1]], splitHeldOut: [data, { stream }], teacherDataset: [{ stream }] },
  characterDataset: [
    [{ author: 'a', text: 'x'.repeat(500) }],
    { stream, examples: 10, heldOutExamples: 5 },
  ],
  ...{ shardByDirichlet: [data, { peers: 2, beta: 1, stream, least: 1 }] },
  ...{
    shardByGroup: [grouped, { peers: 1, stream }],
    shardUniformly: [data, { peers: 2, stream }],
  },
  ...{ batchIndices: [{ rows: 3, size: 1, round: 0, stream }], loadDigits: [], loadAddresses: [] },
  loadTrainedHessians: [],
};
/** Makers of definitions, whose argument is a program, and the kernel's parts. */
const OTHERS = [
  ...['defineHessians', 'defineMechanism', 'defineStrategy', 'defineCorpus'],
  ...['compileKernel', 'Kernel', 'WorkbenchError', 'InvalidArgumentError', 'FileError'],
];

const functions = { ...workbench, ...datasets } as unknown as Record<
  string,
  (...given: unknown[]) => unknown
>;

describe('arguments of the wrong kind', () => {
  it('are tried on every function', () => {
    const names = Object.keys(functions).filter((name) => typeof functions[name] === 'function');
    assert.deepEqual(
      names.filter((name) => !(name in calls) && !OTHERS.includes(name)),
      [],
    );
  });

  for (const [name, given] of Object.entries(calls)) {
    it(`${name} accepts them or refuses them in one short sentence`, () => {
      functions[name](...given);
      fc.assert(
        fc.property(hostile, fc.nat(1000), (value, place) => {
          try {
            functions[name](...broken(given, value, place));
          } catch (error) {
            assert.ok(error instanceof WorkbenchError, String(error));
            assert.ok(error.message.length < 400, error.message);
          }
        }),
        { seed: 1, numRuns: 60 },
      );
    });
  }
});
