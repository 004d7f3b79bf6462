/*
 * The stored notebooks as pages: text, code, and figures that Plotly draws from what the notebooks keep.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXPLORABLES } from '../explorables/list.js';
import { escapeHtml } from '../plot/output/table.js';
import { ROOT } from './bundle.js';
import { codeHtml, markdown, type Heading, type PageOf } from './markdown.js';
import { type Page } from './template.js';

interface Output {
  readonly output_type: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Cell {
  readonly cell_type: 'markdown' | 'code';
  readonly source: string | readonly string[];
  readonly outputs?: readonly Output[];
}

/** A notebook with its title. */
export interface Notebook {
  /** Its file, from the repository's root. */
  readonly file: string;
  readonly path: string;
  readonly title: string;
  readonly cells: readonly Cell[];
  /** Whether its own text links back and on. */
  readonly linked: boolean;
}

const FIGURE = 'application/vnd.plotly.v1+json';

function joined(text: unknown): string {
  return Array.isArray(text) ? text.join('') : String(text);
}

/** The order of notebooks, which the pages by nbconvert share. */
interface Order {
  readonly inOrder: (names: readonly string[], folder: string) => string[];
  readonly hasLine: (text: string) => boolean;
}

/** All notebooks in the order in which they are read. */
export async function readNotebooks(): Promise<Notebook[]> {
  const folder = join(ROOT, 'notebooks');
  const order = pathToFileURL(join(folder, 'jupyter', 'order.mjs')).href;
  const { inOrder, hasLine } = (await import(order)) as Order;
  const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
  return inOrder(names, folder).map((name) => {
    const { cells } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      cells: readonly Cell[];
    };
    const text = joined(cells.find(({ cell_type: kind }) => kind === 'markdown')?.source ?? '');
    const title = /^#+\s+(.*)$/m.exec(text)?.[1] ?? name;
    const path = `notebooks/${name.replace(/ipynb$/, 'html')}`;
    return {
      ...{ file: `notebooks/${name}`, path, title: title.replace(/[`$*]/g, ''), cells },
      linked: hasLine(text),
    };
  });
}

function outputHtml({ data = {}, text }: Output): string {
  const figure = data[FIGURE] as { layout?: { title?: { text?: string } } } | undefined;
  if (figure) {
    const words = figure.layout?.title?.text?.replace(/<[^>]*>/g, '') ?? 'Figure';
    // `</script` inside a script ends it.
    const json = JSON.stringify(figure).replaceAll('<', '\\u003c');
    return `<div class="workbench-figure" role="group" aria-label="${escapeHtml(words)}"></div><script type="application/json" class="figure-data">${json}</script>`;
  }
  if (data['text/html'] !== undefined) {
    return `<div class="output scroll" tabindex="0" role="group" aria-label="Output">${joined(data['text/html'])}</div>`;
  }
  return `<pre class="output" tabindex="0">${escapeHtml(joined(data['text/plain'] ?? text ?? ''))}</pre>`;
}

/** The page of a notebook, with links to the one before and the one after. */
export async function notebookPage(
  notebook: Notebook,
  { before, after, pageOf }: { before?: Notebook; after?: Notebook; pageOf: PageOf },
): Promise<Page & { readonly headings: readonly Heading[] }> {
  const { file, path, title, cells, linked } = notebook;
  const headings: Heading[] = [];
  const parts: string[] = [];
  for (const { cell_type: kind, source, outputs = [] } of cells) {
    if (kind === 'markdown') {
      const made = await markdown(joined(source), { file, path, pageOf });
      headings.push(...made.headings);
      parts.push(made.html);
    } else {
      parts.push(`<div class="cell">${codeHtml(joined(source), 'typescript')}</div>`);
      parts.push(...outputs.map(outputHtml));
    }
  }
  const link = (one: Notebook | undefined, way: string): string =>
    one === undefined
      ? ''
      : `<a href="../${one.path}" rel="${way}">${way === 'prev' ? '← ' : ''}${escapeHtml(one.title)}${way === 'next' ? ' →' : ''}</a>`;
  const links = linked
    ? ''
    : `<nav class="turn" aria-label="LABEL">${link(before, 'prev')}<a href="index.html">All notebooks</a>${link(after, 'next')}</nav>`;
  const live = EXPLORABLES.filter((one) => `notebooks/${one.notebook}` === file).map(
    (one) =>
      `<p class="move"><a href="../explore/${one.name}.html">${escapeHtml(one.title)}, live</a>: ${escapeHtml(one.lead)}</p>`,
  );
  const hasFigures = parts.some((part) => part.includes('workbench-figure'));
  const explores = parts.some((part) => part.includes(' data-live="'));
  return {
    ...{ path, title, part: 'Notebooks', kind: 'text', headings },
    about: `A notebook of the BitTensor Workbench: ${title}`,
    scripts: [
      ...(hasFigures ? ['plotly.js', 'figures.js', 'drawFigures.js'] : []),
      ...(explores ? ['liveParts.js', 'explorables.js'] : []),
    ],
    body: [
      links.replace('LABEL', 'Notebooks before and after'),
      ...parts,
      ...live,
      links.replace('LABEL', 'Notebooks before and after, again'),
    ].join('\n'),
  };
}

/** The script that draws a page's figures: each when it comes near the window, since a page may have twenty. */
export const DRAW_FIGURES = `
const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    const figure = JSON.parse(target.nextElementSibling.textContent);
    const { meta, ...layout } = figure.layout;
    workbenchFigure(target, { ...figure, layout: { width: meta?.width, ...layout } });
  }
}, { rootMargin: '600px' });
for (const figure of document.querySelectorAll('.workbench-figure')) near.observe(figure);
`;

/** The page that lists all notebooks. */
export function notebooksIndex(notebooks: readonly Notebook[]): Page {
  const items = notebooks.map(
    ({ path, title }) => `<li><a href="../${path}">${escapeHtml(title)}</a></li>`,
  );
  return {
    ...{ path: 'notebooks/index.html', title: 'Notebooks', part: 'Notebooks', kind: 'text' },
    about: 'All notebooks of the BitTensor Workbench, section by section of the paper.',
    body: `<h1>Notebooks</h1>
<p>Section by section of the paper, as they were run: text, code and figures that answer the pointer. <code>npm run lab</code> opens them in JupyterLab.</p>
<ol class="lists plain">
${items.join('\n')}
</ol>`,
  };
}
