import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomMarket } from '../../lib/market/index.js';
import { type Parameter } from '../../lib/parameters/index.js';
import { STUDIES, type Figure4, type SignificanceResult } from '../../lib/studies/index.js';
import { optionOf, run, start } from '../support/commandLine.js';
import { temporaryFolder } from '../support/folders.js';
import { QUICK } from '../support/quickStudies.js';

/** The study significance, small. */
const SIGNIFICANCE = [
  '--peers',
  '3',
  '--hidden',
  '2,4,4',
  '--rounds',
  '3',
  '--width',
  '4',
  '--rows',
  '20',
];

describe('the command line', () => {
  const folder = temporaryFolder();

  it('writes exactly table, picture and page', async () => {
    const { code, stdout, stderr } = await run(
      ['figure', '4', ...QUICK, '--ratios', '10,50', '--seed', '5', '--out', 'a/b'],
      folder(),
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(readdirSync(join(folder(), 'a/b')).sort(), [
      'figure-4.json',
      'figure-4.svg',
      'index.html',
      'runs',
    ]);
    const result = JSON.parse(readFileSync(join(folder(), 'a/b/figure-4.json'), 'utf8')) as Figure4;
    assert.deepEqual(result.parameters.ratios, [10, 50]);
    assert.equal(result.parameters.seed, 5);
    assert.equal(result.tables.peers.length, 3 * 4 * 2);
    assert.match(stdout, /ratio +pearson/);
    assert.match(stderr, /figure 4: 3 of 3, /);
  });

  it('gathers every result of the folder on one page', async () => {
    for (const command of [
      ['figure', '4', ...QUICK, '--max-steps', '50'],
      ['figure', '5', ...QUICK, '--steps', '200', '--samples', '20'],
      ['regret', ...QUICK, '--steps', '50', '--checkpoints', '4', '--ratios', '10'],
      ['scaling', '--networks', '2', '--peers', '3', '--temperatures', '1,2', '--max-steps', '50'],
      ['choices', '--networks', '2', '--peers', '3', '--max-steps', '50', '--ratios', '10'],
    ]) {
      const { code, stderr } = await run([...command, '--out', '.'], folder());
      assert.equal(code, 0, stderr);
    }
    const page = readFileSync(join(folder(), 'index.html'), 'utf8');
    for (const id of ['figure-4', 'figure-5', 'scaling', 'choices', 'regret']) {
      assert.ok(page.includes(`<section id="${id}">`), id);
      assert.ok(existsSync(join(folder(), `${id}.svg`)), id);
    }
  });

  it('leaves a damaged result out of the page and reports it', async () => {
    writeFileSync(join(folder(), 'figure-5.json'), '{"study":');
    const { code, stderr } = await run(
      ['figure', '4', ...QUICK, '--max-steps', '50', '--out', '.'],
      folder(),
    );
    assert.equal(code, 0);
    assert.match(stderr, /left out of the page: figure-5\.json is not a result/);
  });

  it('reads measured Hessians from a file', async () => {
    const { hessians } = randomMarket({ peers: 3, seed: 1 });
    const nested = [0, 1, 2].map((i) =>
      [0, 1, 2].map((j) => Array.from(hessians.slice(9 * i + 3 * j, 9 * i + 3 * j + 3))),
    );
    writeFileSync(join(folder(), 'h.json'), JSON.stringify([nested, nested]));
    const { code, stderr } = await run(
      ['figure', '4', '--hessians-from', 'h.json', '--ratios', '10', '--out', '.'],
      folder(),
    );
    assert.equal(code, 0, stderr);
    const result = JSON.parse(readFileSync(join(folder(), 'figure-4.json'), 'utf8')) as Figure4;
    assert.equal(result.parameters.hessians, 'measured');
    assert.deepEqual([result.parameters.peers, result.parameters.networks], [3, 2]);
    assert.deepEqual(result.parameters.measured[1], Array.from(hessians));
  });

  it('reads them from a result of significance, unscaled', async () => {
    const trained = await run(
      ['significance', '--out', '.', ...SIGNIFICANCE, '--networks', '3'],
      folder(),
    );
    assert.equal(trained.code, 0, trained.stderr);
    const { code, stderr } = await run(
      ['figure', '4', '--hessians-from', 'significance.json', '--ratios', '10', '--out', '.'],
      folder(),
    );
    assert.equal(code, 0, stderr);
    const read = (name: string): unknown =>
      JSON.parse(readFileSync(join(folder(), name), 'utf8')) as unknown;
    const { tables } = read('significance.json') as SignificanceResult;
    const { parameters } = read('figure-4.json') as Figure4;
    assert.deepEqual([parameters.hessians, parameters.networks], ['measured', 3]);
    assert.equal(parameters.peers, 3);
    assert.deepEqual(
      parameters.measured,
      tables.hessians.map(({ values }) => values),
    );
  });

  it('explains every command, its parameters and their defaults', async () => {
    const top = await run(['--help'], folder());
    assert.equal(top.code, 0);
    assert.match(top.stdout, /workbench figures/);
    for (const { command, parameters } of STUDIES) {
      const words = command.split(' ');
      assert.match(top.stdout, new RegExp(`workbench ${words[0]}`));
      const { code, stdout } = await run([...words, '--help'], folder());
      assert.equal(code, 0);
      assert.match(stdout, /--out /);
      for (const [name, { onCommandLine }] of Object.entries<Parameter<unknown>>(parameters)) {
        if (onCommandLine) assert.match(stdout, new RegExp(`${optionOf(name)} `), name);
      }
      if (!('learningRate' in parameters)) continue;
      const { learningRate } = parameters;
      assert.match(stdout, new RegExp(`--learning-rate .*${learningRate.symbol}`));
      assert.ok(stdout.includes(`[default: ${learningRate.default}]`));
    }
    const version = await run(['--version'], folder());
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  });

  for (const [args, message] of [
    [[], /^command line: a command must be given/],
    [['figure'], /^command line: figure: the number of a figure must be given, 4 or 5/],
    [['figure', '6'], /^command line: .*4 or 5, got "figure 6"/],
    [
      ['figur', '4'],
      /^command line: a command must be given, got "figur 4"; did you mean figure 4\?/,
    ],
    [['regret', '--', '--networks', '2'], /^command line: options must be given without --, got/],
    [['atacks'], /got "atacks"; did you mean attacks\?/],
    [
      ['figure', '4', '--peers', '3', '--peers', '4'],
      /^command line: --peers must be given once, got "3 and 4"/,
    ],
    [['figure', '4', '--no-peers'], /^command line: --peers must be given a value, got false/],
    [['figure', '4', '--peers.x', '3'], /got --peers\.x; did you mean --peers\?/],
    [
      ['figure', '4', '--peers', 'x', '--ratios', 'y', '--seed', 'z'],
      /^command line: --peers must be a number/,
    ],
    [['figure', '4', '--seed', 'x'.repeat(5000)], /^.{1,180}\n$/],
    [['x'.repeat(5000)], /^.{1,180}\n$/],
    [['figure', '4', `--${'x'.repeat(5000)}`, '1'], /^.{1,230}\n$/],
    [['fugure', '4'], /^command line: .*fugure/],
    [
      ['figure', '4', '--tempreature', '1'],
      /^command line: an option .* got --tempreature; did you mean --temperature\?/,
    ],
    [['figure', '4', '--netwroks=5'], /got --netwroks=5; did you mean --networks\?/],
    [['figures', '--ouf', 'x'], /got --ouf; did you mean --out\?/],
    [['figure', '4', '--peers', 'ten'], /^command line: --peers must be a number, got "ten"/],
    [['figure', '4', '--peers'], /^command line: .*peers/],
    [
      ['figure', '4', '--ratios', '1,,2'],
      /^command line: --ratios must be numbers separated by commas, got "1,,2"/,
    ],
    [
      ['figure', '4', '--temperature', '0'],
      /^figure4: temperature must be a finite number above 0, got 0/,
    ],
    [
      ['figure', '4', '--learning-rate', '-1'],
      /^figure4: learningRate must be a finite number above 0, got -1/,
    ],
    [
      ['figure', '4', '--stake', '1,NaN'],
      /^command line: --stake must be numbers separated by commas/,
    ],
    [
      ['figure', '4', '--stake', 'Infinity'],
      /^figure4: stake must be a finite number of at least 0, got Infinity/,
    ],
    [
      ['attacks', '--attacks', 'luck'],
      /^attacks: attacks must be one of honest, ascent, self, uniform, copy, cabal, joint, got "luck"/,
    ],
    [
      ['mechanisms', '--share', '1.5'],
      /^mechanisms: share must lie between 0 and 1, both excluded, got 1.5/,
    ],
    [
      ['attacks', '--shares', '0.1,all'],
      /^command line: --shares must be numbers separated by commas, got "0.1,all"/,
    ],
    [
      ['figure', '4', '--anchor', 'first'],
      /^figure4: anchor must be one of open, initial, closed, got "first"/,
    ],
    [
      ['figure', '4', '--workers', '0'],
      /^figure4: workers must be an integer of at least 1, got 0/,
    ],
    [['figure', '5', '--gain', '0'], /^figure5: gain must be a finite number above 0, got 0/],
    [
      ['figure', '4', '--hessians-from', 'none.json'],
      /^command line: none\.json must be a JSON file that can be read/,
    ],
    [
      ['figure', '4', '--hessians-from', 'flat.json'],
      /^command line: flat\.json must hold numbers in nested arrays/,
    ],
    [
      ['figure', '4', '--hessians-from', 'short.json'],
      /^command line: short\.json must hold numbers in nested arrays .*, or be a result of significance/,
    ],
    [
      ['figure', '4', '--hessians-from', 'other.json'],
      /^command line: other\.json must hold numbers in nested arrays .*, or be a result of significance/,
    ],
    [
      ['figure', '4', '--hessians-from', 'flat.json', '--hessians', 'trained'],
      /^command line: --hessians must be left to the file/,
    ],
    [
      ['figure', '4', '--hessians', 'trained', '--peers', '10'],
      /^figure4: peers must be 8 where hessians is trained, got 10/,
    ],
    [
      ['regret', '--hessians', 'trained', '--networks', '20'],
      /^regret: networks must be at most 8 where hessians is trained, got 20/,
    ],
    [
      ['figure', '4', '--hessians-from', 'skew.json'],
      /^figure4: hessians must be symmetric, got 2 at \[0, 1, 0\] and 1 at \[0, 0, 1\]/,
    ],
    [
      ['figure', '4', '--hessians-from', 'flat.json', '--peers', '3'],
      /^command line: --peers must be left to the file/,
    ],
    [
      ['figure', '4', '--out', 'flat.json'],
      /^command line: flat\.json must be a folder that can be written to/,
    ],
  ] as const) {
    it(`answers \`${args.join(' ').slice(0, 100)}\` with one sentence and exit code 2`, async () => {
      writeFileSync(join(folder(), 'flat.json'), '[1, 2]');
      const short = {
        study: 'significance',
        parameters: { peers: 2 },
        tables: { hessians: [{ network: 0, values: [1, 0, 0, 1] }] },
      };
      writeFileSync(join(folder(), 'short.json'), JSON.stringify(short));
      writeFileSync(join(folder(), 'other.json'), JSON.stringify({ ...short, study: 'regret' }));
      writeFileSync(join(folder(), 'skew.json'), '[[[[1, 1], [2, 1]], [[1, 0], [0, 1]]]]');
      const { code, stderr } = await run(args, folder());
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    });
  }

  describe('stopped during a run', () => {
    const args = ['figure', '4', '--networks', '16', '--ratios', '10,50', '--workers', '1'];

    /** Sends `signal` once the journal holds at least two finished networks. */
    async function interrupt(signal: NodeJS.Signals): Promise<Awaited<ReturnType<typeof run>>> {
      const { child, outcome } = start([...args, '--out', 'cut'], folder());
      const journal = join(folder(), 'cut', 'figure-4.journal.jsonl');
      while (
        child.exitCode === null &&
        !(existsSync(journal) && readFileSync(journal, 'utf8').split('\n').length > 4)
      ) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      child.kill(signal);
      return outcome;
    }

    async function assertResumes(): Promise<void> {
      mkdirSync(join(folder(), 'whole'));
      const [whole, resumed] = [
        await run([...args, '--out', 'whole'], folder()),
        await run([...args, '--out', 'cut'], folder()),
      ];
      assert.equal(whole.code, 0, whole.stderr);
      assert.equal(resumed.code, 0, resumed.stderr);
      assert.match(resumed.stderr, /figure 4: [1-9]\d* of 16, time left/);
      for (const file of ['figure-4.json', 'figure-4.svg', 'index.html']) {
        assert.ok(
          readFileSync(join(folder(), 'whole', file)).equals(
            readFileSync(join(folder(), 'cut', file)),
          ),
          file,
        );
      }
      assert.deepEqual(readdirSync(join(folder(), 'cut')).sort(), [
        'figure-4.json',
        'figure-4.svg',
        'index.html',
        'runs',
      ]);
    }

    it('resumes to the same bytes after SIGKILL', async () => {
      const { signal } = await interrupt('SIGKILL');
      assert.equal(signal, 'SIGKILL');
      await assertResumes();
    });

    it('reports the kept networks after Ctrl-C, exits with 130, and resumes to the same bytes', async () => {
      const { code, stderr } = await interrupt('SIGINT');
      assert.equal(code, 130);
      assert.match(
        stderr,
        /stopped: \d+ of 16 are kept in .*figure-4\.journal\.jsonl; the same command goes on from there/,
      );
      await assertResumes();
    });

    it('refuses other parameters unless it is told to restart', async () => {
      await interrupt('SIGINT');
      const other = [...args, '--temperature', '2', '--max-steps', '50', '--out', 'cut'];
      const refused = await run(other, folder());
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /got temperature 1 instead of 2, maxSteps null instead of 50/);
      const restarted = await run([...other, '--restart'], folder());
      assert.equal(restarted.code, 0, restarted.stderr);
    });
  });
});
