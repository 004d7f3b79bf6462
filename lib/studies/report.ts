/*
 * Markdown for the results page: tables, estimates with their intervals, percentages.
 */
export { estimate, number, percent } from '../plot/caption.js';

/** A table in Markdown; a bar within a cell is escaped. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
