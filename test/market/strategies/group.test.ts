import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bestResponse,
  dishonesty,
  groupResponse,
  honestWeights,
  measuredSignificance,
  payoff,
  randomMarket,
  simulateStrategies,
  solveEquilibrium,
  fixedRows,
  STRATEGIES,
  type Market,
} from '../../../lib/market/index.js';
import { createStream } from '../../../lib/math/index.js';
import { assertClose, assertOnSimplex, sum } from '../../support/compare.js';
import { drawStake, identity, markets, seeded } from '../../support/markets.js';
import { itRefuses } from '../../support/refusals.js';

const joint = (market: Market, members: readonly number[]): number => {
  const all = payoff(market);
  return members.reduce((total, member) => total + all[member], 0);
};

describe('a coordinated cabal', () => {
  it('has at least the payoff that its members reach by separate best responses', () => {
    for (const ratio of [1, 10, 50]) {
      for (let seed = 0; seed < 3; seed++) {
        const start = randomMarket({ peers: 5, seed, ratio, stake: drawStake(5, seed) });
        const alone = { ...start, weights: solveEquilibrium(start).weights };
        const members = [0, 2, 3];
        const found = groupResponse(alone, members);
        const before = joint(alone, members);
        assert.ok(found.gain >= 0 && found.payoff >= before - 1e-12);
        assertClose([found.payoff - found.gain], [before], 1e-12);
        const together = { ...alone, weights: found.weights };
        assertClose([joint(together, members)], [found.payoff], 1e-12);
        assertOnSimplex(found.weights, 5, 1e-12);
        for (const other of [1, 4]) {
          assert.deepEqual(
            found.weights.slice(5 * other, 5 * other + 5),
            alone.weights.slice(5 * other, 5 * other + 5),
          );
        }
        // No change of a single member's row raises the group's payoff.
        for (const member of members) {
          for (const j of [0, 1, 2, 3, 4]) {
            const weights = found.weights.map((w, at) =>
              Math.floor(at / 5) === member ? 0.99 * w + (at % 5 === j ? 0.01 : 0) : w,
            );
            assert.ok(joint({ ...alone, weights }, members) <= found.payoff + 1e-9);
          }
        }
      }
    }
  });

  it('of one peer is bestResponse', () => {
    for (let seed = 0; seed < 4; seed++) {
      const market = randomMarket({ peers: 4, seed, ratio: 25, stake: drawStake(4, seed) });
      const [group, one] = [groupResponse(market, [1]), bestResponse(market, 1)];
      assertClose([group.payoff], [one.payoff], 1e-9);
    }
  });

  it('raises its joint payoff in every block while the others keep their rows', () => {
    const start = randomMarket({ peers: 5, seed: 4, ratio: 25 });
    const { weights } = solveEquilibrium(start);
    const members = [0, 1, 2];
    const stand = fixedRows(weights);
    const ascend = STRATEGIES.joint.create({ members });
    let before = joint({ ...start, weights }, members);
    const run = simulateStrategies(
      { ...start, weights },
      {
        strategies: [ascend, ascend, ascend, stand, stand],
        blocks: 300,
        // The inflation is so small that stake does not change.
        inflation: 1e-12,
      },
    );
    for (let block = 0; block < 300; block++) {
      const now = members.reduce((total, member) => total + run.payoffs[5 * block + member], 0);
      assert.ok(now >= before - 1e-12);
      before = now;
    }
    assert.ok(before > joint({ ...start, weights }, members) + 1e-4);
    assert.ok(before <= groupResponse({ ...start, weights }, members).payoff + 1e-9);
  });

  itRefuses('groupResponse', [
    {
      what: 'an empty group',
      call: () => groupResponse(randomMarket({ peers: 2 }), []),
      rule: 'members must be at least one peer',
      value: 'none',
    },
    {
      what: 'a member that is not a peer',
      call: () => groupResponse(randomMarket({ peers: 2 }), [2]),
      rule: 'members must be an integer from 0 to 1',
      value: '2',
    },
    {
      what: 'a tolerance of 0',
      call: () => groupResponse(randomMarket({ peers: 2 }), [0], { tolerance: 0 }),
      rule: 'tolerance must be a finite number above 0',
      value: '0',
    },
    {
      what: 'an unknown option',
      call: () => groupResponse(randomMarket({ peers: 2 }), [0], { starts: 1 } as never),
      rule: 'options must be among tolerance, maxSteps',
      value: '"starts"',
    },
  ]);
});

describe('the auditor', () => {
  it('approaches the rows of honest peers as it measures more', () => {
    const market = randomMarket({ peers: 5, seed: 2 });
    const honest = honestWeights(market);
    const errors = [10, 1000, 100_000].map((batches) => {
      const found = measuredSignificance(market, { batches, stream: createStream(1) });
      assertOnSimplex(found, 5, 1e-12);
      return sum(dishonesty({ peers: 5, weights: honest }, found)) / 5;
    });
    // An error of √(2/m) an entry: ten times less for a hundred times the samples.
    assert.ok(errors[1] < errors[0] / 5 && errors[2] < errors[1] / 5, errors.join(' '));
    assert.ok(errors[2] < 0.005);
  });

  it('has entries with the mean and the variance of χ²/m before rows are divided by their sum', () => {
    // H = diag(1, 1e-9): the second entry of the row is (χ²_m/χ²_m) 1e-9, nearly χ²_m/m over the first.
    const n = 2;
    const hessians = Float64Array.of(1, 0, 0, 0, 0, 0, 0, 1);
    const found = measuredSignificance(
      { peers: n, hessians },
      { batches: 4, stream: createStream(3) },
    );
    assert.deepEqual(found, Float64Array.of(1, 0, 0, 1));
    const even = Float64Array.of(1, 0, 0, 1, 1, 0, 0, 1);
    const m = 8;
    const values = Array.from({ length: 4000 }, (_, draw) => {
      const row = measuredSignificance(
        { peers: n, hessians: even },
        { batches: m, stream: createStream(draw) },
      );
      return row[0];
    });
    // χ²_m/(χ²_m + χ²_m) is Beta(m/2, m/2): mean ½, variance 1/(4(m + 1)).
    const mean = sum(values) / values.length;
    const variance = sum(values.map((value) => (value - mean) ** 2)) / values.length;
    assert.ok(Math.abs(mean - 0.5) < 0.01, `mean ${mean}`);
    assertClose([variance], [1 / (4 * (m + 1))], 0.1);
  });

  it('errs by the shift of the data at any number of batches', () => {
    const market = randomMarket({ peers: 5, seed: 2 });
    const honest = honestWeights(market);
    const off = (shift: number): number =>
      sum(
        dishonesty(
          { peers: 5, weights: honest },
          measuredSignificance(market, { batches: 100_000, shift, stream: createStream(1) }),
        ),
      ) / 5;
    assert.ok(off(0.5) > 20 * off(0));
  });

  it('gives a uniform row to a peer that depends on no other', () => {
    const found = measuredSignificance(
      { peers: 2, hessians: new Float64Array(8) },
      { batches: 3, stream: createStream(1) },
    );
    assert.deepEqual(found, new Float64Array(4).fill(0.5));
  });

  it('measures dishonesty as a metric: 0 for equal rows, 1 for rows without a common peer', () => {
    fc.assert(
      fc.property(markets({ peers: [2, 6] }), markets({ peers: [2, 6] }), ({ market }, other) => {
        const n = market.peers;
        assert.deepEqual(dishonesty(market, market.weights), new Float64Array(n));
        if (other.market.peers !== n) return;
        const there = dishonesty(market, other.market.weights);
        assert.deepEqual(there, dishonesty(other.market, market.weights));
        assert.ok(there.every((value) => value >= 0 && value <= 1));
      }),
      seeded(50),
    );
    const swapped = Float64Array.of(0, 1, 1, 0);
    assert.deepEqual(
      dishonesty({ peers: 2, weights: identity(2) }, swapped),
      Float64Array.of(1, 1),
    );
  });

  const { hessians } = randomMarket({ peers: 2 });
  itRefuses('measuredSignificance', [
    {
      what: 'no batches',
      call: () =>
        measuredSignificance({ peers: 2, hessians }, { batches: 0, stream: createStream(1) }),
      rule: 'batches must be an integer of at least 1',
      value: '0',
    },
    {
      what: 'a negative shift',
      call: () =>
        measuredSignificance(
          { peers: 2, hessians },
          { batches: 1, shift: -1, stream: createStream(1) },
        ),
      rule: 'shift must be a finite number of at least 0',
      value: '-1',
    },
    {
      what: 'Hessians of another size',
      call: () =>
        measuredSignificance({ peers: 3, hessians }, { batches: 1, stream: createStream(1) }),
      rule: 'hessians must have shape [3, 3, 3]',
      value: '8 numbers',
    },
  ]);
  itRefuses('dishonesty', [
    {
      what: 'an audit off the simplex',
      call: () => dishonesty({ peers: 1, weights: Float64Array.of(1) }, Float64Array.of(2)),
      rule: 'weights must have rows that sum to 1',
      value: '2 in row 0',
    },
  ]);
});
