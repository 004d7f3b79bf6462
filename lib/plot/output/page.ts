/*
 * One self-contained page with interactive figures: plotly.js is inside, nothing is fetched.
 */
import { readFileSync } from 'node:fs';
import { plainFigure, PLOTLY_CONFIG, titleOf, type Figure } from '../figure.js';
import { escapeHtml, htmlTable, type Cell } from './table.js';

/** A figure on a page, with the table behind it. */
export interface Section {
  /** Names the anchor, such as `figure-4`. */
  readonly id: string;
  readonly figure: Figure;
  /** The rows of its summary table. */
  readonly rows: readonly Record<string, Cell>[];
  /** What decided the table. */
  readonly parameters: object;
}

const STYLE = `
body { font: 15px/1.5 Arimo, Arial, Helvetica, sans-serif; color: #222; margin: 2rem auto; max-width: 1240px; padding: 0 1rem; }
h1 { font-size: 1.5rem; } nav a { margin-right: 1.2rem; } a { color: #0072B2; }
section { margin: 2.5rem 0; } .plot { overflow-x: auto; }
details { margin: .5rem 0; } summary { cursor: pointer; color: #0072B2; }
.table { overflow-x: auto; } table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid #eee; white-space: nowrap; }
pre { background: #f7f7f7; padding: .8rem; overflow-x: auto; font-size: 13px; }`;

/** The page's text: figures in the given order, each with its table and parameters folded away. */
export function toPage(title: string, sections: readonly Section[]): string {
  // `</script` inside a script ends it, wherever it stands.
  const embed = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
  const plotly = readFileSync(require.resolve('plotly.js-dist-min'), 'utf8').replaceAll(
    '</script',
    '<\\/script',
  );
  const links = sections.map(
    ({ id, figure }) => `<a href="#${id}">${escapeHtml(titleOf(figure))}</a>`,
  );
  const bodies = sections.map(
    ({ id, figure, rows, parameters }) => `<section id="${id}">
<div class="plot" id="${id}-plot"></div>
<details><summary>Table</summary><div class="table">${rows.length === 0 ? '' : htmlTable(rows, Object.keys(rows[0]))}</div></details>
<details><summary>Parameters</summary><pre>${escapeHtml(JSON.stringify(parameters, null, 2))}</pre></details>
<script>Plotly.newPlot(${embed(`${id}-plot`)}, ${embed({ ...plainFigure(figure), config: { ...PLOTLY_CONFIG, showSendToCloud: false } })});</script>
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
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<nav>${links.join('')}</nav>
${bodies.join('\n')}
</body>
</html>
`;
}
