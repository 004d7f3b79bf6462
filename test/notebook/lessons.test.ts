/*
 * Every notebook teaches: it links back and on, has two exercises whose answers are hidden and whose code runs, and ends
 * with what was learned, in numbers that its stored tables have.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { ROOT } from '../support/folders.js';
import { QUOTED, type Quoted } from '../support/lessons.js';
import { answersOf, load, textOf, type Cell } from '../support/lessonCells.js';
import { NOTEBOOKS } from '../support/notebooks.js';
import { rowsOf } from '../support/storedTables.js';

interface Order {
  readonly readingOrder: (folder: string) => { name: string; title: string }[];
  readonly lineOf: (order: readonly object[], name: string) => string;
}

interface Stored {
  readonly clean: (notebook: object) => object;
  readonly toText: (notebook: object) => string;
}

interface Prose {
  readonly turnsOf: (text: string) => { turn: string }[];
}

const moduleOf = (...path: string[]): Promise<unknown> =>
  import(pathToFileURL(join(ROOT, ...path)).href);

const NAMES = readdirSync(NOTEBOOKS).filter((name) => name.endsWith('.ipynb'));

const titleOf = (cell: Cell): string => textOf(cell).split('\n')[0];

/** The number of a text such as "−3.3", "18,224" or "38 %", and half of its last digit. */
function read(said: string): { value: number; within: number } {
  const digits = said.replace(/[,% ]/g, '').replace('−', '-');
  const within = 0.5 * 10 ** -(digits.split('.')[1] ?? '').length;
  const part = said.endsWith('%') ? 100 : 1;
  return { value: Number(digits) / part, within: within / part };
}

/** The stored number that a quotation refers to. */
function storedNumber(cells: readonly Cell[], [, id, row, column]: Quoted): number {
  const cell = cells.find((one) => one.id === id);
  assert.ok(cell, `no cell ${id}`);
  for (const { headings, rows } of rowsOf(cell.outputs ?? [])) {
    const at = headings.indexOf(column);
    if (at < 0) continue;
    const named = rows.find((entries) => `${entries.join(',')},`.startsWith(`${row},`));
    const found = named ?? (/^\d+$/.test(row) ? rows.at(Number(row)) : undefined);
    if (found) return Number(found[at].replaceAll(',', ''));
  }
  assert.fail(`no row ${row} with ${column} below cell ${id}`);
}

describe('lessons of the notebooks', function () {
  this.timeout(60_000);
  let order: { name: string; title: string }[] = [];
  let lineOf: Order['lineOf'];

  before(async () => {
    const found = (await moduleOf('notebooks', 'jupyter', 'order.mjs')) as Order;
    order = found.readingOrder(NOTEBOOKS);
    lineOf = found.lineOf;
  });

  it('are in one reading order, the table of the first notebook', () => {
    assert.deepEqual(order.map(({ name }) => name).sort(), [...NAMES].sort());
    assert.deepEqual(
      order.slice(0, 3).map(({ name }) => name),
      ['00-start-here.ipynb', '1.1-benchmark.ipynb', '1.2-ideal-ranking.ipynb'],
    );
  });

  it('link back and on, at the top and at the end, and to files that exist', () => {
    for (const [at, { name }] of order.entries()) {
      const texts = load(name).filter(({ cell_type: kind }) => kind === 'markdown');
      const line = lineOf(order, name);
      assert.ok(textOf(texts[0]).startsWith(`${line}\n\n# `), name);
      assert.ok(textOf(texts[texts.length - 1]).endsWith(`\n\n${line}`), name);
      const targets = [...line.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
      const wanted = [order.at(at - 1), order[at > 1 ? 0 : at], order.at(at + 1)];
      const others = wanted.filter((one) => one !== undefined && one.name !== name);
      for (const one of at === 0 ? [order[1]] : others)
        assert.ok(targets.includes(one?.name ?? ''));
      for (const text of texts.map(textOf)) {
        for (const [, target] of text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)) {
          assert.ok(
            existsSync(join(NOTEBOOKS, dirname(target), target.split('/').at(-1) ?? '')),
            `${name}: ${target}`,
          );
        }
      }
    }
  });

  it('have two exercises, by hand and by code, each with one hidden answer, and end with what was learned', () => {
    for (const name of NAMES) {
      const cells = load(name);
      const [exercises, learned] = cells.slice(-2);
      assert.equal(titleOf(exercises), '## Exercises', name);
      assert.equal(titleOf(learned), '## Learned', name);
      const starts = [...textOf(exercises).matchAll(/^\*\*Exercise (\d), by (hand|code)\.\*\* /gm)];
      assert.deepEqual(
        starts.map(([, number, way]) => `${number} ${way}`),
        ['1 hand', '2 code'],
        name,
      );
      const [hand, code] = answersOf(exercises);
      assert.equal(hand.code, undefined, name);
      assert.ok(code.code !== undefined && code.shown !== undefined, name);
      const points = textOf(learned)
        .split('\n')
        .filter((line) => line.startsWith('- '));
      assert.ok(points.length >= 3 && points.length <= 6, name);
      const counted = cells.filter((cell) => /^## (?:Exercises|Learned)$/m.test(textOf(cell)));
      assert.equal(counted.length, 2, name);
    }
  });

  it('are plain prose', async () => {
    const { turnsOf } = (await moduleOf('test', 'support', 'plainProse.mjs')) as Prose;
    for (const name of NAMES) {
      for (const line of load(name)
        .slice(-2)
        .flatMap((cell) => textOf(cell).split('\n'))) {
        const prose = line.replace(/`[^`]*`/g, '`').replace(/\$[^$]*\$/g, 'x');
        assert.deepEqual(turnsOf(prose), [], `${name}: ${line}`);
      }
    }
  });

  it('quote numbers of their stored tables', () => {
    for (const name of NAMES) {
      const cells = load(name);
      const text = cells.slice(-2).map(textOf).join('\n');
      for (const quoted of QUOTED[name.replace('.ipynb', '')]) {
        const [said, , , , factor = 1] = quoted;
        assert.ok(text.includes(said), `${name} does not say ${said}`);
        const { value, within } = read(said);
        const found = factor * storedNumber(cells, quoted);
        assert.ok(
          Math.abs(found - value) <= 1.02 * within,
          `${name}: ${quoted.join(', ')}, but ${found}`,
        );
      }
    }
  });

  it('calculate by hand what the formulas give', () => {
    const logistic = (z: number): number => 1 / (1 + Math.exp(-z));
    const count = 2 * (64 * 64 + 64) + (64 * 32 + 32) + (64 * 32 + 32 * 32 + 32) + (32 * 10 + 10);
    const sparse = -32 / 20_000 / 3;
    const calculated: [string, string, number][] = [
      ['00-start-here', '0.711', logistic(0.9)],
      ['00-start-here', '0.475', logistic(-0.1)],
      ['1.1-benchmark', '18.42', 8 * Math.log(10)],
      ['1.2-ideal-ranking', '0.129', 4 / 31],
      ['1.4-stake', '3.16', Math.sqrt(10)],
      ['1.5-competitive-weights', '0.218', 1 / Math.log(99)],
      ['1.5-competitive-weights', '0.38', logistic(-0.5)],
      ['1.6-running-the-network', '36{,}864{,}000', 8 * 32 * (64 + 32) * 6 * 5 * 50],
      ['1.8-extracting-knowledge', '13{,}834', count],
      ['1.8-extracting-knowledge', '55,336', 4 * count],
      ['2.2-empirical-model', '0.225', 0.9 / 4],
      ['2.4-mechanisms-compared', '0.3636', (0.08 + 0.16) / (0.08 + 0.16 + 0.18 + 0.24)],
      ['3-internet-scale', '0.417', logistic(-1 / 3)],
      ['3-internet-scale', '0.00053', -sparse],
      ['3-internet-scale', '0.4999', logistic(sparse)],
      ['live-market', '0.935', Math.sqrt(7 / 8)],
      ['live-market', '0.234', (1 + 7 / 8) / 8],
      ['live-market', '0.766', 1 - (1 + 7 / 8) / 8],
      ['live-market', '0.25', logistic(-7 / 64 / 0.1)],
    ];
    for (const [name, said, value] of calculated) {
      const [exercises] = load(`${name}.ipynb`).slice(-2);
      assert.ok(textOf(exercises).includes(said), `${name} does not calculate ${said}`);
      const plain = said.replace(/\{?,\}?/g, '');
      assert.equal(value.toFixed((plain.split('.')[1] ?? '').length), plain, name);
    }
  });

  it('have no decimal number in what was learned that is not such a quotation', () => {
    for (const name of NAMES) {
      const said = new Set(QUOTED[name.replace('.ipynb', '')].map(([first]) => first));
      const [learned] = load(name).slice(-1);
      const prose = textOf(learned).replace(/\$[^$]*\$|`[^`]*`|\[[^\]]*\]\([^)]*\)/g, ' ');
      for (const [number] of prose.matchAll(/−?\d+\.\d+(?: %)?/g))
        assert.ok(said.has(number), `${name} says ${number}`);
    }
  });

  it('show what the code of their answers prints', () => {
    const folder = mkdtempSync(join(ROOT, 'dist', 'answers-'));
    try {
      const answers = NAMES.map((name) => ({ name, ...answersOf(load(name).slice(-2)[0])[1] }));
      const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
      for (const { name, code = '' } of answers) {
        const { outputText } = ts.transpileModule(code, { compilerOptions: options });
        writeFileSync(join(folder, name.replace('.ipynb', '.mjs')), outputText);
      }
      const modules = NAMES.map((name) => name.replace('.ipynb', '.mjs'));
      const script = `const print = console.log;
const all = [];
for (const name of ${JSON.stringify(modules)}) {
  const lines = [];
  console.log = (...parts) => lines.push(parts.join(' '));
  await import('./' + name);
  all.push(lines.join('\\n'));
}
print(JSON.stringify(all));
`;
      writeFileSync(join(folder, 'all.mjs'), script);
      const printed = JSON.parse(
        execFileSync(process.execPath, [join(folder, 'all.mjs')], { encoding: 'utf8' }),
      ) as string[];
      for (const [at, { name, shown }] of answers.entries()) assert.equal(printed[at], shown, name);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('leave notebooks as the executor stores them', async () => {
    const { clean, toText } = (await moduleOf('notebooks', 'jupyter', 'stored.mjs')) as Stored;
    for (const name of NAMES) {
      const text = readFileSync(join(NOTEBOOKS, name), 'utf8');
      assert.equal(toText(clean(JSON.parse(text) as object)), text, name);
    }
  });
});
