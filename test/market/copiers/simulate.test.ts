import assert from 'node:assert/strict';
import fc from 'fast-check';
import { errorFunction } from 'simple-statistics';
import {
  randomMeasurements,
  runYuma,
  simulateCopiers,
  type CopierOptions,
  type Measurements,
  type YumaOptions,
} from '../../../lib/market/index.js';
import { correlation, createStream, mean } from '../../../lib/math/index.js';
import { assertNear, sum } from '../../support/compare.js';
import { seeded } from '../../support/markets.js';
import { itRefuses } from '../../support/refusals.js';

const RULES: readonly YumaOptions[] = [
  { version: 'yuma1' },
  { version: 'yuma2' },
  { version: 'yuma3' },
  { version: 'yuma3', liquidAlpha: true },
];

const SMALL = { epochs: 30, validators: 4, miners: 6 };

/** c_t by definition, for honest stake. */
function copyOf(measured: Measurements, stake: readonly number[], t: number, delay: number) {
  const { validators: V, miners: M, rows } = measured;
  const seen = t - 1 - delay;
  return Array.from({ length: M }, (_, j) =>
    seen < 0
      ? 1 / M
      : sum(stake.map((held, i) => held * rows[(seen * V + i) * M + j])) / sum(stake),
  );
}

describe('simulateCopiers', () => {
  it('pays as runYuma does on rows that are copied by definition', () => {
    fc.assert(
      fc.property(
        fc.record({ rule: fc.constantFrom(...RULES), delay: fc.nat(4), seed: fc.nat(1000) }),
        ({ rule, delay, seed }) => {
          const measured = randomMeasurements(createStream(seed), { ...SMALL, epochs: 12 });
          const stake = [3, 1, 0, 2];
          const all = [...stake.map((held) => (0.7 * held) / 6), 0.15, 0.15];
          const options = { ...rule, delay, copiers: 2, share: 0.3, warmup: 2 };
          const found = simulateCopiers(measured, { ...options, stake: Float64Array.from(stake) });
          const outcomes = runYuma(
            Array.from({ length: 12 }, (_, t) => {
              const copy = copyOf(measured, stake, t, delay);
              const rows = stake.map((_held, i) =>
                Array.from(measured.rows.subarray((t * 4 + i) * 6, (t * 4 + i + 1) * 6)),
              );
              return { stake: all, weights: [...rows, copy, copy] };
            }),
            rule,
          );
          const [honest, copied] = [[], []] as [number[], number[]];
          outcomes.forEach(({ dividends, incentive }, t) => {
            honest.push(sum(Array.from(dividends.subarray(0, 4))) / 0.7);
            copied.push(sum(Array.from(dividends.subarray(4))) / 0.3);
            assertNear(found.honest[t], honest[t], 1e-9);
            assertNear(found.copied[t], copied[t], 1e-9);
            const worth = measured.worth.subarray(t * 6, (t + 1) * 6);
            assertNear(found.accuracies[t], correlation(incentive, worth), 1e-9);
          });
          const [r, c] = [mean(honest.slice(2)), mean(copied.slice(2))];
          assertNear(found.profit, c / r, 1e-9);
          assertNear(found.breakEven, r - c, 1e-9);
          assertNear(0.7 * r + 0.3 * c, 1, 1e-9);
        },
      ),
      seeded(20),
    );
  });

  it('pays a copier exactly the honest dividend without drift and error', () => {
    const measured = randomMeasurements(createStream(1), { ...SMALL, speed: 0, error: 0 });
    for (const rule of RULES) {
      // Bonds of yuma3 remember the first epoch, in which no row is public.
      const memory = rule.version === 'yuma3' ? { bondMovingAverage: 0.1 } : {};
      const liquid = rule.liquidAlpha ? { liquidLow: 0.9, liquidHigh: 0.9 } : {};
      const options = { ...rule, ...memory, ...liquid, warmup: 25 };
      const { profit, breakEven } = simulateCopiers(measured, { ...options, delay: 3 });
      assertNear(profit, 1, 1e-12);
      assertNear(breakEven, 0, 1e-12);
    }
  });

  it('pays Σ_j min(c_j, u_j) under yuma1 where honest rows are exact', () => {
    const options = { ...SMALL, speed: 0.3, error: 0 };
    const measured = randomMeasurements(createStream(5), options);
    const { honest, copied } = simulateCopiers(measured, { version: 'yuma1', delay: 2 });
    for (let t = 0; t < 30; t++) {
      const worth = measured.worth.subarray(t * 6, (t + 1) * 6);
      const copy = copyOf(measured, [1, 1, 1, 1], t, 2);
      const common = sum(copy.map((share, j) => Math.min(share, worth[j])));
      assertNear(copied[t] / honest[t], common, 1e-12);
    }
  });

  it('pays 1 − erf(σ √(1 − (1 − ρ)^(d + 1))/2) of many miners, whose memory a long delay exceeds', () => {
    const options = { miners: 8000, epochs: 60, validators: 1, spread: 0.8, error: 0 };
    for (const [speed, delay] of [
      [0.05, 0],
      [0.05, 4],
      [0.2, 2],
      [0.2, 39],
      [1, 0],
    ]) {
      const measured = randomMeasurements(createStream(9), { ...options, speed });
      const pay = { version: 'yuma1', delay, warmup: 40 } as const;
      const apart = 1 - (1 - speed) ** (delay + 1);
      const limit = 1 - errorFunction((0.8 * Math.sqrt(apart)) / 2);
      assert.ok(
        Math.abs(simulateCopiers(measured, pay).profit - limit) < 0.01,
        `${speed} ${delay}`,
      );
    }
  });

  it('pays copiers more than validators that err, where miners stay', () => {
    const measured = randomMeasurements(createStream(2), { speed: 0, error: 0.3, epochs: 100 });
    for (const rule of RULES) {
      const { profit, breakEven } = simulateCopiers(measured, { ...rule, warmup: 50 });
      assert.ok(profit > 1.02 && breakEven < 0, `${profit}`);
    }
  });

  it('takes the cost from the honest, and breaks even at its cost', () => {
    const measured = randomMeasurements(createStream(2), { ...SMALL, speed: 0.3 });
    const free = simulateCopiers(measured);
    const at = simulateCopiers(measured, { cost: free.breakEven });
    assertNear(at.profit, 1, 1e-12);
    assert.equal(at.breakEven, free.breakEven);
    assert.ok(Number.isNaN(simulateCopiers(measured, { cost: 5 }).profit));
  });

  it('pays honest validators all where nobody copies', () => {
    const found = simulateCopiers(randomMeasurements(createStream(2), SMALL), { copiers: 0 });
    assertNear(found.honestDividend, 1, 1e-12);
    assert.equal(found.copierDividend, 0);
    assert.ok(Number.isNaN(found.profit) && Number.isNaN(found.breakEven));
  });

  const measured = randomMeasurements(createStream(1), SMALL);
  const pay =
    (options: CopierOptions, change: object = {}) =>
    () =>
      simulateCopiers({ ...measured, ...change }, options);
  itRefuses('simulateCopiers', [
    {
      what: 'a negative delay',
      call: pay({ delay: -1 }),
      rule: 'delay must be an integer of at least 0',
      value: '-1',
    },
    {
      what: 'a share of all stake',
      call: pay({ share: 1 }),
      rule: 'share must lie between 0 and 1, both excluded',
      value: '1',
    },
    {
      what: 'a majority of 1',
      call: pay({ majority: 1 }),
      rule: 'majority must lie between 0 and 1, both excluded',
      value: '1',
    },
    {
      what: 'a warm-up of every epoch',
      call: pay({ warmup: 30 }),
      rule: 'warmup must be an integer from 0 to 29',
      value: '30',
    },
    {
      what: 'stake of another length',
      call: pay({ stake: new Float64Array(3) }),
      rule: 'stake must have shape [4]',
      value: '3 numbers',
    },
    {
      what: 'no stake',
      call: pay({ stake: new Float64Array(4) }),
      rule: 'stake must not be 0 everywhere',
      value: '0',
    },
    {
      what: 'negative stake',
      call: pay({ stake: Float64Array.of(1, 1, 1, -1) }),
      rule: 'stake must not be negative',
      value: '-1 of peer 3',
    },
    {
      what: 'rows of another shape',
      call: pay({}, { rows: measured.worth }),
      rule: 'rows must have shape [30, 4, 6]',
      value: '180 numbers',
    },
    {
      what: 'negative worth',
      call: pay({}, { worth: measured.worth.map(() => -1) }),
      rule: 'worth must not be negative',
      value: '-1 at 0',
    },
    {
      what: 'rows that do not sum to 1',
      call: pay({}, { rows: measured.rows.map((share, at) => (at < 6 ? 0 : share)) }),
      rule: 'rows must sum to 1 in every row',
      value: '0 in row 0',
    },
    {
      what: 'no epochs',
      call: pay({}, { epochs: 0 }),
      rule: 'epochs must be an integer of at least 1',
      value: '0',
    },
  ]);

  it('refuses an unknown option with the nearest right one', () => {
    assert.throws(pay({ dely: 1 } as never), /simulateCopiers: .*did you mean delay/);
  });
});
