import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page } from 'playwright-core';
import { descendFast, nashGap } from '../../lib/entry/market.js';
import { defaultsOf, MARKET, sampleMarket } from '../../lib/studies/index.js';
import { ROOT } from '../support/folders.js';
import { Lab } from '../support/lab.js';
import { beforeNotebooks, writeNotebook } from '../support/notebooks.js';

const CELLS = [
  `import { live } from 'bittensor-workbench/notebook';`,
  `await live('market', { peers: 5 });`,
];

/** The Nash gap of the library. */
function gapOf(changes: object): string {
  const market = { ...sampleMarket({ ...defaultsOf(MARKET), ...changes }, 0), ratio: 25 };
  return String(nashGap({ ...market, weights: descendFast(market).weights }));
}

async function waitForGap(page: Page, gap: string): Promise<void> {
  await page.locator(`.jp-CodeCell data[data-reading=gap][value="${gap}"]`).waitFor();
}

describe('explorables in JupyterLab', function () {
  this.timeout(300_000);
  let folder = '';
  let lab: Lab;

  beforeNotebooks({ browser: true });
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bittensor-workbench-'));
    const [root, home] = ['root', 'home'].map((name) => join(folder, name));
    for (const path of [root, home]) mkdirSync(path);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeNotebook(root, 'live.ipynb', CELLS);
    lab = await Lab.start(root, home);
  });
  after(async () => {
    await (lab as Lab | undefined)?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('recompute below a cell without the kernel, and show a picture until the notebook is trusted', async () => {
    const notebook = await lab.open('live.ipynb');
    const { page } = notebook;
    await notebook.runAll();
    await waitForGap(page, gapOf({ peers: 5 }));
    const address = page.url();
    await page.locator('.jp-CodeCell [data-slider=peers]').focus();
    await page.keyboard.press('ArrowRight');
    await waitForGap(page, gapOf({ peers: 6 }));
    assert.equal(page.url(), address);
    await page.locator('.jp-CodeCell #field-temperature').fill('-1');
    await page
      .locator('.jp-CodeCell .refusal', {
        hasText: 'market: temperature must be a finite number above 0, got -1',
      })
      .waitFor();
    // Keys belong to the controls while they have the focus.
    await page.click('.jp-CodeCell >> nth=0 >> .jp-InputArea-prompt');
    await notebook.save();
    await notebook.close();
    // Another author's notebook: its signature is unknown.
    const path = join(folder, 'root', 'live.ipynb');
    const text = readFileSync(path, 'utf8');
    writeFileSync(join(folder, 'root', 'theirs.ipynb'), text.replace('peers: 5 }', 'peers: 5 } '));
    const theirs = await lab.open('theirs.ipynb');
    const picture = theirs.page.locator(
      '.jp-CodeCell [data-live] img, .jp-CodeCell .jp-OutputArea img',
    );
    await picture.first().waitFor();
    assert.ok(
      await picture.first().evaluate((image: HTMLImageElement) => image.naturalWidth > 400),
    );
    assert.equal(await theirs.page.locator('.jp-CodeCell data[data-reading=gap]').count(), 0);
    await theirs.close();
    assert.deepEqual([lab.complaints, lab.strangers], [[], []]);
  });
});
