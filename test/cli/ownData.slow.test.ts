import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../lib/files/verified.js';
import { createStream } from '../../lib/math/index.js';
import { corpusLabel, networkSetting } from '../../lib/studies/networks/caption.js';
import { NETWORK } from '../../lib/studies/networks/parameters.js';
import { corpusFromFile } from '../../lib/datasets/index.js';
import { defaultsOf } from '../../lib/parameters/index.js';
import { benchmarkStudy, type BenchmarkResult } from '../../lib/studies/index.js';
import { openJournal } from '../../lib/studies/run/journal.js';
import { run } from '../support/commandLine.js';
import { temporaryFolder } from '../support/folders.js';
import { npyBytes } from '../support/npy.js';

const ROWS = 240;
const rows = Array.from({ length: ROWS }, (_, r) => {
  const noise = createStream(2).split(r);
  return [(r % 4) + noise.normal(), noise.normal(), `kind${r % 4}`, `site${r % 6}`];
});
const csv = ['a,b,kind,site', ...rows.map((row) => row.join(','))].join('\n');

const SMALL = ['--peers', '3', '--hidden', '4', '--width', '4', '--batch', '8'];
const BENCHMARK = ['benchmark', ...SMALL, '--networks', '2', '--rounds', '3', '--every', '2'];
const TREES = ['--data', 'trees.csv', '--label', 'kind', '--group', 'site'];

describe('the command line on own data', () => {
  const folder = temporaryFolder();
  const read = (path: string): string => readFileSync(join(folder(), path), 'utf8');
  beforeEach(() => {
    writeFileSync(join(folder(), 'trees.csv'), csv);
  });

  it('gives the same bytes for any number of workers, with checksum and options as parameters', async () => {
    for (const workers of ['1', '2']) {
      const args = [...BENCHMARK, ...TREES, '--workers', workers, '--out', workers];
      const { code, stdout, stderr } = await run(args, folder());
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^trees\.csv +3 /m);
    }
    assert.equal(read('1/benchmark.json'), read('2/benchmark.json'));
    const { parameters, tables } = JSON.parse(read('1/benchmark.json')) as BenchmarkResult;
    const name = `file:trees.csv?sha256=${sha256(csv)}&label=kind&group=site`;
    assert.deepEqual(parameters.corpora, [name]);
    assert.ok(tables.summary.every(({ corpus, connected }) => corpus === 'trees.csv' && connected));
    assert.match(read('1/benchmark.svg'), /rows of trees\.csv/);
  });

  const own = (...args: string[]): string[] => ['--data', ...args];
  const studies: [string, string[]][] = [
    ['significance', ['--rounds', '2', '--networks', '2', '--rows', '8', '--retrained', '0']],
    ['live-market', ['--networks', '2', '--blocks', '2', '--rounds-a-block', '1', '--rows', '8']],
    ['bandwidth', ['--networks', '2', '--rounds', '2', '--ks', '1,2']],
    ['distillation', ['--networks', '2', '--rounds', '2', '--offline', '0,2']],
    ['gating', ['--networks', '2', '--rounds', '2', '--balances', '0', '--k', '2', '--ks', '2']],
  ];
  for (const [command, args] of studies) {
    it(`trains the networks of ${command} on it`, async () => {
      const wanted = [command, ...SMALL, ...args, ...TREES, '--workers', '1'];
      const { code, stderr } = await run(wanted, folder());
      assert.equal(code, 0, stderr);
      assert.ok(existsSync(join(folder(), `figures/${command}.svg`)));
      assert.match(read(`figures/${command}.svg`), /rows of trees\.csv/);
    });
  }

  it('reads an array with labels, and texts', async () => {
    const numbers = rows.flatMap(([a, b]) => [Number(a), Number(b)]);
    writeFileSync(join(folder(), 'x.npy'), npyBytes(numbers, { shape: [ROWS, 2] }));
    const kinds = rows.map((_, r) => r % 4);
    writeFileSync(join(folder(), 'y.npy'), npyBytes(kinds, { kind: 'i4', order: '>' }));
    const array = await run([...BENCHMARK, ...own('x.npy', '--label', 'y.npy')], folder());
    assert.equal(array.code, 0, array.stderr);
    const said = rows
      .slice(0, 9)
      .map(([, , kind, site]) => ({ site, text: `${kind} `.repeat(40) }));
    writeFileSync(join(folder(), 'said.jsonl'), said.map((one) => JSON.stringify(one)).join('\n'));
    const texts = own('said.jsonl', '--text', 'text', '--group', 'site', '--window', '4');
    const { code, stderr } = await run([...BENCHMARK, ...texts, '--out', 'said'], folder());
    assert.equal(code, 0, stderr);
    assert.match(read('said/benchmark.svg'), /next character of said\.jsonl/);
  });

  it('refuses to go on with a file that has changed, in one sentence', async () => {
    const args = [...BENCHMARK, ...TREES, '--out', 'kept'];
    const { name } = corpusFromFile(join(folder(), 'trees.csv'), { label: 'kind', group: 'site' });
    await run(args, folder());
    const header = JSON.parse(read('kept/benchmark.json')) as BenchmarkResult;
    const { tables: _, ...kept } = header;
    const journal = await openJournal(join(folder(), 'kept/benchmark.journal.jsonl'), kept, 2);
    await journal.close();
    writeFileSync(join(folder(), 'trees.csv'), `${csv}\n1,1,kind1,site1`);
    const { code, stderr } = await run(args, folder());
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      /kept\/benchmark\.journal\.jsonl must belong to the same study and parameters/,
    );
    // A result that is fed back names the file as it was.
    await assert.rejects(
      benchmarkStudy({ ...header.parameters, corpora: [name] }, { workers: 1 }),
      {
        message:
          /trees\.csv must be the file that the run began with, of SHA-256 \w+, got \w+; put/,
      },
    );
  });

  const refusals: [string, string[], RegExp][] = [
    [
      'an option without its file',
      ['--label', 'kind'],
      /--label must be given with --data, the file/,
    ],
    [
      'a file and a corpus',
      [...TREES, '--corpora', 'digits'],
      /--corpora must be left out where --data/,
    ],
    [
      'a column that is missing',
      own('trees.csv', '--label', 'knd'),
      /got "knd"; did you mean "kind"\?/,
    ],
    [
      'a file that is missing',
      own('tree.csv', '--label', 'kind'),
      /tree\.csv must be a file that can/,
    ],
    [
      'a fault of the data',
      own('trees.csv', '--label', 'kind'),
      /got "site0" in column "site" on line 2/,
    ],
    ['neither label nor text', own('trees.csv'), /either label, .* must be given, got neither/],
    [
      'an unknown treatment',
      [...TREES, '--missing', 'zero'],
      /missing must be one of refuse, drop, mean/,
    ],
    ['a part that is none', [...TREES, '--held-out', '2'], /heldOut must lie between 0 and 1/],
  ];
  for (const [what, args, message] of refusals) {
    it(`refuses ${what} with one sentence`, async () => {
      const { code, stderr } = await run([...BENCHMARK, ...args], folder());
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1);
    });
  }

  it('has no option for data where no corpus is', async () => {
    const { code, stderr } = await run(['figure', '4', '--data', 'trees.csv'], folder());
    assert.equal(code, 2);
    assert.match(stderr, /an option must be one of the command, got --data/);
  });
});

describe('names of own data in tables and captions', () => {
  const at = (path: string, label = 'kind'): string =>
    `file:${path}?sha256=${'0'.repeat(64)}&label=${label}`;

  it('are those of the files, unless two have one', () => {
    const [first, second, same] = [at('a/rows%20x.csv'), at('b/y.csv'), at('b/rows%20x.csv')];
    assert.equal(corpusLabel('digits', ['digits', first]), 'digits');
    assert.equal(corpusLabel(first, [first, second]), 'rows x.csv');
    assert.equal(corpusLabel(first, [first, same]), first);
  });

  it('need no file', () => {
    const { rounds: _, ...values } = defaultsOf(NETWORK);
    assert.match(
      networkSetting(values, [at('gone.csv')]),
      /gone\.csv divided by Dirichlet\(0\.5\)/,
    );
  });
});
