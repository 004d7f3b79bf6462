import { formatCell, type Cell } from '../index.js';

/** Rows as aligned columns of text; only the columns named, and no more than `most` rows. */
export function textTable(rows: readonly object[], columns: readonly string[], most = 24): string {
  const cells = rows
    .slice(0, most)
    .map((row) => columns.map((column) => formatCell((row as Record<string, Cell>)[column])));
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...cells.map((row) => row[at].length)),
  );
  const line = (parts: readonly string[]): string =>
    parts.map((part, at) => part.padStart(widths[at])).join('  ');
  const more = rows.length > most ? [`… and ${rows.length - most} more rows`] : [];
  return [line(columns), ...cells.map(line), ...more].join('\n');
}
