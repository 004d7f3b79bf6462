import assert from 'node:assert/strict';
import { soughtAttacks, type SoughtAttacks } from '../../lib/studies/index.js';
import { tableOf } from '../../lib/plot/index.js';

const SMALL = { networks: 3, peers: 6, horizon: 20, inflation: 0.3, evaluations: 150, restarts: 0 };

type Row = SoughtAttacks['tables']['summary'][number];

describe('sought attacks', () => {
  let result: SoughtAttacks;
  before(async () => {
    const shares = [0.45, 0.2];
    const mechanisms = ['paper', 'impartial', 'median', 'l1'];
    result = await soughtAttacks({ ...SMALL, mechanisms, groups: [1, 2], shares, worth: 0.05 });
  });

  const find = (mechanism: string, attackers: number, share: number): Row => {
    const row = result.tables.summary.find(
      (one) => one.mechanism === mechanism && one.attackers === attackers && one.share === share,
    );
    assert.ok(row);
    return row;
  };

  it('have a row for each mechanism, group and share, none below the scripted attacks', () => {
    const { summary, least } = result.tables;
    assert.equal(summary.length, 4 * 2 * 2);
    assert.equal(least.length, 4 * 2);
    for (const row of summary) {
      assert.ok((row.beyond ?? -1) >= 0 && (row.scripted ?? -1) >= 0);
      assert.ok(Math.abs((row.found ?? 0) - (row.scripted ?? 0) - (row.beyond ?? 1)) < 1e-12);
      assert.ok(row.pays >= 0 && row.pays <= 1);
    }
    for (const { mechanism, attackers, least: share, pays } of least) {
      assert.equal(share === null, pays === 0);
      // Where the largest share of the grid pays in a network, a least stake is known there.
      assert.ok(pays >= find(mechanism, attackers, 0.45).pays);
    }
  });

  it('gain beyond scripted ones under the median clip, and next to nothing under the paper’s rule', () => {
    assert.ok((find('median', 2, 0.45).beyondLow ?? 0) > 0.01);
    assert.ok((find('paper', 2, 0.45).beyond ?? 1) < 1e-3);
    assert.ok((find('l1', 2, 0.45).beyond ?? 1) < 1e-9);
  });

  it('need more stake under clips, and none of one peer pays under impartial division', () => {
    const least = (mechanism: string, attackers: number): number =>
      result.tables.least.find((row) => row.mechanism === mechanism && row.attackers === attackers)
        ?.least ?? Infinity;
    assert.equal(least('impartial', 1), Infinity);
    assert.ok(least('paper', 2) < least('l1', 2) && least('l1', 2) < least('median', 2));
    const rows = tableOf(soughtAttacks.figure(result));
    assert.ok(rows.length > 0);
    assert.match(soughtAttacks.report(result), /\| impartial division \| 1 peer \|.*none found \|/);
  });

  it('are refused where a group or a change does not fit', async () => {
    await assert.rejects(
      soughtAttacks({ ...SMALL, groups: [6] }),
      /^InvalidArgumentError: soughtAttacks: groups must be an integer from 1 to 5, got 6$/,
    );
    await assert.rejects(
      soughtAttacks({ ...SMALL, change: 21 }),
      /^InvalidArgumentError: soughtAttacks: change must be a block of the horizon, at most 20, got 21$/,
    );
    await assert.rejects(
      soughtAttacks({ ...SMALL, attacks: ['self', 'self'] }),
      /^InvalidArgumentError: soughtAttacks: attacks must be a list of strategies, each named once, got self, self$/,
    );
  });
});
