import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Page } from 'playwright-core';
import { serveFolder } from '../../lib/site/serve.js';
import { writeSite } from '../../lib/site/site.js';
import { answersOpen } from '../support/answers.js';
import { axeViolations } from '../support/axe.js';
import { complaintsOf, withBrowser } from '../support/browser.js';

describe('the site', function () {
  this.timeout(90_000);
  const browser = withBrowser();
  let folder = '';
  let page: Page;
  let complaints: string[] = [];
  let names: string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bittensor-workbench-'));
    // TypeDoc has tests of its own.
    await writeSite(folder, { api: false });
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.html'),
    );
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
  const addressOf = (name: string): string => pathToFileURL(join(folder, name)).href;

  it('has pages of at most 3 MB, whose links lead to pages and sections of it', () => {
    assert.ok(names.length > 45);
    for (const name of names) {
      const text = readFileSync(join(folder, name), 'utf8');
      assert.ok(statSync(join(folder, name)).size < 3e6, name);
      for (const [, link] of text.matchAll(/(?:href|src)="([^"]*)"/g)) {
        if (/^(data:|#$|[a-z]+:)/.test(link)) continue;
        const [path, anchor] = link.split('#') as [string, string | undefined];
        if (path.includes('api/')) continue;
        const target = path === '' ? name : join(dirname(name), decodeURIComponent(path));
        assert.ok(existsSync(join(folder, target)), `${name} links to ${link}`);
        if (anchor === undefined || !target.endsWith('.html')) continue;
        const found = readFileSync(join(folder, target), 'utf8');
        assert.ok(
          found.includes(` id="${decodeURIComponent(anchor)}"`),
          `${name} links to ${link}`,
        );
      }
      assert.ok(!/https?:\/\/[^"\s]*\.(?:js|css)"/.test(text), `${name} loads from elsewhere`);
    }
  });

  it('passes the checks of axe on a page of every kind', async () => {
    for (const name of [
      'index.html',
      'results.html',
      'differences.html',
      'notebooks/index.html',
      'notebooks/1.4-stake.html',
      'search.html',
    ]) {
      // Texts share their dark colours.
      const both = name === 'notebooks/1.4-stake.html';
      for (const colorScheme of both ? (['dark', 'light'] as const) : (['light'] as const)) {
        await page.emulateMedia({ colorScheme });
        await page.goto(addressOf(name));
        assert.deepEqual(await axeViolations(page), [], `${name}, ${colorScheme}`);
      }
    }
  });

  it('draws the figures of a notebook as they come near, and fits a phone', async () => {
    await page.goto(addressOf('notebooks/3-figure-4.html'));
    const figure = page.locator('.workbench-figure').last();
    assert.equal(await figure.locator('.main-svg').count(), 0);
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('.main-svg').first().waitFor();
    for (const name of [
      'notebooks/1.4-stake.html',
      'differences.html',
      'index.html',
      'results.html',
    ]) {
      await page.setViewportSize({ width: 390, height: 800 });
      await page.goto(addressOf(name));
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.ok(over <= 0, `${name} is ${over} pixels too wide`);
    }
  });

  it('hides the answers of exercises until they are asked for, and explores below a cell', async () => {
    await page.goto(addressOf('notebooks/1.4-stake.html'));
    await answersOpen(page);
    assert.deepEqual(await axeViolations(page), []);
    const block = page.locator('[data-live=inflation] data[data-reading=block]');
    await block.and(page.locator('[value="500"]')).waitFor();
    await page.locator('[data-live] #field-blocks').fill('250');
    await block.and(page.locator('[value="250"]')).waitFor();
    const line = page.locator('main > p').first();
    await line.getByRole('link', { name: '1.5 Competitive weights' }).click();
    await page.waitForURL(/1\.5-competitive-weights\.html$/);
  });

  it('finds sections by their words, from any page', async () => {
    await page.goto(addressOf('notebooks/1.4-stake.html'));
    await page.locator('header input[type=search]').fill('phase diagram');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search\.html\?q=phase/);
    await page.waitForSelector('.found a');
    assert.match((await page.locator('#count').textContent()) ?? '', /^\d+ sections$/);
    await page.locator('#query').fill('zzzzqqqq');
    await page.waitForFunction(
      () => document.querySelector('#count')?.textContent === '0 sections',
    );
    await page.locator('#query').fill('Nash gap');
    await page.locator('.found a').first().click();
    await page.waitForSelector('main h1');
  });

  it('replaces an earlier site, and no other folder', async () => {
    const other = mkdtempSync(join(tmpdir(), 'bittensor-workbench-'));
    try {
      writeFileSync(join(other, 'thesis.txt'), 'chapter 1');
      await assert.rejects(writeSite(other, { api: false }), {
        name: 'FileError',
        message: /must be new, empty or an earlier site/,
      });
      assert.deepEqual(readdirSync(other), ['thesis.txt']);
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  it('is served to this machine, its own files alone', async () => {
    const { address, server } = await serveFolder(folder);
    try {
      assert.match(address, /^http:\/\/127\.0\.0\.1:\d+$/);
      const codes = await Promise.all(
        ['/index.html', '/', '/notebooks/', '/none.html', '/..%2f..%2fetc/passwd', '/%E0%A4%A'].map(
          async (path) => (await fetch(`${address}${path}`)).status,
        ),
      );
      assert.deepEqual(codes, [200, 200, 200, 404, 404, 400]);
    } finally {
      server.close();
    }
  });
});
