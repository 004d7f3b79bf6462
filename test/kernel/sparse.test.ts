/*
 * The kernel of sparse markets against the definition, on one and more threads.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  descendSparse,
  descendSparseFast,
  InvalidArgumentError,
  randomSparseMarket,
  rankSparse,
  TOPOLOGIES,
} from '../../lib/entry/market.js';
import { columnBlocks, createTiles, sumBids } from '../../lib/kernel/sparse/tiles.js';
import { assertClose } from '../support/compare.js';
import { seeded } from '../support/markets.js';
import { sparseMarkets } from '../support/sparseMarkets.js';

describe('the kernel of sparse markets', () => {
  it('descends as the definition', async () => {
    await fc.assert(
      fc.asyncProperty(
        sparseMarkets(false),
        fc.integer({ min: 0, max: 120 }),
        async (market, maxSteps) => {
          const options = { maxSteps, learningRate: 0.005, tolerance: 1e-7 };
          const [fast, plain] = [
            await descendSparseFast(market, options),
            descendSparse(market, options),
          ];
          assertClose(fast.weights, plain.weights, 1e-9);
          assert.ok(Math.abs(fast.steps - plain.steps) <= 1);
          assert.equal(fast.converged, plain.converged);
        },
      ),
      seeded(80),
    );
  });

  it('descends as the definition through many blocks of rows and every rest of a quad', async () => {
    for (const [known, samples] of [
      [1, 1],
      [13, 4],
      [30, 7],
      [64, 8],
      [67, 3],
    ]) {
      const size = { peers: 1500, known, samples, temperature: 1 / known };
      const market = randomSparseMarket({ ...size, ensemble: 'planted', topology: 'power-law' });
      const options = { maxSteps: 20, learningRate: 0.005, tolerance: 0 };
      const [fast, plain] = [
        await descendSparseFast(market, options),
        descendSparse(market, options),
      ];
      assertClose(fast.weights, plain.weights, 1e-10, `k = ${known}`);
      assert.ok(Math.abs(fast.residual - plain.residual) <= 1e-8 * plain.residual);
    }
  });

  it('gives the same bits on one, two and three threads', async () => {
    for (const topology of TOPOLOGIES) {
      const market = randomSparseMarket({ peers: 9000, known: 9, samples: 2, topology });
      const options = { maxSteps: 5, learningRate: 0.5 };
      const [one, two, three] = await Promise.all(
        [1, 2, 3].map((workers) => descendSparseFast(market, { ...options, workers })),
      );
      assert.deepEqual(two, one);
      assert.deepEqual(three, one);
      // Arrays outside shared memory are copied into it.
      const { neighbours, factors, weights } = market;
      const plain = {
        neighbours: neighbours.slice(),
        factors: factors.slice(),
        weights: weights.slice(),
      };
      assert.deepEqual(
        await descendSparseFast({ ...market, ...plain }, { ...options, workers: 2 }),
        one,
      );
    }
  });

  it('sums μ over several blocks of columns to the bits of the definition', () => {
    const peers = 2 ** 16 + 1000;
    const market = randomSparseMarket({ peers, known: 6, samples: 1, topology: 'power-law' });
    const shift = new Float64Array(peers);
    const tiles = createTiles(market);
    assert.equal(columnBlocks(peers), 2);
    for (const block of [1, 0]) shift.set(sumBids(tiles, peers, block), block * 2 ** 16);
    assert.deepEqual(shift, rankSparse(market));
    const [least, most] = [Math.min(...shift), Math.max(...shift)];
    assert.ok(tiles.bids.every((mu) => mu >= least && mu <= most));
  });

  it('keeps the bids of the last step where columns take several blocks', async () => {
    const peers = 2 ** 16 + 5000;
    const market = randomSparseMarket({ peers, known: 4, samples: 1, temperature: 0.5 });
    const options = { maxSteps: 3, learningRate: 0.02, tolerance: 0 };
    const fast = await descendSparseFast(market, { ...options, workers: 2 });
    assertClose(fast.weights, descendSparse(market, options).weights, 1e-10);
  });

  it('leaves frozen rows and the market as they are, and calls back at each step', async () => {
    const market = randomSparseMarket({ peers: 40, known: 5, temperature: 0.2 });
    const before = market.weights.slice();
    const frozen = new Uint8Array(40);
    frozen[3] = 1;
    const seen: number[] = [];
    const onStep = (step: number, weights: Float64Array): void => {
      seen.push(step);
      assert.deepEqual(weights.slice(15, 20), before.slice(15, 20));
    };
    const options = { frozen, maxSteps: 3, learningRate: 0.1 };
    const fast = await descendSparseFast(market, { ...options, onStep });
    assert.deepEqual(seen, [1, 2, 3]);
    assert.deepEqual(market.weights, before);
    assertClose(fast.weights, descendSparse(market, options).weights, 1e-11);
  });

  it('ends before a step that overflows, with the weights before it', async () => {
    const market = randomSparseMarket({ peers: 20, known: 4, ratio: 1e300, temperature: 1e-3 });
    const options = { learningRate: 1e200, maxSteps: 10 };
    const [fast, plain] = [
      await descendSparseFast(market, options),
      descendSparse(market, options),
    ];
    assert.equal(fast.steps, plain.steps);
    assert.equal(fast.converged, false);
    assert.equal(fast.residual, Infinity);
    assertClose(fast.weights, plain.weights, 1e-9);
  });

  it('refuses what the definition refuses, and a number of workers that is none', async () => {
    const market = randomSparseMarket({ peers: 5, known: 3 });
    const refused = (change: object, options: object, message: RegExp): Promise<void> =>
      assert.rejects(
        descendSparseFast({ ...market, ...change }, options),
        (error) => error instanceof InvalidArgumentError && message.test(error.message),
      );
    await refused({ known: 9 }, {}, /^descendSparseFast: known must be an integer from 1 to 5/);
    await refused({}, { workers: 0 }, /workers must be an integer from 1 to 256, got 0/);
    await refused({}, { frozen: new Uint8Array(4) }, /frozen.length/);
    await refused({}, { simplex: 'project' }, /simplex/);
  });
});
