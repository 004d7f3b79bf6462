import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  corpusFromFile,
  corpusFromFrame,
  splitHeldOut,
  type CorpusDefinition,
  type Dataset,
  type HeldOutSplit,
  type OwnDataOptions,
} from '../../lib/datasets/index.js';
import { fileCorpusNamed, streamName } from '../../lib/datasets/own/index.js';
import { createStream } from '../../lib/math/index.js';
import { temporaryFolder } from '../support/folders.js';
import { npyBytes, zipped } from '../support/npy.js';

const ROWS = 120;
const KINDS = ['elm', 'oak', 'yew'];

/** Row r of the test's table: two numbers, a class, a source. */
const row = (r: number): { height: number; width: number; kind: string; site: string } => {
  const noise = createStream(5).split(r);
  const height = 1e9 + 10 * (r % 3) + noise.normal();
  return { height, width: noise.normal(), kind: KINDS[r % 3], site: `s${r % 10}` };
};
const TABLE = Array.from({ length: ROWS }, (_, r) => row(r));
const csv = (rows = TABLE): string =>
  ['height,width,kind,site', ...rows.map((r) => Object.values(r).join(','))].join('\n');

describe('a corpus of own data', () => {
  const folder = temporaryFolder();
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder(), name);
    writeFileSync(path, content);
    return path;
  };
  const trees = (
    options: OwnDataOptions = { label: 'kind', group: 'site' },
    text = csv(),
  ): CorpusDefinition => corpusFromFile(file('trees.csv', text), options);
  const split = (corpus: CorpusDefinition): HeldOutSplit => corpus.split(createStream(3));

  it('has inputs with the mean 0 and the deviation 1 of the training rows alone', () => {
    const { train, heldOut } = split(trees());
    assert.deepEqual([train.rows, heldOut.rows, train.inputs, train.classes], [90, 30, 2, 3]);
    for (let k = 0; k < 2; k++) {
      const values = Array.from(train.y, (_, r) => train.x[2 * r + k]);
      const mean = values.reduce((sum, value) => sum + value / 90, 0);
      const square = values.reduce((sum, value) => sum + (value - mean) ** 2 / 90, 0);
      assert.ok(Math.abs(mean) < 1e-6 && Math.abs(square - 1) < 1e-5, `${mean}, ${square}`);
    }
    // The rows that are kept, by the split of their numbers; all rows are on the scale of the training rows.
    const numbered: Dataset = {
      ...{ name: 'numbered', rows: ROWS, inputs: 1, classes: 3, encoding: { kind: 'numbers' } },
      x: Float32Array.from({ length: ROWS }, (_, r) => r),
      y: Int32Array.from({ length: ROWS }, (_, r) => r % 3),
    };
    const stream = createStream(3).split('held out');
    const kept = splitHeldOut(numbered, { fraction: 0.25, stream });
    const widths = Array.from(kept.train.x, (r) => TABLE[r].width);
    const mean = widths.reduce((sum, value) => sum + value, 0) / 90;
    const squares = widths.reduce((sum, value) => sum + value ** 2, 0) / 90;
    for (const [part, rows] of [
      [train, kept.train.x],
      [heldOut, kept.heldOut.x],
    ] as const) {
      for (const [at, r] of rows.entries()) {
        const expected = (TABLE[r].width - mean) / Math.sqrt(squares - mean ** 2);
        assert.ok(Math.abs(part.x[2 * at + 1] - expected) < 1e-5, `row ${r}`);
      }
    }
  });

  it('has classes and sources in the order of their names', () => {
    const { train } = split(trees());
    assert.deepEqual(train.groupNames?.slice(0, 2), ['s0', 's1']);
    for (const [at, code] of train.y.entries()) {
      // Row r has class r mod 3 and site r mod 10, and height 1e9 + 10 · class + noise.
      const height = train.x[2 * at];
      assert.ok(code === 0 ? height < -0.5 : code === 2 ? height > 0.5 : Math.abs(height) < 0.8);
    }
    const numbers = TABLE.map(({ height }, r) => [height, 10 - (r % 3)]);
    const frame = { columns: ['height', 'label'], values: numbers };
    const own = corpusFromFrame(frame, { label: 'label' }).split(createStream(3)).train;
    // Names 8, 9 and 10 in the order of numbers, not of texts: the tallest third is 8.
    for (const [at, code] of own.y.entries()) {
      assert.equal(code, own.x[at] > 0.5 ? 0 : own.x[at] < -0.5 ? 2 : 1);
    }
  });

  it('is divided by groups, or by classes, and is the same for the same stream', () => {
    const division = { peers: 5, beta: 0.1, stream: createStream(1) };
    const corpus = trees();
    const shards = corpus.shard(split(corpus).train, division);
    const sites = shards.map(({ groups = [] }) => new Set(groups));
    assert.deepEqual(
      sites.map(({ size }) => size),
      [2, 2, 2, 2, 2],
    );
    assert.equal(new Set(sites.flatMap((set) => [...set])).size, 10);
    const byClass = trees({ label: 'kind', without: ['site'] });
    const [first, again] = [0, 1].map(() => byClass.shard(split(byClass).train, division));
    assert.deepEqual(first, again);
    assert.equal(
      first.reduce((sum, { rows }) => sum + rows, 0),
      90,
    );
    assert.equal(byClass.divided(0.1), 'trees.csv divided by Dirichlet(0.1)');
    assert.equal(corpus.divided(0.1), 'trees.csv by site');
  });

  it('is the same from CSV, JSON lines, .npy and a frame', () => {
    const options = { label: 'kind', without: ['site'] };
    const expected = split(trees(options));
    const lines = TABLE.map((one) => JSON.stringify(one)).join('\n');
    const numbers = TABLE.flatMap(({ height, width }) => [height, width]);
    const kinds = TABLE.map(({ kind }) => KINDS.indexOf(kind));
    const all = TABLE.flatMap(({ height, width, kind }) => [height, width, KINDS.indexOf(kind)]);
    const labels = file('y.npy', npyBytes(kinds, { kind: 'i8', order: '>' }));
    const x = npyBytes(numbers, { shape: [ROWS, 2] });
    const frame = {
      columns: Object.keys(TABLE[0]),
      values: TABLE.map((one) => Object.values(one)),
    };
    const npz = zipped({ x, kind: npyBytes(kinds, { kind: 'i4' }) });
    const corpora = [
      corpusFromFile(file('all.npz', npz), { label: 'kind' }),
      corpusFromFile(file('trees.csv.gz', gzipSync(csv())), options),
      corpusFromFile(file('trees.jsonl', lines), options),
      corpusFromFile(file('x.npy', x), { label: labels }),
      corpusFromFile(file('all.npy', npyBytes(all, { shape: [ROWS, 3] })), { label: '-1' }),
      corpusFromFile(file('all.npy', npyBytes(all, { shape: [ROWS, 3] })), { label: '2' }),
      corpusFromFrame(frame, options),
    ];
    for (const corpus of corpora) {
      const { train, heldOut } = split(corpus);
      assert.deepEqual([train.x, train.y], [expected.train.x, expected.train.y], corpus.name);
      assert.deepEqual([heldOut.x, heldOut.y], [expected.heldOut.x, expected.heldOut.y]);
    }
  });

  it('reads a frame of danfojs', async () => {
    const { DataFrame } = await import('danfojs-node');
    const values = TABLE.map(({ width, height, kind }) => [height, width, kind]);
    const frame = new DataFrame(values, { columns: ['height', 'width', 'kind'] });
    const found = split(corpusFromFrame(frame, { label: 'kind' }));
    assert.deepEqual(found.train.x, split(trees({ label: 'kind', without: ['site'] })).train.x);
  });

  it('takes the mean of missing numbers, or drops their rows', () => {
    const holes = TABLE.map((one, r) => ({ ...one, width: r % 6 === 0 ? Number.NaN : one.width }));
    const options = { label: 'kind', without: ['site'] };
    const mean = split(trees({ ...options, missing: 'mean' }, csv(holes))).train;
    assert.equal(mean.rows, 90);
    // Class 0 has all the holes: every other row of it.
    const zeros = [...mean.y.keys()].filter((r) => mean.x[2 * r + 1] === 0);
    assert.ok(zeros.length >= 10 && zeros.every((r) => mean.y[r] === 0), String(zeros.length));
    const dropped = split(trees({ ...options, missing: 'drop' }, csv(holes)));
    assert.equal(dropped.train.rows + dropped.heldOut.rows, 100);
  });

  it('of texts has windows of characters by source', () => {
    const sentence = (r: number): string => `${'the quick brown fox '.repeat(3 + r)}, said ${r}`;
    const lines = Array.from({ length: 12 }, (_, r) => ({ who: `a${r % 4}`, said: sentence(r) }));
    const text = lines.map((one) => JSON.stringify(one)).join('\n');
    const corpus = corpusFromFile(file('said.jsonl', text), { text: 'said', group: 'who' });
    const { train, heldOut } = split(corpus);
    assert.deepEqual(train.encoding, { kind: 'codes', symbols: 41 });
    assert.deepEqual(train.groupNames, ['a0', 'a1', 'a2', 'a3']);
    assert.deepEqual([train.inputs, train.classes], [8, 41]);
    // The shortest source, a0, has rows 0, 4 and 8 of the table.
    const length = [0, 4, 8].map(sentence).join(' ').length;
    assert.equal(train.rows, 4 * (Math.round(0.8 * length) - 8));
    assert.equal(heldOut.rows, 4 * Math.min(50, length - Math.round(0.8 * length) - 8));
    assert.equal(corpus.shard(train, { peers: 4, beta: 1, stream: createStream(1) }).length, 4);
    assert.equal(corpus.divided(1), 'said.jsonl by who');
  });

  it('has a name that says path, options and checksum, from which it is read again', () => {
    const corpus = trees({ label: 'kind', without: ['site'], missing: 'mean', heldOut: 0.5 });
    const again = fileCorpusNamed('test', corpus.name);
    assert.equal(again.title, corpus.title);
    assert.deepEqual(split(again), split(corpus));
    assert.match(streamName(corpus.name), /^[0-9a-f]{64}$/);
    assert.equal(streamName('digits'), 'digits');
    assert.ok(!/[,\s]/.test(corpus.name), corpus.name);
    const odd = corpusFromFile(file('a b,c?d&e=f#g%41.csv', csv()), {
      label: 'kind',
      group: 'site',
    });
    assert.deepEqual(split(fileCorpusNamed('test', odd.name)), split(odd));
  });

  it('refuses a file that has changed since, and one that is gone', () => {
    const corpus = trees({ label: 'kind', group: 'site' });
    file('trees.csv', `${csv()}\n1,2,oak,s1`);
    const { split: read } = fileCorpusNamed('test', corpus.name);
    assert.throws(() => read(createStream(1)), {
      name: 'FileError',
      message:
        /trees\.csv must be the file that the run began with, of SHA-256 \w{64}, got \w{64}; put/,
    });
    assert.throws(() => fileCorpusNamed('test', 'file:nowhere.csv'), {
      message:
        'test: corpus must be the name of a corpus from corpusFromFile, got "file:nowhere.csv"',
    });
  });

  const label = { label: 'kind', group: 'site' };
  const line = (r: number, part: Partial<(typeof TABLE)[0]> | Record<string, unknown>): string =>
    csv(TABLE.map((one, at) => ({ ...one, ...(at === r && part) })));
  const refusals: [string, () => unknown, string | RegExp][] = [
    [
      'ragged rows',
      () => trees(label, `${csv()}\n1,2`),
      /must have 4 fields a row .* line 122 has 2$/,
    ],
    [
      'a column that is missing',
      () => trees({ label: 'knid' }),
      /must have the column that is named, got "knid"; did you mean "kind"\?$/,
    ],
    [
      'text where numbers belong',
      () => trees(label, line(3, { width: 'wide' })),
      /finite numbers besides label and group, got "wide" in column "width" on line 5; leave the column out by without: \["width"\]$/,
    ],
    [
      'infinity',
      () => trees(label, line(3, { width: 'Infinity' })),
      /finite numbers .* got "Infinity"/,
    ],
    [
      'a missing value',
      () => trees(label, line(3, { width: '' })),
      /must have all values, got none in column "width" on line 5; take the training rows' mean by missing: 'mean', or drop its rows by missing: 'drop'$/,
    ],
    [
      'a missing label',
      () => trees({ ...label, missing: 'mean' }, line(3, { kind: 'NA' })),
      /must have a value for each label and group, got none in column "kind" on line 5; drop its rows by missing: 'drop'$/,
    ],
    [
      'a constant column',
      () => trees(label, csv(TABLE.map((one) => ({ ...one, width: 7 })))),
      /columns of more than one value, got 7 throughout column "width"; leave the column out/,
    ],
    [
      'one class alone',
      () => trees(label, csv(TABLE.map((one) => ({ ...one, kind: 'oak' })))),
      /at least two classes in column "kind", got "oak" alone; give another label$/,
    ],
    [
      'a class of one row',
      () => trees(label, line(3, { kind: 'ash' })),
      /at least 2 rows of each class of column "kind", .* got 1 of "ash"; give a label of classes/,
    ],
    [
      'neither label nor text',
      () => trees({}),
      'corpusFromFile: either label, the column of classes, or text, the column of texts, must be given, got neither',
    ],
    ['label and text', () => trees({ label: 'kind', text: 'site' }), /got "kind" and "site"$/],
    ['one column for both', () => trees({ label: 'kind', group: 'kind' }), /different columns/],
    [
      'no numbers',
      () => trees({ ...label, without: ['height', 'width'] }),
      /must have a column of numbers besides label and group, got 4 columns/,
    ],
    [
      'more peers than groups',
      () =>
        trees(label).shard(split(trees(label)).train, {
          peers: 11,
          beta: 1,
          stream: createStream(1),
        }),
      /trees\.csv must have a group for each of 11 peers, got 10; take at most 10 peers, or more rows$/,
    ],
    [
      'more peers than rows allow',
      () => {
        const corpus = trees({ label: 'kind', without: ['site'] });
        return corpus.shard(split(corpus).train, { peers: 6, beta: 1, stream: createStream(1) });
      },
      /must have 96 training rows for 6 peers, 16 for each, got 90; take at most 5 peers, or more rows$/,
    ],
    [
      'texts that are too short',
      () => trees({ text: 'kind' }),
      /must have at least 65 characters of each source for windows of 8, got 3 of "line 2"; join texts of one source by group/,
    ],
    [
      'another ending',
      () => corpusFromFile(file('a.xlsx', 'x'), label),
      /ends in \.csv, .* got "xlsx"$/,
    ],
    [
      'no file',
      () => corpusFromFile(join(folder(), 'no.csv'), label),
      /must be a file that can be/,
    ],
    [
      'a line that is no object',
      () => corpusFromFile(file('a.jsonl', '{"a":1}\n[1]'), label),
      /a JSON object on each line, got "\[1\]" on line 2$/,
    ],
    [
      'a nested value',
      () => corpusFromFile(file('a.jsonl', '{"a":{"b":1}}'), label),
      /got \{"b":1\} in column "a" on line 1; flatten it first$/,
    ],
    ['an empty file', () => corpusFromFile(file('a.jsonl', '\n'), label), /must hold rows, got an/],
    [
      'labels of another length',
      () => {
        const labels = file('y.npy', npyBytes([1, 2, 3]));
        const x = npyBytes([1, 2, 3, 4], { shape: [2, 2] });
        return corpusFromFile(file('x.npy', x), { label: labels });
      },
      /y\.npy must have one label for each of the 2 rows of the data, got 3 rows of 1$/,
    ],
    [
      'an archive that is cut off',
      () => corpusFromFile(file('a.npz', zipped({ x: npyBytes([1, 2]) }).subarray(0, -30)), label),
      /must be a whole \.npz file below 4 GB; it is damaged, write it again$/,
    ],
    [
      'an archive with a damaged array',
      () => {
        const bytes = zipped({ x: npyBytes([1, 2]) });
        bytes.fill(255, 40, 60);
        return corpusFromFile(file('a.npz', bytes), label);
      },
      /a\.npz must be a whole \.npz file/,
    ],
    [
      'an archive with a number that has changed',
      () => {
        const bytes = zipped({ x: npyBytes([1, 2]), kind: npyBytes([1, 2]) });
        bytes[bytes.lastIndexOf(npyBytes([1, 2])) + 140] ^= 1;
        return corpusFromFile(file('a.npz', bytes), label);
      },
      /a\.npz must be a whole \.npz file/,
    ],
    [
      'an archive with arrays of different lengths',
      () =>
        corpusFromFile(file('a.npz', zipped({ x: npyBytes([1, 2]), kind: npyBytes([1]) })), label),
      /must have arrays of 2 rows, as the first has, got shape \[1\] of "kind"$/,
    ],
    [
      'a frame with ragged rows',
      () => corpusFromFrame({ columns: ['a', 'b'], values: [[1, 2], [3]] }, { label: 'b' }),
      'corpusFromFrame: frame must have 2 values a row, got Array of length 1 in row 1',
    ],
    [
      'a frame with a text among numbers',
      () => corpusFromFrame({ columns: ['a', 'b'], values: [['x', 2]] }, { label: 'b' }),
      /frame must hold finite numbers .* got "x" in column "a" on row 0; leave/,
    ],
  ];
  for (const [what, call, message] of refusals) {
    it(`refuses ${what} with one sentence`, () => {
      assert.throws(call, (error) => {
        assert.ok(error instanceof Error);
        assert.ok(['FileError', 'InvalidArgumentError'].includes(error.name), String(error.stack));
        if (typeof message === 'string') assert.equal(error.message, message);
        else assert.match(error.message, message);
        return true;
      });
    });
  }
});
