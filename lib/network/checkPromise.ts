import { types } from 'node:util';
import { show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';

/** @throws {@link InvalidArgumentError} unless `value` is a promise, of any realm; a proxy of one cannot be awaited. */
export function checkPromise(where: string, name: string, value: unknown): void {
  if (types.isPromise(value)) return;
  throw new InvalidArgumentError(where, `${name} must be a promise`, show(value));
}
