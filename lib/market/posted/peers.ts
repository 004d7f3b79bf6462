/*
 * The peers that posted weights speak of: columns and rows by name, a peer once where both name it; columns stand first.
 */
import {
  checkList,
  checkNumbers,
  checkObject,
  checkText,
  isPlainList,
  isTypedNumbers,
  show,
} from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { nearest } from '../../math/nearest.js';
import { type WeightsFields, type Voters } from './fields.js';

export const WHERE = 'fromWeights';

/** @throws {@link InvalidArgumentError} always */
export function refuse(rule: string, found: string): never {
  throw new InvalidArgumentError(WHERE, rule, found);
}

/** All peers, and the place of each row and of each column among them. */
export interface Places {
  readonly names: readonly string[];
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
}

/** Names as a caller gives them: texts, each once. */
export function namesOf(name: string, given: unknown): string[] {
  checkList(WHERE, name, given);
  const seen = new Set<string>();
  for (const one of given) {
    checkText(WHERE, `names of ${name}`, one);
    if (seen.has(one)) refuse(`${name} must name each peer once`, `${show(one)} twice`);
    seen.add(one);
  }
  return [...seen];
}

/** `count` names that are numbers after a letter. */
export const numbered = (count: number, letter = ''): string[] =>
  Array.from({ length: count }, (_, at) => `${letter}${at}`);

/** The names of v rows and m columns; numbers where none are given. */
export function namesOfMatrix(
  v: number,
  m: number,
  { names, rowNames }: Pick<WeightsFields, 'names' | 'rowNames'>,
  voters: Voters | null,
): { rows: string[]; columns: string[] } {
  const among = voters ?? (v === m || rowNames !== undefined ? 'peers' : null);
  if (among === null) {
    const rule = `voters must say whether the ${v} rows are of the first of the ${m} columns (peers) or of other peers (apart)`;
    refuse(rule, 'neither');
  }
  if (among === 'peers' && rowNames === undefined && v > m) {
    refuse(
      'weights must have no more rows than columns where voters is peers',
      `${v} rows and ${m} columns`,
    );
  }
  const apart = among === 'apart';
  const columns = names === undefined ? numbered(m, apart ? 'm' : '') : namesOf('names', names);
  if (columns.length !== m) refuse(`names must be ${m}, one a column`, String(columns.length));
  const usual = apart ? numbered(v, 'v') : columns.slice(0, v);
  const rows = rowNames === undefined ? usual : namesOf('rowNames', rowNames);
  if (rows.length !== v) refuse(`rowNames must be ${v}, one a row`, String(rows.length));
  return { rows, columns };
}

/** The union of rows and columns. */
export function placesOf(rows: readonly string[], columns: readonly string[]): Places {
  const place = new Map<string, number>();
  for (const name of [...columns, ...rows]) if (!place.has(name)) place.set(name, place.size);
  const find = (name: string): number => place.get(name) ?? 0;
  return {
    names: [...place.keys()],
    rows: Uint32Array.from(rows, find),
    columns: Uint32Array.from(columns, find),
  };
}

/** Whether stake is given by name. */
export function isByName(stake: WeightsFields['stake']): stake is Readonly<Record<string, number>> {
  return !isTypedNumbers(stake) && !isPlainList(stake);
}

/** S of all peers, [n]. */
export function stakeOf(given: WeightsFields['stake'], { names, rows }: Places): Float64Array {
  const n = names.length;
  const stake = new Float64Array(n);
  if (isByName(given)) {
    checkObject(WHERE, 'stake', given);
    const place = new Map(names.map((name, at) => [name, at]));
    for (const [name, value] of Object.entries(given)) {
      const at = place.get(name);
      if (at === undefined)
        refuse('stake must be of peers that weights name', show(name) + hint(name, names));
      stake[at] = held(value, name);
    }
    for (const row of rows) {
      if (Object.hasOwn(given, names[row])) continue;
      refuse('stake must have an entry for each row', `none of ${show(names[row])}`);
    }
    return stake;
  }
  checkNumbers(WHERE, 'stake', given);
  if (given.length !== n && given.length !== rows.length) {
    const rule =
      rows.length === n
        ? `stake must be ${n} numbers, one a peer`
        : `stake must be ${rows.length} numbers, one a row, or ${n}, one a peer`;
    refuse(rule, String(given.length));
  }
  for (let at = 0; at < given.length; at++) {
    const peer = given.length === n ? at : rows[at];
    stake[peer] = held(given[at], names[peer]);
  }
  return stake;
}

function held(value: unknown, name: string): number {
  if (typeof value === 'number' && value >= 0 && value < Infinity) return value;
  return refuse('stake must be finite and not negative', `${show(value)} of peer ${show(name)}`);
}

/** The nearest name as the end of a sentence. */
export function hint(name: string, names: readonly string[]): string {
  // The search takes the time of all names, so that a long list has none.
  const near = names.length > 10_000 ? undefined : nearest(name, names);
  return near === undefined ? '' : `; did you mean ${show(near)}?`;
}
