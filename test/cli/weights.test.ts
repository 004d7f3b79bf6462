import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analysePosted, fromWeights } from '../../lib/market/index.js';
import { run } from '../support/commandLine.js';
import { temporaryFolder } from '../support/folders.js';

const NETWORK = {
  weights: [
    [0.5, 0.5, 0],
    [0, 0.25, 0.75],
    [0.5, 0.5, 0],
  ],
  stake: [3, 1, 2],
};

describe('the command weights', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it('writes every table, every picture and one page, and a summary', async () => {
    writeFileSync(join(folder(), 'net.json'), JSON.stringify(NETWORK));
    const words = ['weights', 'net.json', '--mechanisms', 'paper,median', '--blocks', '20'];
    const { code, stdout, stderr } = await run([...words, '--out', 'a/b'], folder());
    assert.equal(code, 0, stderr);
    const ids = [
      'access',
      'concentration',
      'consensus',
      'drift',
      'gains',
      'likeness',
      'mask',
      'matrix',
      'ranks',
      'votes',
    ];
    assert.deepEqual(
      readdirSync(join(folder(), 'a/b')).sort(),
      [...ids.map((id) => `weights-${id}.svg`), 'weights.html', 'weights.json'].sort(),
    );
    const result = JSON.parse(readFileSync(join(folder(), 'a/b/weights.json'), 'utf8')) as {
      parameters: object;
      tables: object;
    };
    const settings = { mechanisms: ['paper', 'median'], blocks: 20 } as const;
    const { network, ...tables } = analysePosted(fromWeights(NETWORK), {
      ...settings,
      mechanisms: [...settings.mechanisms],
    });
    assert.deepEqual(result.tables, { network: [network], ...tables });
    assert.deepEqual(result.parameters, {
      ...{ file: 'net.json', ...settings, temperature: 1, temperatureUnit: 'meanBid' },
      ...{ ownInput: 'masked', issuance: 0.001, bits: [4, 8, 12, 16] },
    });
    assert.match(
      stdout,
      /^net\.json: 3 peers, of which 3 post a row and 3 are weighed; 6 weights above 0\.\n/,
    );
    assert.match(stdout, /Rows that differ by less than 0\.01 of the vote: 0 as 2, 2 as 0\./);
    assert.match(stdout, /rank, median/);
    assert.match(stdout, /bits +lost +moved +bound +largest +vanished +displaced\n +4 /);
    assert.match(stdout, /peer +stake +validatorTrust +dividends, yuma2 +dividends, yuma3\n/);
    assert.match(
      stdout,
      /\nFrom paper to median, peer \d by [\d.]+ and peer \d by -[\d.]+ change most/,
    );
    const page = readFileSync(join(folder(), 'a/b/weights.html'), 'utf8');
    for (const id of ids) assert.ok(page.includes(`<section id="${id}">`), id);
  });

  it('reads triplets with a file of stake, and says how many rows it divided', async () => {
    writeFileSync(join(folder(), 'net.csv'), 'from,to,weight\nada,x,2\nada,y,2\nbob,y,1\n');
    writeFileSync(join(folder(), 'stake.csv'), 'peer,stake\nada,3\nbob,1\n');
    const words = ['weights', 'net.csv', '--stake', 'stake.csv', '--voters', 'apart'];
    const { code, stdout, stderr } = await run([...words, '--row-sums', 'normalise'], folder());
    assert.equal(code, 0, stderr);
    assert.match(stdout, /4 peers, of which 2 post a row and 2 are weighed/);
    assert.match(stdout, /\n1 of 2 rows were divided by their sums\.\n/);
  });

  const refusals: [string, string, string[], RegExp][] = [
    [
      'a file that is missing',
      '',
      ['nope.json'],
      /^readWeights: nope\.json must be a file that can be read \(ENOENT.*\)$/,
    ],
    ['no file', '', [], /^command line: Not enough non-option arguments/],
    [
      'an option that is misspelt',
      '[]',
      ['net.json', '--votrs', 'apart'],
      /got --votrs; did you mean --voters\?$/,
    ],
    [
      'an option that is not allowed',
      '[]',
      ['net.json', '--voters', 'x'],
      /^readWeights: voters must be one of peers, apart, got "x"$/,
    ],
    [
      'a temperature of 0',
      JSON.stringify(NETWORK),
      ['net.json', '--temperature', '0'],
      /^command line: temperature must be a finite number above 0, got 0$/,
    ],
    [
      'a folder that cannot be made',
      JSON.stringify(NETWORK),
      ['net.json', '--out', 'net.json/a'],
      /choose another with --out$/,
    ],
    [
      'rows that do not sum to 1',
      '{"weights": [[2]], "stake": [1]}',
      ['net.json'],
      /^readWeights: net\.json does not fit: weights must have rows that sum to 1 unless rowSums is normalise, got 2 of peer "0"$/,
    ],
  ];
  for (const [what, text, words, message] of refusals) {
    it(`refuses ${what} in one sentence, with exit code 2`, async () => {
      writeFileSync(join(folder(), 'net.json'), text);
      const { code, stderr } = await run(['weights', ...words], folder());
      assert.equal(code, 2);
      assert.match(stderr.trim(), message);
      assert.equal(stderr.trim().split('\n').length, 1);
    });
  }
});
