/*
 * `npm run build:browser`: the subpaths of the package that browsers can import, into dist/browser.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, ROOT } from './bundle.js';

const entries = { market: 'entry/market.js', plot: 'entry/plot.js' };

const folder = join(ROOT, 'dist', 'browser');
// Chunks of earlier builds have other names.
rmSync(folder, { recursive: true, force: true });
void bundle({ entries, folder, kind: 'modules' });
