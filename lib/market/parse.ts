/*
 * A market from plain, nested and typed arrays or ml-matrix objects: parsed once into a frozen value of row-major
 * Float64Arrays that every function trusts.
 */
import {
  checkInteger,
  checkObject,
  checkOptionNames,
  isPlainList,
  isTypedNumbers,
  show,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkMemory } from '../math/memory.js';
import { sum, type Numbers } from '../math/rows.js';
import {
  checkHessians,
  checkMarket,
  checkWeights,
  type Anchor,
  type Form,
  type Market,
  type OwnInput,
} from './market.js';
import { withAnchor } from './mask.js';
import { parsed, trust } from './trust.js';

/** A matrix object with the methods of ml-matrix. */
export interface MatrixObject {
  readonly rows: number;
  readonly columns: number;
  get(row: number, column: number): number;
}

/** A matrix: row-major numbers, rows of numbers, or a matrix object. */
export type MatrixLike = Numbers | readonly Numbers[] | MatrixObject;

/** The fields of a market as a caller has them. */
export interface MarketFields {
  /** n. Default: the rows of `weights`. */
  readonly peers?: number;
  /** W, [n, n], rows on the simplex. */
  readonly weights: MatrixLike;
  /** H, [n, n, n]: row-major numbers, or a matrix for each peer. */
  readonly hessians: Numbers | readonly MatrixLike[];
  /** S: one number for all, or one for each peer. Default 1. */
  readonly stake?: number | Numbers;
  /** T of (8). Default 1. */
  readonly temperature?: number;
  /** α/τ of (15). Default 25. */
  readonly ratio?: number;
  /** The mask that (16) expands about: `open`, `initial`, `closed`, or a matrix, [n, n]. Default `open`. */
  readonly anchor?: Anchor | MatrixLike;
  /** Whether (16) counts as a loss or a gain. Default `loss`, and `gain` with the anchor `closed`. */
  readonly form?: Form;
  /** Whether a peer's own input is masked. Default `masked`. */
  readonly ownInput?: OwnInput;
}

const FIELDS = [
  'peers',
  'weights',
  'hessians',
  'stake',
  'temperature',
  'ratio',
  'anchor',
  'form',
  'ownInput',
];
const WHERE = 'market';

/**
 * A market of n peers, parsed once: arrays are copied as row-major Float64Arrays, and the value is frozen.
 * Functions trust it without checking it again, and so they do its arrays in `{ ...market, temperature }`; `{
 * ...market, weights }` has its weights checked alone. Do not change the numbers of its arrays.
 *
 * @throws {@link InvalidArgumentError} when a field is missing, ragged, of the wrong shape or out of range
 */
export function market(fields: MarketFields): Market {
  checkObject(WHERE, 'fields', fields);
  checkOptionNames(WHERE, fields, FIELDS);
  if (fields.peers !== undefined) checkInteger(WHERE, 'peers', fields.peers, 1);
  const weights = matrix(WHERE, 'weights', fields.weights);
  const n = fields.peers ?? Math.round(Math.sqrt(weights.length));
  checkWeights(WHERE, n, weights);
  const hessians = tensor('hessians', fields.hessians);
  checkHessians(WHERE, n, hessians);
  const { stake = 1, temperature = 1, ratio = 25, anchor = 'open', form, ownInput } = fields;
  const open: Market = {
    ...{ peers: n, weights, hessians, temperature, ratio },
    stake:
      typeof stake === 'number' ? new Float64Array(n).fill(stake) : numbers(WHERE, 'stake', stake),
    ...(ownInput !== undefined && { ownInput }),
  };
  const anchored =
    anchor === 'open' || anchor === 'initial' || anchor === 'closed'
      ? withAnchor(open, anchor)
      : { ...open, anchor: matrix(WHERE, 'anchor', anchor) };
  const whole = form === undefined ? anchored : { ...anchored, form };
  checkMarket(WHERE, whole);
  return adopt(whole);
}

/** The market as a parsed one; its arrays are the library's own and checked. */
export function adopt(whole: Market): Market {
  const { peers: n, weights, stake, hessians, anchor } = whole;
  trust('weights', n, weights);
  trust('stake', n, stake);
  trust('hessians', n, hessians);
  if (anchor) trust('anchor', n, anchor);
  return parsed({ ...whole });
}

function isNumbers(value: unknown): value is Numbers {
  return (
    isTypedNumbers(value) ||
    (isPlainList(value) && Array.from(value).every((one) => typeof one === 'number'))
  );
}

function isMatrixObject(value: unknown): value is MatrixObject {
  const { rows, columns, get } = (value ?? {}) as Partial<MatrixObject>;
  return typeof rows === 'number' && typeof columns === 'number' && typeof get === 'function';
}

/** Numbers of a plain or a typed array, copied. */
export function numbers(where: string, name: string, values: unknown): Float64Array {
  if (isNumbers(values)) return Float64Array.from(values);
  throw new InvalidArgumentError(where, `${name} must be numbers in an array`, show(values));
}

/** Row-major numbers of a matrix. */
export function matrix(where: string, name: string, values: unknown): Float64Array {
  if (isMatrixObject(values)) {
    const { rows, columns } = values;
    checkInteger(where, `rows of ${name}`, rows, 0);
    checkInteger(where, `columns of ${name}`, columns, 0);
    checkMemory(where, `${name} of ${rows} rows and ${columns} columns`, 8 * rows * columns);
    return Float64Array.from({ length: rows * columns }, (_, at) =>
      values.get(Math.floor(at / columns), at % columns),
    );
  }
  if (isNumbers(values)) return Float64Array.from(values);
  if (!Array.isArray(values)) {
    const rule = `${name} must be numbers, rows of numbers or a matrix`;
    throw new InvalidArgumentError(where, rule, show(values));
  }
  const rows = values.map((row) => numbers(where, `rows of ${name}`, row));
  const ragged = rows.findIndex(({ length }) => length !== rows[0].length);
  if (ragged >= 0) {
    throw new InvalidArgumentError(
      where,
      `${name} must have rows of the same length`,
      `${rows[0].length} in row 0 and ${rows[ragged].length} in row ${ragged}`,
    );
  }
  return joined(rows);
}

/** Row-major numbers of a list of matrices. */
function tensor(name: string, values: unknown): Float64Array {
  if (isNumbers(values)) return Float64Array.from(values);
  if (Array.isArray(values)) return joined(values.map((one) => matrix(WHERE, name, one)));
  const rule = `${name} must be numbers, or a matrix for each peer`;
  throw new InvalidArgumentError(WHERE, rule, show(values));
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(sum(parts.map(({ length }) => length)));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
