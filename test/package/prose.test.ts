import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Linter } from 'eslint';
import { ROOT } from '../support/folders.js';

interface Rule {
  readonly plainProse: object;
  readonly turnsOf: (text: string) => { turn: string }[];
}

const load = (): Promise<Rule> =>
  import(pathToFileURL(join(ROOT, 'test', 'support', 'plainProse.mjs')).href) as Promise<Rule>;

describe('plain prose', () => {
  const messagesOf = async (code: string): Promise<string[]> => {
    const { plainProse } = await load();
    const plugins = { workbench: { rules: { 'plain-prose': plainProse } } };
    const config = { plugins, rules: { 'workbench/plain-prose': 'error' } };
    return new Linter().verify(code, config as never).map(({ message }) => message);
  };

  it('reports marked turns in docstrings, help texts and parameters', async () => {
    assert.equal((await messagesOf('/** Who asks waits. */ export const a = 1;')).length, 1);
    assert.equal((await messagesOf('/** What comes back. */ export const a = 1;')).length, 1);
    assert.equal((await messagesOf("export const a = { about: 'Nobody reads it' };")).length, 1);
    assert.equal((await messagesOf("integer(1, 'What the group plays');")).length, 1);
  });

  it('leaves comments in bodies, code and plain sentences alone', async () => {
    assert.deepEqual(await messagesOf('// Who asks waits.\nexport const a = 1;'), []);
    assert.deepEqual(await messagesOf('/** The peer that `who` names; what is left. */'), []);
    assert.deepEqual(await messagesOf("export const a = { name: 'nobody' };"), []);
  });

  it('is kept by README and docs', async () => {
    const { turnsOf } = await load();
    const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
    for (const page of ['README.md', ...pages.map((name) => join('docs', name))]) {
      const lines = readFileSync(join(ROOT, page), 'utf8').split('\n');
      for (const [at, line] of lines.entries()) {
        const prose = line.replace(/`[^`]*`/g, '`').replace(/"[^"]*"|“[^”]*”/g, '"');
        assert.deepEqual(turnsOf(prose), [], `${page}:${at + 1}: ${line}`);
      }
    }
  });
});
