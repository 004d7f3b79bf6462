/*
 * `npm run site -- [folder]`: writes a folder of pages that need no network.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ROOT } from './bundle.js';
import { explorablePages, writeExplorablesScript } from './explorables.js';
import { pageText, type Page } from './template.js';

/** Writes the site into a folder, which is made anew. */
export async function writeSite(folder: string): Promise<void> {
  const assets = join(folder, 'assets');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(assets, { recursive: true });
  copyFileSync(join(ROOT, 'lib', 'site', 'style.css'), join(assets, 'style.css'));
  await writeExplorablesScript(assets);
  const pages: Page[] = await explorablePages();
  for (const page of pages) {
    const path = join(folder, page.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, pageText(page));
  }
}

if (require.main === module) {
  const [folder = join(ROOT, 'site')] = process.argv.slice(2);
  void writeSite(resolve(folder));
}
