import { FileError } from '../../math/errors.js';
import { short, show } from '../../math/show.js';
import { readText } from '../../files/text.js';
import { valueOfText, type Table, type Value } from './table.js';

/**
 * The table of a file with one JSON object a line, gzipped or not. Columns are the keys of all objects, in the order in
 * which they first come; a key that a line lacks is missing there.
 *
 * @throws {@link FileError} when the file cannot be read, holds no rows, or a line is no object of texts, numbers, truth
 *   values and nulls
 */
export function readJsonLines(where: string, path: string): Table {
  const fault = (rule: string, value: string, cure?: string): FileError =>
    new FileError(where, path, `${rule}, got ${value}${cure === undefined ? '' : `; ${cure}`}`);
  const objects: Record<string, unknown>[] = [];
  const lines: number[] = [];
  const columns = new Map<string, number>();
  for (const [at, text] of readText(where, path).split(/\r?\n/).entries()) {
    if (text.trim() === '') continue;
    const object = objectOf(text);
    if (object === undefined) {
      throw fault('must have a JSON object on each line', `${show(text)} on line ${at + 1}`);
    }
    for (const [name, value] of Object.entries(object)) {
      if (!columns.has(name)) columns.set(name, columns.size);
      if (isValue(value)) continue;
      const found = `${short(JSON.stringify(value))} in column ${show(name)} on line ${at + 1}`;
      throw fault('must hold texts, numbers, true, false and null', found, 'flatten it first');
    }
    objects.push(object);
    lines.push(at + 1);
  }
  if (objects.length === 0) throw fault('must hold rows', 'an empty file');
  const names = [...columns.keys()];
  return {
    ...{ columns: names, rows: objects.length, fault },
    place: (row) => `line ${lines[row]}`,
    value: (row, column) => {
      const value = Object.hasOwn(objects[row], names[column]) ? objects[row][names[column]] : null;
      return typeof value === 'string' ? valueOfText(value) : (value as Value);
    },
  };
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isValue(value: unknown): value is Value {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
