/*
 * The documents of the repository as pages.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeHtml } from '../plot/output/table.js';
import { ROOT } from './bundle.js';
import { markdown, type Heading, type PageOf } from './markdown.js';
import { type Page } from './template.js';

/** A document with its title. */
export interface Document {
  /** Its file, from the repository's root. */
  readonly file: string;
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

/** Documents that the navigation names. */
const PARTS: Readonly<Record<string, string>> = {
  'results.html': 'Results',
  'differences.html': 'Differences',
};

/** Every page of docs, the changelog, and what the folders tell of themselves. */
export function readDocuments(): Document[] {
  const files = [
    ...readdirSync(join(ROOT, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => `docs/${name}`),
    ...['examples/README.md', 'datasets/README.md', 'bench/README.md', 'CHANGELOG.md'],
  ];
  return files.map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const title = /^#\s+(.*)$/m.exec(text)?.[1] ?? file;
    const name = file.endsWith('README.md') ? `${file.split('/')[0]}.md` : file;
    const path = (name.split('/').at(-1) ?? name).replace(/md$/, 'html').toLowerCase();
    return { file, path, title: title.replace(/[`*]/g, ''), text };
  });
}

/** The page of a document, with a list of its sections where it has many. */
export async function documentPage(
  { file, path, title, text }: Document,
  pageOf: PageOf,
): Promise<Page & { readonly headings: readonly Heading[] }> {
  const { html, headings } = await markdown(text, { file, path, pageOf });
  const sections = headings.filter(({ level }) => level === 2);
  const contents =
    sections.length < 4
      ? ''
      : `<nav class="contents" aria-label="Sections"><ul class="lists">${sections
          .map(({ id, text: words }) => `<li><a href="#${id}">${escapeHtml(words)}</a></li>`)
          .join('')}</ul></nav>`;
  return {
    ...{ path, title, part: PARTS[path] ?? 'Guides', kind: 'text', headings },
    about: `${title}: a page of the BitTensor Workbench.`,
    body: html.replace('</h1>', `</h1>\n${contents}`),
  };
}
