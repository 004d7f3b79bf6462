/*
 * The pages of explorables, and their script.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeHtml } from '../plot/output/table.js';
import { EXPLORABLES } from '../explorables/list.js';
import { bundle, ROOT } from './bundle.js';
import { equation } from './equations.js';
import { type Page } from './template.js';

/** The equations of all explorables, by name. */
async function explorableEquations(): Promise<Record<string, string>> {
  const made = EXPLORABLES.map(
    async ({ name, equation: tex, spoken }): Promise<[string, string]> => [
      name,
      await equation(tex, spoken),
    ],
  );
  return Object.fromEntries(await Promise.all(made));
}

/** A script with the style and the equations that explorables below a cell bring. */
export async function liveParts(): Promise<string> {
  const style = readFileSync(join(ROOT, 'lib', 'site', 'style.css'), 'utf8');
  return `globalThis.workbenchParts = ${JSON.stringify({ style, equations: await explorableEquations() })};\n`;
}

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
