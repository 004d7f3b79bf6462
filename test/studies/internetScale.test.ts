import assert from 'node:assert/strict';
import { internetScale } from '../../lib/studies/index.js';

const GIVEN = { known: 16, networks: 1, maxSteps: 60, seed: 3 };

describe('internetScale', () => {
  it('ranks better at a temperature in units of the mean weight, at any number of peers', async () => {
    const { tables } = await internetScale({
      ...GIVEN,
      peers: [200, 1000],
      topologies: ['random'],
    });
    const value = (scale: 'fixed' | 'scaled', peers: number): number => {
      const row = tables.summary.find((one) => one.scale === scale && one.peers === peers);
      assert.ok(row);
      assert.ok(row.ideal !== null && row.gap !== null && row.equalIdeal !== null);
      assert.ok(row.gap < 0.05, `a sampled peer gains ${row.gap} mean ranks`);
      assert.ok(row.ideal > row.equalIdeal + 0.2);
      return row.ideal;
    };
    for (const peers of [200, 1000])
      assert.ok(value('scaled', peers) > value('fixed', peers) + 0.03);
    assert.ok(Math.abs(value('scaled', 1000) - value('scaled', 200)) < 0.06);
  });

  it('shows that a cabal gains rank and loses representation', async () => {
    const { tables } = await internetScale({ ...GIVEN, peers: [1000], share: 0.02 });
    for (const row of tables.summary) {
      assert.ok(row.cabalRank !== null && row.cabalRank > 1.2, `${row.topology}: ${row.cabalRank}`);
      assert.ok(row.cabalLoss !== null && row.cabalLoss > 1, `${row.topology}: ${row.cabalLoss}`);
    }
  });

  it('does not depend on the number of workers', async () => {
    const given = { ...GIVEN, peers: [50], topologies: ['power-law' as const] };
    const [one, two] = await Promise.all(
      [1, 2].map((workers) => internetScale(given, { workers })),
    );
    assert.deepEqual(two, one);
  });

  it('refuses a market beyond the memory before any work', async () => {
    await assert.rejects(
      internetScale({ peers: [10, 4e9], known: 64 }),
      /^\S+: internetScale: a market of 4000000000 peers that know 64 must fit/,
    );
  });
});
