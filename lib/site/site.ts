/*
 * `npm run site -- [folder]`: writes a folder of pages that need no network.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { FileError } from '../math/errors.js';
import { FIGURE_STYLE, figureScript } from '../plot/output/client.js';
import { readArguments } from './arguments.js';
import { bundle, ROOT } from './bundle.js';
import { documentPage, readDocuments } from './documents.js';
import { explorablePages, liveParts, writeExplorablesScript } from './explorables.js';
import { frontPage } from './front.js';
import { imageName, wordsOf, type Heading } from './markdown.js';
import { DRAW_FIGURES, notebookPage, notebooksIndex, readNotebooks } from './notebooks.js';
import { SEARCH_PAGE, searchIndex } from './search.js';
import { type Section } from './searchOptions.js';
import { pageText, upFrom, type Page } from './template.js';

type Found = Omit<Section, 'id'>;

function writePage(folder: string, page: Page): void {
  const path = join(folder, page.path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, pageText(page));
}

/** Writes the pages of explorables alone, with what they need. */
export async function writeExplorables(folder: string): Promise<Page[]> {
  const assets = join(folder, 'assets');
  mkdirSync(assets, { recursive: true });
  copyFileSync(join(ROOT, 'lib', 'site', 'style.css'), join(assets, 'style.css'));
  await writeExplorablesScript(assets);
  const pages = await explorablePages();
  for (const page of pages) writePage(folder, page);
  return pages;
}

/** The sections of a page, from heading to heading. */
function sectionsOf({ path, title, body }: Page, headings: readonly Heading[] = []): Found[] {
  const starts = headings.map(({ id }) => body.indexOf(` id="${id}"`)).filter((at) => at >= 0);
  if (starts.length === 0) return [{ path, page: title, title, text: wordsOf(body) }];
  return headings.map(({ id, text, level }, at) => {
    const part = body.slice(body.indexOf('>', starts[at]) + 1, starts[at + 1]);
    // The heading is the section's title.
    const words = wordsOf(part.slice(part.indexOf('</h')));
    return { path: level === 1 ? path : `${path}#${id}`, page: title, title: text, text: words };
  });
}

/** Sections of the API's pages: one for each, with its summary. */
function apiSections(folder: string): Found[] {
  const api = join(folder, 'api');
  return readdirSync(api, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(classes|functions|interfaces|types|variables|modules)\//.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(join(api, name), 'utf8');
      const title = /<title>([^<|]*)/.exec(text)?.[1].trim() ?? name;
      const comment = /<div class="tsd-comment tsd-typography">([\s\S]*?)<\/div>/.exec(text)?.[1];
      return { path: `api/${name}`, page: 'API', title, text: wordsOf(comment ?? '') };
    });
}

/** Writes the API's pages by TypeDoc. */
function writeApi(folder: string): void {
  const typedoc = join(ROOT, 'node_modules', 'typedoc', 'bin', 'typedoc');
  const { status, stderr } = spawnSync(
    process.execPath,
    [typedoc, '--out', join(folder, 'api'), '--logLevel', 'Warn'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`typedoc: ${stderr}`);
  // TypeDoc's pages have a head of their own, with a place for links.
  for (const name of readdirSync(join(folder, 'api'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.html')) continue;
    const path = join(folder, 'api', name);
    const link = `<a href="${upFrom(`api/${name}`)}index.html">All of the workbench</a>`;
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace('<div id="tsd-toolbar-links">', (found) => `${found}${link}`),
    );
  }
}

/** Takes away an earlier site, and nothing else. */
function emptyFolder(folder: string): void {
  const isSite = existsSync(join(folder, 'assets', 'explorables.js'));
  if (!isSite && existsSync(folder) && readdirSync(folder).length > 0) {
    const rule = 'must be new, empty or an earlier site';
    throw new FileError('site', folder, `${rule}; name another folder`);
  }
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Writes the site into a folder, in place of an earlier one.
 *
 * @param options.api - writes the API's pages, which takes half a minute. Default true
 * @throws {@link FileError} when the folder has other files
 */
export async function writeSite(
  folder: string,
  { api = true }: { readonly api?: boolean } = {},
): Promise<void> {
  emptyFolder(folder);
  const explorables = await writeExplorables(folder);
  const [notebooks, documents] = [await readNotebooks(), readDocuments()];
  const pages = new Map([...notebooks, ...documents].map(({ file, path }) => [file, path]));
  const pageOf = (file: string): string | undefined =>
    file === 'README.md' ? 'index.html' : pages.get(file);
  const sections = explorables.flatMap((page) => sectionsOf(page));
  const put = (page: Page & { readonly headings?: readonly Heading[] }): void => {
    writePage(folder, page);
    sections.push(...sectionsOf(page, page.headings));
  };
  for (const [at, notebook] of notebooks.entries()) {
    const [before, after] = [notebooks[at - 1], notebooks[at + 1]] as const;
    put(await notebookPage(notebook, { before, after, pageOf }));
  }
  for (const document of documents) put(await documentPage(document, pageOf));
  const assets = join(folder, 'assets');
  copyFileSync(require.resolve('plotly.js-dist-min'), join(assets, 'plotly.js'));
  writeFileSync(join(assets, 'figures.js'), figureScript());
  writeFileSync(join(assets, 'drawFigures.js'), DRAW_FIGURES);
  writeFileSync(join(assets, 'liveParts.js'), await liveParts());
  const style = readFileSync(join(assets, 'style.css'), 'utf8');
  writeFileSync(join(assets, 'style.css'), `${style}\n${FIGURE_STYLE}`);
  for (const image of readdirSync(join(ROOT, '.github', 'figures'))) {
    copyFileSync(join(ROOT, '.github', 'figures', image), join(assets, imageName(image)));
  }
  if (api) {
    writeApi(folder);
    sections.push(...apiSections(folder));
  }
  await bundle({ entries: { search: 'site/searchPage.js' }, folder: assets, kind: 'script' });
  writeFileSync(join(assets, 'search-index.js'), searchIndex(sections));
  writePage(folder, notebooksIndex(notebooks));
  writePage(folder, SEARCH_PAGE);
  writePage(folder, frontPage(notebooks, documents));
}

if (require.main === module) {
  const { folder } = readArguments('site', []);
  void writeSite(folder).then(
    () => {
      console.log(`wrote ${join(folder, 'index.html')}`);
    },
    (error: unknown) => {
      if (!(error instanceof FileError)) throw error;
      console.error(error.message);
      process.exitCode = 2;
    },
  );
}
