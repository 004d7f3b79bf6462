/*
 * Chromium for tests of pages: a browser a suite, with the faults that its pages report.
 */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Opens a browser before the suite and closes it after; skips the suite where there is none, except in CI. */
export function withBrowser(): () => Browser {
  let browser: Browser | undefined;
  before(async function () {
    if (!existsSync(CHROMIUM) && process.env.CI === undefined) {
      console.log(`      skipped: no browser at ${CHROMIUM}; install chromium or set CHROMIUM`);
      this.skip();
    }
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  after(async () => {
    await browser?.close();
  });
  return () => {
    if (!browser) throw new Error('the browser opens before the suite');
    return browser;
  };
}

/** The errors of a page and its requests beyond files and loopback, gathered as they come. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(file|data|blob|http:\/\/127\.0\.0\.1)/.test(request.url()))
      complaints.push(request.url());
  });
  return complaints;
}
