/*
 * Weights one by one: numbers or names of peers, in a list of triplets or in three lists.
 */
import { checkList, checkNumbers, checkObject, isPlainList, show } from '../../math/checks.js';
import { largest } from '../../math/rows.js';
import { type PeerKey, type Triplets, type Voters, type WeightsFields } from './fields.js';
import {
  hint,
  isByName,
  namesOf,
  numbered,
  placesOf,
  refuse,
  WHERE,
  type Places,
} from './peers.js';
import { type Entries } from './rows.js';

interface Lists {
  readonly from: ArrayLike<unknown>;
  readonly to: ArrayLike<unknown>;
  readonly weight: ArrayLike<number>;
}

/** The three lists. */
function listsOf(given: Triplets): Lists {
  if (isPlainList(given)) {
    for (const [at, one] of given.entries()) {
      checkList(WHERE, `triplets[${at}]`, one);
      const { length } = one;
      if (length !== 3) refuse('triplets must be [from, to, weight]', `${length} entries in ${at}`);
    }
    const column = (at: number): unknown[] => given.map((one) => (one as unknown[])[at]);
    const weight = column(2);
    checkNumbers(WHERE, 'weights of triplets', weight);
    return { from: column(0), to: column(1), weight };
  }
  checkObject(WHERE, 'triplets', given);
  const { from, to, weight } = given as Exclude<Triplets, readonly unknown[]>;
  checkNumbers(WHERE, 'weight of triplets', weight);
  for (const [name, list] of Object.entries({ from, to })) {
    if (!ArrayBuffer.isView(list)) checkList(WHERE, `${name} of triplets`, list);
    if (list.length === weight.length) continue;
    refuse(`${name} of triplets must have ${weight.length} entries as weight`, String(list.length));
  }
  return { from, to, weight };
}

/** Whether all ends are numbers, or all are names. */
function kindOf({ from, to }: Lists): 'number' | 'string' {
  const first = typeof (from.length > 0 ? from[0] : 0);
  for (const list of [from, to]) {
    for (let at = 0; at < list.length; at++) {
      const end = list[at];
      if (typeof end === first && (typeof end === 'string' || Number.isSafeInteger(end))) continue;
      refuse(
        'triplets must name all peers by numbers from 0, or all by names',
        `${show(end)} in ${at}`,
      );
    }
  }
  return first as 'number' | 'string';
}

/** The distinct names of a list, in the order in which they appear. */
function distinct(list: ArrayLike<unknown>): string[] {
  const seen = new Set<string>();
  for (let at = 0; at < list.length; at++) seen.add(list[at] as string);
  return [...seen];
}

/** Names of rows and columns where triplets have numbers. */
function namesByNumber(
  lists: Lists,
  fields: WeightsFields,
  apart: boolean,
): { rows: string[]; columns: string[] } {
  const { names, rowNames, stake } = fields;
  const count = isByName(stake) ? Object.keys(stake).length : stake.length;
  const most = (list: ArrayLike<unknown>): number =>
    1 + Math.max(-1, largest(list as ArrayLike<number>));
  if (apart) {
    return {
      rows:
        rowNames === undefined ? numbered(most(lists.from), 'v') : namesOf('rowNames', rowNames),
      columns: names === undefined ? numbered(most(lists.to), 'm') : namesOf('names', names),
    };
  }
  const usual = isByName(stake) ? Object.keys(stake) : numbered(count);
  const all = names === undefined ? usual : namesOf('names', names);
  return { rows: all, columns: all };
}

/** Names of rows and columns where triplets have names. */
function namesByName(
  lists: Lists,
  { names, rowNames, stake }: WeightsFields,
  apart: boolean,
): { rows: string[]; columns: string[] } {
  const held = isByName(stake) ? Object.keys(stake) : undefined;
  if (apart) {
    return {
      rows: rowNames === undefined ? (held ?? distinct(lists.from)) : namesOf('rowNames', rowNames),
      columns: names === undefined ? distinct(lists.to) : namesOf('names', names),
    };
  }
  if (names === undefined && held === undefined) {
    refuse('names must be given where triplets name peers and stake does not', 'none');
  }
  const all = names === undefined ? (held ?? []) : namesOf('names', names);
  return { rows: all, columns: all };
}

/** The place of each end of the triplets. */
function located(
  list: ArrayLike<unknown>,
  among: readonly string[],
  places: Uint32Array,
  kind: 'number' | 'string',
): Uint32Array {
  const byName = new Map(among.map((name, at) => [name, at]));
  const out = new Uint32Array(list.length);
  for (let at = 0; at < list.length; at++) {
    const end = list[at] as PeerKey;
    const place = kind === 'number' ? (end as number) : (byName.get(end as string) ?? -1);
    if (place < 0 || place >= places.length) {
      const rule =
        kind === 'number'
          ? `triplets must name peers from 0 to ${places.length - 1}`
          : 'triplets must name peers that names or stake have';
      const near = kind === 'number' ? '' : hint(end as string, among);
      refuse(rule, `${show(end)} in triplet ${at}${near}`);
    }
    out[at] = places[place];
  }
  return out;
}

/** Peers and entries of triplets. */
export function readTriplets(
  given: Triplets,
  fields: WeightsFields,
  voters: Voters | null,
): { places: Places; entries: Entries } {
  const lists = listsOf(given);
  const kind = kindOf(lists);
  const apart = voters === 'apart';
  const namesFound = (kind === 'number' ? namesByNumber : namesByName)(lists, fields, apart);
  const places = placesOf(namesFound.rows, namesFound.columns);
  const entries = {
    from: located(lists.from, namesFound.rows, places.rows, kind),
    to: located(lists.to, namesFound.columns, places.columns, kind),
    weight: Float64Array.from(lists.weight),
  };
  return { places, entries };
}
