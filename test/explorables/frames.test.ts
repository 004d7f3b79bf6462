import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attacks } from '../../lib/explorables/attacks.js';
import { type AnyExplorable } from '../../lib/explorables/explorable.js';
import { changedOf, readFields, textsOf } from '../../lib/explorables/fields.js';
import { figure4 } from '../../lib/explorables/figures.js';
import { inflation } from '../../lib/explorables/inflation.js';
import { EXPLORABLES } from '../../lib/explorables/list.js';
import { market } from '../../lib/explorables/market.js';
import {
  descendFast,
  losses,
  mask,
  nashGap,
  rank,
  simulateInflation,
} from '../../lib/entry/market.js';
import {
  figure4 as study4,
  mechanisms,
  MARKET,
  defaultsOf,
  sampleMarket,
} from '../../lib/studies/index.js';
import { compose } from '../../lib/plot/index.js';
import { ROOT } from '../support/folders.js';

/** The values of a query, and those that are not defaults. */
function stateOf<V>(one: unknown, query: string): { values: V; changed: Partial<V> } {
  const { parameters } = one as AnyExplorable;
  const { texts } = textsOf(parameters, query);
  const found = readFields(one as AnyExplorable, texts);
  assert.ok('values' in found, JSON.stringify(found));
  const names = Object.keys(changedOf(parameters, texts));
  const changed = Object.fromEntries(names.map((name) => [name, found.values[name]]));
  return { values: found.values as V, changed: changed as Partial<V> };
}

/** Readings that the scripts print. */
const PRINTED = [
  ...['correlation', 'gap', 'gini', 'stakeShare', 'rankShare', 'gain', 'pearson-10', 'inflation'],
];

function lastOf<F>(frames: Generator<F | undefined, void>): F {
  const found = [...frames].filter((frame) => frame !== undefined);
  return found[found.length - 1];
}

const SMALL: Readonly<Record<string, string>> = {
  market: '?peers=6&temperature=0.4&ratio=10&hessians=gaussian&simplex=renormalise',
  inflation: '?peers=5&blocks=333&inflation=0.02&norm=l1',
  attacks: '?peers=6&attackers=2&blocks=90&attack=joint&mechanism=median',
  'figure-4': '?networks=3&peers=4&ratios=10,50',
  'figure-5': '?networks=2&peers=4&steps=2000',
};

describe('frames of explorables', () => {
  it('end with the descent, losses and Nash gap of the library, bit for bit', () => {
    const { values } = stateOf<Parameters<typeof market.frames>[0]>(
      market,
      '?peers=7&seed=3&stake=2',
    );
    const end = lastOf(market.frames(values));
    const start = {
      ...sampleMarket({ ...defaultsOf(MARKET), peers: 7, seed: 3, stake: 2 }, 0),
      ratio: 25,
    };
    const found = descendFast(start);
    const settled = { ...start, weights: found.weights };
    assert.deepEqual(end.weights, found.weights);
    assert.equal(end.steps, found.steps);
    assert.equal(end.converged, found.converged);
    assert.deepEqual(end.mask, mask(settled));
    assert.deepEqual(end.losses, losses(settled));
    assert.deepEqual(end.rank, rank(settled));
    assert.equal(end.gap, nashGap(settled));
    assert.equal(end.course.at(-1)?.residual, found.residual);
  });

  it('end with the stake of one run of algorithm 1', () => {
    const { values } = stateOf<Parameters<typeof inflation.frames>[0]>(
      inflation,
      '?peers=5&blocks=777',
    );
    const end = lastOf(inflation.frames(values));
    const start = { ...sampleMarket({ ...defaultsOf(MARKET), peers: 5 }, 0), ratio: 25 };
    const { stake } = simulateInflation(start, { inflation: 0.05, blocks: 777 });
    assert.deepEqual(end.stake, Array.from(stake));
    assert.equal(end.blocks.at(-1), 777);
  });

  it('end with the rows of the study of mechanisms', async () => {
    const given = '?peers=6&attackers=2&blocks=90&attack=joint&mechanism=yuma2&share=0.45';
    const { values } = stateOf<Parameters<typeof attacks.frames>[0]>(attacks, given);
    const { attacked, honest, blocks } = lastOf(attacks.frames(values));
    const { tables } = await mechanisms(
      {
        ...{ networks: 1, peers: 6, attackers: 2, blocks: 90, share: 0.45 },
        ...{ attacks: ['honest', 'joint'], mechanisms: ['yuma2'] },
      },
      { workers: 1 },
    );
    const at = blocks.length - 1;
    const row = (attack: string) =>
      tables.blocks.find(
        (one) => one.attack === attack && one.others === 'ascent' && one.block === 90,
      );
    assert.equal(attacked.stake[at], row('joint')?.stakeShare);
    assert.equal(honest.stake[at], row('honest')?.stakeShare);
    assert.equal(attacked.rank[at], row('joint')?.rankShare);
  });

  it('end with the result of figure 4, and have intervals that tighten', async () => {
    const { values } = stateOf<Parameters<typeof figure4.frames>[0]>(
      figure4,
      '?networks=12&peers=5&ratios=25',
    );
    const frames = [...figure4.frames(values)].filter((frame) => frame !== undefined);
    const whole = await study4({ networks: 12, peers: 5, ratios: [25] }, { workers: 1 });
    assert.deepEqual(frames.at(-1)?.result.tables, whole.tables);
    const widths = frames.map(({ result }) => {
      const [{ diagonalLow: low, diagonalHigh: high }] = result.tables.summary;
      return low === null || high === null ? Infinity : high - low;
    });
    assert.equal(widths[0], Infinity);
    assert.ok(widths[11] < widths[2]);
  });

  it('have pictures that compose takes, one sentence, and readings of finite numbers', () => {
    for (const one of EXPLORABLES) {
      const { values } = stateOf<never>(one, SMALL[one.name]);
      for (const frame of one.frames(values)) {
        if (frame === undefined) continue;
        const { picture, says, readings } = one.show(frame as never, values);
        compose(picture);
        assert.match(says, /^[^.]+\.$|^[^.]+(\.\d[^.]*)+\.$/, says);
        for (const { value, label } of readings)
          assert.ok(value === null || Number.isFinite(value), label);
      }
    }
  });

  it('are reproduced by the script and the command of the page', function () {
    this.timeout(30_000);
    // Inside the package, so that scripts find it by its name.
    const folder = mkdtempSync(join(ROOT, 'dist', 'scripts-'));
    try {
      const states = EXPLORABLES.map((one) => {
        const { values, changed } = stateOf<never>(one, SMALL[one.name]);
        const { script, command } = one.reproduce(values, changed);
        writeFileSync(join(folder, `${one.name}.mjs`), script);
        assert.match(
          command,
          /^(npx bittensor-workbench (figure [45]|mechanisms) --|node inflation\.mjs$)/,
        );
        return { one, values };
      });
      const runs = states.map(
        ({ one }) => `await import('./${one.name}.mjs'); console.log('=====');`,
      );
      writeFileSync(join(folder, 'all.mjs'), runs.join('\n'));
      const texts = execFileSync(process.execPath, [join(folder, 'all.mjs')], {
        encoding: 'utf8',
      }).split('=====');
      for (const [at, { one, values }] of states.entries()) {
        const end = lastOf(one.frames(values)) as never;
        const wanted = one
          .show(end, values)
          .readings.filter(({ name, value }) => value !== null && PRINTED.includes(name));
        assert.ok(wanted.length > 0, one.name);
        for (const { value, label } of wanted) {
          const digits = String(value).slice(0, 14);
          assert.ok(texts[at].includes(digits), `${one.name}: ${label} ${digits} in ${texts[at]}`);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
