import assert from 'node:assert/strict';
import { DYNAMICS_NAMES, regret, runDynamics } from '../../lib/market/index.js';
import { Hindsight } from '../../lib/market/equilibrium/hindsight.js';
import { plotSettled, readings, type Readings } from '../../lib/studies/index.js';
import { sampleMarket, MARKET } from '../../lib/studies/market/parameters.js';
import { verdictOf } from '../../lib/studies/readings/verdict.js';
import { defaultsOf } from '../../lib/parameters/index.js';
import { tableOf } from '../../lib/plot/index.js';
import { assertClose } from '../support/compare.js';

describe('readings', function () {
  this.timeout(120_000);
  let result: Readings;
  before(async () => {
    const few = { networks: 3, maxSteps: 3000, stops: [700], temperatures: [0.5] };
    result = await readings({ ...few, ratios: [1, 25] });
  });
  const row = (reading: string, ratio = 25): Readings['tables']['summary'][number] => {
    const found = result.tables.summary.find(
      (one) => one.reading === reading && one.ratio === ratio,
    );
    assert.ok(found, reading);
    return found;
  };
  const verdict = (reading: string): Readings['tables']['verdicts'][number] => {
    const found = result.tables.verdicts.find((one) => one.reading === reading);
    assert.ok(found, reading);
    return found;
  };

  it('has a row for each reading and ratio, each named once', () => {
    const { summary, verdicts } = result.tables;
    const names = verdicts.map(({ reading }) => reading);
    assert.equal(new Set(names).size, names.length);
    assert.equal(summary.length, 2 * names.length);
    assert.equal(
      verdicts.filter(({ group }) => group === 'dynamics').length,
      DYNAMICS_NAMES.length - 1,
    );
  });

  it('disconnects the base at α/τ = 1 and has no correlation there', () => {
    const { kept, ideal, defined } = row('base', 1);
    assert.deepEqual([kept, ideal, defined], [1, null, 0]);
  });

  it('ends projection, one peer at a time, exponentiated gradient and clipping inside at one equilibrium', () => {
    const base = row('base');
    for (const name of ['one at a time', 'exponentiated', 'clip inside']) {
      const { ideal, gap } = row(name);
      assert.ok(Math.abs((ideal ?? NaN) - (base.ideal ?? NaN)) < 0.02, `${name} ${ideal}`);
      assert.ok((gap ?? NaN) < 0.01, `${name} ${gap}`);
    }
  });

  it('finds clipping and dividing no equilibrium, connected at α/τ = 1', () => {
    const name = 'clip and divide';
    assert.ok((row(name, 1).kept ?? NaN) < 0.6);
    assert.ok((row(name).ideal ?? NaN) > 0.9 && (row(name).gap ?? NaN) > 0.5);
    assert.ok(!verdict(name).looks && !verdict(name).equilibrium);
  });

  it('disconnects everybody under (15) and (16) to the letter, and ranks backwards with the open anchor', () => {
    assert.ok((row('plus sign, initial').kept ?? NaN) > 0.99);
    assert.ok((row('plus sign, open').ideal ?? NaN) < -0.3);
  });

  it('regrets a stop after 700 steps, which flatters the correlation', () => {
    const stopped = row('700 steps');
    assert.ok((stopped.ideal ?? NaN) > (row('base').ideal ?? NaN));
    assert.ok((stopped.gap ?? NaN) > 0.1 && (stopped.regret ?? NaN) > 0.3);
  });

  it('follows the Shapley rank on trained Hessians, and (2) where they do not interact', () => {
    const trained = row('trained');
    assert.ok((trained.shapley ?? NaN) > (trained.ideal ?? NaN) + 0.1);
    const apart = row('trained, ι = 0');
    assert.ok((apart.ideal ?? NaN) > 0.75);
    assert.ok(Math.abs((apart.ideal ?? NaN) - (apart.shapley ?? NaN)) < 1e-9);
  });

  it('plots what was settled with a point for each peer of the diagonal Hessians', () => {
    const points = result.tables.peers.filter(({ hessians }) => hessians === 'diagonal');
    assert.equal(points.length, 2 * 3 * 10);
    const rows = tableOf(plotSettled(result));
    for (const { ideal, competitive } of points) {
      assert.ok(rows.some(({ x, y }) => x === ideal && y === competitive));
    }
    assert.ok(rows.some(({ y }) => y === row('trained').shapley));
  });

  it('has no more trained networks than there are', async () => {
    const small = { networks: 9, peers: 3, maxSteps: 1, stops: [1], ratios: [5] };
    const { tables } = await readings(small);
    for (const { reading, networks } of tables.summary) {
      assert.equal(networks, reading.startsWith('trained') ? 8 : 9, reading);
    }
  });

  it('refuses a list of stakes of another length, and leaves trained networks of another size out', async () => {
    const small = { networks: 1, maxSteps: 5, stops: [1], ratios: [5] };
    await assert.rejects(readings({ ...small, stake: [1, 2] }), /stake must have shape \[10\]/);
    const { tables } = await readings({ ...small, peers: 3, stake: [1, 2, 3] });
    assert.ok(tables.verdicts.every(({ reading }) => !reading.includes('trained')));
  });
});

describe('verdictOf', () => {
  const rows = [
    { ratio: 50, kept: 0.2, ideal: 0.8, gap: 0.01, regret: 0.02 },
    { ratio: 1, kept: 1, ideal: null, gap: 0, regret: 0 },
  ];

  it('passes what disconnects, rises and rests', () => {
    assert.deepEqual(verdictOf(rows), {
      ...{ disconnects: true, rises: true, strong: true, equilibrium: true, regretless: true },
      ...{ looks: true, largestGap: 0.01 },
    });
  });

  it('fails each test alone', () => {
    const [last, first] = rows;
    const cases = [
      ['disconnects', [last, { ...first, kept: 0.9 }]],
      ['rises', [last, { ...first, ideal: 0.75 }]],
      ['strong', [{ ...last, ideal: 0.7 }, first]],
      ['equilibrium', [{ ...last, gap: 0.06 }, first]],
      ['regretless', [last, { ...first, regret: 0.06 }]],
    ] as const;
    for (const [test, given] of cases) {
      const found = verdictOf(given);
      const failed = Object.entries(found).flatMap(([name, value]) =>
        value === false ? [name] : [],
      );
      assert.deepEqual(failed, [test, 'looks']);
    }
  });
});

describe('Hindsight', () => {
  it('has the regret of a descent', () => {
    const market = { ...sampleMarket({ ...defaultsOf(MARKET), peers: 4 }, 0), ratio: 25 };
    const steps = 60;
    const { average } = regret(market, { steps, checkpoints: 1, learningRate: 0.02 });
    const hindsight = new Hindsight(market, 1e-3);
    hindsight.add(market.weights);
    runDynamics(market, {
      ...{ learningRate: 0.02, maxSteps: steps - 1, tolerance: 0 },
      onStep: (_, weights) => {
        hindsight.add(weights);
      },
    });
    assertClose(hindsight.regrets(), average, 1e-6);
  });

  it('counts steps that repeat', () => {
    const market = { ...sampleMarket({ ...defaultsOf(MARKET), peers: 3 }, 1), ratio: 10 };
    const other = sampleMarket({ ...defaultsOf(MARKET), peers: 3 }, 2).weights;
    const [one, many] = [new Hindsight(market, 1e-9), new Hindsight(market, 1e-9)];
    one.add(market.weights, 2);
    one.add(other, 3);
    for (const weights of [market.weights, market.weights, other, other, other]) many.add(weights);
    assertClose(one.regrets(), many.regrets(), 1e-9);
  });
});
