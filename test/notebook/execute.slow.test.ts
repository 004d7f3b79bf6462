import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folders.js';
import { beforeNotebooks, runScript, writeNotebook } from '../support/notebooks.js';

interface Stored {
  readonly cells: {
    readonly execution_count: number | null;
    readonly outputs: { text?: string[]; data?: Record<string, unknown> }[];
  }[];
}

describe('npm run notebooks', function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();
  beforeNotebooks();

  it('finds every notebook without errors and warnings, with its stored outputs', async () => {
    const { code, output } = await runScript('execute.mjs', '--check');
    assert.equal(code, 0, output);
  });

  it('stores the outputs of a notebook, and a second run changes none', async () => {
    const path = writeNotebook(folder(), 'good.ipynb', [
      `# A notebook`,
      `import { figure4, plot, show, table } from 'bittensor-workbench';
import { progress } from 'bittensor-workbench/notebook';`,
      `const result = await figure4({ networks: 2, peers: 3, maxSteps: 50 }, { onProgress: progress('figure 4') });
table(result.tables.summary);
await show(plot(result));`,
      `for (let i = 0; i < 20_000; i++) console.log('line', i);`,
      `import { live } from 'bittensor-workbench/notebook';
await live('inflation', { peers: 3, blocks: 10 });`,
    ]);
    const first = await runScript('execute.mjs', path);
    assert.equal(first.code, 0, first.output);
    const stored = readFileSync(path, 'utf8');
    const { cells } = JSON.parse(stored) as Stored;
    assert.deepEqual(
      cells.slice(1).map(({ execution_count }) => execution_count),
      [1, 2, 3, 4],
    );
    assert.equal(cells[3].outputs.length, 1);
    assert.equal(cells[3].outputs[0].text?.length, 20_000);
    assert.match(JSON.stringify(cells[4].outputs), /data-live=[^]*<img [^>]*><\/div>"\]/);
    const [bar, , figure] = cells[2].outputs;
    assert.doesNotMatch(JSON.stringify(bar), / s taken/);
    assert.equal(typeof figure.data?.['application/vnd.plotly.v1+json'], 'object');
    const { mtimeMs } = statSync(path);
    const again = await runScript('execute.mjs', path);
    assert.equal(again.code, 0, again.output);
    assert.equal(readFileSync(path, 'utf8'), stored);
    assert.equal(statSync(path).mtimeMs, mtimeMs);
    const page = await runScript('html.mjs', join(folder(), 'pages'), folder());
    assert.equal(page.code, 0, page.output);
    assert.match(
      readFileSync(join(folder(), 'pages', 'index.html'), 'utf8'),
      /<a href="good.html">A notebook<\/a>/,
    );
    const text = readFileSync(join(folder(), 'pages', 'good.html'), 'utf8');
    assert.match(text, /workbenchFigure/);
    assert.match(text, /<script src="assets\/live.js" defer><\/script>/);
  });

  it('fails without writing on an error, on a warning, and in --check on another output', async () => {
    const paths = [
      writeNotebook(folder(), 'error.ipynb', [`throw new Error('on purpose');`]),
      writeNotebook(folder(), 'warning.ipynb', [`console.warn('careful');`]),
      writeNotebook(folder(), 'stale.ipynb', [`console.log('new');`]),
    ];
    const before = paths.map((path) => readFileSync(path, 'utf8'));
    const { code, output } = await runScript('execute.mjs', '--check', ...paths);
    assert.equal(code, 1);
    assert.match(output, /FAILED error\.ipynb[^]*Error: on purpose/);
    assert.match(output, /FAILED warning\.ipynb[^]*cell 0 wrote to stderr: careful/);
    assert.match(output, /FAILED stale\.ipynb[^]*cell 0 shows something else/);
    assert.deepEqual(
      paths.map((path) => readFileSync(path, 'utf8')),
      before,
    );
  });

  it('reports faults that the reader can repair in one sentence', async () => {
    const { code, output } = await runScript('execute.mjs', 'missing.ipynb');
    assert.equal(code, 2);
    assert.equal(
      output,
      'notebooks: missing.ipynb must be a notebook, but there is no such file\n',
    );
  });
});
