/*
 * The pages of explorables, and their script.
 */
import { escapeHtml } from '../plot/output/table.js';
import { EXPLORABLES } from '../explorables/list.js';
import { bundle } from './bundle.js';
import { equation } from './equations.js';
import { type Page } from './template.js';

/** Writes the script of all explorables, whose function the worker runs too. */
export async function writeExplorablesScript(folder: string): Promise<void> {
  await bundle({
    entries: { explorables: 'explorables/main.js' },
    folder,
    kind: 'script',
    before: 'function workbenchExplorables() {',
    after: '}\nworkbenchExplorables();',
  });
}

/** The pages of explorables. */
export function explorablePages(): Promise<Page[]> {
  return Promise.all(
    EXPLORABLES.map(async (one): Promise<Page> => {
      const { name, title, lead, section, notebook } = one;
      const read = `../notebooks/${notebook.replace(/ipynb$/, 'html')}`;
      return {
        path: `explore/${name}.html`,
        ...{ title, about: lead, part: 'Explore', scripts: ['explorables.js'] },
        body: `<p class="eyebrow">${escapeHtml(section)} · <a href="${read}">the notebook</a></p>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(lead)}</p>
<noscript><p class="refusal">The page computes by itself, for which it needs JavaScript.</p></noscript>
<div class="explorable" data-explorable="${name}">${await equation(one.equation, one.spoken)}</div>`,
      };
    }),
  );
}
