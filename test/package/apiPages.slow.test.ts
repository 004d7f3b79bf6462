import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { axeViolations } from '../support/axe.js';
import { withBrowser } from '../support/browser.js';
import { temporaryFolder } from '../support/folders.js';

const ROOT = join(__dirname, '../../..');

describe('pages of the API', function () {
  this.timeout(180_000);
  const browser = withBrowser();
  const folder = temporaryFolder();

  it('pass the checks of axe in light and dark, but for links in summaries of TypeDoc', async () => {
    const typedoc = join(ROOT, 'node_modules/typedoc/bin/typedoc');
    const words = ['--entryPoints', 'lib/entry/ledger.ts', '--skipErrorChecking'];
    // Links to what other subpaths export have no target in a part of the pages.
    const lenient = ['--treatWarningsAsErrors', 'false', '--logLevel', 'Error'];
    execFileSync(process.execPath, [typedoc, ...words, ...lenient, '--out', folder()], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const kinds = ['classes', 'functions', 'interfaces', 'types', 'variables'];
    const names = kinds.map((kind) => join(kind, readdirSync(join(folder(), kind))[0]));
    const page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
    for (const name of ['index.html', 'hierarchy.html', ...names]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(pathToFileURL(join(folder(), name)).href);
        const found = await axeViolations(page);
        const others = found.filter((violation) => !violation.startsWith('nested-interactive'));
        assert.deepEqual(others, [], `${name}, ${colorScheme}`);
      }
    }
    await page.close();
  });
});
