/*
 * Checks of the arguments of figures, made of checks of their parts. An error names the part: `trace.points[0].step`.
 */
import { checkMarket, checkAllocation } from '../market/market.js';
import {
  checkFlag,
  checkInteger,
  checkList,
  checkNumbers,
  checkObject,
  checkOptionNames,
  checkPositive,
  show,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { oneLine } from '../math/show.js';
import { type Check } from '../parameters/index.js';

/** Checks of the fields of an object, by name. */
export type Fields = Readonly<Record<string, Check>>;

export const object: Check = checkObject;
export const flag: Check = checkFlag;
export const numbers: Check = checkNumbers;
export const positive: Check = checkPositive;

const kind =
  (rule: string, isRight: (value: unknown) => boolean): Check =>
  (where, name, value) => {
    if (isRight(value)) return;
    throw new InvalidArgumentError(where, `${name} must be ${rule}`, show(value));
  };

export const text = kind('a text', (value) => typeof value === 'string');
export const number = kind('a number', (value) => typeof value === 'number');
export const finite = kind('a finite number', Number.isFinite);
export const callable = kind('a function', (value) => typeof value === 'function');
/** A value of a mark: null, and what is not finite, is left blank. */
export const value = kind(
  'a number or null',
  (found) => typeof found === 'number' || found === null,
);
/** A place on an axis. */
export const coordinate = kind(
  'a number, a text or null',
  (found) => ['number', 'string'].includes(typeof found) || found === null,
);

/** An integer of at least `least`, such as the number of a peer. */
export const integer =
  (least = 0, most = Number.MAX_SAFE_INTEGER): Check =>
  (where, name, given) => {
    checkInteger(where, name, given, least, most);
  };

/** One of several words. */
export const word = (...words: readonly string[]): Check =>
  kind(`one of ${words.join(', ')}`, (given) => (words as readonly unknown[]).includes(given));

/** A value that may be left out. */
export const maybe =
  (of: Check): Check =>
  (where, name, given) => {
    if (given !== undefined) of(where, name, given);
  };

/** Either of two kinds; the error is that of the second. */
export const either =
  (isFirst: (given: unknown) => boolean, second: Check): Check =>
  (where, name, given) => {
    if (!isFirst(given)) second(where, name, given);
  };

/** A list of at least so many. */
export const each =
  (of: Check, least = 0): Check =>
  (where, name, given) => {
    checkList(where, name, given);
    if (given.length < least) {
      throw new InvalidArgumentError(where, `${name} must have an entry`, 'none');
    }
    for (let at = 0; at < given.length; at++) of(where, `${name}[${at}]`, given[at]);
  };

/** Both ends of an axis or of colours. */
export const ends: Check = (where, name, given) => {
  each(finite)(where, name, given);
  if ((given as readonly unknown[]).length === 2) return;
  throw new InvalidArgumentError(where, `${name} must be two numbers`, show(given));
};

/** An object with these fields, and maybe others. */
export const fields =
  (of: Fields): Check =>
  (where, name, given) => {
    checkObject(where, name, given);
    for (const [field, check] of Object.entries(of)) {
      check(where, `${name}.${field}`, (given as Record<string, unknown>)[field]);
    }
  };

/** The most levels of plain data: a table's cell that is a list has three. */
const MOST_LEVELS = 6;

/** Data as JSON keeps it, with finite numbers alone. */
export const plainData: Check = (where, name, given) => {
  checkPlain(where, name, given, MOST_LEVELS);
};

function checkPlain(where: string, name: string, given: unknown, levels: number): void {
  if (typeof given === 'number') finite(where, name, given);
  if (typeof given !== 'object' || given === null) return;
  if (levels === 0) {
    throw new InvalidArgumentError(where, `${name} must be plain data`, 'too many levels');
  }
  if (ArrayBuffer.isView(given)) checkNumbers(where, name, given);
  else if (Array.isArray(given)) checkList(where, name, given);
  else checkObject(where, name, given);
  for (const [key, inner] of Object.entries(given)) {
    checkPlain(where, `${name}.${oneLine(key)}`, inner, levels - 1);
  }
}

/** Options with these names and no others. */
export function checkOptions(where: string, options: object, of: Fields): void {
  checkOptionNames(where, options, Object.keys(of));
  for (const [name, check] of Object.entries(of)) {
    check(where, name, (options as Record<string, unknown>)[name]);
  }
}

/** The weights, stake and temperature of a market. */
export const allocation: Check = (where, _name, given) => {
  checkAllocation(where, given as Parameters<typeof checkAllocation>[1]);
  // Captions read it where it is there.
  maybe(finite)(where, 'ratio', (given as { readonly ratio?: unknown }).ratio);
};

/** A market with its Hessians. */
export const market: Check = (where, _name, given) => {
  checkMarket(where, given as Parameters<typeof checkMarket>[1]);
};

/** A peer of a market or a network. */
export const peerOf = ({ peers }: { readonly peers: number }): Check => integer(0, peers - 1);

/** The parts of a network that captions read. */
export const network = fields({
  ...{ peers: integer(1), learners: each(integer()), data: each(maybe(object), 1) },
  settings: fields({ width: finite, context: finite, learningRate: finite, seed: finite }),
});

/** The parameters of a sampled market that captions read. */
const sampled = fields({ seed: maybe(integer()), hessians: maybe(text), anchor: maybe(text) });

/** The options of all figures of a market. */
export const MARKET_OPTIONS: Fields = { sampled: maybe(sampled), note: maybe(text) };

/** The options of all figures of a market that a caller describes. */
export const DESCRIBED_OPTIONS: Fields = {
  ...MARKET_OPTIONS,
  title: text,
  differs: either((given) => typeof given === 'string', sampled),
  varied: maybe(each(text)),
};

/** The options of all figures of a network. */
export const NETWORK_OPTIONS: Fields = { title: maybe(text), note: maybe(text) };
