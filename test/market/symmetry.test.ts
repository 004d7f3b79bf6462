import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  adaptInflation,
  anchorAtWeights,
  clippedRank,
  consensusWeights,
  coordinatedDescend,
  descend,
  idealRank,
  impartialRank,
  inflate,
  losses,
  mask,
  nashGains,
  payoff,
  payoffGradient,
  randomMarket,
  rank,
  regret,
  simulateInflation,
  sparsity,
  totalPayoffGradient,
  type Market,
  type OwnInput,
} from '../../lib/market/index.js';
import { createStream } from '../../lib/math/index.js';
import { assertClose, distance, sum } from '../support/compare.js';
import {
  drawStake,
  markets,
  permuteMarket,
  permuteMatrix,
  permuteVector,
  seeded,
} from '../support/markets.js';

/** A permutation of 0 … n − 1. */
function shuffled(n: number, seed: number): number[] {
  const stream = createStream(seed);
  const keys = Array.from({ length: n }, stream.uniform);
  return Array.from(keys.keys()).sort((a, b) => keys[a] - keys[b]);
}

type Evaluate = (market: Market, ownInput: OwnInput) => Float64Array;

const vectors: Record<string, Evaluate> = {
  losses: (market) => losses(market),
  rank,
  impartialRank,
  clippedRank: (market) => clippedRank(market),
  consensusWeights: (market) => consensusWeights(market),
  'clippedRank, atLeast': (market) => clippedRank(market, { ties: 'atLeast' }),
  'idealRank, unit': (market) => idealRank(market),
  'idealRank, masked': (market) => idealRank(market, { outputs: 'masked' }),
  payoff: (market) => payoff(market),
  inflate: (market) =>
    inflate({ ...market, stake: market.stake.map((s) => s + 1) }, { inflation: 0.1 }),
};

const STEPS = { maxSteps: 200, tolerance: 0 };
const matrices: Record<string, Evaluate> = {
  mask: (market) => mask(market),
  'anchorAtWeights().anchor': (market) => anchorAtWeights(market).anchor,
  payoffGradient: (market) => payoffGradient(market),
  totalPayoffGradient: (market) => totalPayoffGradient(market),
  'descend().weights': (market) => descend(market, { ...STEPS }).weights,
  'descend().weights, renormalised': (market) =>
    descend(market, { ...STEPS, simplex: 'renormalise' }).weights,
  'coordinatedDescend().weights': (market) => coordinatedDescend(market, { ...STEPS }).weights,
  'adaptInflation().weights': (market) => adaptInflation(market, { steps: 200 }).weights,
  'simulateInflation().weights': (market) => {
    const stake = market.stake.map((s) => s + 1);
    return simulateInflation({ ...market, stake }, { inflation: 0.1, blocks: 20 }).weights;
  },
};

// At these temperatures iterations do not amplify rounding; at lower ones they may.
const mild = { temperatures: [0.5, 1, 2] };

describe('a permutation of the peers permutes every output', () => {
  for (const [outputs, permuteOutput] of [
    [vectors, permuteVector],
    [matrices, permuteMatrix],
  ] as const) {
    for (const [name, evaluate] of Object.entries(outputs)) {
      it(`${name}(πM) = π ${name}(M)`, () => {
        fc.assert(
          fc.property(markets(mild), fc.nat(), ({ market, ownInput }, seed) => {
            const order = shuffled(market.peers, seed);
            assertClose(
              evaluate(permuteMarket(market, order), ownInput),
              permuteOutput(evaluate(market, ownInput), order),
              1e-9,
            );
          }),
          seeded(50),
        );
      });
    }
  }

  it('nashGains(πM) = π nashGains(M)', () => {
    for (let seed = 0; seed < 5; seed++) {
      const market = randomMarket({ peers: 4, seed, stake: drawStake(4, seed) });
      const order = shuffled(4, seed);
      const gains = nashGains(permuteMarket(market, order), { randomStarts: 0 });
      const expected = permuteVector(nashGains(market, { randomStarts: 0 }), order);
      assertClose(gains, expected, 1e-9);
    }
  });

  it('regret(πM) = π regret(M)', () => {
    const market = randomMarket({ peers: 4, seed: 1, stake: drawStake(4, 1), ratio: 10 });
    const order = shuffled(4, 1);
    const options = { steps: 300, checkpoints: 4 };
    const [before, after] = [
      regret(market, options),
      regret(permuteMarket(market, order), options),
    ];
    for (let k = 0; k < before.steps.length; k++) {
      const expected = permuteVector(before.average.slice(4 * k, 4 * k + 4), order);
      assert.ok(distance(after.average.slice(4 * k, 4 * k + 4), expected) < 1e-7);
    }
  });

  it('sparsity(πM) = sparsity(M)', () => {
    fc.assert(
      fc.property(markets(), fc.nat(), ({ market }, seed) => {
        const order = shuffled(market.peers, seed);
        assertClose([sparsity(permuteMarket(market, order))], [sparsity(market)], 1e-13);
      }),
      seeded(50),
    );
  });
});

describe('units', () => {
  it('payoff, losses and gradients at (cS, cT): L and ∂L/∂w are unchanged, R grows by c', () => {
    fc.assert(
      fc.property(markets({ ratios: [0, 10] }), ({ market }) => {
        const c = 4;
        const scaled = {
          ...market,
          stake: market.stake.map((s) => c * s),
          temperature: c * market.temperature,
          ratio: c * market.ratio,
        };
        assert.deepEqual(losses(scaled), losses(market));
        assert.deepEqual(
          payoff(scaled),
          payoff(market).map((p) => c * p),
        );
        assert.deepEqual(
          payoffGradient(scaled),
          payoffGradient(market).map((g) => c * g),
        );
      }),
      seeded(100),
    );
  });

  it('ΣP = mean(S) − (α/τ) ΣL', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const expected = sum(market.stake) / market.peers - market.ratio * sum(losses(market));
        const off = Math.abs(sum(payoff(market)) - expected);
        assert.ok(off <= 1e-13 * (1 + market.ratio * market.peers));
      }),
      seeded(100),
    );
  });
});
