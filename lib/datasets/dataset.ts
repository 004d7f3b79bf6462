/*
 * A labelled data set as plain arrays: the result of loaders, the input of divisions among peers and of training.
 */
import { checkInteger, checkNoAccessors, checkNumbers, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkMemory } from '../math/memory.js';

/** The kind of the entries of x: measured numbers, or codes 0 … symbols − 1 that a model encodes one-hot. */
export type Encoding =
  { readonly kind: 'numbers' } | { readonly kind: 'codes'; readonly symbols: number };

/** Rows of inputs with a class each, as plain data that `structuredClone` copies. */
export interface Dataset {
  readonly name: string;
  /** The number of rows. */
  readonly rows: number;
  /** The number of inputs of a row. */
  readonly inputs: number;
  /** The number of classes; labels are 0 … classes − 1, and some may have no row. */
  readonly classes: number;
  /** [rows, inputs], row-major. */
  readonly x: Float32Array;
  /** The class of every row, [rows]. */
  readonly y: Int32Array;
  /** The source (author) of every row, [rows], where there are several. */
  readonly groups?: Int32Array;
  /** The names of the sources, in the order of the numbers in `groups`. */
  readonly groupNames?: readonly string[];
  readonly encoding: Encoding;
}

/** Two parts of a data set with no row in common. */
export interface HeldOutSplit {
  readonly train: Dataset;
  readonly heldOut: Dataset;
}

/** The least bytes of a class where rows are listed by class: an array. */
const CLASS_BYTES = 64;

function checkShape(where: string, dataset: Dataset): void {
  if (typeof dataset !== 'object' || (dataset as Dataset | null) === null) {
    throw new InvalidArgumentError(where, 'dataset must be a data set', show(dataset));
  }
  checkNoAccessors(where, 'dataset', dataset);
  const { rows, inputs, classes, x, y, groups } = dataset;
  checkInteger(where, 'dataset.rows', rows, 0);
  checkInteger(where, 'dataset.inputs', inputs, 1);
  checkInteger(where, 'dataset.classes', classes, 1);
  checkMemory(where, `a data set of ${classes} classes`, CLASS_BYTES * classes);
  const refuse = (rule: string, value: unknown): never => {
    throw new InvalidArgumentError(where, rule, show(value));
  };
  if (!(x instanceof Float32Array) || x.length !== rows * inputs) {
    refuse(`dataset.x must be a Float32Array of shape [${rows}, ${inputs}]`, x);
  }
  if (!(y instanceof Int32Array) || y.length !== rows) {
    refuse(`dataset.y must be an Int32Array of shape [${rows}]`, y);
  }
  if (groups !== undefined && (!(groups instanceof Int32Array) || groups.length !== rows)) {
    refuse(`dataset.groups must be an Int32Array of shape [${rows}]`, groups);
  }
}

/** @throws {@link InvalidArgumentError} when an array has the wrong shape, x is not finite or a label is not a class. */
export function checkDataset(where: string, dataset: Dataset): void {
  checkShape(where, dataset);
  const { rows, inputs, classes, x, y } = dataset;
  const wrong = x.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const place = `row ${Math.floor(wrong / inputs)}, column ${wrong % inputs}`;
    throw new InvalidArgumentError(where, 'dataset.x must be finite', `${x[wrong]} in ${place}`);
  }
  for (let row = 0; row < rows; row++) {
    if (y[row] >= 0 && y[row] < classes) continue;
    const rule = `dataset.y must be from 0 to ${classes - 1}`;
    throw new InvalidArgumentError(where, rule, `${y[row]} in row ${row}`);
  }
}

/**
 * The rows with the given indices, copied as they are, in that order; a row may be taken more than once.
 *
 * @throws {@link InvalidArgumentError} when an index is not that of a row or the data set's shapes disagree
 */
export function takeRows(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const where = 'takeRows';
  checkShape(where, dataset);
  const { rows, inputs } = dataset;
  checkNumbers(where, 'indices', indices);
  const count = indices.length;
  const x = new Float32Array(count * inputs);
  const y = new Int32Array(count);
  const groups = dataset.groups && new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const row = indices[k];
    if (!Number.isInteger(row) || row < 0 || row >= rows) {
      const rule = `indices must be integers from 0 to ${rows - 1}`;
      throw new InvalidArgumentError(where, rule, `${show(row)} at ${k}`);
    }
    for (let j = 0; j < inputs; j++) x[k * inputs + j] = dataset.x[row * inputs + j];
    y[k] = dataset.y[row];
    if (groups) groups[k] = dataset.groups[row];
  }
  return { ...dataset, rows: count, x, y, ...(groups && { groups }) };
}
