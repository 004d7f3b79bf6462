/*
 * A small alphabet for character models: text → codes 0 … 40 → folded text.
 */
import { checkNumbers, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';

/**
 * The symbols of folded text, in the order of their codes: the space, 26 letters, 12 marks, `0` for every digit, and
 * `#` for every other character. Letters lose their case, and white space becomes a space.
 */
export const ALPHABET = ' abcdefghijklmnopqrstuvwxyz.,;:?!\'"-$()0#';

const OTHER = ALPHABET.length - 1;

/** The code of each of the first 128 characters. */
const CODES = Uint8Array.from({ length: 128 }, (_, unit) => {
  const symbol = String.fromCharCode(unit).toLowerCase().replace(/\s/, ' ').replace(/[0-9]/, '0');
  const code = ALPHABET.indexOf(symbol);
  return code < 0 ? OTHER : code;
});

/**
 * The code of every character (UTF-16 unit) of a text, [text.length], each from 0 to 40.
 *
 * @throws {@link InvalidArgumentError} when `text` is not a string
 */
export function encodeText(text: string): Uint8Array {
  if (typeof text !== 'string') {
    throw new InvalidArgumentError('encodeText', 'text must be a string', show(text));
  }
  const codes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    codes[at] = unit < CODES.length ? CODES[unit] : OTHER;
  }
  return codes;
}

/**
 * The text of codes: `encodeText(decodeText(codes))` is `codes` again.
 *
 * @throws {@link InvalidArgumentError} when a code is not an integer from 0 to 40
 */
export function decodeText(codes: ArrayLike<number>): string {
  checkNumbers('decodeText', 'codes', codes);
  return Array.from(codes, (code, at) => {
    const symbol = ALPHABET.at(code);
    if (symbol === undefined || code < 0 || !Number.isInteger(code)) {
      const rule = `codes must be integers from 0 to ${OTHER}`;
      throw new InvalidArgumentError('decodeText', rule, `${show(code)} at ${at}`);
    }
    return symbol;
  }).join('');
}
