import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  idealRank,
  mask,
  randomMarket,
  removalCosts,
  shapleyExact,
  shapleyRank,
  shapleySampled,
  type CoalitionWorth,
  type Market,
} from '../../lib/market/index.js';
import { createStream } from '../../lib/math/index.js';
import { assertClose, distance, sum } from '../support/compare.js';
import { markets, seeded } from '../support/markets.js';
import { itRejects, itRefuses } from '../support/refusals.js';

/** A random worth for each coalition of n players, none of them 0 for nobody. */
function randomGame(n: number, seed: number): CoalitionWorth {
  const stream = createStream(seed);
  const worths = Array.from({ length: 2 ** n }, stream.normal);
  return (members) => worths[members.reduce((set, player) => set | (1 << player), 0)];
}

/** The mean cost to the peers of removing a coalition of the unmasked network, v(A). */
const removal =
  (market: Market): CoalitionWorth =>
  (members) =>
    sum(removalCosts(market, members)) / market.peers;

/** φ as the mean over all n! orders: the definition. */
async function overOrders(n: number, worth: CoalitionWorth): Promise<Float64Array> {
  const orders = permutations(Array.from({ length: n }, (_, i) => i));
  const out = new Float64Array(n);
  for (const order of orders) {
    for (const [place, player] of order.entries()) {
      const before = order.slice(0, place).sort((a, b) => a - b);
      const after = [...before, player].sort((a, b) => a - b);
      out[player] += ((await worth(after)) - (await worth(before))) / orders.length;
    }
  }
  return out;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

describe('shapleyExact', () => {
  it('is the mean marginal worth over all orders', async () => {
    for (const n of [1, 2, 3, 5]) {
      const game = randomGame(n, n);
      assertClose(await shapleyExact(n, game), await overOrders(n, game), 1e-12);
    }
  });

  it('is efficient: φ sums to v(N) − v(∅)', async () => {
    const game = randomGame(6, 1);
    const everyone = [0, 1, 2, 3, 4, 5];
    const total = (await game(everyone)) - (await game([]));
    assertClose([sum(await shapleyExact(6, game))], [total], 1e-12);
  });

  it('is symmetric: equal players have equal values', async () => {
    const game = randomGame(4, 2);
    // Player 4 stands for player 0, and either of them is worth what both are.
    const twins: CoalitionWorth = (members) =>
      game([...new Set(members.map((player) => player % 4))].sort((a, b) => a - b));
    const values = await shapleyExact(5, twins);
    assertClose([values[0]], [values[4]], 1e-12);
    assert.ok(Math.abs(values[0] - values[1]) > 0.01);
  });

  it('gives a null player 0, and a player that adds 3 to every coalition 3', async () => {
    const game = randomGame(4, 3);
    const values = await shapleyExact(6, async (members) => {
      const rest = await game(members.filter((player) => player < 4));
      return rest + (members.includes(5) ? 3 : 0);
    });
    assertClose(values.slice(4), [0, 3], 1e-12);
  });

  it('is additive: the value of a sum of games is the sum of the values', async () => {
    const [one, other] = [randomGame(5, 4), randomGame(5, 5)];
    const [a, b, both] = [
      await shapleyExact(5, one),
      await shapleyExact(5, other),
      await shapleyExact(5, async (members) => (await one(members)) + (await other(members))),
    ];
    assertClose(
      both,
      a.map((value, i) => value + b[i]),
      1e-12,
    );
  });

  itRejects('shapleyExact', [
    {
      what: '13 players',
      call: () => shapleyExact(13, () => 0),
      rule: 'players must be an integer from 1 to 12',
      value: '13',
    },
    {
      what: 'a worth that is not finite',
      call: () => shapleyExact(2, (members) => (members.length === 2 ? Number.NaN : 0)),
      rule: 'worth must return a number of at most 1e+150 in size',
      value: 'NaN of [0,1]',
    },
  ]);
});

describe('shapleyRank', () => {
  it('is the exact value of removals from the unmasked network: the row sums of the Hessians', async () => {
    for (const hessians of ['uniform', 'gaussian', 'planted'] as const) {
      const market = randomMarket({ peers: 7, seed: 3, hessians });
      assertClose(await shapleyExact(7, removal(market)), shapleyRank(market), 1e-11);
      const { hessians: h } = market;
      const rowSums = Array.from({ length: 7 }, (_, i) =>
        Array.from({ length: 7 }, (_, j) => sum(h.subarray((j * 7 + i) * 7, (j * 7 + i + 1) * 7))),
      ).map((row) => sum(row) / 7);
      assertClose(shapleyRank(market), rowSums, 1e-12);
    }
  });

  it('is the exact value of removals at masked outputs, where these are the minimum', async () => {
    const market = randomMarket({ peers: 6, seed: 4, temperature: 0.3 });
    const anchored = { ...market, anchor: mask(market) };
    const worth: CoalitionWorth = (members) =>
      sum(removalCosts(anchored, members, { outputs: 'masked' })) / 6;
    const found = shapleyRank(market, { outputs: 'masked' });
    assertClose(await shapleyExact(6, worth), found, 1e-11);
  });

  it('is the ideal rank where the Hessians are diagonal', () => {
    fc.assert(
      fc.property(markets(), fc.constantFrom('unit', 'masked'), ({ market }, outputs) => {
        const n = market.peers;
        const hessians = market.hessians.map((value, at) =>
          Math.floor(at / n) % n === at % n ? value : 0,
        );
        const diagonal = { ...market, hessians };
        assertClose(shapleyRank(diagonal, { outputs }), idealRank(market, { outputs }), 1e-12);
      }),
      seeded(30),
    );
  });

  itRefuses('shapleyRank', [
    {
      what: 'unknown outputs',
      call: () => shapleyRank(randomMarket({ peers: 2 }), { outputs: 'half' as 'unit' }),
      rule: 'outputs must be one of unit, masked',
      value: '"half"',
    },
  ]);
});

describe('shapleySampled', () => {
  it('has no error for a quadratic game: an order and its reverse share interactions evenly', async () => {
    const market = randomMarket({ peers: 9, seed: 5, hessians: 'gaussian' });
    const found = await shapleySampled(9, removal(market), { tolerance: 1e-9 });
    assertClose(found.values, shapleyRank(market), 1e-12);
    assert.deepEqual([found.permutations, found.converged], [32, true]);
  });

  it('covers the exact value of 200 games in about 95 % of the intervals', async () => {
    let covered = 0;
    for (let seed = 0; seed < 200; seed++) {
      const game = randomGame(5, seed);
      const exact = await shapleyExact(5, game);
      const { values, low, high } = await shapleySampled(5, game, {
        ...{ seed, tolerance: 0, maxPermutations: 60 },
      });
      assertClose([sum(values)], [sum(exact)], 1e-9);
      covered += exact.filter((value, i) => low[i] <= value && value <= high[i]).length / 1000;
    }
    assert.ok(covered > 0.92 && covered < 0.975, `${covered}`);
  });

  it('ends at the tolerance or at the most permutations, and repeats with the seed', async () => {
    const game = randomGame(6, 6);
    const loose = await shapleySampled(6, game, { tolerance: 0.1, seed: 1 });
    assert.ok(loose.converged && Math.max(...loose.errors) <= 0.1);
    assert.ok(loose.permutations < 2000);
    assert.deepEqual(await shapleySampled(6, game, { tolerance: 0.1, seed: 1 }), loose);
    const other = await shapleySampled(6, game, { tolerance: 0.1, seed: 2 });
    assert.ok(distance(other.values, loose.values) > 0);
    const few = await shapleySampled(6, game, { tolerance: 1e-9, maxPermutations: 41 });
    assert.deepEqual([few.permutations, few.converged], [40, false]);
  });

  it('awaits promises and evaluates a coalition once', async () => {
    const game = randomGame(4, 7);
    let calls = 0;
    const slow: CoalitionWorth = async (members) => {
      calls++;
      await Promise.resolve();
      return game(members);
    };
    const found = await shapleySampled(4, slow, { tolerance: 0, maxPermutations: 200 });
    assert.deepEqual([calls, found.evaluations], [16, 16]);
    assert.deepEqual(await shapleySampled(4, game, { tolerance: 0, maxPermutations: 200 }), found);
  });

  itRejects('shapleySampled', [
    {
      what: 'a worth that is no function',
      call: () => shapleySampled(2, 3 as unknown as CoalitionWorth),
      rule: 'worth must be a function',
      value: '3',
    },
    {
      what: 'a worth that does not settle',
      call: () => shapleySampled(2, () => new Promise(() => undefined), { settleWithin: 5 }),
      rule: 'worth must settle within 5 ms',
      value: 'nothing of []',
    },
    {
      what: 'a single pair of permutations, which has no spread',
      call: () => shapleySampled(2, () => 0, { maxPermutations: 2 }),
      rule: 'maxPermutations must be an integer from 4 to 1000000',
      value: '2',
    },
  ]);
});
