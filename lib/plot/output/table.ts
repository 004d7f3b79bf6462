/*
 * Rows as tables to read: as HTML and as aligned text.
 */
import { show } from '../../math/show.js';
import { wellFormed } from '../words.js';

/** A value in a table; null where it is undefined (a correlation with a constant) or infinite. */
export type Cell = number | string | boolean | null;

/** A cell for reading: four significant digits, an en dash where undefined or NaN. */
export function formatCell(value: Cell): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (value === Infinity || value === -Infinity) return value > 0 ? '∞' : '−∞';
  if (typeof value === 'object') return show(value);
  return typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(4)))
    : String(value);
}

/** Text as the content or the quoted attribute of an element of HTML or XML. */
export function escapeHtml(text: string): string {
  return wellFormed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The named columns of `rows` as an HTML table. */
export function htmlTable(
  rows: readonly Record<string, Cell>[],
  columns: readonly string[],
  headings: readonly string[] = columns,
): string {
  const head = headings.map((heading) => `<th>${escapeHtml(heading)}</th>`).join('');
  const body = rows.map(
    (row) =>
      `<tr>${columns.map((name) => `<td>${escapeHtml(formatCell(row[name]))}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

/** Rows as aligned columns of text; only the columns named, and no more than `most` rows. */
export function textTable(
  rows: readonly object[],
  columns: readonly string[],
  most = 24,
  headings: readonly string[] = columns,
): string {
  const cells = rows
    .slice(0, most)
    .map((row) => columns.map((column) => formatCell((row as Record<string, Cell>)[column])));
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...cells.map((row) => row[at].length)),
  );
  const line = (parts: readonly string[]): string =>
    parts.map((part, at) => part.padStart(widths[at])).join('  ');
  const more = rows.length > most ? [`… and ${rows.length - most} more rows`] : [];
  return [line(headings), ...cells.map(line), ...more].join('\n');
}
