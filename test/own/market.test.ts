import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import {
  consensusWeights,
  defineDynamics,
  defineHessians,
  defineMechanism,
  defineStrategy,
  DYNAMICS,
  HESSIANS,
  MECHANISM_NAMES,
  MECHANISMS,
  NETWORK_MAJORITY,
  randomHessians,
  randomFactors,
  randomMarket,
  runDynamics,
  simulateStrategies,
  STRATEGIES,
  strategyNamed,
  type Mechanism,
} from '../../lib/market/index.js';
import { use } from '../../lib/studies/index.js';
import { forgettingOwn } from '../support/own.js';

const market = randomMarket({ peers: 5, seed: 3 });

/** A mechanism of this name whose rank is that of the paper, changed. */
const changed = (name: string, change: (ranks: Float64Array) => void): Mechanism =>
  defineMechanism({
    ...{ name, title: name, about: name, norm: 'l1' },
    rank: (n, weights, stake, out) => {
      MECHANISMS.paper.rank(n, weights, stake, out);
      change(out);
    },
  });

const play = (mechanism: string, strategy = 'ascent') =>
  simulateStrategies(market, {
    strategies: Array.from({ length: 5 }, () => strategyNamed(strategy)),
    ...{ blocks: 5, inflation: 0.1, mechanism },
  });

describe('a mechanism without a gradient', () => {
  /** Whether the rank has a kink at a weight: where a clip has the level of the weight. */
  const atKink = (name: string, given: typeof market, peer: number, j: number): boolean => {
    // A vote that is the median moves it until it meets another; from a sum of all medians of 1 on, ranks are divided by it.
    if (name === 'twoSided') {
      const { peers: n, weights } = given;
      const sum = consensusWeights(given, { majority: NETWORK_MAJORITY, ties: 'atLeast' }).reduce(
        (total, level) => total + level,
      );
      if (Math.abs(sum - 1) < 1e-4) return true;
      return Array.from(weights).some(
        (weight, at) =>
          Math.floor(at / n) !== peer && Math.abs(weights[peer * n + (at % n)] - weight) < 1e-4,
      );
    }
    if (!name.startsWith('median')) return false;
    const options =
      name === 'median' ? {} : ({ majority: NETWORK_MAJORITY, ties: 'atLeast' } as const);
    const level = consensusWeights(given, options)[j];
    return Math.abs(given.weights[peer * given.peers + j] - level) < 1e-4;
  };

  for (const name of MECHANISM_NAMES) {
    it(`has that of ${name} to 1e-7, from its rank alone`, () => {
      const { rank, rankGradient, ...words } = MECHANISMS[name];
      const own = defineMechanism({ ...words, rank });
      fc.assert(
        fc.property(fc.integer({ min: 2, max: 7 }), fc.nat(), (peers, seed) => {
          const given = randomMarket({ peers, seed });
          const peer = seed % peers;
          const members = Uint8Array.from({ length: peers }, (_, k) => (seed >> k) & 1);
          const [found, expected] = [own.rankGradient, rankGradient].map((gradientOf) => {
            const out = new Float64Array(peers).fill(0.5);
            gradientOf(peers, given.weights, given.stake, peer, members, out);
            return out;
          });
          for (let j = 0; j < peers; j++) {
            if (atKink(name, given, peer, j)) continue;
            assert.ok(Math.abs(found[j] - expected[j]) < 1e-7, `${found[j]} ${expected[j]}`);
          }
        }),
        { numRuns: 50, seed: 1 },
      );
    });
  }

  it('has it at weights of 0 and leaves the weights as they are', () => {
    const { rank, rankGradient: _, ...words } = MECHANISMS.impartial;
    const own = defineMechanism({ ...words, rank });
    const [weights, stake] = [
      Float64Array.of(0.5, 0.5, 0, 0, 0, 1, 1, 0, 0),
      Float64Array.of(1, 2, 3),
    ];
    const before = weights.slice();
    for (const peer of [0, 1, 2]) {
      const [found, expected] = [own, MECHANISMS.impartial].map(({ rankGradient }) => {
        const out = new Float64Array(3);
        rankGradient(3, weights, stake, peer, Uint8Array.of(1, 1, 0), out);
        return out;
      });
      for (const j of [0, 1, 2]) assert.ok(Math.abs(found[j] - expected[j]) < 1e-7);
    }
    assert.deepEqual(weights, before);
  });
});

describe('definitions in use in a market', () => {
  forgettingOwn();

  it('play under their names, with the bytes of the library’s where they are the same', async () => {
    await use(
      defineMechanism({ ...MECHANISMS.impartial, name: 'mine' }),
      defineStrategy({ ...STRATEGIES.copy, name: 'echo' }),
    );
    assert.deepEqual(play('mine', 'echo'), play('impartial', 'copy'));
    assert.ok(MECHANISM_NAMES.includes('mine'));
  });

  for (const [fault, change, message] of [
    [
      'NaN',
      (ranks: Float64Array) => (ranks[2] = Number.NaN),
      'the mechanism wrong must give ranks that are finite numbers of at least 0, got NaN for peer 2',
    ],
    [
      'a negative rank',
      (ranks: Float64Array) => (ranks[1] = -1),
      'the mechanism wrong must give ranks that are finite numbers of at least 0, got -1 for peer 1',
    ],
    [
      'more rank than stake',
      (ranks: Float64Array) => ranks.fill(1),
      'the mechanism wrong must give ranks that sum to at most the mean stake, 1, got 5',
    ],
  ] as const) {
    it(`refuses ${fault} of a mechanism, with its name`, async () => {
      await use(changed('wrong', change));
      assert.throws(() => play('wrong', 'honest'), {
        name: 'InvalidArgumentError',
        message: `simulateStrategies: ${message}`,
      });
    });
  }

  it('refuses a row off the simplex, with the name of the strategy', async () => {
    const wrong = { name: 'wrong', title: 'wrong', about: 'wrong' };
    await use(defineStrategy({ ...wrong, create: () => (_, peer, row) => row.fill(peer) }));
    assert.throws(() => play('paper', 'wrong'), {
      message:
        'simulateStrategies: strategies must post rows that are not negative and sum to 1, got a sum of 0 and a least of 0 from peer 0 by the strategy wrong',
    });
    await use(defineStrategy({ ...wrong, create: () => 5 as never }));
    assert.throws(() => strategyNamed('wrong'), {
      message: 'strategyNamed: create of the strategy wrong must be a function, got 5',
    });
  });

  it('samples Hessians of few columns and of places', async () => {
    const words = { name: 'mine', about: 'mine', scale: 'sum' } as const;
    await use(defineHessians({ ...words, columns: () => 1, entry: (_, row) => row + 1 }));
    const found = randomHessians(3, createStream(1), { ensemble: 'mine' });
    const outer = [1, 2, 3].flatMap((a) => [1, 2, 3].map((b) => (a * b) / 36));
    for (const [at, value] of found.entries())
      assert.ok(Math.abs(value - outer[at % 9]) < 1e-15, String(at));
    assert.throws(() => randomFactors(3, 3, createStream(1), { ensemble: 'mine' }), {
      message: 'randomFactors: ensemble must state no columns where factors have samples, got mine',
    });
    await use(defineHessians({ ...HESSIANS.uniform, name: 'mine' }));
    assert.deepEqual(
      randomHessians(3, createStream(1), { ensemble: 'mine' }),
      randomHessians(3, createStream(1)),
    );
  });

  it('refuses Hessians without finite entries, with the name of the ensemble', async () => {
    const words = { name: 'mine', about: 'mine', scale: 'sum' } as const;
    await use(defineHessians({ ...words, entry: () => Number.NaN }));
    for (const sample of [
      () => randomHessians(3, createStream(1), { ensemble: 'mine' }),
      () => randomFactors(3, 3, createStream(1), { ensemble: 'mine' }),
    ]) {
      assert.throws(
        sample,
        /: the ensemble mine must sample finite entries that are not all 0, got a scale of NaN for peer 0$/,
      );
    }
    await use(defineHessians({ ...words, columns: () => 4, entry: () => 1 }));
    assert.throws(() => randomHessians(3, createStream(1), { ensemble: 'mine' }), {
      message: 'randomHessians: columns of the ensemble mine must be an integer from 1 to 3, got 4',
    });
  });

  it('runs dynamics by their names and refuses rows off the simplex', async () => {
    await use(defineDynamics({ ...DYNAMICS.softmax, name: 'mine' }));
    const run = (dynamics: string) => runDynamics(market, { dynamics, maxSteps: 5 });
    assert.deepEqual(run('mine'), run('softmax'));
    const start = (weights: Float64Array) => ({
      weights: weights.slice(),
      step() {
        this.weights[0] += 1;
      },
    });
    await use(defineDynamics({ ...DYNAMICS.softmax, name: 'mine', start }));
    assert.throws(
      () => run('mine'),
      /^InvalidArgumentError: runDynamics: the dynamics mine must leave rows that are not negative and sum to 1, got a sum of 6/,
    );
  });
});
