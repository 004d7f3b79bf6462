/*
 * `npm run build:browser`: the subpaths of the package that browsers can import, into dist/browser.
 */
import { join } from 'node:path';
import { bundle, ROOT } from './bundle.js';

const entries = { market: 'entry/market.js', plot: 'entry/plot.js' };

void bundle({ entries, folder: join(ROOT, 'dist', 'browser'), kind: 'modules' });
