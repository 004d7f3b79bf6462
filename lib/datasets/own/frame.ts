import { checkObject, isPlainList, show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkWord } from '../../parameters/definition.js';
import { readParameters } from '../../parameters/index.js';
import { defineCorpus, type CorpusDefinition } from '../corpora/corpus.js';
import { OWN_DATA, type OwnDataOptions } from './options.js';
import { valueOfText, type Table, type Value } from './table.js';
import { checkTask, tableCorpus } from './tableCorpus.js';

/** The part of a danfojs DataFrame that is read; public declarations do not depend on danfojs's types. */
export interface FrameLike {
  /** The names of the columns. */
  readonly columns: readonly string[];
  /** Rows of values. */
  readonly values: unknown;
}

const where = 'corpusFromFrame';

/**
 * A danfojs data frame as a corpus, with the options of {@link corpusFromFile}; NaN, null and undefined are missing values.
 * After `use(corpus)` studies take it by its name.
 *
 * @param options.name - the name of the corpus, a word. Default `frame`
 * @throws {@link InvalidArgumentError} when the frame is none or does not fit the options; the sentence says what to do
 */
export function corpusFromFrame(
  frame: FrameLike,
  options: OwnDataOptions & { name?: string } = {},
): CorpusDefinition {
  checkObject(where, 'options', options);
  const { name = 'frame', ...others } = options;
  checkWord(where, 'name', name);
  const settings = readParameters(where, OWN_DATA, others);
  checkTask(where, settings);
  return defineCorpus(tableCorpus(where, { name, source: name }, frameTable(frame), settings));
}

function frameTable(frame: FrameLike): Table {
  checkObject(where, 'frame', frame);
  const { columns, values } = frame;
  const fault: Table['fault'] = (rule, value, cure) =>
    new InvalidArgumentError(
      where,
      `frame ${rule}`,
      cure === undefined ? value : `${value}; ${cure}`,
    );
  if (!isPlainList(columns) || !Array.from(columns).every((name) => typeof name === 'string')) {
    throw fault('must have a list of names as columns', show(columns));
  }
  if (!isPlainList(values) || values.length === 0) {
    throw fault('must have rows as values', show(values));
  }
  const rows = Array.from(values, (row, at): readonly unknown[] => {
    // A frame of one column has its values alone.
    const cells: unknown = columns.length === 1 && !Array.isArray(row) ? [row] : row;
    if (isPlainList(cells) && cells.length === columns.length) return cells;
    throw fault(`must have ${columns.length} values a row`, `${show(row)} in row ${at}`);
  });
  return {
    ...{ columns, rows: rows.length, fault },
    place: (row) => `row ${row}`,
    value: (row, column) =>
      valueOf(fault, rows[row][column], `row ${row}, column ${show(columns[column])}`),
  };
}

function valueOf(fault: Table['fault'], value: unknown, place: string): Value {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (typeof value === 'string') return valueOfText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  throw fault('must hold texts, numbers and truth values', `${show(value)} in ${place}`);
}
