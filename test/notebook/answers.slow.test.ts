import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { temporaryFolder } from '../support/folders.js';
import { answersOf, load } from '../support/lessonCells.js';
import { beforeNotebooks, NOTEBOOKS, runScript, writeNotebook } from '../support/notebooks.js';

interface Executed {
  readonly cells: readonly { readonly outputs: readonly { readonly text?: readonly string[] }[] }[];
}

describe('answers in cells', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  beforeNotebooks();

  it('run in one kernel after each other, and print what the notebooks show', async () => {
    const names = readdirSync(NOTEBOOKS).filter((name) => name.endsWith('.ipynb'));
    const answers = names.map((name) => answersOf(load(name).slice(-2)[0])[1]);
    const path = writeNotebook(
      folder(),
      'answers.ipynb',
      answers.map(({ code = '' }) => code),
    );
    const { code, output } = await runScript('execute.mjs', path);
    assert.equal(code, 0, output);
    const { cells } = JSON.parse(readFileSync(path, 'utf8')) as Executed;
    for (const [at, { shown }] of answers.entries()) {
      const printed = cells[at].outputs.flatMap(({ text = [] }) => text).join('');
      assert.equal(printed.trimEnd(), shown, names[at]);
    }
  });
});
