/*
 * One self-contained page with interactive figures: plotly.js is inside, nothing is fetched.
 */
import { scriptText } from '#drawing';
import { alternativeText, tableOf } from '../compose/table.js';
import { checkFigure } from '../compose/shapes.js';
import { plainCopy, plainFigure, PLOTLY_CONFIG, titleOf, type Figure } from '../figure.js';
import { FIGURE_STYLE, figureScript } from './client.js';
import { each, fields, object, text } from '../checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { show } from '../../math/show.js';
import { escapeHtml, htmlTable, type Cell } from './table.js';

/** A figure on a page, with the table behind it. */
export interface Section {
  /** The anchor, such as `figure-4`. */
  readonly id: string;
  readonly figure: Figure;
  /** The rows of its summary table. */
  readonly rows: readonly Record<string, Cell>[];
  /** The parameters that decided the table. */
  readonly parameters: object;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #222; --paper: #fff; --line: #eee; --link: #0072B2; --box: #f7f7f7; }
@media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #161616; --line: #333; --link: #56B4E9; --box: #222; } }
body { font: 15px/1.5 Arimo, Arial, Helvetica, sans-serif; color: var(--ink); background: var(--paper); margin: 1.5rem auto; max-width: 1400px; padding: 0 1rem; }
h1 { font-size: 1.5rem; } nav a { margin-right: 1.2rem; display: inline-block; } a { color: var(--link); }
section { margin: 2.5rem 0; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--link); }
.table { overflow-x: auto; max-height: 30rem; } table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
pre { background: var(--box); padding: .8rem; overflow-x: auto; font-size: 13px; }
${FIGURE_STYLE}`;

/**
 * The page's text: figures in the given order, each with its tables and parameters folded away.
 *
 * @throws {@link InvalidArgumentError} when a section has no figure or another shape, and for an id with spaces or of two
 * sections
 */
export function toPage(title: string, sections: readonly Section[]): string {
  checkSections(title, sections);
  // `</script` inside a script ends it, wherever it stands.
  const embed = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
  const plotly = scriptText('toPage', 'plotly').replaceAll('</script', '<\\/script');
  const links = sections.map(
    ({ id, figure }) => `<a href="#${escapeHtml(id)}">${escapeHtml(titleOf(figure))}</a>`,
  );
  const folded = (name: string, rows: readonly Record<string, Cell>[]): string =>
    rows.length === 0
      ? ''
      : `<details><summary>${name}</summary><div class="table">${htmlTable(rows, Object.keys(rows[0]))}</div></details>\n`;
  const bodies = sections.map(
    ({ id, figure, rows, parameters }) => `<section id="${escapeHtml(id)}">
<div class="workbench-figure" id="${escapeHtml(id)}-plot" role="img" aria-label="${escapeHtml(alternativeText(figure))}"></div>
${folded('Table', rows)}${folded('Data of the figure', figure.composition ? tableOf(figure) : [])}<details><summary>Parameters</summary><pre>${escapeHtml(JSON.stringify(plainCopy('toPage', 'parameters', parameters), null, 2))}</pre></details>
<script>workbenchFigure(document.getElementById(${embed(`${id}-plot`)}), ${embed({ ...plainFigure('toPage', figure), config: { ...PLOTLY_CONFIG, showSendToCloud: false } })});</script>
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<script>${plotly}</script>
<script>${figureScript()}</script>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<nav>${links.join('')}</nav>
${bodies.join('\n')}
</body>
</html>
`;
}

function checkSections(title: unknown, sections: unknown): asserts sections is readonly Section[] {
  const where = 'toPage';
  text(where, 'title', title);
  each(fields({ id: text, figure: object, rows: each(object), parameters: object }))(
    where,
    'sections',
    sections,
  );
  const ids = new Set<string>();
  for (const { id, figure } of sections as readonly Section[]) {
    checkFigure(where, figure);
    if (!/^\S+$/.test(id) || ids.has(id)) {
      const rule = 'id of a section must be a text without spaces that no other section has';
      throw new InvalidArgumentError(where, rule, show(id));
    }
    ids.add(id);
  }
}
