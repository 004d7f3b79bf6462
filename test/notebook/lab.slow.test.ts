import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../support/folders.js';
import { Lab } from '../support/lab.js';
import { answersOpen } from '../support/answers.js';
import { beforeNotebooks, NOTEBOOKS, writeNotebook } from '../support/notebooks.js';

/** Notebooks of different kinds: a first market, sliders, trained networks, frames. All are executed by `npm run notebooks -- --check`. */
const NAMES = [
  '00-start-here.ipynb',
  '1.5-competitive-weights.ipynb',
  '1.6-running-the-network.ipynb',
  '3-figure-5.ipynb',
];

const GOOD = [
  '# A notebook',
  `import { figure4, plot, show, table, type Figure } from 'bittensor-workbench';
import { progress } from 'bittensor-workbench/notebook';`,
  `const result = await figure4({ networks: 2, peers: 3, maxSteps: 50 }, { onProgress: progress('figure 4') });
table(result.tables.summary);
await show(plot(result));`,
  `const step = (name: string) => ({ label: name, method: 'animate', args: [[name], { mode: 'immediate', frame: { duration: 0 }, transition: { duration: 0 } }] });
const sliding: Figure = {
  data: [{ x: [1, 2, 3], y: [1, 4, 9], type: 'scatter' }],
  layout: { width: 600, height: 400, sliders: [{ steps: ['one', 'two'].map(step) }], yaxis: { range: [0, 100] } },
  frames: [{ name: 'one', data: [{ y: [1, 4, 9] }] }, { name: 'two', data: [{ y: [90, 40, 10] }] }],
};
await show(sliding);`,
  `for (let i = 0; i < 20_000; i++) console.log('line', i);`,
];

const HARD = [
  `import { figure4, randomMarket } from 'bittensor-workbench';
import { interruptible, progress } from 'bittensor-workbench/notebook';`,
  `await figure4({ networks: 2000 }, { onProgress: progress('long'), signal: interruptible() });`,
  `console.log('answers', 6 * 7);`,
  `randomMarket({ peers: -1 });`,
  `process.kill(process.pid, 'SIGKILL');`,
];

describe('notebooks in JupyterLab', function () {
  this.timeout(300_000);
  let folder = '';
  let lab: Lab;

  beforeNotebooks({ browser: true });
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bittensor-workbench-'));
    const [root, home] = ['root', 'home'].map((name) => join(folder, name));
    for (const path of [root, home]) mkdirSync(path);
    // The project's packages surround the notebooks' packages, as in the repository.
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeNotebook(root, 'good.ipynb', GOOD);
    writeNotebook(root, 'hard.ipynb', HARD);
    for (const name of NAMES) copyFileSync(join(NOTEBOOKS, name), join(root, name));
    lab = await Lab.start(root, home);
  });
  after(async () => {
    await (lab as Lab | undefined)?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs all cells, draws every plot, responds to the mouse, prints every line, and shows the same after a reload', async () => {
    const notebook = await lab.open('good.ipynb');
    await notebook.runAll();
    assert.equal(await notebook.plots(), 2);
    assert.match(await notebook.hover(0), /\d/);
    const path = notebook.page.locator('.jp-RenderedPlotly').nth(1).locator('.js-line').first();
    const before = await path.getAttribute('d');
    await notebook.page
      .locator('.jp-RenderedPlotly')
      .nth(1)
      .locator('.slider-rail-touch-rect')
      .click({ position: { x: 400, y: 5 }, force: true });
    await notebook.page.waitForTimeout(300);
    assert.notEqual(await path.getAttribute('d'), before);
    await notebook.waitForOutput(3, 'line 19999');
    assert.equal((await notebook.output(3)).trim().split('\n').length, 20_000);
    assert.match(await notebook.output(1), /figure 4.*2 of 2.*taken/s);
    await notebook.save();
    await notebook.close();
    const { cells } = JSON.parse(readFileSync(join(folder, 'root', 'good.ipynb'), 'utf8')) as {
      cells: { outputs: { data?: Record<string, unknown> }[] }[];
    };
    assert.equal(typeof cells[3].outputs[0].data?.['application/vnd.plotly.v1+json'], 'object');
    const reopened = await lab.open('good.ipynb');
    await reopened.page.waitForSelector('.jp-RenderedPlotly');
    await reopened.waitForPlots();
    assert.equal(await reopened.plots(), 2);
    assert.match(await reopened.hover(0), /\d/);
    await reopened.close();
  });

  it('stops a long study by the stop button, shows errors as one sentence, and restarts a dead kernel', async () => {
    const notebook = await lab.open('hard.ipynb');
    await notebook.run(0);
    await notebook.run(1);
    await notebook.waitForOutput(1, 'about');
    await notebook.page.click('[data-command="notebook:interrupt-kernel"]');
    await notebook.waitForOutput(1, 'Interrupted');
    await notebook.run(2);
    await notebook.waitForOutput(2, 'answers 42', 10_000);
    await notebook.run(3);
    await notebook.waitForOutput(3, 'peers must be');
    assert.match(
      await notebook.output(3),
      /^InvalidArgumentError: randomMarket: peers must be an integer of at least 1, got -1\n/,
    );
    await notebook.run(4);
    await notebook.page.click('.jp-Dialog .jp-mod-accept', { timeout: 60_000 });
    // Lab requests the state of a restarted kernel with the next cell.
    await notebook.page.waitForSelector('.jp-Dialog', { state: 'detached' });
    await notebook.run(0);
    await notebook.run(2);
    await notebook.page.waitForFunction(() =>
      (
        [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].at(2)?.textContent ?? ''
      ).startsWith('[2]'),
    );
    await notebook.waitForOutput(2, 'answers 42');
    await notebook.close();
  });

  for (const name of NAMES) {
    it(`runs ${name} and draws its plots`, async () => {
      const notebook = await lab.open(name);
      const stored = await notebook.plots();
      await notebook.runAll();
      const plots = await notebook.plots();
      assert.ok(plots >= stored);
      if (plots > 0) assert.match(await notebook.hover(0), /\S/);
      await notebook.close();
    });
  }

  it('hides answers until they are asked for, and follows links to the next notebook', async () => {
    const notebook = await lab.open('1.5-competitive-weights.ipynb');
    const { page } = notebook;
    await page.waitForSelector('.jp-MarkdownCell details');
    await answersOpen(page);
    const link = page.locator('.jp-MarkdownCell a:has-text("1.6 Running the network")').first();
    await link.scrollIntoViewIfNeeded();
    await link.click();
    await page.waitForURL(/1\.6-running-the-network\.ipynb/);
    await notebook.close();
  });

  it('lists notebooks and hides their supporting files', async () => {
    writeFileSync(join(folder, 'root', 'package.json'), '{}');
    mkdirSync(join(folder, 'root', 'jupyter'));
    const names = await lab.contents();
    assert.ok(names.includes('good.ipynb'));
    assert.ok(!names.includes('package.json') && !names.includes('jupyter'), names.join(', '));
  });

  it('logs no error and sends no request to other machines', () => {
    assert.deepEqual(lab.complaints, []);
    assert.deepEqual(lab.strangers, []);
  });
});
