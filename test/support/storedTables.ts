/*
 * The tables that `table` has stored below a cell.
 */
import { JSDOM } from 'jsdom';

/** An output as it is stored. */
export interface Output {
  readonly data?: Readonly<Record<string, readonly string[] | undefined>>;
}

/** A table's headings and the texts of its rows. */
export interface StoredTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The tables of a cell's outputs. */
export function rowsOf(outputs: readonly Output[]): StoredTable[] {
  return outputs.flatMap(({ data }) => {
    const html = (data?.['text/html'] ?? []).join('');
    if (!html.includes('<table')) return [];
    const { document } = new JSDOM(html).window;
    return [...document.querySelectorAll('table')].map((table) => {
      const lines = [...table.rows].map((row) =>
        [...row.cells].map((cell) => cell.textContent.trim()),
      );
      return { headings: lines[0], rows: lines.slice(1) };
    });
  });
}
