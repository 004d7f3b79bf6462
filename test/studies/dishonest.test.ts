import assert from 'node:assert/strict';
import {
  anarchy,
  attacks,
  detection,
  mechanisms,
  regretStudy,
  invariance,
  sybils,
} from '../../lib/studies/index.js';
import { losses, payoff } from '../../lib/market/index.js';
import { strategiesOf, groupOf, withShare } from '../../lib/studies/market/group.js';
import { sampleMarket, MARKET } from '../../lib/studies/market/parameters.js';
import { defaultsOf } from '../../lib/parameters/index.js';
import { assertClose, sum } from '../support/compare.js';

const FEW = { networks: 3, peers: 4 };
const GROUP = { ...FEW, attackers: 2, blocks: 30, checkpoints: 4 };

describe('groups', () => {
  it('are sampled without replacement, in ascending order, and repeat for the same network', () => {
    const seen = new Set<string>();
    for (let network = 0; network < 20; network++) {
      const group = groupOf({ seed: 7, peers: 6, attackers: 3 }, network);
      assert.equal(new Set(group).size, 3);
      assert.deepEqual(
        group,
        [...group].sort((a, b) => a - b),
      );
      assert.ok(group.every((peer) => peer >= 0 && peer < 6));
      assert.deepEqual(groupOf({ seed: 7, peers: 6, attackers: 3 }, network), group);
      seen.add(group.join());
    }
    assert.ok(seen.size > 5);
  });

  it('hold their share of all stake, whose total is unchanged', () => {
    const market = sampleMarket({ ...defaultsOf(MARKET), stake: 2 }, 0);
    const held = withShare(market, [1, 4], 0.35);
    assertClose([sum(held.stake)], [20], 1e-13);
    assertClose([held.stake[1] + held.stake[4]], [7], 1e-13);
    assert.equal(held.stake[1], held.stake[4]);
    assert.equal(held.stake[0], held.stake[9]);
  });

  it('play one strategy, and all other peers another', () => {
    const cast = strategiesOf({ ...defaultsOf(MARKET), peers: 4 }, [1, 2], 'cabal', 'honest');
    assert.equal(cast[1], cast[2]);
    assert.equal(cast[0], cast[3]);
    assert.notEqual(cast[0], cast[1]);
  });
});

describe('anarchy', () => {
  it('has the price of its losses, never below that of the best found', async () => {
    const { tables } = await anarchy({ ...FEW, starts: 3, temperatures: [0.2, 1], maxSteps: 2000 });
    assert.equal(tables.runs.length, 3 * 3 * 2 * 4);
    for (const row of tables.summary) {
      const runs = tables.runs.filter(
        (run) => run.temperature === row.temperature && run.ratio === row.ratio,
      );
      assert.equal(runs.length, 9);
      const mean = (of: (run: (typeof runs)[number]) => number): number =>
        sum(runs.map(of)) / runs.length;
      assertClose(
        [row.price ?? NaN],
        [mean((run) => run.competitiveLoss / run.coordinatedLoss)],
        1e-12,
      );
      assertClose(
        [row.welfare ?? NaN],
        [mean((run) => row.ratio * (run.competitiveLoss - run.coordinatedLoss))],
        1e-12,
      );
      assert.ok((row.priceOfBest ?? 0) >= 1 && (row.priceOfBest ?? 0) >= (row.price ?? 0) - 1e-12);
      assert.ok((row.spread ?? -1) >= 0 && (row.rankSpread ?? -1) >= 0);
      assert.ok((row.realised ?? 2) <= 1);
    }
  });

  it('realises none of the worth of connecting where all peers end at W = I', async () => {
    const { tables } = await anarchy({ ...FEW, temperatures: [1], ratios: [0.1], starts: 1 });
    assertClose([1 + (tables.summary[0].realised ?? NaN)], [1], 1e-9);
  });

  it('spreads at T = 1 by unfinished descents alone: five solved starts end at one point, at T = 0.3 at several', async () => {
    const shared = { networks: 3, seed: 7, ratios: [25], starts: 5 };
    const solved = await anarchy({ ...shared, temperatures: [0.3, 1], solver: 'fast' });
    assert.ok(solved.tables.runs.every((run) => run.competitiveConverged));
    const [cold, warm] = solved.tables.summary;
    assert.ok((warm.rankSpread ?? 1) < 1e-6 && (warm.spread ?? 1) < 1e-6, String(warm.rankSpread));
    assert.ok((cold.rankSpread ?? 0) > 0.05, String(cold.rankSpread));
    const descended = await anarchy({ ...shared, temperatures: [1] });
    const [row] = descended.tables.summary;
    assert.ok(row.competitiveConverged < 0.5 && (row.rankSpread ?? 0) > 0.01);
  });

  it('has the sum of payoffs as welfare, which differs by losses alone', () => {
    const market = { ...sampleMarket(defaultsOf(MARKET), 0), ratio: 10 };
    assertClose([sum(payoff(market))], [sum(market.stake) / 10 - 10 * sum(losses(market))], 1e-12);
  });

  it('refuses no temperatures, no starts, and a tolerance below 0', async () => {
    await assert.rejects(anarchy({ temperatures: [] }), /anarchy: temperatures must be a list/);
    await assert.rejects(
      anarchy({ starts: 0 }),
      /anarchy: starts must be an integer of at least 1/,
    );
    await assert.rejects(anarchy({ tolerance: -1 }), /anarchy: tolerance must be a finite number/);
    await assert.rejects(anarchy({ maxSteps: 0 }), /anarchy: maxSteps must be an integer/);
    await assert.rejects(
      anarchy({ solver: 'fast', simplex: 'renormalise' }),
      /anarchy: simplex must be project where the solver is fast/,
    );
  });
});

describe('attacks', () => {
  const shared = { ...GROUP, temperatures: [0.5, 1], shares: [0.2, 0.5], ratios: [1, 25, 400] };

  it('have gain 0 over themselves, and gains over baselines that are differences of payoffs', async () => {
    const { tables } = await attacks(shared);
    assert.equal(tables.summary.length, 2 * 2 * 3 * 4);
    for (const row of tables.blocks) {
      if (row.attack === 'honest') assert.equal(row.overHonest, 0);
      if (row.attack === 'ascent') assert.equal(row.overAscent, 0);
      const [honest, ascent] = ['honest', 'ascent'].map((attack) =>
        tables.blocks.find(
          (other) =>
            other.attack === attack &&
            other.temperature === row.temperature &&
            other.share === row.share &&
            other.ratio === row.ratio &&
            other.block === row.block,
        ),
      );
      // P_attack − P_honest = (P_attack − P_ascent) + (P_ascent − P_honest).
      const around = (row.overAscent ?? NaN) + (ascent?.overHonest ?? NaN);
      assert.ok(Math.abs((row.overHonest ?? NaN) - around) < 1e-9);
      assert.ok(honest !== undefined);
    }
  });

  it('keep at least the share of stake and rank for a cabal, which pays in the first block at small α/τ', async () => {
    const { tables } = await attacks(shared);
    for (const row of tables.blocks.filter(({ attack }) => attack === 'cabal')) {
      assert.ok(row.stakeShare >= row.share - 1e-12);
      assert.ok((row.rankShare ?? 0) >= row.share - 1e-12);
      if (row.block === 1 && row.ratio === 1) assert.ok((row.overHonest ?? 0) > 0);
    }
  });

  it('break even where the gain changes sign, between the two ratios around it', async () => {
    const { tables } = await attacks(shared);
    let crossed = 0;
    for (const even of tables.breakEven) {
      const gains = shared.ratios.map((ratio) => {
        const row = tables.blocks.find(
          (cell) =>
            cell.attack === even.attack &&
            cell.temperature === even.temperature &&
            cell.share === even.share &&
            cell.block === even.block &&
            cell.ratio === ratio,
        );
        return (even.against === 'honest' ? row?.overHonest : row?.overAscent) ?? NaN;
      });
      assert.equal(even.pays, gains.filter((gain) => gain > 0).length);
      if (even.ratio === null) continue;
      crossed++;
      const after = shared.ratios.findIndex((ratio) => ratio >= (even.ratio ?? 0));
      assert.ok(gains[after - 1] > 0 && gains[after] <= 0);
    }
    assert.ok(crossed > 0);
  });

  it('equal the study of a single temperature at each temperature', async () => {
    const both = await attacks(shared);
    const one = await attacks({ ...shared, temperatures: [1] });
    for (const name of ['summary', 'blocks', 'breakEven'] as const) {
      const rows = both.tables[name] as { temperature: number }[];
      assert.deepEqual(
        rows.filter(({ temperature }) => temperature === 1),
        one.tables[name],
      );
    }
  });

  it('leave out gains over a baseline that is not run', async () => {
    const { tables } = await attacks({ ...shared, attacks: ['cabal'] });
    for (const row of tables.summary)
      assert.deepEqual([row.overHonest, row.overAscent], [null, null]);
    assert.deepEqual(tables.breakEven, []);
  });

  for (const [what, change, message] of [
    ['a temperature of 0', { temperatures: [0] }, /temperatures must be a finite number above 0/],
    ['a share of everything', { shares: [1] }, /shares must lie between 0 and 1/],
    ['no honest peer', { attackers: 4 }, /attackers must be an integer from 1 to 3, got 4/],
    ['stake for each peer', { stake: [1, 2, 3, 4] }, /stake must be one number above 0/],
    ['an attack twice', { attacks: ['cabal', 'cabal'] }, /attacks must be a list of strategies/],
    ['an unknown attack', { attacks: ['luck'] }, /attacks must be one of honest, .*got "luck"/],
    [
      'an unknown strategy of the others',
      { others: 'luck' },
      /others must be one of honest, .*got "luck"/,
    ],
    ['no blocks', { blocks: 0 }, /blocks must be an integer of at least 1, got 0/],
    ['no inflation', { inflation: 0 }, /inflation must be a finite number above 0, got 0/],
    ['an unknown unit of stake', { stakeUnit: 'coin' }, /stakeUnit must be one of absolute, mean/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(attacks({ ...shared, ...change } as never), message);
    });
  }
});

describe('sybils', () => {
  it('without stake keep shares of rank and correlation at fixed rows, and open masks as n grows', async () => {
    const { tables } = await sybils({ ...FEW, identities: [0, 2, 8], maxSteps: 200 });
    const rows = tables.summary.filter(({ stake, phase }) => stake === 'none' && phase === 'still');
    const [first] = rows;
    for (const row of rows) {
      assertClose([row.rankShare ?? NaN], [first.rankShare ?? NaN], 1e-12);
      assertClose([row.correlation ?? NaN], [first.correlation ?? NaN], 1e-9);
      assertClose([row.rank ?? NaN], [((first.rank ?? NaN) * 4) / (4 + row.identities)], 1e-12);
    }
    assert.ok((rows[2].mask ?? 0) > (rows[1].mask ?? 1) && (rows[1].mask ?? 0) > (first.mask ?? 1));
  });

  it('change nothing at a count of 0, for any division of stake', async () => {
    const { tables } = await sybils({ ...FEW, identities: [0], maxSteps: 200 });
    const [none, split] = ['none', 'split'].map((held) =>
      tables.summary.filter(({ stake }) => stake === held).map(({ stake, ...row }) => row),
    );
    assert.deepEqual(none, split);
  });

  it('refuse a single peer and half an identity', async () => {
    await assert.rejects(sybils({ peers: 1 }), /sybils: peers must be an integer of at least 2/);
    await assert.rejects(sybils({ identities: [0.5] }), /sybils: identities must be an integer/);
  });
});

describe('invariance', () => {
  it('changes no output by a permutation; the unit of stake and newcomers change masks, never shares of rank', async () => {
    const { tables } = await invariance({ ...FEW, steps: 50, factors: [3], newcomers: [0, 2] });
    for (const row of tables.summary) {
      const label = `${row.output}, ${row.change}`;
      if (row.change === 'permuted' || row.change === '+ 0 peers') assert.ok(!row.moves, label);
      if (['honest weights', 'ideal rank, share', 'rank, share'].includes(row.output))
        assert.ok(!row.moves, label);
      if (['mask', 'losses', 'payoff', 'weights after descent'].includes(row.output)) {
        assert.equal(row.moves, ['stake × 3', '+ 2 peers'].includes(row.change), label);
      }
    }
  });

  it('refuses a factor of 0 and a negative number of newcomers', async () => {
    await assert.rejects(
      invariance({ factors: [0] }),
      /invariance: factors must be a finite number above 0/,
    );
    await assert.rejects(
      invariance({ newcomers: [-1] }),
      /invariance: newcomers must be an integer/,
    );
  });
});

describe('mechanisms', function () {
  this.timeout(60_000);

  it('rank equally in the first block under the paper’s rule and ‖R‖₁, with gain 0 of honest play', async () => {
    const { tables } = await mechanisms(GROUP);
    assert.equal(tables.summary.length, 10 * 2 * 5);
    assert.ok(tables.summary.every(({ block }) => block === GROUP.blocks));
    const first = tables.blocks.filter(({ block }) => block === 1);
    for (const row of first.filter(({ mechanism }) => mechanism === 'paper')) {
      const other = first.find(
        (cell) =>
          cell.mechanism === 'l1' && cell.others === row.others && cell.attack === row.attack,
      );
      assert.deepEqual([other?.fidelity, other?.rankShare], [row.fidelity, row.rankShare]);
    }
    for (const row of tables.blocks) {
      if (row.attack === 'honest') assert.equal(row.gain, 0);
      assert.ok((row.gini ?? -1) >= 0);
      assert.ok(row.ranked >= 0 && row.ranked <= 1);
    }
  });

  it('limit a minority’s cabal among honest peers more under the median clip than under the paper’s rule', async () => {
    const { tables } = await mechanisms({ ...GROUP, share: 0.3, blocks: 200 });
    const gain = (mechanism: string): number =>
      tables.summary.find(
        (row) => row.mechanism === mechanism && row.others === 'honest' && row.attack === 'cabal',
      )?.gain ?? NaN;
    assert.ok(gain('median') < gain('l1') && gain('l1') < gain('paper'));
  });

  it('refuse a share of 0 and a negative ratio', async () => {
    await assert.rejects(mechanisms({ share: 0 }), /mechanisms: share must lie between 0 and 1/);
    await assert.rejects(mechanisms({ ratio: -1 }), /mechanisms: ratio must be a finite number/);
  });
});

describe('detection', () => {
  it('has the area under its curve, finds a cabal, and does not find free riders', async () => {
    const { tables } = await detection({
      networks: 8,
      peers: 5,
      attackers: 2,
      blocks: 50,
      batches: [5, 500],
    });
    for (const row of tables.summary) {
      const curve = tables.curves.filter(
        (point) => point.strategy === row.strategy && point.batches === row.batches,
      );
      let area = 0;
      for (let k = 1; k < curve.length; k++) {
        const width = curve[k].falsePositives - curve[k - 1].falsePositives;
        area += (width * (curve[k].truePositives + curve[k - 1].truePositives)) / 2;
      }
      assertClose([row.area ?? NaN], [area], 1e-12);
      if (row.strategy === 'cabal' || row.strategy === 'self') assert.equal(row.area, 1);
      if (row.strategy === 'rider') assert.ok(Math.abs((row.area ?? 1) - 0.5) < 0.25);
    }
  });

  it('finds more with more samples', async () => {
    const { tables } = await detection({
      ...FEW,
      networks: 10,
      attackers: 1,
      batches: [1, 1000],
      shift: 0,
      ownBatches: 1000,
    });
    const area = (batches: number): number =>
      tables.summary.find((row) => row.strategy === 'uniform' && row.batches === batches)?.area ??
      NaN;
    assert.ok(area(1000) > area(1) + 0.1, `${area(1)} and ${area(1000)}`);
  });

  it('refuses no samples and a negative shift', async () => {
    await assert.rejects(detection({ batches: [0] }), /detection: batches must be an integer/);
    await assert.rejects(detection({ ownBatches: 0 }), /detection: ownBatches must be an integer/);
    await assert.rejects(detection({ shift: -1 }), /detection: shift must be a finite number/);
  });
});

describe('regretStudy', () => {
  it('has a Nash gap that falls with the regret, to 0 where all peers end at W = I', async () => {
    const { tables } = await regretStudy({ ...FEW, ratios: [1, 25], steps: 6000, checkpoints: 6 });
    for (const ratio of [1, 25]) {
      const gaps = tables.summary
        .filter((row) => row.ratio === ratio)
        .map(({ nashGap }) => nashGap ?? NaN);
      assert.ok(gaps[gaps.length - 1] < gaps[0] / 10, gaps.join(' '));
      if (ratio === 1) assert.equal(gaps[gaps.length - 1], 0);
    }
  });
});
