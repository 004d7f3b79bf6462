import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/folders.js';

const BENCHES = join(ROOT, 'dist', 'bench');

function bench(name: string, ...args: string[]) {
  return spawnSync(process.execPath, [join(BENCHES, `${name}.js`), ...args], { encoding: 'utf8' });
}

describe('the benchmarks', function () {
  this.timeout(60_000);
  const names = readdirSync(join(ROOT, 'bench'))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => readFileSync(join(ROOT, 'bench', file), 'utf8').includes('const HELP'))
    .map((file) => file.replace('.ts', ''));

  for (const name of names) {
    it(`${name} --help prints its help alone`, () => {
      const { status, stdout, stderr } = bench(name, '--help');
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /^npm run bench/);
    });
  }

  it('are named by run, each with a help', () => {
    const { stdout } = bench('run', '--help');
    for (const name of names)
      if (name !== 'run') assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'));
  });

  it('answer a wrong name or option with one sentence and exit code 2', () => {
    for (const found of [
      bench('run', 'kernal'),
      bench('run', 'toString'),
      bench('peers', '--foo'),
    ]) {
      assert.equal(found.status, 2);
      assert.match(found.stderr, /^bench: [^\n]*\n$/);
    }
    assert.match(bench('run', 'kernal').stderr, /did you mean kernel\?/);
    assert.match(bench('factored', '-1').stderr, /integers of at least 1, got "-1"/);
  });
});
