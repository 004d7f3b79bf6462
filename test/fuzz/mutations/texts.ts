import { type RandomStream } from '../../../lib/math/index.js';
import { changing, replacing, type Mutation } from './mutation.js';

function without(value: string, stream: RandomStream): string {
  const at = stream.integer(Math.max(1, value.length));
  return value.slice(0, at) + value.slice(at + 1);
}

/** Texts in the place of a text. */
export const TEXTS: readonly Mutation[] = [
  replacing('is an empty text', () => ''),
  replacing('lacks a character', without),
  replacing('is in capitals', (value: string) => value.toUpperCase()),
  replacing('is twice its text', (value: string) => value + value),
  replacing('has 5,000 characters', () => 'x'.repeat(5000)),
  replacing('is half a surrogate pair', () => '\ud800'),
  replacing('has a line end and a control character', () => 'a\nb\u0000c'),
  replacing('is mark-up', () => '</script><img src=x onerror=alert(1)>'),
  replacing('is __proto__', () => '__proto__'),
  replacing('is constructor', () => 'constructor'),
  replacing('is 0', () => '0'),
];

/** Further texts in the place of a word of a command line. */
export const WORDS: readonly Mutation[] = [
  ...['-1', '0.5', '1e-400', '5n', 'null', '1,,2', '1,x', '--', '-', '/proc/x', '9'].map((word) =>
    replacing(`is ${word}`, () => word),
  ),
  changing('is missing', ({ container, key }) => {
    (container as unknown as unknown[]).splice(Number(key), 1);
  }),
  changing('is given twice', ({ container, key }) => {
    (container as unknown as unknown[]).splice(Number(key), 0, container[key]);
  }),
];
