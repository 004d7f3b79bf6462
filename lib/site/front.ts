/*
 * The front page.
 */
import { EXPLORABLES } from '../explorables/list.js';
import { escapeHtml } from '../plot/output/table.js';
import { type Document } from './documents.js';
import { type Notebook } from './notebooks.js';
import { type Page } from './template.js';

/** Documents that have another place than the list of guides. */
const APART = ['results.html', 'differences.html', 'changelog.html', 'bench.html', 'datasets.html'];

function listed(entries: readonly { readonly path: string; readonly title: string }[]): string {
  const items = entries.map(
    ({ path, title }) => `<li><a href="${path}">${escapeHtml(title)}</a></li>`,
  );
  return `<ul class="lists">\n${items.join('\n')}\n</ul>`;
}

/** The page that opens the site. */
export function frontPage(notebooks: readonly Notebook[], documents: readonly Document[]): Page {
  const cards = EXPLORABLES.map(
    ({ name, title, lead }) =>
      `<li><a href="explore/${name}.html">${escapeHtml(title)}</a><p>${escapeHtml(lead)}</p></li>`,
  );
  const guides = documents.filter(({ path }) => !APART.includes(path));
  const others = documents.filter(({ path }) =>
    ['changelog.html', 'bench.html', 'datasets.html'].includes(path),
  );
  return {
    ...{ path: 'index.html', title: 'A workbench for a market of intelligence', part: '' },
    about:
      'The ranking market of "BitTensor: A Peer-to-Peer Intelligence Benchmark" (2020), to move, to read and to run.',
    body: `<h1>BitTensor Workbench</h1>
<p class="lead">The ranking market of “BitTensor: A Peer-to-Peer Intelligence Benchmark” (2020): its mechanism, its equilibria and its figures, to move here, to read in notebooks and to run in TypeScript.</p>
<h2 id="explore">Explore</h2>
<p>Move a slider, and the library computes the market again in this page.</p>
<ul class="cards">
${cards.join('\n')}
</ul>
<h2 id="results">Results</h2>
<p><a href="results.html">Every study at its defaults</a>, with intervals; <a href="differences.html">differences from the paper</a>, claim by claim.</p>
<h2 id="notebooks">Notebooks</h2>
${listed(notebooks)}
<h2 id="guides">Guides</h2>
${listed(guides)}
<h2 id="repository">In the repository</h2>
<p>The <a href="api/index.html">API reference</a> names every function. Sources, examples and data sets are files of the repository, which this folder does not have.</p>
${listed(others)}`,
  };
}
