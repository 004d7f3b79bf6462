import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { temporaryFolder } from '../support/folders.js';
import { answersOpen } from '../support/answers.js';
import { beforeNotebooks, CHROMIUM, NOTEBOOKS, runScript } from '../support/notebooks.js';

const NAMES = readdirSync(NOTEBOOKS)
  .filter((name) => name.endsWith('.ipynb'))
  .sort();

/** The number of stored figures of a notebook. */
function storedFigures(name: string): number {
  const { cells } = JSON.parse(readFileSync(join(NOTEBOOKS, name), 'utf8')) as {
    cells: { outputs?: { data?: Record<string, unknown> }[] }[];
  };
  return cells
    .flatMap(({ outputs = [] }) => outputs)
    .filter(({ data }) => data?.['application/vnd.plotly.v1+json'] !== undefined).length;
}

describe('notebooks as pages', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  let browser: Browser;

  beforeNotebooks({ browser: true });
  before(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  it('plot every stored figure, respond to the mouse, fit a phone, link to each other, send no request', async () => {
    const { code, output } = await runScript('html.mjs', folder());
    assert.equal(code, 0, output);
    const complaints: string[] = [];
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) complaints.push(request.url());
    });
    for (const name of NAMES) {
      await page.setViewportSize({ width: 1280, height: 1000 });
      await page.goto(pathToFileURL(join(folder(), name.replace(/ipynb$/, 'html'))).href);
      const figures = storedFigures(name);
      if (figures > 0) {
        await page.waitForFunction(
          (count) =>
            document.querySelectorAll('.workbench-figure > .plot-container').length === count,
          figures,
        );
        await page.locator('.workbench-figure .nsewdrag').first().hover({ force: true });
        assert.ok((await page.locator('.workbench-figure .hoverlayer').count()) > 0, name);
      }
      const links = page.locator('.workbench-links a, main a[href$=".html"]');
      const targets = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
      assert.ok(targets.length >= 4 && targets.includes('index.html'), name);
      for (const target of targets)
        assert.ok(existsSync(join(folder(), decodeURIComponent(target ?? ''))));
      assert.equal(await page.locator('main a[href$=".ipynb"]').count(), 0, name);
      await answersOpen(page);
      if (
        readFileSync(join(NOTEBOOKS, name), 'utf8').replaceAll('\\"', '"').includes(' data-live=')
      )
        await page.locator('[data-live] .readings').first().waitFor();
      await page.setViewportSize({ width: 390, height: 800 });
      await page.waitForTimeout(300);
      const wide = await page.evaluate(
        () =>
          [...document.querySelectorAll('.workbench-figure')].filter(
            (figure) => figure.getBoundingClientRect().right > window.innerWidth + 1,
          ).length,
      );
      assert.equal(wide, 0, name);
    }
    assert.deepEqual(complaints, []);
  });
});
