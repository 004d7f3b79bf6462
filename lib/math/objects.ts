/*
 * Checks of values other than numbers: functions, lists, streams and options.
 */
import { InvalidArgumentError } from './errors.js';
import { nearest } from './nearest.js';
import { type RandomStream } from './random.js';
import { show } from './show.js';

/** @throws {@link InvalidArgumentError} unless `value` is a function. */
export function checkFunction(where: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new InvalidArgumentError(where, `${name} must be a function`, show(value));
}

/** @throws {@link InvalidArgumentError} unless `value` is an array. */
export function checkList(
  where: string,
  name: string,
  value: unknown,
): asserts value is readonly unknown[] {
  if (Array.isArray(value)) return;
  throw new InvalidArgumentError(where, `${name} must be a list`, show(value));
}

/** @throws {@link InvalidArgumentError} unless `value` is true or false. */
export function checkFlag(where: string, name: string, value: unknown): asserts value is boolean {
  if (typeof value === 'boolean') return;
  throw new InvalidArgumentError(where, `${name} must be true or false`, show(value));
}

/** @throws {@link InvalidArgumentError} unless `value` is an object and not a list. */
export function checkObject(where: string, name: string, value: unknown): asserts value is object {
  const held = typeof value === 'object' && value !== null && !isList(value);
  if (held && (isPlain(value) || Object.keys(value).length > 0)) return;
  throw new InvalidArgumentError(where, `${name} must be an object`, show(value));
}

/** Object literals of any realm; maps, dates and promises are not. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isList(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

/** @throws {@link InvalidArgumentError} unless `value` is a random stream. */
export function checkStream(
  where: string,
  name: string,
  value: unknown,
): asserts value is RandomStream {
  const { split, uniform, normal } = (value ?? {}) as Partial<Record<string, unknown>>;
  if ([split, uniform, normal].every((one) => typeof one === 'function')) return;
  const rule = `${name} must be a random stream, such as createStream(1)`;
  throw new InvalidArgumentError(where, rule, show(value));
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
      `options must be among ${known.join(', ')}`,
      show(key) + hint,
    );
  }
}
