import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../lib/site/bundle.js';
import * as library from '../../lib/entry/market.js';
import * as plots from '../../lib/entry/plot.js';
import { figure4 } from '../../lib/studies/index.js';
import { serveFolder } from '../../lib/site/serve.js';
import { complaintsOf, withBrowser } from '../support/browser.js';
import { ROOT, temporaryFolder } from '../support/folders.js';

const GIVEN = { networks: 3, ratios: [1, 25, 100] };
const MARKETS = [
  { peers: 10, seed: 3, interaction: 0.5 },
  { peers: 20, seed: 4, hessians: 'gaussian', temperature: 0.3, ratio: 50 },
  { peers: 40, seed: 5, hessians: 'planted', anchor: 'closed' },
] as const;

/** The bytes of numbers, in hexadecimal. */
function bytesOf(values: Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
}

describe('the browser build', () => {
  const folder = temporaryFolder();
  const browser = withBrowser();

  it('gives the networks of figure 4 with the bytes of Node', async () => {
    await bundle({
      entries: { figure4: 'explorables/studies.js' },
      folder: folder(),
      kind: 'modules',
    });
    writeFileSync(join(folder(), 'index.html'), '<!doctype html>');
    const { address: url, server } = await serveFolder(folder());
    const page = await browser().newPage();
    const complaints = complaintsOf(page);
    try {
      await page.goto(`${url}/index.html`);
      const found = await page.evaluate(async (given) => {
        const script = '/figure4.js';
        const module = (await import(script)) as { figure4: typeof figure4 };
        return JSON.stringify(await module.figure4(given));
      }, GIVEN);
      assert.equal(found, JSON.stringify(await figure4(GIVEN, { workers: 1 })));
      assert.deepEqual(
        complaints.filter((text) => !text.includes('404')),
        [],
      );
    } finally {
      await page.close();
      server.close();
    }
  });

  it('has the descents, Nash gaps and ranks of Node, bit for bit, in the subpath market', async () => {
    const { address: url, server } = await serveFolder(join(ROOT, 'dist', 'browser'));
    const page = await browser().newPage();
    try {
      await page.goto(`${url}/market.js`);
      const found = await page.evaluate(async (all) => {
        const script = '/market.js';
        const here = (await import(script)) as typeof library;
        const hex = (values: Float64Array): string =>
          [...new Uint8Array(values.buffer)]
            .map((byte) => byte.toString(16).padStart(2, '0'))
            .join('');
        return all.map((given) => {
          const market = here.randomMarket(given);
          const { weights, steps, implementation } = here.descendFast(market);
          const slow = here.descend(market, { maxSteps: 50 });
          const end = { ...market, weights };
          return [
            hex(weights),
            steps,
            implementation,
            here.nashGap(end),
            hex(here.rank(end)),
            hex(slow.weights),
          ];
        });
      }, MARKETS);
      const expected = MARKETS.map((given) => {
        const market = library.randomMarket(given);
        const { weights, steps, implementation } = library.descendFast(market);
        const slow = library.descend(market, { maxSteps: 50 });
        const end = { ...market, weights };
        return [
          bytesOf(weights),
          steps,
          implementation,
          library.nashGap(end),
          bytesOf(library.rank(end)),
          bytesOf(slow.weights),
        ];
      });
      assert.deepEqual(found, expected);
    } finally {
      await page.close();
      server.close();
    }
  });

  it('has the names of the subpaths', async () => {
    const { address: url, server } = await serveFolder(join(ROOT, 'dist', 'browser'));
    const page = await browser().newPage();
    try {
      await page.goto(`${url}/market.js`);
      const found = await page.evaluate(async () => {
        const [market, plot] = ['/market.js', '/plot.js'];
        return [await import(market), await import(plot)].map((one: object) =>
          Object.keys(one).sort(),
        );
      });
      assert.deepEqual(found, [Object.keys(library).sort(), Object.keys(plots).sort()]);
    } finally {
      await page.close();
      server.close();
    }
  });

  it('holds the kernel of the build', () => {
    const kernel = readFileSync(join(ROOT, 'dist', 'lib', 'kernel', 'descent.wasm'));
    const scripts = readdirSync(join(ROOT, 'dist', 'browser')).map((name) =>
      readFileSync(join(ROOT, 'dist', 'browser', name), 'utf8'),
    );
    const embedded = scripts
      .flatMap((script) => [...script.matchAll(/"(AGFzbQ[A-Za-z0-9+/=]+)"/g)])
      .map(([, text]) => createHash('sha256').update(Buffer.from(text, 'base64')).digest('hex'));
    assert.ok(embedded.includes(createHash('sha256').update(kernel).digest('hex')));
  });
});
