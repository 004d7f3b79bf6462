/*
 * Checks of values other than numbers: functions, lists, streams and options.
 */
import { InvalidArgumentError } from './errors.js';
import { nearest } from './nearest.js';
import { type RandomStream } from './random.js';
import { short, show } from './show.js';

/** The most characters of a list of options in a refusal. */
const MOST_NAMES = 200;

/** @throws {@link InvalidArgumentError} unless `value` is a function. */
export function checkFunction(where: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new InvalidArgumentError(where, `${name} must be a function`, show(value));
}

/** Whether a value is an array that is iterated over its elements. */
export function isPlainList(value: unknown): value is unknown[] {
  return Array.isArray(value) && !Object.hasOwn(value, Symbol.iterator);
}

/** @throws {@link InvalidArgumentError} unless `value` is an array that is iterated over its elements. */
export function checkList(
  where: string,
  name: string,
  value: unknown,
): asserts value is readonly unknown[] {
  if (isPlainList(value)) return;
  throw new InvalidArgumentError(where, `${name} must be a list`, show(value));
}

/** @throws {@link InvalidArgumentError} unless `value` is true or false. */
export function checkFlag(where: string, name: string, value: unknown): asserts value is boolean {
  if (typeof value === 'boolean') return;
  throw new InvalidArgumentError(where, `${name} must be true or false`, show(value));
}

/** @throws {@link InvalidArgumentError} unless `value` is an object and not a list, and no field of it is an accessor. */
export function checkObject(where: string, name: string, value: unknown): asserts value is object {
  const held = typeof value === 'object' && value !== null && !isList(value);
  if (held && (isPlain(value) || Object.keys(value).length > 0)) {
    checkNoAccessors(where, name, value);
    return;
  }
  throw new InvalidArgumentError(where, `${name} must be an object`, show(value));
}

/**
 * Refuses fields that are computed at every read, which could change between check and use.
 *
 * @throws {@link InvalidArgumentError} when a field of `value` is an accessor
 */
export function checkNoAccessors(where: string, name: string, value: object): void {
  for (const key of Object.keys(value)) {
    if (Object.getOwnPropertyDescriptor(value, key)?.get === undefined) continue;
    throw new InvalidArgumentError(where, `${name} must hold values`, `an accessor, ${show(key)}`);
  }
}

/** Object literals of any realm; maps, dates and promises are not. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isList(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

/** @throws {@link InvalidArgumentError} unless `value` is text. */
export function checkText(where: string, name: string, value: unknown): asserts value is string {
  if (typeof value === 'string') return;
  throw new InvalidArgumentError(where, `${name} must be text`, show(value));
}

/** @throws {@link InvalidArgumentError} unless `value` is the path of a file or folder. */
export function checkPath(where: string, name: string, value: unknown): asserts value is string {
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return;
  throw new InvalidArgumentError(where, `${name} must be a path`, show(value));
}

/** @throws {@link InvalidArgumentError} unless `value` has methods of these names, no accessors; `rule` says what it must be. */
export function checkMethods(
  where: string,
  rule: string,
  value: unknown,
  methods: readonly string[],
): void {
  const held = (value ?? {}) as Partial<Record<string, unknown>>;
  const isMethod = (name: string): boolean => {
    const field = Object.getOwnPropertyDescriptor(Object(held), name);
    return typeof (field ? field.value : held[name]) === 'function';
  };
  if (methods.every(isMethod)) return;
  throw new InvalidArgumentError(where, rule, show(value));
}

/** @throws {@link InvalidArgumentError} unless `value` is a signal or undefined. */
export function checkSignal(
  where: string,
  value: unknown,
): asserts value is AbortSignal | undefined {
  if (value === undefined || value instanceof AbortSignal) return;
  throw new InvalidArgumentError(where, 'signal must be an AbortSignal', show(value));
}

/** @throws {@link InvalidArgumentError} unless `value` is a random stream. */
export function checkStream(
  where: string,
  name: string,
  value: unknown,
): asserts value is RandomStream {
  const methods = ['split', 'uniform', 'normal', 'normals', 'exponential', 'integer'];
  checkMethods(where, `${name} must be a random stream, such as createStream(1)`, value, methods);
}

/**
 * Refuses unknown options, so that a misspelt name does not silently leave the default.
 *
 * @throws {@link InvalidArgumentError} when `options` is not an object or has a key outside `known`.
 */
export function checkOptionNames(where: string, options: object, known: readonly string[]): void {
  checkObject(where, 'options', options);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    throw new InvalidArgumentError(
      where,
      `options must be among ${short(known.join(', '), MOST_NAMES)}`,
      show(key) + hint,
    );
  }
}
