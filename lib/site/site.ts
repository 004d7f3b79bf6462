/*
 * `npm run site -- [folder]`: writes a folder of pages that need no network.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ROOT } from './bundle.js';
import { explorablePages, writeExplorablesScript } from './explorables.js';
import { pageText, type Page } from './template.js';

function writePage(folder: string, page: Page): void {
  const path = join(folder, page.path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, pageText(page));
}

/** Writes the pages of explorables alone, with what they need. */
export async function writeExplorables(folder: string): Promise<void> {
  const assets = join(folder, 'assets');
  mkdirSync(assets, { recursive: true });
  copyFileSync(join(ROOT, 'lib', 'site', 'style.css'), join(assets, 'style.css'));
  await writeExplorablesScript(assets);
  for (const page of await explorablePages()) writePage(folder, page);
}

/** Writes the site into a folder, in place of what is there. */
export async function writeSite(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await writeExplorables(folder);
}

if (require.main === module) {
  const [folder = join(ROOT, 'site')] = process.argv.slice(2);
  void writeSite(resolve(folder));
}
