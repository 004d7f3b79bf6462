import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/commandLine.js';
import { ROOT, temporaryFolder } from '../support/folders.js';
import { forgettingOwn } from '../support/own.js';

const MODULE = join(ROOT, 'examples', 'quadratic.mjs');

describe('the command mechanism', function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  forgettingOwn();
  const path = (...parts: string[]): string => join(folder(), ...parts);
  const command = (...words: string[]) => run(['mechanism', ...words], folder());

  it('puts a mechanism of a module beside others by every study, on one page and on weights', async () => {
    writeFileSync(path('net.csv'), 'from,to,weight\n0,1,1\n1,2,0.5\n1,0,0.5\n2,0,1\n');
    writeFileSync(path('stake.csv'), 'peer,stake\n0,2\n1,1\n2,1\n');
    const words = ['quadratic', '--use', MODULE, '--networks', '1', '--out', 'out'];
    const against = ['--against', 'l1', '--weights', 'net.csv', '--stake', 'stake.csv'];
    const { code, stdout, stderr } = await command(...words, ...against);
    assert.equal(code, 0, stderr);
    const summary = stdout.slice(stdout.indexOf('quadratic beside others'));
    assert.match(summary, /\n +l1 +[\d.]+ .*\nquadratic +[\d.]+ /);
    assert.match(stdout, /pay, quadratic|rank, quadratic/);
    for (const name of ['mechanisms', 'coalitions', 'sought-attacks']) {
      const result = JSON.parse(readFileSync(path('out', `${name}.json`), 'utf8')) as {
        parameters: { mechanisms: string[]; networks: number };
        versions: { definitions: object };
      };
      assert.deepEqual(result.parameters.mechanisms, ['l1', 'quadratic']);
      assert.equal(result.parameters.networks, 1);
      assert.ok('mechanism quadratic' in result.versions.definitions);
      assert.match(readFileSync(path('out', 'index.html'), 'utf8'), new RegExp(`id="${name}"`));
    }
    assert.ok(existsSync(path('out', 'weights.html')));
    const again = await command(...words, '--against', 'l1');
    assert.equal(again.code, 0, again.stderr);
    assert.equal(again.stdout.split('kept of an earlier run').length, 4);
    assert.equal(again.stdout.slice(again.stdout.indexOf('quadratic beside')), summary);
  });

  it('refuses an unknown mechanism with the nearest, on either side', async () => {
    for (const words of [['medain'], ['median', '--against', 'medain']]) {
      const { code, stderr } = await command(...words);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /^command line: a mechanism must be one of paper, .*, or in a module of --use, got "medain"; did you mean median\?\n$/,
      );
    }
    const none = await command();
    assert.equal(none.code, 2);
  });
});
