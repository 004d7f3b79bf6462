import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readWeights, type ReadWeightsOptions } from '../../../lib/ledger/index.js';
import { fromWeights, rankPosted, type PostedWeights } from '../../../lib/market/index.js';
import { FileError } from '../../../lib/math/index.js';
import { assertClose } from '../../support/compare.js';
import { temporaryFolder } from '../../support/folders.js';

const ROWS = [
  [0, 0.25, 0.75],
  [0, 0, 0],
  [0.5, 0.5, 0],
];
const STAKE = [4, 2, 1];
const NAMES = ['ada', 'bob', 'eve'];
const HELD = { ada: 4, bob: 2, eve: 1 };
const TRIPLETS = [
  [2, 0, 0.5],
  [0, 1, 0.25],
  [2, 1, 0.5],
  [0, 2, 0.75],
] as const;
const BY_NAME = TRIPLETS.map(([from, to, weight]) => [NAMES[from], NAMES[to], weight]);
const STAKE_CSV = 'peer,stake\nada,4\nbob,2\neve,1\n';

const lines = (...values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');
const table = (...rows: readonly (readonly unknown[])[]): string =>
  rows.map((row) => `${row.join(',')}\n`).join('');

describe('files of weights and stake', () => {
  const folder = temporaryFolder();

  /** The network in files of these names and texts; the first has the weights. */
  function read(files: Record<string, string>, options: ReadWeightsOptions = {}): PostedWeights {
    const paths = Object.entries(files).map(([name, text]) => {
      const path = join(folder(), name);
      writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
      return path;
    });
    return readWeights(paths[0], { ...options, ...(paths.length > 1 && { stake: paths[1] }) });
  }

  const plain = fromWeights({ weights: ROWS, stake: STAKE });
  const named = fromWeights({ weights: ROWS, stake: STAKE, names: NAMES });
  const rowsOfNames = ROWS.map((row, at) => [NAMES[at], ...row]);
  const kinds: Record<string, [Record<string, string>, PostedWeights, ReadWeightsOptions?]> = {
    'JSON, rows': [{ 'a.json': JSON.stringify({ weights: ROWS, stake: STAKE }) }, plain],
    'JSON, gzipped': [{ 'a.json.gz': JSON.stringify({ weights: ROWS, stake: STAKE }) }, plain],
    'JSON, triplets': [{ 'a.json': JSON.stringify({ weights: TRIPLETS, stake: STAKE }) }, plain],
    'JSON, named triplets': [
      { 'a.json': JSON.stringify({ triplets: BY_NAME, stake: HELD }) },
      named,
    ],
    'JSON, lists by peer': [
      {
        'a.json': JSON.stringify({
          ...{ peers: 3, stake: STAKE, about: 'a network' },
          weights: {
            2: [TRIPLETS[0].slice(1), TRIPLETS[2].slice(1)],
            0: [
              [1, 0.25],
              [2, 0.75],
            ],
          },
        }),
      },
      plain,
    ],
    'JSON, objects by peer': [
      {
        'a.json': JSON.stringify({
          ...{ names: NAMES, stake: STAKE },
          weights: { ada: { bob: 0.25, eve: 0.75 }, eve: { ada: 0.5, bob: 0.5 } },
        }),
      },
      named,
    ],
    'JSON and a list of stake': [
      { 'a.json': JSON.stringify({ weights: ROWS }), 's.json': '[4,2,1]' },
      plain,
    ],
    'JSON lines': [
      {
        'a.jsonl': lines(
          ...NAMES.map((peer) => ({ peer, stake: HELD[peer as 'ada'] })),
          ...BY_NAME.slice(0, 2),
          ...BY_NAME.slice(2).map(([from, to, weight]) => ({ from, to, weight })),
        ),
      },
      named,
    ],
    'JSON lines and CSV of stake': [
      { 'a.ndjson.gz': lines(...TRIPLETS), 's.csv': 'stake\n4\n2\n1\n' },
      plain,
    ],
    'CSV, a matrix alone, and stake alone': [
      { 'a.csv': table(...ROWS), 's.csv': '4\n2\n1\n' },
      plain,
    ],
    'CSV, a matrix with all around it': [
      {
        'a.csv': table(
          ['', ...NAMES, 'stake'],
          ...rowsOfNames.map((row, at) => [...row, STAKE[at]]),
        ),
      },
      named,
    ],
    'CSV, a matrix with a header': [{ 'a.csv': table(NAMES, ...ROWS), 's.csv': STAKE_CSV }, named],
    'CSV, rows in another order': [
      {
        'a.csv': table(['name', ...NAMES], rowsOfNames[2], rowsOfNames[0], rowsOfNames[1]),
        's.csv.gz': 'stake;peer\n1;eve\n4;ada\n2;bob\n',
      },
      named,
    ],
    'CSV with tabs, triplets': [
      {
        'a.tsv': table(
          ['weight', 'To', 'From'],
          ...TRIPLETS.map(([i, j, w]) => [w, j, i]),
        ).replaceAll(',', '\t'),
        's.json': JSON.stringify({ stake: STAKE }),
      },
      plain,
    ],
    'CSV, triplets without a header': [
      { 'a.csv': table(...TRIPLETS), 's.csv': '4\n2\n1\n' },
      plain,
      { layout: 'triplets' },
    ],
    'CSV, named triplets': [
      { 'a.csv': table(['from', 'to', 'weight'], ...BY_NAME), 's.csv': STAKE_CSV },
      named,
    ],
    'text that is told to be CSV': [
      { 'a.dat': table(...ROWS), 's.csv': '4\n2\n1\n' },
      plain,
      { format: 'csv', header: 'no' },
    ],
  };
  for (const [kind, [files, expected, options]] of Object.entries(kinds)) {
    it(`are the same network: ${kind}`, () => {
      assert.deepEqual(read(files, options), expected);
    });
  }

  it('of validators and miners keep the names of both', () => {
    const text = table(['', 'm1', 'm2', 'm3', 'stake'], ['a', 0.5, 0.5, 0, 3], ['b', 0, 0, 1, 1]);
    const apart = read({ 'a.csv': text });
    assert.deepEqual(apart.names, ['m1', 'm2', 'm3', 'a', 'b']);
    assertClose(rankPosted(apart), [0.3, 0.3, 0.2, 0, 0], 1e-15);
    const triplets = 'from,to,weight\na,m1,.5\na,m2,.5\nb,m3,1\n';
    const held = 'peer,stake\na,3\nb,1\n';
    assert.deepEqual(read({ 'a.csv': triplets, 's.csv': held }, { voters: 'apart' }), apart);
  });

  it('take three columns for a matrix where each row sums to 1, else for triplets', () => {
    const unit = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const text = JSON.stringify({ weights: unit, stake: STAKE });
    assert.deepEqual([...read({ 'a.json': text }).columns], [0, 1, 2]);
    assert.deepEqual([...read({ 'a.json': text }, { layout: 'matrix' }).columns], [0, 1, 2]);
    const triplets = JSON.stringify({ weights: [[0, 1, 1]], stake: [1, 1] });
    assert.deepEqual([...read({ 'a.json': triplets }).columns], [1]);
  });

  const bad: [string, Record<string, string>, ReadWeightsOptions, RegExp][] = [
    [
      'an extension that is unknown',
      { 'a.xlsx': '' },
      {},
      /must end with \.json, \.jsonl, \.csv or \.tsv, and may with \.gz, where format is not given$/,
    ],
    ['an empty CSV file', { 'a.csv': '' }, {}, /must hold rows, but it is empty$/],
    ['an empty JSON file', { 'a.json': '' }, {}, /must hold weights, but it is empty$/],
    ['empty JSON lines', { 'a.jsonl': '\n' }, {}, /must hold weights, but it is empty$/],
    ['text that is no JSON', { 'a.json': '{' }, {}, /must be JSON \(/],
    [
      'JSON of something else',
      { 'a.json': '[1]' },
      {},
      /must be an object with weights or triplets, got Array of length 1$/,
    ],
    [
      'no stake',
      { 'a.csv': table(...ROWS) },
      {},
      /must have stake, or a file of stake must be given besides$/,
    ],
    [
      'stake twice',
      { 'a.json': '{"weights": [[1]], "stake": [1]}', 's.csv': '1\n' },
      {},
      /must have no stake where ".*s\.csv" has it$/,
    ],
    [
      'ragged rows',
      { 'a.csv': '0,1\n1\n', 's.csv': '1\n1\n' },
      {},
      /must have 2 fields a row as the first has, but line 2 has 1$/,
    ],
    [
      'ragged rows of JSON',
      { 'a.json': '{"weights": [[0,1],[1]], "stake": [1,1]}' },
      {},
      /does not fit: weights must have rows of the same length, got 2 in row 0 and 1 in row 1$/,
    ],
    [
      'text where numbers belong',
      { 'a.csv': 'ada,bob\n0,1\nx,0\n', 's.csv': '1\n1\n' },
      { header: 'yes' },
      /must have finite numbers, got "x" on line 3, column "ada"$/,
    ],
    [
      'a negative weight',
      { 'a.csv': '-1,2\n1,0\n', 's.csv': '1\n1\n' },
      {},
      /does not fit: weights must be finite and not negative, got -1 from peer "0" to peer "0"$/,
    ],
    [
      'NaN',
      { 'a.csv': '0,NaN\n1,0\n', 's.csv': '1\n1\n' },
      { header: 'no' },
      /must have finite numbers, got "NaN" on line 1, column "1"$/,
    ],
    [
      'rows that do not sum to 1',
      { 'a.csv': '1,2\n1,0\n', 's.csv': '1\n1\n' },
      {},
      /weights must have rows that sum to 1 unless rowSums is normalise, got 3 of peer "0"$/,
    ],
    [
      'stake of the wrong length',
      { 'a.csv': '0,1\n1,0\n', 's.csv': '1\n1\n1\n' },
      {},
      /does not fit: stake must be 2 numbers, one a peer, got 3$/,
    ],
    [
      'a peer that is unknown',
      { 'a.csv': 'from,to,weight\nada,bop,1\n', 's.csv': STAKE_CSV },
      {},
      /triplets must name peers that names or stake have, got "bop" in triplet 0; did you mean "bob"\?$/,
    ],
    [
      'a triplet that is there twice',
      { 'a.jsonl': lines([0, 1, 0.5], [0, 1, 0.5]), 's.csv': '1\n1\n' },
      {},
      /weights must have one entry for each pair of peers, got two from peer "0" to peer "1"$/,
    ],
    [
      'a heading that is misspelt',
      { 'a.csv': 'from,too,weight\n0,1,1\n', 's.csv': '1\n1\n' },
      {},
      /must have a column "to"; did you mean "too"\?$/,
    ],
    [
      'a peer with two stakes',
      { 'a.csv': '0,1\n1,0\n', 's.csv': 'peer,stake\n0,1\n0,2\n' },
      {},
      /must name each peer once, got "0" twice, on line 3 again$/,
    ],
    [
      'a line of something else',
      { 'a.jsonl': '[0,1]\n', 's.csv': '1\n' },
      {},
      /a line, got Array of length 2 on line 1$/,
    ],
    [
      'fewer stakes than peers',
      { 'a.json': '{"peers": 3, "weights": {"0": [[1, 1]]}, "stake": [1, 1]}' },
      {},
      /must have the stake of its 3 peers, got 2 numbers$/,
    ],
    ['gzip that is damaged', { 'a.json.gz': '' }, {}, /must hold weights, but it is empty$/],
  ];
  for (const [what, files, options, message] of bad) {
    it(`refuse ${what} in one sentence`, () => {
      assert.throws(
        () => read(files, options),
        (error: unknown) => {
          assert.ok(error instanceof FileError, String(error));
          assert.match(error.message, /^readWeights: [^\n]*$/);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  it('refuse a file that is missing in one sentence', () => {
    assert.throws(() => readWeights('/nowhere/a.json'), /must be a file that can be read \(ENOENT/);
    writeFileSync(join(folder(), 'a.json'), gzipSync('{}').subarray(0, 12));
    assert.throws(() => readWeights(join(folder(), 'a.json')), /must be a file that can be read/);
  });
});
