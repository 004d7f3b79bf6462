/*
 * The sparse market against the dense one, sums of the ledger, brute force and central differences.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSparseWeights, sparseInflate, sparseRank } from '../../../lib/ledger/index.js';
import {
  descend,
  descendFactored,
  descendSparse,
  expandSparse,
  idealRank,
  idealRankSparse,
  inflateSparse,
  losses,
  lossesSparse,
  nashGains,
  nashGainsSparse,
  payoff,
  payoffGradient,
  payoffGradientSparse,
  payoffSparse,
  projectOnSimplex,
  randomSparseMarket,
  rank,
  rankSparse,
  shapleySparse,
  type SparseMarket,
} from '../../../lib/entry/market.js';
import { assertClose } from '../../support/compare.js';
import { seeded } from '../../support/markets.js';
import { sparseMarkets } from '../../support/sparseMarkets.js';

/** The entries of a dense [n, n] matrix among neighbours, [n, k]. */
function amongNeighbours(
  { peers, known, neighbours }: SparseMarket,
  dense: Float64Array,
): Float64Array {
  return Float64Array.from(neighbours, (j, at) => dense[Math.floor(at / known) * peers + j]);
}

/** The Shapley values of v(C) = 1_Cᵀ H 1_C by its definition, over all subsets. */
function shapleyByDefinition(n: number, h: Float64Array): number[] {
  const value = (set: number): number => {
    let total = 0;
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) if ((set >> a) & (set >> b) & 1) total += h[a * n + b];
    }
    return total;
  };
  const factorial = (m: number): number => (m < 2 ? 1 : m * factorial(m - 1));
  return Array.from({ length: n }, (_, i) => {
    let total = 0;
    for (let set = 0; set < 1 << n; set++) {
      if ((set >> i) & 1) continue;
      const size = set.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(n - size - 1)) / factorial(n);
      total += weight * (value(set | (1 << i)) - value(set));
    }
    return total;
  });
}

describe('a sparse market', () => {
  it('has the rank, losses, payoffs, gradient and ideal rank of its dense market', () => {
    fc.assert(
      fc.property(sparseMarkets(false), (market) => {
        const dense = expandSparse(market);
        assert.deepEqual(rankSparse(market), rank(dense));
        assertClose(lossesSparse(market), losses(dense), 1e-12);
        assertClose(payoffSparse(market), payoff(dense), 1e-12);
        const gradient = amongNeighbours(market, payoffGradient(dense));
        assertClose(payoffGradientSparse(market), gradient, 1e-12);
        assertClose(idealRankSparse(market), idealRank(dense), 1e-12);
      }),
      seeded(60),
    );
  });

  it('descends as the dense one where every peer knows all', () => {
    fc.assert(
      fc.property(
        sparseMarkets(true),
        fc.constantFrom('project' as const, 'renormalise' as const),
        (market, simplex) => {
          const options = { simplex, maxSteps: 100 };
          const [sparse, dense] = [
            descendSparse(market, options),
            descend(expandSparse(market), options),
          ];
          assertClose(sparse.weights, dense.weights, 1e-12);
          // The dense descent by factors is the same to the last bit.
          assert.deepEqual(sparse, descendFactored(market, options));
        },
      ),
      seeded(40),
    );
  });

  it('has the gradient of central differences of its payoff', () => {
    fc.assert(
      fc.property(sparseMarkets(false), fc.nat(), (market, pick) => {
        const at = pick % market.weights.length;
        const i = Math.floor(at / market.known);
        const width = 1e-6;
        const payoffAt = (change: number): number => {
          // Rows off the simplex are refused: the dense payoff of the changed row by its definition.
          const weights = market.weights.slice();
          weights[at] += change;
          const { peers: n, known: k, samples: m, neighbours, stake, factors } = market;
          const shift = new Float64Array(n);
          weights.forEach((w, e) => (shift[neighbours[e]] += (stake[Math.floor(e / k)] * w) / n));
          const masks = Array.from({ length: k }, (_, l) => {
            const z = stake[i] * weights[i * k + l] - shift[neighbours[i * k + l]];
            return 1 / (1 + Math.exp(-z / market.temperature));
          });
          let loss = 0;
          for (let s = 0; s < m; s++) {
            const u = masks.reduce(
              (sum, mask, l) => sum + factors[(i * m + s) * k + l] * (mask - 1),
              0,
            );
            loss += u * u;
          }
          return shift[i] - market.ratio * loss;
        };
        const slope = (payoffAt(width) - payoffAt(-width)) / (2 * width);
        assert.ok(
          Math.abs(slope - payoffGradientSparse(market)[at]) < 1e-6 * (1 + Math.abs(slope)),
        );
      }),
      seeded(60),
    );
  });

  it('moves each row by the projection on the simplex of its neighbours', () => {
    fc.assert(
      fc.property(sparseMarkets(false), (market) => {
        const learningRate = 0.3;
        const gradient = payoffGradientSparse(market);
        const { weights } = descendSparse(market, { learningRate, maxSteps: 1 });
        for (let at = 0; at < weights.length; at += market.known) {
          const end = at + market.known;
          const moved = market.weights
            .slice(at, end)
            .map((weight, l) => weight + learningRate * gradient[at + l]);
          assert.deepEqual(weights.slice(at, end), projectOnSimplex(moved));
        }
      }),
      seeded(40),
    );
  });

  it('leaves frozen rows as they are', () => {
    const market = randomSparseMarket({ peers: 30, known: 5, seed: 3, temperature: 0.1 });
    const frozen = new Uint8Array(30);
    frozen[4] = 1;
    const { weights } = descendSparse(market, { frozen, maxSteps: 50, learningRate: 0.1 });
    assert.deepEqual(weights.slice(20, 25), market.weights.slice(20, 25));
    assert.notDeepEqual(weights.slice(25, 30), market.weights.slice(25, 30));
  });

  it('ranks and pays as the ledger does with the same weights', () => {
    const market = randomSparseMarket({ peers: 200, known: 7, topology: 'power-law', seed: 5 });
    const { peers, known, neighbours: columns, weights: values, stake } = market;
    const rowStart = Uint32Array.from({ length: peers + 1 }, (_, i) => i * known);
    const posted = createSparseWeights({ peers, rowStart, columns, values });
    assert.deepEqual(rankSparse(market), sparseRank(posted, stake));
    for (const norm of ['l1', 'l2'] as const) {
      const options = { inflation: 2, norm };
      assert.deepEqual(inflateSparse(market, options), sparseInflate(posted, stake, options));
    }
  });

  it('has the Shapley values of the definition, over all subsets', () => {
    const market = randomSparseMarket({
      peers: 7,
      known: 4,
      samples: 3,
      seed: 2,
      ensemble: 'gaussian',
    });
    const { hessians, peers: n } = expandSparse(market);
    const expected = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      const values = shapleyByDefinition(n, hessians.subarray(j * n * n, (j + 1) * n * n));
      values.forEach((value, i) => (expected[i] += value / n));
    }
    assertClose(shapleySparse(market), expected, 1e-12);
  });

  it('has the gains of the dense market where every peer knows all', () => {
    const market = randomSparseMarket({ peers: 6, known: 6, seed: 4, temperature: 0.3 });
    const { peers, gains } = nashGainsSparse(market);
    assert.deepEqual([...peers], [0, 1, 2, 3, 4, 5]);
    assertClose(gains, nashGains(expandSparse(market)), 1e-9);
    assert.ok(Math.max(...gains) > 1e-3);
  });

  it('leaves no gain where it comes to rest', () => {
    const market = randomSparseMarket({ peers: 60, known: 8, seed: 6, temperature: 1 });
    const options = { learningRate: 0.2, tolerance: 1e-9, maxSteps: 20_000 };
    const { weights, converged } = descendSparse(market, options);
    assert.ok(converged);
    const { peers, gains } = nashGainsSparse({ ...market, weights }, { sampled: 10 });
    assert.equal(peers.length, 10);
    assert.ok(Math.max(...gains) < 1e-9, String(Math.max(...gains)));
  });
});
