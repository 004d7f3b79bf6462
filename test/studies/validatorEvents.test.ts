import assert from 'node:assert/strict';
import { validatorEvents, type ValidatorEvents } from '../../lib/studies/index.js';
import { where } from '../../lib/plot/compose/index.js';
import { assertNear } from '../support/compare.js';

const FEW = { networks: 4, before: 120, horizon: 120, miners: 32, validators: 12 };

describe('validatorEvents', function () {
  this.timeout(60_000);

  let result: ValidatorEvents;
  before(async () => {
    result = await validatorEvents(FEW, { workers: 1 });
  });
  const rowOf = (cells: Partial<ValidatorEvents['tables']['summary'][number]>) => {
    const [row] = where(result.tables.summary, { penalty: 1, ...cells });
    return { ...row, gain: row.gain ?? Number.NaN };
  };

  it('pays keys with the same rows alike under Yuma 1 and 2, and less until bonds grow under Yuma 3', () => {
    for (const mechanism of ['yuma1', 'yuma2'] as const) {
      const { gain, first, settled } = rowOf({ event: 'split', mechanism });
      assertNear(gain, 0, 1e-9);
      assertNear(first ?? 0, 1, 1e-9);
      assertNear(settled ?? 0, 1, 1e-9);
    }
    const [slow, fast] = (['yuma3', 'liquid'] as const).map((mechanism) =>
      rowOf({ event: 'split', mechanism }),
    );
    assert.ok(slow.gain < 3 * fast.gain && fast.gain < -2, `${slow.gain} ${fast.gain}`);
    // One of two keys has no bonds: of the pay of a tenth, half is left, over 1 − 0.1/2.
    for (const { first } of [slow, fast]) assert.ok((first ?? 0) > 0.5 && (first ?? 1) < 0.62);
  });

  it('costs a late validator the more the longer bonds remember, at any bond penalty', () => {
    for (const penalty of [0, 1]) {
      const losses = (['yuma1', 'yuma2', 'liquid', 'yuma3'] as const).map(
        (mechanism) => -rowOf({ event: 'join', mechanism, penalty }).gain,
      );
      assertNear(losses[0], 0, 1e-9);
      // 0.9 of the bonds of the stake's share are bought in the first epoch.
      assertNear(losses[1], 0.111, 0.01);
      for (const at of [1, 2, 3]) assert.ok(losses[at] > 2 * losses[at - 1], losses.join(', '));
    }
  });

  it('pays a larger validator more for a unit of stake where the clip lowers bonds', () => {
    for (const mechanism of result.parameters.mechanisms) {
      for (const event of ['merge', 'grow'] as const)
        assert.ok((rowOf({ event, mechanism }).settledLow ?? 0) > 1, `${event} ${mechanism}`);
      assert.ok((rowOf({ event: 'splitOwn', mechanism }).settledHigh ?? 2) < 1);
      const free = rowOf({ event: 'grow', mechanism, penalty: 0 });
      assert.ok(Math.abs((free.settled ?? 0) - 1) < 0.01);
    }
  });

  it('pays an early find under Yuma 3 without bond penalty alone', () => {
    for (const { event, penalty, mechanism, gainLow, gainHigh } of result.tables.summary) {
      if (event !== 'lead') continue;
      const pays = penalty === 0 && (mechanism === 'yuma3' || mechanism === 'liquid');
      assert.ok(pays ? (gainLow ?? 0) > 0.1 : (gainHigh ?? 0) < -0.1, `${penalty} ${mechanism}`);
    }
  });

  it('has relative pay at each checkpoint, the first of which is the epoch of the event', () => {
    for (const { event, penalty, mechanism, first } of result.tables.summary) {
      const points = where(result.tables.epochs, { event, penalty, mechanism });
      assert.deepEqual([points[0].epoch, points[points.length - 1].epoch], [1, 120]);
      assert.equal(points[0].relative, first);
    }
  });

  it('refuses parameters that do not fit each other', async () => {
    const refused = (given: object, message: RegExp) =>
      assert.rejects(validatorEvents(given), message);
    await refused(
      { validators: 1 },
      /validatorEvents: validators must be an integer of at least 2/,
    );
    await refused(
      { events: ['join', 'join'] },
      /validatorEvents: events must be a list of events, each named once, got join, join/,
    );
    await refused({ penalties: [2] }, /validatorEvents: penalties must be a number from 0 to 1/);
    await refused({ share: 1 }, /validatorEvents: share must lie between 0 and 1/);
    await refused({ keys: 1 }, /validatorEvents: keys must be an integer of at least 2/);
  });
});
