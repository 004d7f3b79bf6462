import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { randomMarket } from '../../lib/market/index.js';
import { plot, figure4, figure5 } from '../../lib/studies/index.js';
import { formatCell, plotUnderweighting, toPage } from '../../lib/plot/index.js';
import { temporaryFolder } from '../support/folders.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

describe('the page of figures', () => {
  const folder = temporaryFolder();

  it('draws every figure in a browser, answers the mouse, and fetches nothing', async function () {
    if (!existsSync(CHROMIUM) && process.env.CI === undefined) {
      console.log(`      skipped: no browser at ${CHROMIUM}; install chromium or set CHROMIUM`);
      this.skip();
    }
    const results = [
      await figure4({ networks: 2, peers: 3, maxSteps: 100 }),
      await figure5({ networks: 2, peers: 3, steps: 100, samples: 20 }),
    ];
    const path = join(folder(), 'index.html');
    const sections = results.map((result) => ({
      id: result.study,
      figure: plot(result),
      rows: result.tables.summary,
      parameters: result.parameters,
    }));
    writeFileSync(path, toPage('A <page> & more', sections));
    const browser = await chromium.launchPersistentContext(join(folder(), 'profile'), {
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    try {
      const page = await browser.newPage();
      const [requests, complaints]: [string[], string[]] = [[], []];
      page.on('request', (request) => requests.push(request.url()));
      page.on(
        'console',
        (message) => message.type() === 'error' && complaints.push(message.text()),
      );
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(pathToFileURL(path).href);
      for (const { id } of sections) await page.waitForSelector(`#${id}-plot .main-svg`);
      assert.equal(await page.title(), 'A <page> & more');
      assert.equal(await page.locator('#figure4-plot .subplot').count(), 6);
      await page.hover('#figure4-plot .point >> nth=4', { force: true });
      await page.waitForSelector('#figure4-plot .hoverlayer .hovertext');
      await page.click('#figure4 summary >> nth=0');
      assert.equal(await page.locator('#figure4 details >> nth=0 >> tbody tr').count(), 4);
      // A page that asks nobody offers no button that would.
      const buttons = await page
        .locator('.modebar-btn')
        .evaluateAll((found) => found.map((button) => button.getAttribute('data-title') ?? ''));
      assert.ok(buttons.length > 4);
      assert.deepEqual(
        buttons.filter((title) => /cloud|server|share|edit/i.test(title)),
        [],
      );
      assert.deepEqual(complaints, []);
      assert.deepEqual(
        requests.filter((url) => !/^(file|data|blob):/.test(url)),
        [],
      );
    } finally {
      await browser.close();
    }
  });

  it('lays a figure out again when its width changes, and keeps the step of its slider', async function () {
    if (!existsSync(CHROMIUM) && process.env.CI === undefined) this.skip();
    const market = randomMarket({ peers: 3, seed: 1 });
    const figure = plotUnderweighting(market, { temperatures: [0.1, 0.5, 1], from: 0, to: 1 });
    const path = join(folder(), 'slider.html');
    writeFileSync(path, toPage('Slider', [{ id: 'mask', figure, rows: [], parameters: {} }]));
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
      await page.goto(pathToFileURL(path).href);
      const tops = (): Promise<unknown> =>
        page.evaluate(
          "['yaxis', 'yaxis2'].map((name) => document.getElementById('mask-plot').layout[name].domain[1])",
        );
      await page.waitForSelector('#mask-plot .slider-label');
      const [one, other] = (await tops()) as number[];
      assert.equal(one, other);
      await page.evaluate("Plotly.update('mask-plot', {}, { 'sliders[0].active': 2 })");
      await page.setViewportSize({ width: 390, height: 800 });
      await page.waitForFunction("document.getElementById('mask-plot')._fullLayout.width < 400");
      const [above, below] = (await tops()) as number[];
      assert.ok(above > below);
      assert.equal(
        await page.evaluate("document.getElementById('mask-plot').layout.sliders[0].active"),
        2,
      );
    } finally {
      await browser.close();
    }
  });

  it('shows numbers with four digits and a dash where undefined', () => {
    assert.deepEqual([0.123456, 1e-9 / 3, 12, true, null, 'text'].map(formatCell), [
      '0.1235',
      '3.333e-10',
      '12',
      'true',
      '–',
      'text',
    ]);
  });
});
