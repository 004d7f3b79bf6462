import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  fromWeights,
  randomMeasurements,
  roundingEffects,
  roundPosted,
  roundWeights,
  yumaEpoch,
  yumaPosted,
  type PostedWeights,
  type TieRule,
} from '../../lib/market/index.js';
import { createStream, mean } from '../../lib/math/index.js';
import { assertClose, assertNear, sum } from '../support/compare.js';
import { seeded } from '../support/markets.js';
import { itRefuses } from '../support/refusals.js';

const BITS = [1, 2, 4, 8, 12, 16, 24, 32];

/** Rows with zeros and weights of many sizes; the first weight of each is above 0. */
const rows = fc
  .array(
    fc.array(fc.oneof(fc.constant(0), fc.double({ min: -12, max: 2, noNaN: true })), {
      ...{ minLength: 5, maxLength: 5 },
    }),
    { minLength: 2, maxLength: 5 },
  )
  .map((exponents) =>
    exponents.map((row) => row.map((power, j) => (power === 0 && j > 0 ? 0 : Math.exp(power)))),
  );

describe('roundWeights', () => {
  it('stores the largest weight as 2^b − 1 and reads shares', () => {
    const { stored, weights } = roundWeights([0.5, 0.25, 0.25, 0, 0, 0, 7, 0, 1e-6], 3);
    assert.deepEqual(Array.from(stored), [65535, 32768, 32768, 0, 0, 0, 65535, 0, 0]);
    assertClose(
      weights,
      [65535, 32768, 32768, 0, 0, 0, 131071, 0, 0].map((n) => n / 131071),
      1e-15,
    );
  });

  it('follows its definition in integers of any size, at every number of bits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 3, maxLength: 9 }),
        fc.constantFrom(...BITS),
        (given, bits) => {
          const row = [2 ** 40, ...given];
          const { stored } = roundWeights(row, row.length, { bits });
          const top = 2n ** BigInt(bits) - 1n;
          for (const [j, weight] of row.entries()) {
            // ⌊q w/m + ½⌋, where a quotient may round to the other side of a half.
            const twice = 2n * top * BigInt(weight) + 2n ** 40n;
            const exact = twice / 2n ** 41n;
            const isHalf = twice % 2n ** 41n === 0n;
            const found = BigInt(stored[j]);
            assert.ok(found === exact || (isHalf && found === exact - 1n), `${found} ${exact}`);
          }
        },
      ),
      seeded(200),
    );
  });

  it('moves weights within the bounds that the largest one gives', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(...BITS), (given, bits) => {
        for (const row of given) {
          const total = sum(row);
          const w = row.map((weight) => weight / total);
          const { stored, weights } = roundWeights(w, w.length, { bits });
          const [m, q] = [Math.max(...w), 2 ** bits - 1];
          const h = m / (2 * q);
          const K = w.filter((weight) => weight > 0).length;
          for (const [j, n] of stored.entries())
            assert.ok(Math.abs((n * m) / q - w[j]) <= h * (1 + 1e-9));
          assert.equal(Math.max(...stored), q);
          assertNear(sum(weights), 1, 1e-12);
          if (K * h >= 1) continue;
          for (const [j, read] of weights.entries())
            assert.ok(Math.abs(read - w[j]) <= (h * (1 + K * w[j])) / (1 - K * h) + 1e-15);
          const moved = sum(w.map((weight, j) => Math.abs(weights[j] - weight) / 2));
          assert.ok(moved <= (K * h) / (1 - K * h) + 1e-15);
        }
      }),
      seeded(200),
    );
  });

  it('does not depend on the unit of a row, keeps order, and changes nothing twice', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(...BITS), (given, bits) => {
        const flat = given.flat();
        const once = roundWeights(flat, 5, { bits });
        const scaled = flat.map((weight, at) => weight * 2 ** Math.floor(at / 5));
        assert.deepEqual(roundWeights(scaled, 5, { bits }), once);
        assert.deepEqual(roundWeights(once.stored, 5, { bits }), once);
        for (let at = 0; at < flat.length; at++) {
          const start = 5 * Math.floor(at / 5);
          for (let other = start; other < start + 5; other++)
            assert.ok(!(flat[at] < flat[other]) || once.stored[at] <= once.stored[other]);
        }
      }),
      seeded(100),
    );
  });

  it('moves M m/(8q) of a row of many miners, half as much with each bit', () => {
    const miners = 20_000;
    const { worth } = randomMeasurements(createStream(3), { epochs: 1, validators: 1, miners });
    const m = Math.max(...worth);
    for (const bits of [10, 12, 16]) {
      const { weights } = roundWeights(worth, miners, { bits });
      const moved = sum(Array.from(worth, (share, j) => Math.abs(weights[j] - share) / 2));
      assertNear(moved, (miners * m) / (8 * (2 ** bits - 1)), 0.03 * moved);
    }
  });

  itRefuses('roundWeights', [
    {
      what: '33 bits',
      call: () => roundWeights([1, 2], 2, { bits: 33 }),
      rule: 'bits must be an integer from 1 to 32',
      value: '33',
    },
    {
      what: 'a part of a row',
      call: () => roundWeights([1, 2, 3], 2),
      rule: 'weights must have rows of 2 numbers',
      value: '3 numbers',
    },
    {
      what: 'a negative weight',
      call: () => roundWeights([1, -2], 2),
      rule: 'weights must be finite and not negative',
      value: '-2 at 1',
    },
  ]);
});

/** Networks whose peers rank each other, some without stake. */
const squares = fc
  .record({ n: fc.integer({ min: 3, max: 7 }), seed: fc.nat(10_000) })
  .map(({ n, seed }) => {
    const stream = createStream(seed);
    const weights = Array.from({ length: n }, () => {
      const row = Array.from({ length: n }, () =>
        stream.uniform() < 0.2 ? 0 : Math.exp(2 * stream.normal()),
      );
      const total = sum(row);
      return total > 0 ? row.map((weight) => weight / total) : row.map((_, j) => Number(j === 0));
    });
    const stake = Array.from({ length: n }, (_, i) => (i === 1 ? 0 : 0.1 + stream.uniform()));
    return { n, weights, stake };
  });

/** Places by count: 1 and the peers above, and half of those that are equal. */
function placesBy(values: readonly number[]): number[] {
  const most = Math.max(...values);
  const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * most;
  return values.map(
    (value) =>
      0.5 +
      values.filter((other) => other > value && !isSame(other, value)).length +
      values.filter((other) => isSame(other, value)).length / 2,
  );
}

describe('roundPosted', () => {
  it('reads what roundWeights does, without the weights that are stored as 0', () => {
    fc.assert(
      fc.property(squares, fc.constantFrom(...BITS), ({ n, weights, stake }, bits) => {
        const posted = roundPosted(fromWeights({ weights, stake }), { bits });
        const { weights: read } = roundWeights(weights.flat(), n, { bits });
        const full = new Float64Array(n * n);
        for (let i = 0; i < n; i++)
          for (let at = posted.rowStart[i]; at < posted.rowStart[i + 1]; at++)
            full[i * n + posted.columns[at]] = posted.values[at];
        assertClose(full, read, 1e-14);
        assert.ok(posted.values.every((weight) => weight > 0));
        assert.equal(posted.values.length, read.filter((weight) => weight > 0).length);
        // Every function of posted weights takes them.
        yumaPosted(posted);
      }),
      seeded(60),
    );
  });
});

describe('roundingEffects', () => {
  it('are those of two epochs of dense rows, by definition', () => {
    fc.assert(
      fc.property(
        squares,
        fc.constantFrom(...BITS),
        fc.constantFrom<TieRule>('strict', 'atLeast'),
        ({ n, weights, stake }, bits, ties) => {
          const found = roundingEffects(fromWeights({ weights, stake }), { bits, ties });
          const own = Array.from({ length: n }, (_, i) => i);
          const incentive = (w: ArrayLike<number>, rule: TieRule): number[] =>
            Array.from(
              yumaEpoch({ weights: Float64Array.from(w), stake, own }, { ties: rule }).incentive,
            );
          const read = roundWeights(weights.flat(), n, { bits }).weights;
          const [I, J] = [weights.flat(), read].map((w) => incentive(w, ties));
          const paid = own.filter((j) => I[j] > 0);
          const part = (holds: (j: number) => boolean): number | null =>
            paid.length > 0 ? paid.filter(holds).length / paid.length : null;
          const near = (value: number | null, expected: number): void => {
            if (paid.length === 0) assert.equal(value, null);
            else assertNear(value ?? Number.NaN, expected, 1e-10);
          };
          near(found.moved, sum(I.map((share, j) => Math.abs(share - J[j]) / 2)));
          near(found.largest, Math.max(...I.map((share, j) => Math.abs(share - J[j]))));
          assert.equal(
            found.vanished,
            part((j) => J[j] === 0),
          );
          const [before, after] = [placesBy(I), placesBy(J)];
          assert.equal(
            found.displaced,
            part((j) => before[j] !== after[j]),
          );
          assert.equal(
            found.tied,
            part((j) => J[j] > 0 && after.filter((place) => place === after[j]).length > 1),
          );
          const other = ties === 'strict' ? 'atLeast' : 'strict';
          const K = incentive(read, other);
          near(found.tieRule, sum(J.map((share, j) => Math.abs(share - K[j]) / 2)));
        },
      ),
      seeded(120),
    );
  });

  it('move no more than the bound, which falls with the bits', () => {
    fc.assert(
      fc.property(squares, ({ weights, stake }) => {
        const posted = fromWeights({ weights, stake });
        const effects = BITS.map((bits) => roundingEffects(posted, { bits }));
        let last = 1;
        for (const { moved, bound } of effects) {
          if (moved === null || bound === null) continue;
          assert.ok(moved <= bound + 1e-12, `${moved} ${bound}`);
          assert.ok(bound <= last);
          last = bound;
        }
      }),
      seeded(100),
    );
  });

  const measured = (error: number, miners = 200): PostedWeights =>
    fromWeights({
      weights: randomMeasurements(createStream(5), { epochs: 1, miners, error }).rows,
      stake: new Array<number>(12).fill(1),
      voters: 'apart',
    });

  it('leave no level that validators share where rows differ, since sums of rows differ, and all where rows are one', () => {
    const apart = roundingEffects(measured(0.3), { bits: 8 });
    assert.deepEqual([apart.sharedBefore, apart.shared], [0, 0]);
    const alike = roundingEffects(measured(0), { bits: 8, majority: 0.5 });
    assert.deepEqual([alike.sharedBefore, alike.shared], [1, 1]);
    assert.deepEqual([alike.tieRuleBefore, alike.tieRule], [0, 0]);
    // Miners whose weights are stored as one number are tied, if all validators agree.
    assert.ok(apart.tied === 0 && (alike.tied ?? 0) > 0.5);
  });

  it('make the rule of ties count more where half the stake stores a weight as 0', () => {
    const stake = [1, 1];
    const weights = [
      [0.9, 0.075, 0.025],
      [0.9, 0.025, 0.075],
    ];
    const posted = fromWeights({ weights, stake, voters: 'apart' });
    const { tieRuleBefore, tieRule, lost } = roundingEffects(posted, { bits: 4, majority: 0.5 });
    // 0.025 is less than 0.9/30.
    assert.equal(lost, 2 / 6);
    const half = (rows: readonly number[][]): number => {
      const [strict, atLeast] = [Math.min, Math.max].map((level) => {
        const ranks = [0, 1, 2].map((j) => {
          const c = level(rows[0][j], rows[1][j]);
          return mean(rows.map((row) => Math.min(row[j], c)));
        });
        return ranks.map((rank) => rank / sum(ranks));
      });
      return sum(strict.map((share, j) => Math.abs(share - atLeast[j]) / 2));
    };
    assertNear(tieRuleBefore ?? 0, half(weights), 1e-12);
    const read = weights.map((row) => Array.from(roundWeights(row, 3, { bits: 4 }).weights));
    assertNear(tieRule ?? 0, half(read), 1e-12);
    assert.ok((tieRule ?? 0) > (tieRuleBefore ?? 1));
  });

  it('are null where no peer has incentive', () => {
    const posted = fromWeights({
      weights: [
        [1, 0],
        [0, 1],
      ],
      stake: [1, 1],
    });
    const { moved, bound, vanished, lost } = roundingEffects(posted);
    assert.deepEqual([moved, bound, vanished, lost], [null, null, null, 0]);
  });

  itRefuses('roundingEffects', [
    {
      what: 'no bits',
      call: () => roundingEffects(measured(0, 4), { bits: 0 }),
      rule: 'bits must be an integer from 1 to 32',
      value: '0',
    },
  ]);
});
