/*
 * Values from the text of a command line.
 */
import { show } from '../math/show.js';
import { InvalidArgumentError } from '../math/errors.js';

/** @throws {@link InvalidArgumentError} unless the text is a number. */
export function parseNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) {
    throw new InvalidArgumentError('command line', `--${option} must be a number`, show(text));
  }
  return value;
}

/** @throws {@link InvalidArgumentError} unless the text is numbers separated by commas. */
export function parseNumbers(option: string, text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (values.some(Number.isNaN)) {
    const rule = `--${option} must be numbers separated by commas`;
    throw new InvalidArgumentError('command line', rule, show(text));
  }
  return values;
}
