/*
 * Markdown for the results page: tables, estimates with their intervals, percentages.
 */
export { estimate, number, percent } from '../plot/caption.js';

/** The sum of some numbers, in their order. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at];
  return total;
}

/** The mean of each column of an [m, n] matrix, [n]. */
export function columnMeans(values: ArrayLike<number>, n: number): number[] {
  const out = new Array<number>(n).fill(0);
  for (let at = 0; at < values.length; at++) out[at % n] += values[at] / n;
  return out;
}

/** The mean of some numbers. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/** A table in Markdown; a bar within a cell is escaped. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
