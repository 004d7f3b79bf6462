import { InvalidArgumentError } from './errors.js';
import { isPlainList } from './objects.js';
import { show } from './show.js';

export {
  checkFlag,
  checkFunction,
  checkList,
  checkMethods,
  checkNoAccessors,
  checkObject,
  checkOptionNames,
  checkPath,
  checkSignal,
  checkStream,
  checkText,
  isPlainList,
} from './objects.js';
export { show };

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

/** @throws {@link InvalidArgumentError} unless `value` is a number from zero to one. */
export function checkPortion(where: string, name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError(where, `${name} must be a number from 0 to 1`, show(value));
  }
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

/** Whether the memory of an array was transferred; `detached` of buffers needs Node 21. */
function isDetached({ byteLength, buffer }: ArrayBufferView): boolean {
  if (byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

/** Whether a value is a typed array of numbers: not of big integers, and not one whose memory was transferred. */
export function isTypedNumbers(value: unknown): value is Float64Array {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return false;
  const isBig = value instanceof BigInt64Array || value instanceof BigUint64Array;
  return !isBig && !isDetached(value);
}

/** @throws {@link InvalidArgumentError} unless `values` are numbers, NaN among them, in a plain or a typed array. */
export function checkNumbers(
  where: string,
  name: string,
  values: unknown,
): asserts values is ArrayLike<number> {
  if (isTypedNumbers(values)) return;
  if (isPlainList(values)) {
    const at = values.findIndex((value) => typeof value !== 'number');
    if (at < 0) return;
    const found = `${show(values[at])} at ${at}`;
    throw new InvalidArgumentError(where, `${name} must be numbers`, found);
  }
  throw new InvalidArgumentError(where, `${name} must be numbers in an array`, show(values));
}
