/*
 * `npm run build:browser`: the subpaths of the package that browsers can import, and what `live` puts into cells of
 * notebooks, into dist/browser.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle, ROOT } from './bundle.js';
import { liveParts, writeExplorablesScript } from './explorables.js';

async function main(): Promise<void> {
  const folder = join(ROOT, 'dist', 'browser');
  // Chunks of earlier builds have other names.
  rmSync(folder, { recursive: true, force: true });
  const entries = { market: 'entry/market.js', plot: 'entry/plot.js' };
  await bundle({ entries, folder, kind: 'modules' });
  await writeExplorablesScript(folder);
  const script = readFileSync(join(folder, 'explorables.js'), 'utf8');
  writeFileSync(
    join(folder, 'live.js.gz'),
    gzipSync(`${await liveParts()}${script}`, { level: 9 }),
  );
  rmSync(join(folder, 'explorables.js'));
}

void main();
