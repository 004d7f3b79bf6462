import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { run, start, MAIN } from '../support/commandLine.js';
import { temporaryFolder } from '../support/folders.js';
import { runOnFullDisk } from '../files/support.js';

const SMALL = ['figure', '4', '--networks', '3', '--peers', '4', '--out', '.'];
const MANY = [
  'figure',
  '4',
  '--networks',
  '16',
  '--workers',
  '1',
  '--max-steps',
  '500',
  '--peers',
  '6',
  '--out',
  '.',
];
const RESULTS = ['figure-4.json', 'figure-4.svg', 'index.html', 'runs'];

describe('the files of the command line', () => {
  const folder = temporaryFolder();
  const journal = (): string => join(folder(), 'figure-4.journal.jsonl');

  /** Stops a run once its journal has `lines` lines. */
  async function interrupt(lines: number): Promise<void> {
    const { child, outcome } = start(MANY, folder());
    while (child.exitCode === null && linesOf() < lines) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    child.kill('SIGKILL');
    await outcome;
  }

  function linesOf(): number {
    return existsSync(journal()) ? readFileSync(journal(), 'utf8').split('\n').length - 1 : 0;
  }

  it('are refused under a folder that cannot be made', async function () {
    if (!existsSync('/proc/self')) this.skip();
    const args = ['figure', '4', '--networks', '2', '--peers', '3', '--out', '/proc/x/y'];
    const { child, outcome } = start(args, folder());
    const watch = setTimeout(() => child.kill('SIGKILL'), 30_000);
    const { code, stderr } = await outcome;
    clearTimeout(watch);
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      /^command line: \/proc\/x\/y must be a folder that can be written to \(ENOENT: .*\); choose another with --out\n$/,
    );
  });

  it('are complete on a full disk, and the same command continues', async () => {
    const { code, stderr } = runOnFullDisk(8, [MAIN, ...MANY], folder());
    assert.equal(code, 2, stderr);
    assert.match(stderr, /openJournal: \S* must be a file that can be written \(EFBIG: /);
    assert.deepEqual(readdirSync(folder()), ['figure-4.journal.jsonl']);
    assert.ok(readFileSync(journal(), 'utf8').endsWith('}\n'));
    const again = await run(MANY, folder());
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /figure 4: [1-9]\d* of 16, time left/);
    assert.deepEqual(readdirSync(folder()).sort(), RESULTS);
  });

  it('do not follow symbolic links at predictable names', async () => {
    writeFileSync(join(folder(), 'other'), 'theirs');
    mkdirSync(join(folder(), 'out'));
    for (const name of [...RESULTS.map((file) => `${file}.part`), '.bittensor-workbench-probe']) {
      symlinkSync('../other', join(folder(), 'out', name));
    }
    const { code, stderr } = await run([...SMALL.slice(0, -1), 'out'], folder());
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(join(folder(), 'other'), 'utf8'), 'theirs');
  });

  it('of a study in a folder are written by one run at a time', async () => {
    const { child, outcome } = start(MANY, folder());
    while (child.exitCode === null && linesOf() < 2) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const more of [[], ['--restart'], ['--repair']]) {
      const second = await run([...SMALL, ...more], folder());
      assert.equal(second.code, 2, second.stderr);
      assert.match(
        second.stderr,
        /^command line: figure-4\.json must be open once at a time, got figure-4\.json\.lock of process \d+; [^\n]*\n$/,
      );
    }
    const { code, stderr } = await outcome;
    assert.equal(code, 0, stderr);
    assert.deepEqual(readdirSync(folder()).sort(), RESULTS);
  });

  it('are refused where a journal is damaged; after a repair the study continues and the damage is kept', async () => {
    await interrupt(5);
    const lines = readFileSync(journal(), 'utf8').split('\n');
    writeFileSync(journal(), [...lines.slice(0, 2), `${lines[2]} `, ...lines.slice(3)].join('\n'));
    const refused = await run(MANY, folder());
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /got something else on line 3; run again with --repair/);
    const repaired = await run([...MANY, '--repair'], folder());
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.match(
      repaired.stderr,
      /^moved \d+ bytes of figure-4\.journal\.jsonl to figure-4\.journal\.jsonl\.cut-1\n/,
    );
    const kept = readFileSync(`${journal()}.cut-1`, 'utf8');
    assert.ok(kept.startsWith(`${lines[2]} \n`));
  });

  it('report an incomplete line and continue', async () => {
    await interrupt(4);
    const lines = readFileSync(journal(), 'utf8').split('\n');
    writeFileSync(journal(), `${lines.slice(0, 3).join('\n')}\n{"task":`);
    const { code, stderr } = await run(MANY, folder());
    assert.equal(code, 0, stderr);
    assert.match(stderr, /dropped 8 bytes of an unfinished line from figure-4\.journal\.jsonl\n/);
    assert.match(stderr, /figure 4: 2 of 16, time left/);
  });

  it('are not repaired where they are not journals', async () => {
    writeFileSync(journal(), 'My notes\nof today');
    const { code, stderr } = await run([...SMALL, '--repair'], folder());
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^repairJournal: \S+ must be a journal, got something else on line 1; [^\n]*\n$/,
    );
    assert.equal(readFileSync(journal(), 'utf8'), 'My notes\nof today');
  });
});
