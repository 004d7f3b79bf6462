import assert from 'node:assert/strict';
import {
  cabalSparse,
  descendSparse,
  expandSparse,
  idealRankSparse,
  InvalidArgumentError,
  nashGainsSparse,
  randomSparseMarket,
  rankSparse,
  TOPOLOGIES,
  type SparseMarket,
} from '../../../lib/entry/market.js';
import { sum } from '../../support/compare.js';

/** The number of peers that know each peer. */
function inDegrees({ peers, neighbours }: SparseMarket): number[] {
  const degrees = new Array<number>(peers).fill(0);
  for (const j of neighbours) degrees[j]++;
  return degrees;
}

describe('random sparse markets', () => {
  it('repeat with their seed, in any topology', () => {
    for (const topology of TOPOLOGIES) {
      const [one, same, other] = [1, 1, 2].map((seed) =>
        randomSparseMarket({ peers: 90, known: 6, topology, seed }),
      );
      assert.deepEqual(one, same);
      assert.notDeepEqual(one.neighbours, other.neighbours);
      assert.notDeepEqual(one.factors, other.factors);
      assert.notDeepEqual(one.weights, other.weights);
    }
  });

  it('are valid at every number of known peers, and know all at k = n', () => {
    for (const topology of TOPOLOGIES) {
      for (const known of [1, 2, 3, 7, 12, 13]) {
        const market = randomSparseMarket({ peers: 13, known, topology });
        assert.equal(sum(rankSparse(market)).toFixed(9), '1.000000000');
        if (known === 13) {
          assert.deepEqual([...market.neighbours.slice(0, 13)], [...Array(13).keys()]);
        }
      }
    }
  });

  it('have the topology that they name', () => {
    const peers = 3000;
    const known = 16;
    const market = (topology: 'random' | 'clustered' | 'power-law'): SparseMarket =>
      randomSparseMarket({ peers, known, topology, samples: 1 });
    const [random, , power] = TOPOLOGIES.map((topology) => inDegrees(market(topology)));
    // Poisson: the largest of 3,000 with mean 16 stays below 40; r^(−2/3) gives the first about 16/3 · n^(2/3).
    assert.ok(Math.max(...random) < 40);
    assert.ok(Math.max(...power) > 500, String(Math.max(...power)));
    // The tail of exponent 5/2: an eighth of the peers is known by four times as many as half of them.
    const sorted = power.sort((a, b) => b - a);
    const quotient = (sorted[20] - 1) / (sorted[160] - 1);
    assert.ok(Math.abs(quotient / 4 - 1) < 0.25, String(quotient));
    const clustered = market('clustered');
    const near = clustered.neighbours.filter(
      (j, at) => Math.floor(j / 32) === Math.floor(Math.floor(at / known) / 32),
    );
    const part = (near.length - peers) / (peers * (known - 1));
    assert.ok(part > 0.82 && part < 0.9, String(part));
  });

  it('have Hessians with 1ᵀH1 = 1, or trace 1', () => {
    for (const ensemble of ['uniform', 'planted', 'gaussian'] as const) {
      const market = randomSparseMarket({ peers: 8, known: 5, samples: 3, ensemble });
      const { hessians } = expandSparse(market);
      for (let i = 0; i < 8; i++) {
        const h = hessians.subarray(i * 64, (i + 1) * 64);
        const size = ensemble === 'gaussian' ? sum(h.filter((_, at) => at % 9 === 0)) : sum(h);
        assert.ok(Math.abs(size - 1) < 1e-6, String(size));
      }
    }
  });

  it('share the importance of peers in the planted ensemble', () => {
    const market = randomSparseMarket({ peers: 400, known: 40, ensemble: 'planted' });
    const ideal = idealRankSparse(market);
    const degrees = inDegrees(market);
    const spread = (values: ArrayLike<number>): number => {
      const mean = sum(values) / values.length;
      return Math.sqrt(sum(Array.from(values, (v) => (v / mean - 1) ** 2)) / values.length);
    };
    // Exp(1) has a spread of 1; without importance that of the mean over 40 peers is left.
    assert.ok(spread(ideal.map((value, j) => value / degrees[j])) > 0.8);
  });
});

describe('a cabal of a sparse market', () => {
  it('weighs the members it knows in equal parts, itself only without any', () => {
    const market = randomSparseMarket({ peers: 60, known: 6, topology: 'clustered', seed: 1 });
    const members = [0, 1, 2, 3, 50];
    const { weights, frozen } = cabalSparse(market, members);
    for (let i = 0; i < 60; i++) {
      const row = weights.subarray(i * 6, (i + 1) * 6);
      assert.equal(frozen[i], members.includes(i) ? 1 : 0);
      if (!members.includes(i)) {
        assert.deepEqual(row, market.weights.slice(i * 6, (i + 1) * 6));
        continue;
      }
      const known = market.neighbours.slice(i * 6, (i + 1) * 6);
      const others = known.filter((j) => j !== i && members.includes(j));
      known.forEach((j, l) => {
        const expected =
          others.length === 0 ? Number(j === i) : others.includes(j) ? 1 / others.length : 0;
        assert.equal(row[l], expected);
      });
    }
  });
});

describe('a sparse market refuses', () => {
  const market = randomSparseMarket({ peers: 6, known: 3, samples: 2, seed: 1 });
  const refused = (change: object, message: RegExp): void => {
    assert.throws(
      () => descendSparse({ ...market, ...change }),
      (error) => error instanceof InvalidArgumentError && message.test(error.message),
    );
  };

  it('sizes that are wrong or beyond the memory, before any work', () => {
    refused({ known: 7 }, /^descendSparse: known must be an integer from 1 to 6, got 7$/);
    refused({ samples: 0 }, /samples must be an integer of at least 1, got 0/);
    refused({ peers: 2 ** 31, known: 2 ** 20 }, /must fit into the available memory/);
    assert.throws(
      () => randomSparseMarket({ peers: 2 ** 31, known: 1000 }),
      /^\S+: randomSparseMarket: a market of 2147483648 peers that know 1000 must fit/,
    );
    assert.throws(() => randomSparseMarket({ peers: 4, known: 5 }), /known must be .* 1 to 4/);
  });

  it('neighbours that are out of order, unknown, repeated, or without the peer', () => {
    const neighbours = (change: (n: Uint32Array) => void): { neighbours: Uint32Array } => {
      const copy = market.neighbours.slice();
      change(copy);
      return { neighbours: copy };
    };
    refused({ neighbours: market.neighbours.slice(1) }, /shape \[6, 3\], got 17 numbers/);
    refused({ neighbours: [...market.neighbours] }, /must be a Uint32Array/);
    refused(
      neighbours((n) => (n[2] = 6)),
      /from 0 to 5, got 6 in row 0/,
    );
    refused(
      neighbours((n) => {
        n.set([0, 2, 2]);
      }),
      /must ascend in each row, got 2 in row 0/,
    );
    refused(
      neighbours((n) => {
        n.set([1, 2, 3]);
      }),
      /include the peer itself, got none in row 0/,
    );
  });

  it('numbers that are not allowed', () => {
    const broken = <A extends Float32Array | Float64Array>(
      values: A,
      at: number,
      value: number,
    ): A => {
      const copy = values.slice() as A;
      copy[at] = value;
      return copy;
    };
    refused(
      { factors: broken(market.factors, 5, Number.NaN) },
      /factors must be finite, got NaN at 5/,
    );
    refused({ weights: broken(market.weights, 5, 2) }, /rows that sum to 1, got .* in row 1/);
    refused({ weights: broken(market.weights, 5, -1) }, /must not be negative, got -1 in row 1/);
    refused({ stake: broken(market.stake, 2, -1) }, /stake must not be negative/);
    refused({ temperature: 0 }, /temperature/);
    refused({ ratio: -1 }, /ratio/);
    assert.throws(() => descendSparse(market, { frozen: new Uint8Array(5) }), /frozen.length/);
    assert.throws(() => descendSparse(market, { steps: 5 } as object), /steps/);
    assert.throws(() => nashGainsSparse(market, { sampled: 0 }), /sampled must be an integer/);
    assert.throws(() => cabalSparse(market, [6]), /members must be an integer from 0 to 5, got 6/);
    assert.throws(() => cabalSparse(market, []), /members must be at least one peer/);
  });

  it('nothing of a valid market, which stays as it is', () => {
    const before = structuredClone({ ...market, weights: market.weights.slice() });
    descendSparse(market, { maxSteps: 10 });
    assert.deepEqual(market.weights, before.weights);
  });
});
