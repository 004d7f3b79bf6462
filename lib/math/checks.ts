import { InvalidArgumentError } from './errors.js';

/** A value as an error message shows it: short, on one line. */
export function show(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const { length } = value as ArrayLike<unknown>;
    return `${value.constructor.name} of length ${length}`;
  }
  const text = typeof value === 'bigint' ? `${String(value)}n` : JSON.stringify(value);
  if (typeof text !== 'string') return String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** @throws {@link InvalidArgumentError} unless `value` is an integer of at least `least` (and at most `most`). */
export function checkInteger(
  where: string,
  name: string,
  value: unknown,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
    const range =
      most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(where, `${name} must be an integer ${range}`, show(value));
  }
}

/** @throws {@link InvalidArgumentError} unless `value` is a finite number above zero. */
export function checkPositive(
  where: string,
  name: string,
  value: unknown,
): asserts value is number {
  if (!Number.isFinite(value) || !((value as number) > 0)) {
    throw new InvalidArgumentError(where, `${name} must be a finite number above 0`, show(value));
  }
}

/** @throws {@link InvalidArgumentError} unless `value` is a finite number of at least zero. */
export function checkNonNegative(
  where: string,
  name: string,
  value: unknown,
): asserts value is number {
  if (!Number.isFinite(value) || !((value as number) >= 0)) {
    throw new InvalidArgumentError(
      where,
      `${name} must be a finite number of at least 0`,
      show(value),
    );
  }
}

/** @throws {@link InvalidArgumentError} unless `value` is a number strictly between zero and one. */
export function checkFraction(
  where: string,
  name: string,
  value: unknown,
): asserts value is number {
  if (typeof value !== 'number' || !(value > 0 && value < 1)) {
    throw new InvalidArgumentError(
      where,
      `${name} must lie between 0 and 1, both excluded`,
      show(value),
    );
  }
}

/** @throws {@link InvalidArgumentError} unless `value` is a function. */
export function checkFunction(where: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new InvalidArgumentError(where, `${name} must be a function`, show(value));
}

/** @throws {@link InvalidArgumentError} unless `value` is one of `allowed`. */
export function checkOneOf<T extends string>(
  where: string,
  name: string,
  value: unknown,
  allowed: readonly T[],
): asserts value is T {
  if (!(allowed as readonly unknown[]).includes(value)) {
    throw new InvalidArgumentError(
      where,
      `${name} must be one of ${allowed.join(', ')}`,
      show(value),
    );
  }
}

/**
 * Refuses unknown options, so that a misspelt name is not silently a default.
 *
 * @throws {@link InvalidArgumentError} when `options` has a key outside `known`.
 */
export function checkOptionNames(where: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new InvalidArgumentError(where, `options must be among ${known.join(', ')}`, show(key));
    }
  }
}

/** @throws {@link InvalidArgumentError} unless `values` is a Float64Array of `length` finite numbers. */
export function checkVector(
  where: string,
  name: string,
  values: unknown,
  length: number,
  shape = `[${length}]`,
): asserts values is Float64Array {
  if (!(values instanceof Float64Array)) {
    throw new InvalidArgumentError(
      where,
      `${name} must be a Float64Array of shape ${shape}`,
      show(values),
    );
  }
  if (values.length !== length) {
    throw new InvalidArgumentError(
      where,
      `${name} must have shape ${shape}`,
      `${values.length} numbers`,
    );
  }
  for (let index = 0; index < length; index++) {
    if (!Number.isFinite(values[index])) {
      throw new InvalidArgumentError(
        where,
        `${name} must be finite`,
        `${values[index]} at ${index}`,
      );
    }
  }
}
