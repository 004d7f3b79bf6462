import assert from 'node:assert/strict';
import {
  choices,
  figure4,
  figure5,
  plot,
  regretStudy,
  scaling,
  type AnyResult,
} from '../../lib/studies/index.js';
import { mean } from '../../lib/math/index.js';
import { assertClose, columnsOf } from '../support/compare.js';

/** The texts of a study's figure. */
function textOf(result: AnyResult): string {
  return JSON.stringify(plot(result).layout).replaceAll('<br>', ' ');
}

describe('figure5', () => {
  it('overshoots, then converges to the target with a positive rank correlation', async () => {
    const { tables, parameters } = await figure5({ networks: 4 });
    assert.equal(tables.steps.length, parameters.samples);
    assert.equal(tables.steps.at(-1)?.step, parameters.steps);
    for (const row of tables.summary) {
      assert.ok(row.peak !== null && row.peak > 2, `peak ${row.peak}`);
      assert.ok(
        row.sparsity !== null && Math.abs(row.sparsity - 1) <= 0.05,
        `sparsity ${row.sparsity}`,
      );
      assert.ok(row.settled !== null && row.settled < 25_000, `settled ${row.settled}`);
    }
    const last = tables.steps.at(-1);
    assert.ok(last?.correlationLow !== null && last !== undefined && last.correlationLow > 0.2);
  });

  it('begins without inflation: while sparsity is below the target τ rises by gain · (target − sparsity)', async () => {
    const { tables, parameters } = await figure5({
      networks: 1,
      steps: 20,
      samples: 20,
    });
    let inflation = 0;
    for (const row of tables.trajectories) {
      assert.ok(row.sparsity !== null);
      inflation = Math.max(0, inflation + parameters.gain * (parameters.target - row.sparsity));
      assert.ok(Math.abs(row.inflation - inflation) < 1e-12);
    }
  });
});

describe('scaling', () => {
  it('is figure 4 at each number of peers and temperature', async () => {
    const shared = { networks: 3, ratios: [25], solver: 'fast' as const };
    const inMeanBids = { meanBidTemperatures: [4], meanBidRatios: [100] };
    const grid = await scaling({
      ...{ ...shared, ...inMeanBids, peers: [3, 5], temperatures: [0.5, 2], gapNetworks: 2 },
    });
    assert.deepEqual(
      grid.tables.summary.map(({ unit, peers, temperature, ratio }) => [
        ...[unit, peers, temperature, ratio],
      ]),
      [
        ['absolute', 3, 0.5, 25],
        ['absolute', 3, 2, 25],
        ['absolute', 5, 0.5, 25],
        ['absolute', 5, 2, 25],
        ['meanBid', 3, 4, 100],
        ['meanBid', 5, 4, 100],
      ],
    );
    for (const row of grid.tables.summary) {
      const { unit, peers, temperature, nashGap, nashGapLow: _, nashGapHigh: __, ...same } = row;
      const { tables } = await figure4({
        ...{ ...shared, peers, temperature, ratios: [row.ratio] },
        ...{ temperatureUnit: unit, ratioUnit: unit },
      });
      assert.deepEqual(same, columnsOf(tables.summary[0], same));
      const gaps = tables.networks.slice(0, 2).map((network) => network.nashGap * peers);
      assert.ok(nashGap !== null);
      assertClose([nashGap], [mean(gaps)], 1e-12);
    }
  });

  it('in mean bids more peers do not make the ranking worse from 8 to 32, at fixed T they do', async () => {
    const { tables } = await scaling({
      ...{ networks: 20, peers: [8, 32], gapNetworks: 1, temperatures: [1], ratios: [50] },
      ...{ meanBidTemperatures: [4.8], meanBidRatios: [500] },
    });
    const [fewFixed, manyFixed, few, many] = tables.summary.map(
      ({ pearsonMean }) => pearsonMean ?? 0,
    );
    assert.ok(many >= few && few > 0.6, `${few}, then ${many}`);
    assert.ok(manyFixed < fewFixed - 0.05, `${fewFixed}, then ${manyFixed}`);
  });

  it('refuses an empty grid and a temperature of 0', async () => {
    await assert.rejects(
      scaling({ peers: [] }),
      /scaling: peers must be a list of at least one number/,
    );
    await assert.rejects(
      scaling({ temperatures: [0] }),
      /scaling: temperatures must be a finite number above 0, got 0/,
    );
  });
});

describe('units of the mean bid', () => {
  it('are the products with s̄/n, and captions name them', async () => {
    const shared = { networks: 2, peers: 5, stake: [1, 2, 3, 4, 5], solver: 'fast' as const };
    const found = await figure4({
      ...{ ...shared, temperature: 2, temperatureUnit: 'meanBid' },
      ...{ ratios: [50], ratioUnit: 'meanBid' },
    });
    const absolute = await figure4({ ...shared, temperature: 1.2, ratios: [30] });
    const ranks = (one: typeof found) => one.tables.peers.map(({ competitive }) => competitive);
    assert.deepEqual(ranks(found), ranks(absolute));
    assert.deepEqual([found.tables.summary[0].ratio, absolute.tables.summary[0].ratio], [50, 30]);
    const named = /T in mean bids s̄\/n, α\/τ in mean bids s̄\/n; seed/;
    assert.match(textOf(found), named);
    assert.doesNotMatch(textOf(absolute), /mean bids/);
  });

  it('are refused where no peer holds stake', async () => {
    for (const unit of ['temperatureUnit', 'ratioUnit']) {
      await assert.rejects(figure4({ stake: 0, [unit]: 'meanBid' }), {
        message: 'figure4: stake must be above 0 where the mean bid is a unit, got 0',
      });
    }
  });
});

describe('choices', () => {
  it('is figure 4 with one choice changed at a time', async () => {
    const shared = { networks: 3, peers: 4, ratios: [25], maxSteps: 1000 };
    const { tables } = await choices(shared);
    for (const { choice, value, ...row } of tables.summary) {
      const single = await figure4({
        ...shared,
        ...(choice === 'default' ? {} : { [choice]: value }),
      });
      assert.deepEqual(row, columnsOf(single.tables.summary[0], row), `${choice} ${value}`);
    }
    assert.deepEqual(
      tables.summary.map(({ choice, value }) => `${choice} ${value}`),
      [
        'default ',
        'anchor initial',
        'anchor closed',
        'hessians gaussian',
        'hessians planted',
        'hessians diagonal',
        'ownInput exempt',
        'simplex renormalise',
        'order sequential',
        'outputs masked',
        'sparsity fraction',
        'solver fast',
      ],
    );
  });
});

describe('the fast solver', () => {
  it('finds the equilibrium of the fully converged descent on the networks of figure 4', async () => {
    const shared = { networks: 4, ratios: [1, 10, 25, 50] };
    const fast = await figure4({ ...shared, solver: 'fast' });
    const slow = await figure4({ ...shared, tolerance: 1e-9, maxSteps: 400_000 });
    for (const [index, row] of fast.tables.peers.entries()) {
      assert.equal(row.ideal, slow.tables.peers[index].ideal);
      const difference = Math.abs(row.competitive - slow.tables.peers[index].competitive);
      assert.ok(difference < 1e-4, `network ${row.network}, α/τ ${row.ratio}: ${difference}`);
    }
    for (const [index, row] of fast.tables.networks.entries()) {
      const other = slow.tables.networks[index];
      assert.ok(row.converged && other.converged);
      assert.ok(row.nashGap <= other.nashGap + 1e-10, `${row.nashGap} and ${other.nashGap}`);
      assert.ok(10 * row.steps <= other.steps, `${row.steps} evaluations, ${other.steps} steps`);
      assert.ok(10 * row.steps <= 10_000);
    }
  });

  it('is refused where it does not solve the descent’s game', async () => {
    await assert.rejects(
      figure4({ solver: 'fast', simplex: 'renormalise' }),
      /figure4: simplex must be project where the solver is fast, got renormalise/,
    );
    await assert.rejects(
      figure4({ solver: 'fast', order: 'sequential' }),
      /figure4: order must be simultaneous where the solver is fast, got sequential/,
    );
  });
});

describe('regretStudy', () => {
  it('falls towards zero along the descent, below the bound for concave payoffs', async () => {
    const { tables } = await regretStudy({
      networks: 2,
      ratios: [10, 50],
      steps: 4000,
      checkpoints: 8,
    });
    for (const ratio of [10, 50]) {
      const rows = tables.summary.filter((row) => row.ratio === ratio);
      assert.equal(rows[0].step, 1);
      assert.equal(rows.at(-1)?.step, 4000);
      const regrets = rows.map(({ regret }) => regret ?? Number.NaN);
      assert.ok(regrets[regrets.length - 1] < regrets[0] / 5, regrets.join(' '));
      for (const row of rows)
        assert.ok(row.regret !== null && row.regret <= row.most && row.most < row.bound);
    }
  });
});
