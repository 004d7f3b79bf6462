import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Page } from 'playwright-core';
import { descendFast, nashGap } from '../../lib/entry/market.js';
import { EXPLORABLES } from '../../lib/explorables/list.js';
import { writeExplorables } from '../../lib/site/site.js';
import { defaultsOf, MARKET, sampleMarket } from '../../lib/studies/index.js';
import { axeViolations } from '../support/axe.js';
import { complaintsOf, withBrowser } from '../support/browser.js';

describe('pages of explorables', function () {
  this.timeout(60_000);
  const browser = withBrowser();
  let folder = '';
  let page: Page;
  let complaints: string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bittensor-workbench-'));
    await writeExplorables(folder);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
    complaints = complaintsOf(page);
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(complaints, []);
  });

  const open = async (name: string, query = ''): Promise<void> => {
    await page.goto(`${pathToFileURL(join(folder, 'explore', `${name}.html`)).href}${query}`);
    await page.waitForSelector('.readings data');
  };
  const done = () => page.waitForSelector('.state[data-state=done]', { timeout: 30_000 });
  const reading = async (name: string): Promise<number> =>
    Number(await page.locator(`data[data-reading="${name}"]`).getAttribute('value'));
  const frames = (): Promise<number> =>
    page.locator('[data-explorable]').evaluate((root) => Number(root.dataset.frames));
  const query = (): string => new URL(page.url()).search;
  /** The Nash gap and the steps of the library for the same market. */
  const settled = (changes: object, ratio = 25): { gap: number; steps: number } => {
    const market = { ...sampleMarket({ ...defaultsOf(MARKET), ...changes }, 0), ratio };
    const { weights, steps } = descendFast(market);
    return { gap: nashGap({ ...market, weights }), steps };
  };

  it('state the numbers of the library', async () => {
    await open('market', '?peers=6&temperature=0.5&seed=3');
    await done();
    const { gap, steps } = settled({ peers: 6, temperature: 0.5, seed: 3 });
    assert.equal(await reading('gap'), gap);
    assert.equal(await reading('steps'), steps);
  });

  it('recompute while a slider is dragged, keep the state in the address, and go back', async () => {
    await open('market', '?peers=5');
    await done();
    const slider = page.locator('[data-slider=ratio]');
    const box = await slider.boundingBox();
    assert.ok(box);
    const [from, y] = [box.x + box.width * 0.6, box.y + box.height / 2];
    const before = await frames();
    await page.mouse.move(from, y);
    await page.mouse.down();
    for (let at = 1; at <= 20; at++) {
      await page.mouse.move(from - (at * box.width * 0.4) / 20, y);
      await page.waitForTimeout(16);
    }
    assert.ok((await frames()) > before + 3, 'no frame during the drag');
    await page.mouse.up();
    const ratio = Number(await page.locator('#field-ratio').inputValue());
    assert.ok(ratio > 0 && ratio < 25);
    assert.equal(query(), `?peers=5&ratio=${ratio}`);
    await done();
    await page.waitForFunction(
      (gap) => document.querySelector('data[data-reading=gap]')?.getAttribute('value') === gap,
      String(settled({ peers: 5 }, ratio).gap),
    );
    await page.goBack();
    assert.equal(query(), '?peers=5');
    assert.equal(await page.locator('#field-ratio').inputValue(), '25');
    await page.waitForFunction(
      (gap) => document.querySelector('data[data-reading=gap]')?.getAttribute('value') === gap,
      String(settled({ peers: 5 }).gap),
    );
  });

  it('are moved by keys, and reload from the address', async () => {
    await open('market', '?peers=5');
    await page.locator('[data-slider=peers]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => location.search === '?peers=7');
    assert.equal(await page.locator('#field-peers').inputValue(), '7');
    assert.equal(await page.locator('[data-slider=peers]').getAttribute('aria-valuetext'), '7');
    await page.reload();
    await done();
    assert.equal(await reading('gap'), settled({ peers: 7 }).gap);
  });

  it('refuse a bad input beside its field, and keep the last good picture', async () => {
    await open('market', '?peers=5');
    await done();
    const [gap, count] = [await reading('gap'), await frames()];
    await page.locator('#field-temperature').fill('-1');
    const refusal = page.locator('[data-parameter=temperature] .refusal');
    await page.waitForFunction(() => document.querySelector('[aria-invalid=true]') !== null);
    assert.equal(
      await refusal.textContent(),
      'market: temperature must be a finite number above 0, got -1',
    );
    assert.equal(
      await page.locator('#field-temperature').getAttribute('aria-describedby'),
      await refusal.getAttribute('id'),
    );
    assert.equal(await reading('gap'), gap);
    assert.equal(await frames(), count);
    await page.locator('#field-temperature').fill('0.7');
    await page.waitForFunction(() => document.querySelector('[aria-invalid=true]') === null);
    await page.waitForFunction(
      (wanted) =>
        document.querySelector('data[data-reading=gap]')?.getAttribute('value') === wanted,
      String(settled({ peers: 5, temperature: 0.7 }).gap),
    );
  });

  it('refuse a bad address in the same sentences', async () => {
    await page.goto(
      `${pathToFileURL(join(folder, 'explore', 'market.html')).href}?peers=1e9&hessians=trained&colour=red`,
    );
    await page.waitForSelector('[aria-invalid=true]');
    assert.equal(
      await page.locator('[data-parameter=peers] .refusal').textContent(),
      'market: peers must be an integer from 2 to 60, got 1000000000',
    );
    assert.match(
      (await page.locator('[data-parameter=hessians] .refusal').textContent()) ?? '',
      /^market: hessians must be one of /,
    );
    assert.equal(
      await page.locator('.general').textContent(),
      'market: the address must name parameters of this page, got colour',
    );
    // The fields lead back.
    await page.locator('#field-peers').fill('4');
    await page.locator('#field-hessians').selectOption('uniform');
    await done();
    assert.equal(await reading('gap'), settled({ peers: 4 }).gap);
  });

  it('fit every width, and show the value under the pointer', async () => {
    await open('market', '?peers=5');
    await done();
    for (const width of [1280, 800, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await page.waitForFunction(
        () =>
          (document.querySelector('canvas')?.clientWidth ?? 0) ===
          Math.floor(document.querySelector('.picture')?.clientWidth ?? -1),
      );
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.ok(over <= 0, `${over} pixels over at ${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    const box = await page.locator('canvas').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 100, box.y + 150);
    await page.waitForSelector('.tip:not([hidden])');
    assert.match((await page.locator('.tip').textContent()) ?? '', /^row \d, column \d\n[\d.]+$/);
  });

  it('mark the symbol whose control has the focus, and fold the values of the picture out', async () => {
    await open('market', '?peers=5');
    await done();
    await page.locator('#field-temperature').focus();
    assert.equal(await page.locator('.equation .of-temperature.moves').count(), 1);
    assert.equal(await page.locator('.equation .of-ratio.moves').count(), 0);
    await page.locator('.data summary').click();
    await page.waitForSelector('.data td');
    // Two matrices of 25, and more.
    assert.ok((await page.locator('.data tbody tr').count()) > 50);
  });

  it('pass the checks of axe in light and dark, and have at most 3 MB', async () => {
    const script = statSync(join(folder, 'assets', 'explorables.js')).size;
    for (const { name } of EXPLORABLES) {
      // The pages share their dark colours.
      for (const colorScheme of name === 'market'
        ? (['dark', 'light'] as const)
        : (['light'] as const)) {
        await page.emulateMedia({ colorScheme });
        await open(name, name.startsWith('figure') ? '?networks=2&peers=3' : '?peers=4');
        assert.deepEqual(await axeViolations(page), [], `${name}, ${colorScheme}`);
      }
      const text = statSync(join(folder, 'explore', `${name}.html`)).size;
      assert.ok(text + script < 3e6, name);
    }
  });
});
