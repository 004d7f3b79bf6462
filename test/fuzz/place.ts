/*
 * Places in a tree of arguments: a path of keys from the list of arguments to a value inside it.
 */
import { types } from 'node:util';
import { type RandomStream } from '../../lib/math/index.js';

export type Key = string | number;
export type Path = readonly Key[];

/** A container, and the key at which one of its values stands. */
export interface Place {
  readonly container: Record<Key, unknown>;
  readonly key: Key;
}

/** The deepest place that is chosen: an element of a field of a field of an argument. */
const DEPTH = 5;
/** Part of the walks that stop at a value that has parts. */
const STOP = 0.35;

export function isTyped(value: unknown): value is Float64Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A stream of random numbers is replaced whole: its functions are the library's, not an input. */
function isStream(value: Record<string, unknown>): boolean {
  return typeof value.split === 'function' && typeof value.uniform === 'function';
}

function partsOf(value: unknown): Key[] {
  if (Array.isArray(value) || isTyped(value)) return [...value.keys()];
  return isPlain(value) && !isStream(value) ? Object.keys(value) : [];
}

/** A random walk from the list of arguments down to a place. */
export function choosePath(args: unknown[], stream: RandomStream): Path {
  const path: Key[] = [];
  let value: unknown = args;
  for (;;) {
    const parts = partsOf(value);
    const ends = path.length > 0 && (path.length === DEPTH || stream.uniform() < STOP);
    if (parts.length === 0 || ends) return path;
    const key = parts[stream.integer(parts.length)];
    path.push(key);
    value = (value as Record<Key, unknown>)[key];
  }
}

export function valueAt(args: unknown[], path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<Key, unknown>)[key], args);
}

/** Whether one path leads through the other's place. */
export function overlap(a: Path, b: Path): boolean {
  return a.slice(0, b.length).join('/') === b.slice(0, a.length).join('/');
}

/** A copy of a list, an object or a typed array whose fields and accessors are the same. */
function copyOf(value: unknown): unknown {
  if (isTyped(value)) return value.slice();
  const fields = Object.getOwnPropertyDescriptors(value);
  if (Array.isArray(value)) return Object.defineProperties([], fields);
  return Object.create(Object.getPrototypeOf(value) as object | null, fields);
}

/** The arguments with the containers on the way copied, and the place in the last of them. */
export function openPlace(args: unknown[], path: Path): { args: unknown[]; place: Place } {
  const copy = copyOf(args) as unknown[];
  let container = copy as unknown as Record<Key, unknown>;
  for (const key of path.slice(0, -1)) {
    const inner = copyOf(container[key]);
    Object.defineProperty(container, key, {
      ...{ value: inner, writable: true, enumerable: true, configurable: true },
    });
    container = inner as Record<Key, unknown>;
  }
  return { args: copy, place: { container, key: path[path.length - 1] } };
}

/** The place in words: `[0].weights[3]`. */
export function pathText(path: Path): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
}
