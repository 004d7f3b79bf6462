import assert from 'node:assert/strict';
import { rounding } from '../../lib/studies/index.js';
import { where } from '../../lib/plot/compose/index.js';

const FEW = { networks: 3, miners: [16, 400] };

describe('rounding', function () {
  this.timeout(60_000);

  it('moves the less incentive the more bits, within the bound, and more places of more miners', async () => {
    const { tables, parameters } = await rounding(FEW, { workers: 1 });
    for (const error of parameters.errors) {
      for (const miners of FEW.miners) {
        const rows = where(tables.summary, { error, miners });
        for (const [at, { moved, bound, displaced }] of rows.entries()) {
          assert.ok((moved ?? 1) <= (bound ?? 0), `${moved} ${bound}`);
          if (at === 0) continue;
          // Four bits are a factor 16, of which whole numbers of few miners leave a part.
          const ratio = (rows[at - 1].moved ?? 0) / (moved ?? 1);
          assert.ok(ratio > 5 && ratio < 50, String(ratio));
          assert.ok((displaced ?? 1) <= (rows[at - 1].displaced ?? 0));
        }
      }
      for (const bits of [8, 12]) {
        const [few, many] = where(tables.summary, { error, bits });
        assert.ok((many.displaced ?? 0) > (few.displaced ?? 1));
      }
    }
  });

  it('ties miners where validators agree, and has no ties of levels where they differ', async () => {
    const { summary } = (await rounding(FEW, { workers: 1 })).tables;
    for (const { error, bits, miners, tied, shared, tieRule, tieRuleBefore } of summary) {
      assert.equal(shared === 1, error === 0);
      if (error === 0) assert.deepEqual([tieRule, tieRuleBefore], [0, 0]);
      else assert.ok((tieRuleBefore ?? 0) > 1e-3);
      if (bits === 8 && miners === 400) assert.equal((tied ?? 0) > 0.5, error === 0);
    }
  });

  it('refuses parameters that are out of range', async () => {
    const refused = (given: object, message: RegExp) => assert.rejects(rounding(given), message);
    await refused({ bits: [0] }, /rounding: bits must be an integer from 1 to 32, got 0/);
    await refused({ miners: [1] }, /rounding: miners must be an integer of at least 2, got 1/);
    await refused({ majority: 1 }, /rounding: majority must lie between 0 and 1/);
    await refused({ miners: [1e9] }, /rounding: .*must fit into the available/);
  });
});
