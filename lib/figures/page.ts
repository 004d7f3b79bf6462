/*
 * One self-contained page with interactive figures: plotly.js is inside, nothing is fetched.
 */
import { readFileSync } from 'node:fs';
import { type Cell } from '../experiments/index.js';
import { type Figure } from './figure.js';

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
  const plotly = readFileSync(require.resolve('plotly.js-dist-min'), 'utf8').replaceAll('</script', '<\\/script');
  const links = sections.map(({ id, figure }) => `<a href="#${id}">${escape(titleOf(figure))}</a>`);
  const bodies = sections.map(
    ({ id, figure, rows, parameters }) => `<section id="${id}">
<div class="plot" id="${id}-plot"></div>
<details><summary>Table</summary><div class="table">${table(rows)}</div></details>
<details><summary>Parameters</summary><pre>${escape(JSON.stringify(parameters, null, 2))}</pre></details>
<script>Plotly.newPlot(${embed(`${id}-plot`)}, ${embed(figure.data)}, ${embed(figure.layout)}, {displaylogo: false, plotlyServerURL: ""});</script>
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escape(title)}</title>
<style>${STYLE}</style>
<script>${plotly}</script>
</head>
<body>
<h1>${escape(title)}</h1>
<nav>${links.join('')}</nav>
${bodies.join('\n')}
</body>
</html>
`;
}

function titleOf({ layout }: Figure): string {
  return (layout.title as { text: string }).text;
}

function table(rows: readonly Record<string, Cell>[]): string {
  if (rows.length === 0) return '';
  const names = Object.keys(rows[0]);
  const head = names.map((name) => `<th>${escape(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${names.map((name) => `<td>${escape(formatCell(row[name]))}</td>`).join('')}</tr>`);
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

/** A cell for reading: four significant digits, an en dash where undefined. */
export function formatCell(value: Cell): string {
  if (value === null) return '–';
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(4))) : String(value);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
