import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  ANCHORS,
  descend,
  rank,
  randomMarket,
  SIMPLEX_METHODS,
  OWN_INPUTS,
  type DescentOptions,
  type Market,
} from '../../lib/market/index.js';
import { createStream } from '../../lib/math/random.js';
import { InvalidArgumentError } from '../../lib/math/errors.js';
import { compileKernel, descendFast, Kernel, type KernelDescent } from '../../lib/kernel/index.js';
import { startEngine } from '../../lib/kernel/engine.js';
import { LANES_UP_TO } from '../../lib/kernel/slots.js';
import { sparsityOf } from '../../lib/market/sparsity.js';

function largestDifference(actual: Float64Array, expected: Float64Array): number {
  assert.equal(actual.length, expected.length);
  return actual.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at])), 0);
}

/** Asserts the same verdict, rank within 1e-5 and diagonal fraction within 1e-4. */
function assertAgrees(market: Market, options: DescentOptions, actual: KernelDescent): void {
  const expected = descend(market, options);
  const at = `n ${market.peers}, T ${market.temperature}, ratio ${market.ratio}`;
  assert.equal(actual.implementation, 'kernel', at);
  assert.equal(actual.converged, expected.converged, `verdict, ${at}`);
  const ranks = [actual.weights, expected.weights].map((weights) => rank({ ...market, weights }));
  const scale = Math.max(...market.stake);
  assert.ok(largestDifference(ranks[0], ranks[1]) < 1e-5 * scale, `rank, ${at}`);
  const [left, right] = [actual.weights, expected.weights].map((weights) =>
    sparsityOf(market.peers, weights, 'fraction'),
  );
  assert.ok(Math.abs(left - right) < 1e-4, `sparsity, ${at}`);
}

function sameBits(actual: KernelDescent, expected: KernelDescent, message: string): void {
  assert.deepEqual({ ...actual }, { ...expected }, message);
}

describe('the kernel agrees with the readable definition', () => {
  const kernel = new Kernel();

  it('in pieces of 128 steps with the bits of one descent', () => {
    for (const [peers, temperature] of [
      [2, 1],
      [9, 0.3],
      [LANES_UP_TO, 1],
      [LANES_UP_TO + 1, 0.5],
      [40, 1],
    ]) {
      const market = randomMarket({ peers, temperature, seed: peers });
      const most = 1100;
      const whole = kernel.descend(market, { maxSteps: most });
      let [weights, steps, size] = [market.weights, 0, 128];
      let piece: KernelDescent;
      do {
        const maxSteps = Math.min(size, most - steps);
        piece = kernel.descend({ ...market, weights }, { maxSteps });
        weights = piece.weights;
        steps += piece.steps;
        size = size === 128 ? 384 : 128;
      } while (!piece.converged && steps < most);
      sameBits({ ...piece, steps }, whole, `n ${peers}`);
    }
  });

  it('in one step, for every option', () => {
    for (const peers of [1, 2, 3, 4, 7, LANES_UP_TO, LANES_UP_TO + 1, 34, 36]) {
      for (const simplex of SIMPLEX_METHODS) {
        for (const ownInput of OWN_INPUTS) {
          for (const anchor of ANCHORS) {
            const stake = Float64Array.from({ length: peers }, (_, i) => (i % 3) / 2 + 0.1);
            const made = { peers, seed: peers, stake, anchor, ownInput, temperature: 0.3 };
            const market = randomMarket(made);
            const options = { simplex, maxSteps: 1, learningRate: 0.05 };
            const run = kernel.descend(market, options);
            const expected = descend(market, options);
            assert.equal(run.implementation, 'kernel');
            assert.ok(largestDifference(run.weights, expected.weights) < 1e-10);
            assert.ok(Math.abs(run.residual - expected.residual) <= 1e-8 * expected.residual);
          }
        }
      }
    }
  });

  it('in verdict, rank and sparsity over a random grid', () => {
    const stream = createStream(20260607);
    for (let trial = 0; trial < 60; trial++) {
      const peers = 1 + stream.integer(14);
      const market = randomMarket({
        peers,
        seed: trial,
        temperature: [0.2, 0.5, 1, 2][stream.integer(4)],
        ratio: [1, 10, 25, 50][stream.integer(4)],
        hessians: (['uniform', 'gaussian', 'planted', 'diagonal'] as const)[stream.integer(4)],
        anchor: stream.integer(4) === 0 ? 'initial' : 'open',
        stake: Float64Array.from({ length: peers }, () =>
          trial % 2 ? 0.2 + 2 * stream.uniform() : 1,
        ),
        ownInput: stream.integer(3) === 0 ? 'exempt' : 'masked',
      });
      const options: DescentOptions = {
        simplex: stream.integer(3) === 0 ? 'renormalise' : 'project',
      };
      assertAgrees(market, options, kernel.descend(market, options));
    }
  });

  it('where the form is a gain, in verdict and equilibrium', () => {
    for (const [at, peers] of [5, 10, 10, LANES_UP_TO + 3].entries()) {
      const stake = Float64Array.from({ length: peers }, (_, i) => (at === 2 ? 0.3 + (i % 3) : 1));
      const made = { peers, seed: at, stake, anchor: 'closed', ratio: 40 } as const;
      const market = randomMarket(made);
      const options = peers > LANES_UP_TO ? { maxSteps: 1500 } : {};
      assertAgrees(market, options, kernel.descend(market, options));
      // An open market beside it keeps its sign.
      const both = kernel.descendMany([market, randomMarket({ ...made, anchor: 'open' })], options);
      assertAgrees(market, options, both[0]);
      assertAgrees(randomMarket({ ...made, anchor: 'open' }), options, both[1]);
    }
  });

  it('where vectors run along rows', () => {
    for (const peers of [LANES_UP_TO + 1, 36, 42]) {
      const markets = [10, 50].map((ratio) => randomMarket({ peers, seed: peers, ratio }));
      const options = { maxSteps: 1500 };
      for (const [at, run] of kernel.descendMany(markets, options).entries()) {
        assertAgrees(markets[at], options, run);
      }
    }
  });

  it('for every option where vectors run along rows, at base steps and between them', () => {
    for (const simplex of SIMPLEX_METHODS) {
      for (const ownInput of OWN_INPUTS) {
        for (const [at, learningRate] of [0.005, 0.1, 1].entries()) {
          const peers = LANES_UP_TO + 1 + at;
          const stake = Float64Array.from({ length: peers }, (_, i) => (i % 3) / 2);
          const anchor = ownInput === 'exempt' ? 'initial' : 'open';
          const market = randomMarket({
            ...{ peers, seed: at, stake, anchor, ownInput },
            temperature: 0.3,
          });
          const options = { simplex, learningRate, maxSteps: 300, tolerance: 0 };
          const run = kernel.descend({ ...market, ratio: 50 }, options);
          const expected = descend({ ...market, ratio: 50 }, options);
          assert.equal(run.implementation, 'kernel');
          const off = largestDifference(run.weights, expected.weights);
          assert.ok(off < 1e-6, `${simplex}, ${ownInput}, ${learningRate}: ${off}`);
          assert.deepEqual(
            run.weights.map((weight) => Number(weight === 0)),
            expected.weights.map((weight) => Number(weight === 0)),
          );
          for (let i = 0; i < peers; i++) {
            const sum = run.weights
              .subarray(i * peers, (i + 1) * peers)
              .reduce((total, weight) => total + weight, 0);
            assert.ok(Math.abs(sum - 1) < 1e-12);
          }
        }
      }
    }
  });

  it('at a low temperature, which oscillates and is reported as not converged', () => {
    let oscillating = 0;
    for (let seed = 0; seed < 8; seed++) {
      const market = randomMarket({ peers: 10, seed, temperature: 0.02, ratio: 25 });
      const options = { maxSteps: 3000 };
      const [run, expected] = [kernel.descend(market, options), descend(market, options)];
      assert.equal(run.converged, expected.converged);
      if (!run.converged) oscillating++;
    }
    assert.ok(oscillating > 0);
  });

  it('in the sigmoid, within 2e-12 everywhere', () => {
    const engine = startEngine('test', compileKernel());
    for (let z = -40; z <= 40; z += 0.0137) {
      assert.ok(Math.abs(engine.sigmoid(z) - 1 / (1 + Math.exp(-z))) < 2e-12, String(z));
    }
    assert.equal(engine.sigmoid(0), 0.5);
    assert.equal(engine.sigmoid(1e6), 1);
    assert.ok(engine.sigmoid(-1e6) < 1e-300);
  });
});

describe('the kernel with many markets', () => {
  for (const peers of [6, LANES_UP_TO + 4]) {
    const markets = [3, 4, 5].flatMap((seed) =>
      [1, 10, 25, 50].map((ratio) => ({
        ...randomMarket({ peers, seed, temperature: seed === 4 ? 0.3 : 1 }),
        ratio,
      })),
    );
    const hessians = markets[0].hessians;
    const paired = markets.map((market, at) => (at < 4 ? { ...market, hessians } : market));
    const options = { maxSteps: 700, tolerance: 0.06 };

    it(`gives the same bits alone, in order, reversed and unpaired, n = ${peers}`, () => {
      const kernel = new Kernel();
      const alone = paired.map((market) => new Kernel().descend(market, options));
      const together = kernel.descendMany(paired, options);
      const reversed = kernel.descendMany(paired.slice().reverse(), options).reverse();
      const unpaired = paired.map((market) => ({ ...market, hessians: market.hessians.slice() }));
      const apart = kernel.descendMany(unpaired, options);
      for (const [at, expected] of alone.entries()) {
        sameBits(together[at], expected, `together ${at}`);
        sameBits(reversed[at], expected, `reversed ${at}`);
        sameBits(apart[at], expected, `unpaired ${at}`);
      }
      assert.ok(new Set(alone.map(({ steps }) => steps)).size > 1);
    });
  }

  it('accepts markets of different sizes in one call', () => {
    const markets = [3, 30, 5, 3].map((peers, seed) => randomMarket({ peers, seed }));
    const runs = new Kernel().descendMany(markets, { maxSteps: 50 });
    for (const [at, run] of runs.entries()) assertAgrees(markets[at], { maxSteps: 50 }, run);
    assert.deepEqual(new Kernel().descendMany([]), []);
  });

  it('runs a module compiled by another thread', async () => {
    const code = `
      const { workerData, parentPort } = require('node:worker_threads');
      const { Kernel } = require(workerData.path);
      parentPort.postMessage(new Kernel(workerData.module).descend(workerData.market));`;
    const market = randomMarket({ peers: 5 });
    const path = join(__dirname, '../../lib/kernel/index.js');
    const worker = new Worker(code, {
      eval: true,
      workerData: { path, market, module: compileKernel() },
    });
    const found = await new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    assert.deepEqual(found, { ...descendFast(market) });
  });
});

describe('the range of the kernel', () => {
  const kernel = new Kernel();
  const market = randomMarket({ peers: 4, seed: 2 });

  it('excludes sequential order, callbacks, zero steps and numbers out of range, which run the definition', () => {
    let calls = 0;
    const cases: [Market, DescentOptions][] = [
      [market, { order: 'sequential', seed: 3, maxSteps: 40 }],
      [market, { maxSteps: 40, onStep: () => calls++ }],
      [market, { maxSteps: 0 }],
      [{ ...market, ratio: 1e12 }, { maxSteps: 40 }],
      [
        { ...market, hessians: market.hessians.map((h) => h * 1e-30), ratio: 1e30 },
        { maxSteps: 9 },
      ],
    ];
    for (const [given, options] of cases) {
      const run = kernel.descend(given, options);
      assert.deepEqual({ ...run }, { ...descend(given, options), implementation: 'definition' });
    }
    assert.equal(calls, 80);
  });

  it('leaves the market unchanged', () => {
    const before = structuredClone(market);
    kernel.descend(market);
    assert.deepEqual(market, before);
  });

  it('refuses the arguments that the definition refuses, before any work', () => {
    const broken: [string, Market, DescentOptions][] = [
      ['no peers', { ...market, peers: 0 }, {}],
      ['half a peer', { ...market, peers: 1.5 }, {}],
      ['NaN weights', { ...market, weights: market.weights.map(() => NaN) }, {}],
      ['NaN stake', { ...market, stake: new Float64Array(4).fill(NaN) }, {}],
      ['NaN hessians', { ...market, hessians: market.hessians.map(() => NaN) }, {}],
      ['NaN anchor', { ...market, anchor: new Float64Array(16).fill(NaN) }, {}],
      ['no temperature', { ...market, temperature: 0 }, {}],
      ['NaN ratio', { ...market, ratio: NaN }, {}],
      ['no learning rate', market, { learningRate: 0 }],
      ['a tolerance below zero', market, { tolerance: -1 }],
      ['half a step', market, { maxSteps: 0.5 }],
      ['an unknown option', market, { epsilon: 1 } as DescentOptions],
      ['an unknown simplex', market, { simplex: 'clip' } as unknown as DescentOptions],
      ['an unknown own input', { ...market, ownInput: 'none' } as unknown as Market, {}],
    ];
    for (const [name, given, options] of broken) {
      const words = (run: () => unknown): string => {
        try {
          run();
        } catch (error) {
          assert.ok(error instanceof InvalidArgumentError, name);
          return `${error.rule}, ${error.value}`;
        }
        return assert.fail(name);
      };
      const expected = words(() => descend(given, options));
      assert.equal(
        words(() => kernel.descend(given, options)),
        expected,
        name,
      );
      assert.equal(
        words(() => kernel.descendMany([market, given], options)),
        expected,
        name,
      );
    }
  });

  it('excludes sizes beyond the memory of WebAssembly, and values that are not a module', () => {
    const empty = new Float64Array(0);
    const huge = { ...market, peers: 5000, weights: empty, hessians: empty };
    assert.throws(
      () => kernel.descend(huge),
      /peers must fit a WebAssembly memory of 4 GiB, got 5000/,
    );
    assert.throws(() => new Kernel({}), /module must come from compileKernel/);
  });
});
