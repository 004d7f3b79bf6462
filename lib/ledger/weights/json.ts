/*
 * JSON: an object with weights and stake; lists of three numbers are a matrix where each sums to 1 or 0, else triplets.
 */
import { parseLines } from './lines.js';
import { FileError } from '../../math/errors.js';
import { isPlainList, show } from '../../math/checks.js';
import { sum } from '../../math/rows.js';
import { type PeerKey, type Triplets, type WeightsFields } from '../../market/posted/fields.js';
import { WHERE, type Content, type Reading, type Stake } from './options.js';

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a JSON text. */
export function parsedJson(path: string, text: string): unknown {
  if (text.trim() === '') throw new FileError(WHERE, path, 'must hold weights, but it is empty');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new FileError(WHERE, path, `must be JSON (${reason})`);
  }
}

/** Whether lists of three are triplets and not rows of a matrix of three columns. */
function areTriplets(lists: readonly unknown[]): boolean {
  const isTriplet = (list: unknown): boolean =>
    isPlainList(list) && list.length === 3 && list.slice(0, 2).every(isPeer);
  if (lists.length === 0 || !lists.every(isTriplet)) return false;
  const isRow = (list: unknown): boolean => {
    const row = list as number[];
    return row.every((value) => typeof value === 'number') && [0, 1].includes(sum(row));
  };
  return !lists.every(isRow);
}

const isPeer = (value: unknown): boolean =>
  typeof value === 'string' || (Number.isSafeInteger(value) && (value as number) >= 0);

/** Triplets of weights by peer: {"ada": [["bob", 0.5]]} or {"ada": {"bob": 0.5}}. */
function tripletsByPeer(path: string, weights: Fields): Triplets {
  const [from, to, weight]: [PeerKey[], PeerKey[], number[]] = [[], [], []];
  for (const [row, given] of Object.entries(weights)) {
    const entries = isObject(given) ? Object.entries(given) : given;
    if (!isPlainList(entries) || !entries.every((one) => isPlainList(one) && one.length === 2)) {
      const problem = `must have lists of [peer, weight] in weights, got ${show(given)} of peer ${show(row)}`;
      throw new FileError(WHERE, path, problem);
    }
    for (const [column, value] of entries as [PeerKey, number][]) {
      from.push(row);
      to.push(column);
      weight.push(value);
    }
  }
  // The keys of an object are texts, also where peers are numbers.
  const names = to.every((peer) => typeof peer === 'number') ? from.map(asNumber) : from;
  return { from: names, to, weight };
}

function asNumber(key: PeerKey): PeerKey {
  const number = Number(key);
  return key !== '' && Number.isSafeInteger(number) ? number : key;
}

/** Stake of a JSON value: a list, or an object by name, or either as a field `stake`. */
export function stakeOfJson(value: unknown): Stake {
  return (isObject(value) && 'stake' in value ? value.stake : value) as Stake;
}

/** Weights of a JSON text. */
export function contentOfJson(path: string, text: string, { layout }: Reading): Content {
  const value = parsedJson(path, text);
  if (!isObject(value) || !('weights' in value || 'triplets' in value)) {
    const problem = `must be an object with weights or triplets, got ${show(value)}`;
    throw new FileError(WHERE, path, problem);
  }
  const { weights, triplets, names, rowNames, peers, stake, voters } = value;
  const rest = {
    ...(names !== undefined && { names }),
    ...(rowNames !== undefined && { rowNames }),
    ...(stake !== undefined && { stake: stake as Stake }),
    ...(voters !== undefined && { voters }),
  } as Omit<WeightsFields, 'stake'> & { stake?: Stake };
  if (typeof peers === 'number' && Array.isArray(stake) && stake.length !== peers) {
    const problem = `must have the stake of its ${peers} peers, got ${stake.length} numbers`;
    throw new FileError(WHERE, path, problem);
  }
  if (triplets !== undefined) return { ...rest, triplets: triplets as Triplets };
  if (isObject(weights)) return { ...rest, triplets: tripletsByPeer(path, weights) };
  const isTriplets =
    layout === null ? isPlainList(weights) && areTriplets(weights) : layout === 'triplets';
  return isTriplets
    ? { ...rest, triplets: weights as Triplets }
    : { ...rest, weights: weights as NonNullable<WeightsFields['weights']> };
}

/** Weights of JSON lines, and stake where lines have it. */
export function contentOfLines(path: string, text: string): Content {
  const triplets: [PeerKey, PeerKey, number][] = [];
  const held = new Map<string, number>();
  for (const { value, line } of parseLines(WHERE, path, text)) {
    if (isPlainList(value) && value.length === 3)
      triplets.push(value as [PeerKey, PeerKey, number]);
    else if (isObject(value) && 'from' in value && 'to' in value && 'weight' in value) {
      const { from, to, weight } = value as unknown as Record<'from' | 'to', PeerKey> & {
        weight: number;
      };
      triplets.push([from, to, weight]);
    } else if (isObject(value) && 'peer' in value && 'stake' in value) {
      const name = String(value.peer);
      if (held.has(name)) {
        throw new FileError(WHERE, path, `must have one stake of peer ${show(name)}, got two`);
      }
      held.set(name, value.stake as number);
    } else {
      const problem = `must have [from, to, weight], {from, to, weight} or {peer, stake} a line, got ${show(value)} on line ${line}`;
      throw new FileError(WHERE, path, problem);
    }
  }
  return { triplets, ...(held.size > 0 && { stake: Object.fromEntries(held) }) };
}
