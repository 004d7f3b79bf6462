import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineMechanism, MECHANISMS } from '../../lib/market/index.js';
import {
  COMMON,
  defineStudy,
  mechanisms,
  present,
  plot,
  STUDIES,
  StudyError,
  use,
  type AnyStudy,
  type RunOptions,
  type StudyResult,
} from '../../lib/studies/index.js';
import { ROOT, temporaryFolder } from '../support/folders.js';
import { forgetOwn, forgettingOwn } from '../support/own.js';

type Result = StudyResult<string, object, { readonly summary: readonly object[] }>;
type Run = AnyStudy & ((given?: object, options?: RunOptions) => Promise<Result>);

const entry = (name: string): string =>
  pathToFileURL(join(ROOT, 'dist', 'lib', 'entry', `${name}.js`)).href;

/** A module with a study and a mechanism, which the study uses. */
const MODULE = `import { defineMechanism, MECHANISMS } from '${entry('index')}';
import { honestWeights, simulateStrategies, strategyNamed } from '${entry('market')}';
import { COMMON, defineStudy, list, MARKET, positive, sampleMarket } from '${entry('studies')}';
export const halved = defineMechanism({
  ...MECHANISMS.paper, rankGradient: undefined, name: 'halved', title: 'half of the paper’s',
  rank: (n, weights, stake, out) => {
    MECHANISMS.paper.rank(n, weights, stake, out);
    for (let j = 0; j < n; j++) out[j] /= 2;
  },
});
export const mine = defineStudy({
  name: 'mine', title: 'A study', columns: ['pace', 'stake'],
  parameters: { ...MARKET, ...COMMON, paces: list(positive(1, ''), [0.1, 0.2], 'Paces; a list') },
  settings: ({ paces }) => paces.map((pace) => ({ pace })),
  work: (values, network) => {
    const market = sampleMarket(values, network);
    const { stake } = simulateStrategies(
      { ...market, weights: honestWeights(market) },
      { blocks: 5, inflation: values.pace, mechanism: 'halved',
        strategies: Array.from({ length: values.peers }, () => strategyNamed('ascent')) },
    );
    return { stake: Math.max(...stake) };
  },
  tables: (found, _, { intervals }) => ({
    summary: found.map(({ setting, networks }) => ({
      ...setting, ...intervals(['stake'], networks),
    })),
  }),
});
`;

const GIVEN = { networks: 3, peers: 4 };
const GROUP = { networks: 2, peers: 4, attackers: 1, blocks: 5, checkpoints: 2 };

describe('runs with definitions of a user’s own', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  forgettingOwn();
  const write = (text = MODULE): string => {
    writeFileSync(join(folder(), 'mine.mjs'), text);
    return join(folder(), 'mine.mjs');
  };
  const named = (name: string): Run =>
    STUDIES.find((one) => (one.name as string) === name) as unknown as Run;

  it('have the same bytes on one worker, on two, from a journal, and here', async () => {
    await use(write());
    const mine = named('mine');
    const first = await mine(GIVEN, { workers: 1 });
    assert.equal(JSON.stringify(await mine(GIVEN, { workers: 2 })), JSON.stringify(first));
    const { definitions = {} } = first.versions;
    assert.deepEqual(Object.keys(definitions), ['mechanism halved', 'study mine']);
    assert.deepEqual(definitions['study mine'].file, 'mine.mjs');
    const journal = join(folder(), 'journal.jsonl');
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 2) stop.abort(new Error('stop'));
    };
    await assert.rejects(
      mine(GIVEN, { journal, workers: 1, signal: stop.signal, onProgress }),
      /stop/,
    );
    assert.equal(JSON.stringify(await mine(GIVEN, { journal })), JSON.stringify(first));
    // The same definitions, known to this thread alone.
    const { halved } = { halved: MECHANISMS.halved };
    forgetOwn();
    await use(halved, mine);
    const here = await mine(GIVEN);
    assert.deepEqual(here.tables, first.tables);
    assert.equal(here.versions.definitions?.['study mine'].file, undefined);
    assert.match(
      JSON.stringify(plot(first).layout).replaceAll('<br>', ' '),
      /with mechanism halved of mine.mjs/,
    );
  });

  it('have the same bytes in whatever order modules are taken into use', async () => {
    const path = write();
    const other = join(folder(), 'another.mjs');
    const text = MODULE.slice(0, MODULE.indexOf('export const mine')).replaceAll('halved', 'also');
    writeFileSync(other, text);
    const results: string[] = [];
    for (const order of [
      [path, other],
      [other, path],
    ]) {
      await use(...order);
      results.push(JSON.stringify(await named('mine')(GIVEN, { workers: 1 })));
      forgetOwn();
    }
    assert.equal(results[0], results[1]);
    assert.match(results[0], /"mechanism also":.*"mechanism halved":.*"study mine":/);
  });

  it('leave time to the event loop between pieces on this thread, and stop at a signal', async () => {
    const seen: number[] = [];
    const turns: number[] = [];
    const timer = setInterval(() => turns.push(seen.length), 0);
    const spin = (): void => {
      const end = performance.now() + 10;
      while (performance.now() < end);
    };
    const slow = defineStudy({
      ...{ name: 'slow', title: 'Slow', parameters: COMMON, columns: ['value'] },
      work: (_, network) => {
        spin();
        return { network };
      },
      tables: () => ({ summary: [{ value: 1 }] }),
    });
    const stop = new AbortController();
    const run = slow(
      { networks: 20 },
      {
        signal: stop.signal,
        onProgress: ({ done }) => seen.push(done),
      },
    );
    setTimeout(() => {
      stop.abort(new Error('enough'));
    }, 60);
    await assert.rejects(run, /enough/);
    clearInterval(timer);
    assert.ok(seen.length > 2 && seen.length < 20, `${seen.length} pieces`);
    assert.ok(new Set(turns).size > 2, 'timers ran between pieces');
  });

  it('refuse a journal that was made with another text of the module', async () => {
    const path = write();
    await use(path);
    const journal = join(folder(), 'journal.jsonl');
    const stop = new AbortController();
    const begun = named('mine')(GIVEN, {
      ...{ journal, workers: 1, signal: stop.signal },
      onProgress: ({ done }) => {
        if (done === 1) stop.abort(new Error('stop'));
      },
    });
    await assert.rejects(begun, /stop/);
    const before = readFileSync(journal, 'utf8');
    write(`${MODULE}// changed\n`);
    await use(path);
    await assert.rejects(named('mine')(GIVEN, { journal }), {
      name: 'FileError',
      message:
        /must belong to the same study and parameters, got mechanism halved "mine\.mjs, SHA-256 [0-9a-f]{12}" instead of "mine\.mjs, SHA-256 [0-9a-f]{12}", study mine /,
    });
    assert.equal(readFileSync(journal, 'utf8'), before);
  });

  it('refuse a module that changes while its study runs', async () => {
    await use(write());
    write(`${MODULE}// changed\n`);
    await assert.rejects(named('mine')(GIVEN, { workers: 1 }), {
      name: 'StudyError',
      message:
        /use: a module must stay as it is while a study runs, got another text of .*mine\.mjs/,
    });
  });

  it('name them as parameters of the library’s studies, on workers and here', async () => {
    const given = { ...GROUP, mechanisms: ['paper', 'halved'], attacks: ['honest'] };
    await assert.rejects(mechanisms(given), /mechanisms must be one of paper, .*, got "halved"/);
    await use(write());
    const first = await mechanisms(given, { workers: 2 });
    assert.deepEqual(Object.keys(first.versions.definitions ?? {}), ['mechanism halved']);
    const figure = JSON.stringify(plot(first));
    assert.match(figure, /half of the paper’s/);
    const plain = await mechanisms({ ...GROUP, attacks: ['honest'] }, { workers: 1 });
    assert.deepEqual(Object.keys(plain.versions), ['workbench'], 'definitions that are not named');
    const { halved } = { halved: MECHANISMS.halved };
    forgetOwn();
    assert.throws(
      () => plot(first),
      /definitions that result names must be in use, got "mechanism halved of mine\.mjs"/,
    );
    await use(halved);
    const here = await mechanisms(given);
    assert.deepEqual(here.tables, first.tables);
    assert.match(here.versions.definitions?.['mechanism halved'].sha256 ?? '', /^[0-9a-f]{64}$/);
  });

  for (const [fault, outcome, message] of [
    ['NaN', { list: [{ a: 1 }, { a: Number.NaN }] }, 'NaN at list[1].a; null stands for no number'],
    ['infinity', [1, -Infinity], '-Infinity at [1]; null stands for no number'],
    ['a number', 5, '5 in place of an object or a list'],
    ['nothing', undefined, 'undefined in place of an object or a list'],
    [
      'a typed array',
      { rank: Float64Array.of(1, 2) },
      'Float64Array of length 2 at rank; Array.from makes a list of numbers of it',
    ],
  ] as const) {
    it(`report ${fault} of a piece of work with study and network, and keep the rest`, async () => {
      const journal = join(folder(), 'journal.jsonl');
      const wrong = (bad: boolean) =>
        defineStudy({
          ...{ name: 'wrong', title: 'Wrong', parameters: COMMON, columns: ['value'] },
          work: (_, network) => (bad && network === 2 ? (outcome as object) : { network }),
          tables: () => ({ summary: [{ value: 1 }] }),
        });
      await assert.rejects(wrong(true)({ networks: 3 }, { journal }), (error) => {
        assert.ok(error instanceof StudyError);
        const rule = 'wrong: network 2 of seed 7 must give plain data with finite numbers, got';
        assert.equal(error.message, `${rule} ${message}`);
        return true;
      });
      assert.equal(readFileSync(journal, 'utf8').trimEnd().split('\n').length, 3);
    });
  }

  it('report a mechanism with NaN by its name, with the network', async () => {
    await use(
      defineMechanism({
        ...MECHANISMS.paper,
        name: 'wrong',
        rank: (_, __, ___, out) => out.fill(NaN),
      }),
    );
    await assert.rejects(mechanisms({ ...GROUP, mechanisms: ['wrong'] }), {
      name: 'StudyError',
      message:
        'mechanisms: network 0 of seed 7 failed (simulateStrategies: the mechanism wrong must give ranks that are finite numbers of at least 0, got NaN for peer 0); run again to go on',
    });
  });

  for (const [fault, tables, message] of [
    ['no summary', {}, /^wrong: tables\.summary must be a list, got undefined$/],
    ['an empty summary', { summary: [] }, /^wrong: tables\.summary must have an entry, got none$/],
    [
      'a row without a column',
      { summary: [{ value: 1 }, { other: 1 }] },
      /^wrong: tables\.summary\[1\]\.value must be a value of a table, got undefined$/,
    ],
    ['NaN', { summary: [{ value: NaN }] }, /^wrong: tables\.summary\.0\.value must be .*got NaN$/],
  ] as const) {
    it(`refuse tables with ${fault}`, async () => {
      const wrong = defineStudy({
        ...{ name: 'wrong', title: 'Wrong', parameters: COMMON, columns: ['value'] },
        ...{ work: () => ({}), tables: () => tables as never },
      });
      await assert.rejects(wrong({ networks: 1 }), { name: 'InvalidArgumentError', message });
    });
  }

  it('have a default figure: estimates against the first column that varies, a line for each other', async () => {
    const study = present(
      defineStudy({
        ...{ name: 'swept', title: 'Swept', parameters: COMMON },
        columns: ['kind', 'level', 'gain', 'gainLow', 'gainHigh', 'plain'],
        settings: () => [1, 2, 3].flatMap((level) => ['a', 'b'].map((kind) => ({ level, kind }))),
        work: ({ level, kind }, network) => ({ gain: level + network, kind }),
        tables: (found, _, { intervals }) => ({
          summary: found.map(({ setting, networks }) => ({
            ...setting,
            ...intervals(['gain'], networks),
            plain: 1,
          })),
        }),
      }),
    );
    const result = await study({ networks: 3 });
    const { data, composition } = study.figure(result);
    const [[panel]] = (
      composition as unknown as { rows: { x: object; marks: { name?: string }[] }[][] }
    ).rows;
    assert.deepEqual(panel.x, { label: 'kind', categories: ['a', 'b'] });
    assert.deepEqual(
      panel.marks.map(({ name }) => name),
      ['level 1', 'level 2', 'level 3'],
    );
    assert.equal(data.length, 3);
    const report = study.report(result).split('\n');
    assert.equal(report[0], '| kind | level | plain | gain |');
    assert.equal(report[2], '| a | 1 | 1 | 2.00 [-0.48, 4.48] |');
  });
});
