import assert from 'node:assert/strict';
import { copiersStudy } from '../../lib/studies/index.js';
import { where } from '../../lib/plot/compose/index.js';
import { assertNear } from '../support/compare.js';

const FEW = { networks: 3, epochs: 160, warmup: 100, honest: 6, miners: 12, copiers: 2 };

describe('copiers', function () {
  this.timeout(60_000);

  it('pays copiers less the longer the delay and the faster the drift, under every rule', async () => {
    const given = { ...FEW, errors: [0], speeds: [0, 0.02, 0.2], delays: [0, 3, 12] };
    const { tables, parameters } = await copiersStudy(given, { workers: 1 });
    for (const mechanism of parameters.mechanisms) {
      const profits = given.speeds.map((speed) =>
        where(tables.summary, { mechanism, speed }).map(({ profit }) => profit ?? Number.NaN),
      );
      // Bonds of yuma3 keep 8 % of those of the epochs in which no row was public.
      for (const profit of profits[0]) assertNear(profit, 1, 0.03);
      for (const [at, mine] of profits.entries()) {
        if (at === 0) continue;
        assert.ok(mine[0] > mine[1] && mine[1] > mine[2], `${mechanism}: ${mine.join(', ')}`);
        assert.ok(mine.every((profit, delay) => profit < profits[at - 1][delay]));
      }
    }
  });

  it('has break-even costs below 0 where copiers earn more, and one accuracy for all rules', async () => {
    const given = { ...FEW, errors: [0.5], speeds: [0, 0.5], delays: [0] };
    const { summary } = (await copiersStudy(given, { workers: 1 })).tables;
    for (const { speed, profit, breakEven, accuracy, alone, error } of summary) {
      assert.equal((profit ?? 0) > 1, (breakEven ?? 0) < 0);
      assert.equal((profit ?? 0) > 1, speed === 0);
      const other = where(summary, { speed, error, mechanism: 'yuma1' })[0];
      assert.equal(accuracy, other.accuracy);
      assert.equal(alone, other.alone);
      // The average of what is published is better than one measurement where miners stay, and worse where they change.
      assert.equal((accuracy ?? 0) > (alone ?? 0), speed === 0);
    }
  });

  it('refuses parameters that do not fit each other', async () => {
    const refused = (given: object, message: RegExp) =>
      assert.rejects(copiersStudy(given), message);
    await refused({ warmup: 400 }, /copiers: warmup must be an integer from 0 to 399, got 400/);
    await refused({ delays: [300] }, /copiers: delays must be an integer from 0 to 200, got 300/);
    await refused({ mechanisms: ['yuma1', 'yuma1'] }, /copiers: mechanisms must/);
    await refused({ speeds: [2] }, /copiers: speeds must be a number from 0 to 1, got 2/);
    await refused({ miners: 1 }, /copiers: miners must be an integer of at least 2, got 1/);
  });
});
