/*
 * The order in which the notebooks are read: the first one, then those that its table links, and the line of links that
 * each notebook has at its top and at its end.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The notebook whose table lists all others. */
export const FIRST = '00-start-here.ipynb';

/** A line of links: an arrow at its beginning, or at its end. */
const LINE = /^(?:← \[[^\n]*|\[[^\n]* →)$/m;

/** The text of a cell. */
export function textOf({ source }) {
  return [source].flat().join('');
}

/** Names and titles of a folder's notebooks in reading order; none where the folder has no first one. */
export function readingOrder(folder) {
  if (!existsSync(join(folder, FIRST))) return [];
  const { cells } = JSON.parse(readFileSync(join(folder, FIRST), 'utf8'));
  const rows = cells
    .filter(({ cell_type }) => cell_type === 'markdown')
    .flatMap((cell) => textOf(cell).split('\n'))
    .filter((line) => line.startsWith('| '));
  const listed = rows.flatMap((row) => [...row.matchAll(/\[([^\]]+)\]\(([^)/]+\.ipynb)\)/g)]);
  return [
    { name: FIRST, title: 'Start here' },
    ...listed.map(([, title, name]) => ({ name, title: title[0].toUpperCase() + title.slice(1) })),
  ];
}

/** Names in reading order, then those that the table does not list, by name. */
export function inOrder(names, folder) {
  const order = readingOrder(folder).map(({ name }) => name);
  const rest = names.filter((name) => !order.includes(name)).sort();
  return [...order.filter((name) => names.includes(name)), ...rest];
}

/** The line of links of a notebook: back, to the first one, and on. */
export function lineOf(order, name) {
  const at = order.findIndex((one) => one.name === name);
  if (at < 0) throw new RangeError(`${name} must be in the table of ${FIRST}`);
  const link = (one) => `[${one.title}](${one.name})`;
  const parts = [];
  if (at > 0) parts.push(`← ${link(order[at - 1])}`);
  if (at > 1) parts.push(link(order[0]));
  if (at < order.length - 1) parts.push(`${link(order[at + 1])} →`);
  return parts.join(' · ');
}

/** Whether a text has a line of links. */
export function hasLine(text) {
  return LINE.test(text);
}

/** The cells with the line at the top of the first text and at the end of the last. */
export function withLines(cells, line) {
  const texts = cells.filter(({ cell_type }) => cell_type === 'markdown');
  const [first, last] = [texts[0], texts[texts.length - 1]];
  return cells.map((cell) => {
    if (cell !== first && cell !== last) return cell;
    const plain = textOf(cell).replace(new RegExp(LINE, 'gm'), '').trim();
    const text = [...(cell === first ? [line] : []), plain, ...(cell === last ? [line] : [])];
    return { ...cell, source: text.join('\n\n').split(/(?<=\n)/) };
  });
}
