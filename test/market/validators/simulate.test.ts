import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  randomMeasurements,
  simulateValidatorEvent,
  VALIDATOR_EVENTS,
  yumaEpoch,
  type Measurements,
  type ValidatorEventOptions,
  type YumaOptions,
} from '../../../lib/market/index.js';
import { createStream, sum } from '../../../lib/math/index.js';
import { assertClose, assertNear } from '../../support/compare.js';
import { seeded } from '../../support/markets.js';
import { itRefuses } from '../../support/refusals.js';

const RULES: readonly YumaOptions[] = [
  { version: 'yuma1' },
  { version: 'yuma2' },
  { version: 'yuma3', bondMovingAverage: 0.8 },
  { version: 'yuma3', liquidAlpha: true },
];

const SMALL = { epochs: 24, validators: 5, miners: 6, speed: 0.2 };
const STAKE = [3, 1, 0, 2, 1.5];

const rowOf = ({ validators: V, miners: M, rows }: Measurements, t: number, i: number): number[] =>
  Array.from(rows.subarray((t * V + i) * M, (t * V + i + 1) * M));

interface Network {
  readonly stake: number[];
  readonly weights: number[][];
}

/** r of the keys concerned from epoch `at` on, by one call of yumaEpoch for each epoch. */
function slowPay(
  epochs: readonly Network[],
  at: number,
  concerned: readonly number[],
  options: YumaOptions,
  leaving?: number,
): number[] {
  let bonds: Float64Array | null = null;
  return epochs.flatMap(({ stake, weights }, t) => {
    const miners = weights[0].length;
    if (t === at && leaving !== undefined) bonds?.fill(0, leaving * miners, (leaving + 1) * miners);
    const outcome = yumaEpoch({ stake, weights }, options, bonds);
    bonds = outcome.bonds;
    const share = sum(concerned.map((i) => stake[i])) / sum(stake);
    return t < at ? [] : [sum(concerned.map((i) => outcome.dividends[i])) / share];
  });
}

/** The networks of an event at epoch `at`, by its definition: validator 3, partner 0, 3 keys, factor 5, d = 4, g = 0.3. */
function networksOf(measured: Measurements, kind: string, at: number, happens: boolean) {
  const V = kind === 'own' ? 3 : 5;
  const held = kind === 'own' ? [3, 1, 2] : STAKE;
  const nothing = new Array<number>(6).fill(0);
  return Array.from({ length: 24 }, (_, t): Network => {
    const weights = Array.from({ length: V }, (_row, i) => rowOf(measured, t, i));
    const stake = [...held];
    const isOver = happens && t >= at;
    if (kind === 'merge' && isOver) {
      stake[3] += stake[0];
      stake[0] = 0;
      weights[0] = nothing;
    }
    if (kind === 'grow' && isOver) stake[3] *= 5;
    if (kind === 'join' && happens && t < at) {
      stake[3] = 0;
      weights[3] = nothing;
    }
    if (kind === 'split' || kind === 'own') {
      const owner = kind === 'own' ? 2 : 3;
      if (isOver) stake[owner] /= 3;
      for (const key of [0, 1]) {
        stake.push(isOver ? stake[owner] : 0);
        const source = kind === 'own' ? 3 + key : 3;
        weights.push(isOver ? rowOf(measured, t, source) : nothing);
      }
    }
    if (kind !== 'lead') return { stake, weights };
    const knows = (i: number): boolean => t >= (happens && i === 3 ? at : at + 4);
    return {
      stake,
      weights: weights.map((row, i) =>
        knows(i) ? [...row.map((weight) => 0.7 * weight), 0.3] : [...row, 0],
      ),
    };
  });
}

const GIVEN: Readonly<Record<string, ValidatorEventOptions>> = {
  merge: { event: 'merge', partner: 0 },
  split: { event: 'split', keys: 3 },
  own: { event: 'split', keys: 3, keyRows: 'own', validator: 2 },
  grow: { event: 'grow', factor: 5 },
  join: { event: 'join' },
  lead: { event: 'lead', lead: 4, worth: 0.3 },
};
const CONCERNED: Readonly<Record<string, number[]>> = {
  ...{ merge: [3, 0], split: [3, 5, 6], own: [2, 3, 4], grow: [3], join: [3], lead: [3] },
};

describe('simulateValidatorEvent', () => {
  it('pays as yumaEpoch does on networks that follow the definition of each event', () => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom(...Object.keys(GIVEN)),
          rule: fc.constantFrom(...RULES),
          bondPenalty: fc.constantFrom(0, 0.4, 1),
          seed: fc.nat(1000),
        }),
        ({ kind, rule, bondPenalty, seed }) => {
          const measured = randomMeasurements(createStream(seed), SMALL);
          const options = { ...rule, bondPenalty };
          const stake = Float64Array.from(kind === 'own' ? [3, 1, 2] : STAKE);
          const event = { validator: 3, at: 10, stake, ...GIVEN[kind], ...options };
          const found = simulateValidatorEvent(measured, event);
          const slow = (happens: boolean): number[] =>
            slowPay(
              networksOf(measured, kind, 10, happens),
              10,
              CONCERNED[kind],
              options,
              kind === 'merge' && happens ? 0 : undefined,
            );
          const [pay, without] = [slow(true), slow(false)];
          assertClose(found.pay, pay, 1e-9);
          assertClose(found.payWithout, without, 1e-9);
          assertClose(
            found.relative,
            pay.map((value, k) => value / without[k]),
            1e-9,
          );
          assertNear(found.gain, (sum(pay) - sum(without)) / (sum(without) / 14), 1e-9);
        },
      ),
      seeded(60),
    );
  });

  it('pays trust over its mean under yuma1 at β = 1, at any rows and after any event of stake', () => {
    const measured = randomMeasurements(createStream(2), SMALL);
    const stake = Float64Array.from(STAKE);
    for (const event of ['merge', 'grow'] as const) {
      const options = { event, version: 'yuma1', at: 12, validator: 3, partner: 0, stake } as const;
      const { pay } = simulateValidatorEvent(measured, { ...options, factor: 3 });
      const after = event === 'merge' ? [0, 1, 0, 5, 1.5] : [3, 1, 0, 6, 1.5];
      for (const [k, value] of pay.entries()) {
        const weights = after.map((_, i) => rowOf(measured, 12 + k, i));
        const { validatorTrust } = yumaEpoch({ weights, stake: after }, { version: 'yuma1' });
        const mean = sum(after.map((held, i) => (held / sum(after)) * validatorTrust[i]));
        assertNear(value, validatorTrust[3] / mean, 1e-9);
      }
    }
  });

  it('pays keys with the same rows what it pays one under yuma1 and yuma2, at any rows', () => {
    for (const version of ['yuma1', 'yuma2'] as const) {
      for (const seed of [1, 2, 3]) {
        const measured = randomMeasurements(createStream(seed), SMALL);
        for (const bondPenalty of [0, 0.5, 1]) {
          const options = { version, bondPenalty, at: 8, keys: 4, validator: 1 } as const;
          const { relative, gain } = simulateValidatorEvent(measured, options);
          for (const value of relative) assertNear(value, 1, 1e-12);
          assertNear(gain, 0, 1e-12);
        }
      }
    }
  });

  describe('where all post one row that stays', () => {
    const still = randomMeasurements(createStream(4), {
      ...{ epochs: 700, validators: 4, miners: 5, speed: 0, error: 0 },
    });
    const stake = Float64Array.of(0.2, 0.1, 0.4, 0.3);
    const relativeOf = (options: ValidatorEventOptions): Float64Array =>
      simulateValidatorEvent(still, { at: 500, horizon: 200, stake, ...options }).relative;
    const assertFollows = (options: ValidatorEventOptions, form: (k: number) => number): void => {
      for (const [k, value] of relativeOf(options).entries()) assertNear(value, form(k), 1e-5);
    };
    const isDone =
      (kept: number) =>
      (k: number): number =>
        1 - kept ** (k + 1);

    it('no event but an early find moves the pay under yuma1', () => {
      for (const event of VALIDATOR_EVENTS.filter((name) => name !== 'lead'))
        assertFollows({ event, version: 'yuma1' }, () => 1);
    });

    it('follows the closed forms of yuma2, also with a longer memory', () => {
      for (const bondMovingAverage of [0.1, 0.9]) {
        const options = { version: 'yuma2', bondMovingAverage } as const;
        const done = isDone(bondMovingAverage);
        assertFollows({ ...options, event: 'split', keys: 3 }, () => 1);
        assertFollows({ ...options, event: 'join' }, done);
        const kept = (k: number): number => bondMovingAverage ** (k + 1);
        assertFollows(
          { ...options, event: 'merge' },
          (k) => (1 - (kept(k) * 0.1) / 0.3) / (1 - kept(k) * 0.1),
        );
        // From 0.2 of all stake to 0.8 of 1.6.
        assertFollows({ ...options, event: 'grow' }, (k) => 1 - kept(k) * (1 - 0.2 / 0.5));
      }
    });

    it('follows the closed forms of yuma3, also with liquid alpha, whose α is then the still one', () => {
      const liquid = 0.1 + 0.2 / (1 + Math.exp(5));
      for (const [options, rate] of [
        [{ version: 'yuma3' }, 0.025],
        [{ version: 'yuma3', bondMovingAverage: 0.9 }, 0.1],
        [{ version: 'yuma3', liquidAlpha: true }, liquid],
      ] as const) {
        const done = isDone(1 - rate);
        assertFollows({ ...options, event: 'merge' }, () => 1);
        assertFollows({ ...options, event: 'grow' }, () => 1);
        assertFollows({ ...options, event: 'join' }, (k) => done(k) / (1 - 0.2 * (1 - done(k))));
        assertFollows(
          { ...options, event: 'split', keys: 3 },
          (k) => (1 + 2 * done(k)) / 3 / (1 - 0.2 * (2 / 3) * (1 - done(k))),
        );
      }
    });

    it('a small newcomer loses 1/α − 1 epochs of its pay under yuma3', () => {
      const small = Float64Array.of(1e-9, 1, 1, 1);
      const options = { event: 'join', stake: small, at: 400, horizon: 300 } as const;
      for (const kept of [0.975, 0.9, 0.5]) {
        const { gain } = simulateValidatorEvent(still, { ...options, bondMovingAverage: kept });
        assertNear(gain, -kept / (1 - kept), 0.03);
      }
    });

    it('an early find follows its closed form at every bond penalty, and pays below β = 1', () => {
      const [d, g, V, q] = [12, 0.15, 4, 0.2];
      const done = isDone(0.975);
      for (const bondPenalty of [0, 0.3, 1]) {
        const options = { event: 'lead', lead: d, worth: g, bondPenalty } as const;
        assertFollows(options, (k) => {
          const isKnown = k >= d;
          const [x, y] = [done(k), isKnown ? done(k - d) : 0];
          const early = y + (1 - bondPenalty) * (x - y);
          const old = 1 - g * x + (V - 1) * (1 - g * y);
          const fresh = early + (V - 1) * y;
          const part = isKnown ? g : 0;
          const of = (held: number, found: number): number =>
            ((1 - part) * held) / old + (isKnown ? (part * found) / fresh : 0);
          const [leader, other] = [of(1 - g * x, early), of(1 - g * y, y)];
          return leader / (q * leader + (1 - q) * other);
        });
        const { gain } = simulateValidatorEvent(still, { ...options, at: 500, stake });
        assert.equal(gain > 0, bondPenalty < 1, `${bondPenalty}: ${gain}`);
      }
    });
  });

  it('counts bonds of a split validator K times under yuma3, at rows that differ and stay', () => {
    const measured = randomMeasurements(createStream(6), {
      ...{ epochs: 160, validators: 4, miners: 7, speed: 0, error: 0 },
    });
    // Rows that differ from validator to validator, and stay.
    const once = randomMeasurements(createStream(7), {
      ...{ epochs: 1, validators: 4, miners: 7, error: 0.6 },
    }).rows;
    const rows = measured.rows.map((_, at) => once[at % once.length]);
    const options = { bondMovingAverage: 0.5, bondPenalty: 0.3, keys: 3, validator: 2 };
    const stake = Float64Array.of(0.1, 0.4, 0.2, 0.3);
    const { relative } = simulateValidatorEvent({ ...measured, rows }, { ...options, stake });
    const { bonds, incentive } = yumaEpoch(
      { weights: once, stake },
      { bondMovingAverage: 0, bondPenalty: 0.3 },
    );
    const paidTo = (times: number): number => {
      const all = Array.from(stake, (held, i) => {
        const parts = Array.from(incentive, (part, j) => {
          const total = sum([0, 1, 2, 3].map((k) => bonds[k * 7 + j]));
          return (bonds[i * 7 + j] * part) / (total + (times - 1) * bonds[2 * 7 + j]);
        });
        return held * sum(parts);
      });
      return all[2] / sum(all);
    };
    assertNear(relative[relative.length - 1], paidTo(3) / paidTo(1), 1e-9);
    assert.ok(Math.abs(paidTo(3) / paidTo(1) - 1) > 1e-3);
  });

  it('loses (1 − q) (K − 1)/(V + K − 1) var(δ) of its pay when split among many miners under yuma3', () => {
    const [V, error] = [6, 0.1];
    const measured = randomMeasurements(createStream(3), {
      ...{ epochs: 3, validators: V, miners: 40_000, speed: 0, spread: 1e-3, error: 0 },
    });
    const once = randomMeasurements(createStream(4), {
      ...{ epochs: 1, validators: V, miners: 40_000, spread: 1e-3, error },
    }).rows;
    const rows = measured.rows.map((_, at) => once[at % once.length]);
    for (const keys of [2, 4]) {
      const options = { bondMovingAverage: 0, bondPenalty: 0, at: 1, keys };
      const { relative } = simulateValidatorEvent({ ...measured, rows }, options);
      // var(exp(εe)) over the square of its mean.
      const variance = Math.exp(error ** 2) - 1;
      const loss = ((1 - 1 / V) * (keys - 1) * variance) / (V + keys - 1);
      assertNear(1 - relative[1], loss, 0.06 * loss);
    }
  });

  it('does not depend on the unit of stake, nor on the numbers of validators', () => {
    const measured = randomMeasurements(createStream(8), SMALL);
    const swapped = {
      ...measured,
      rows: measured.rows.map((_, at) => {
        const [t, i] = [Math.floor(at / 30), Math.floor((at % 30) / 6)];
        return measured.rows[t * 30 + (4 - i) * 6 + (at % 6)];
      }),
    };
    for (const event of VALIDATOR_EVENTS) {
      const options = { event, at: 6, validator: 3, partner: 0 };
      const stake = Float64Array.from(STAKE);
      const found = simulateValidatorEvent(measured, { ...options, stake });
      const scaled = stake.map((held) => 1000 * held);
      const larger = simulateValidatorEvent(measured, { ...options, stake: scaled });
      assertClose(larger.pay, found.pay, 1e-9);
      const turned = { ...options, validator: 1, partner: 4, stake: stake.slice().reverse() };
      assertClose(simulateValidatorEvent(swapped, turned).pay, found.pay, 1e-9);
    }
  });

  const measured = randomMeasurements(createStream(1), SMALL);
  const pay = (options: ValidatorEventOptions) => () =>
    simulateValidatorEvent(measured, { at: 10, ...options });
  itRefuses('simulateValidatorEvent', [
    {
      what: 'an event that is none',
      call: pay({ event: 'leave' as never }),
      rule: 'event must be one of merge, split, grow, join, lead',
      value: '"leave"',
    },
    {
      what: 'an event after the last epoch',
      call: pay({ at: 24 }),
      rule: 'at must be an integer from 1 to 23',
      value: '24',
    },
    {
      what: 'a horizon beyond the last epoch',
      call: pay({ horizon: 15 }),
      rule: 'horizon must be an integer from 1 to 14',
      value: '15',
    },
    {
      what: 'a merger with itself',
      call: pay({ event: 'merge', partner: 0 }),
      rule: 'partner must be another validator',
      value: '0',
    },
    {
      what: 'a validator that is not there',
      call: pay({ validator: 5 }),
      rule: 'validator must be an integer from 0 to 4',
      value: '5',
    },
    {
      what: 'rows of new keys that are not there',
      call: pay({ keyRows: 'own', keys: 5 }),
      rule: 'measurements must be of at least 6 validators',
      value: '5',
    },
    {
      what: 'a single key',
      call: pay({ keys: 1 }),
      rule: 'keys must be an integer of at least 2',
      value: '1',
    },
    {
      what: 'a validator without stake',
      call: pay({ stake: Float64Array.from(STAKE), validator: 2 }),
      rule: 'stake must be above 0 of validator 2',
      value: '0',
    },
    {
      what: 'no other stake',
      call: pay({ stake: Float64Array.of(1, 0, 0, 0, 0) }),
      rule: 'stake must be above 0 of a validator besides 0',
      value: '0',
    },
    {
      what: 'stake of another length',
      call: pay({ stake: new Float64Array(3) }),
      rule: 'stake must have shape [5]',
      value: '3 numbers',
    },
    {
      what: 'rows that do not sum to 1',
      call: () => simulateValidatorEvent({ ...measured, rows: measured.rows.map(() => 0.1) }),
      rule: 'rows must sum to 1 in every row',
      value: '0.6 in row 0',
    },
  ]);

  it('refuses an unknown option with the nearest right one', () => {
    assert.throws(pay({ evnt: 1 } as never), /simulateValidatorEvent: .*did you mean event/);
  });
});
