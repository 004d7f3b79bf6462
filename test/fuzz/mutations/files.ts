/*
 * Damage to the content of a file: bytes that are cut off, flipped or lost, and lines in another order.
 */
import { type RandomStream } from '../../../lib/math/index.js';
import { replacing, type Mutation } from './mutation.js';

/** The content of a file, as an argument: it is damaged as a whole and never of another kind. */
export class FileContent {
  constructor(readonly bytes: Buffer) {}

  static of(text: string): FileContent {
    return new FileContent(Buffer.from(text));
  }
}

const damage = (
  name: string,
  change: (bytes: Buffer, stream: RandomStream) => Buffer | string,
): Mutation =>
  replacing(
    name,
    ({ bytes }: FileContent, stream) =>
      new FileContent(Buffer.from(change(Buffer.from(bytes), stream))),
  );

/** Damage to lines; each keeps its line end. */
const damageLines = (
  name: string,
  change: (lines: string[], at: number, stream: RandomStream) => string[],
): Mutation =>
  damage(name, (bytes, stream) => {
    const lines = bytes.toString('latin1').split(/(?<=\n)/);
    return Buffer.from(change(lines, stream.integer(lines.length), stream).join(''), 'latin1');
  });

export const FILES: readonly Mutation[] = [
  damage('is cut', (bytes, stream) => bytes.subarray(0, stream.integer(bytes.length))),
  damage('lacks its last byte', (bytes) => bytes.subarray(0, -1)),
  damage('has a flipped bit', (bytes, stream) => {
    bytes[stream.integer(bytes.length)] ^= 1 << stream.integer(8);
    return bytes;
  }),
  damage('has a flipped bit in its last line', (bytes, stream) => {
    const last = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
    bytes[last + stream.integer(bytes.length - last)] ^= 1 << stream.integer(8);
    return bytes;
  }),
  damage('is empty', () => ''),
  damage('is one line end', () => '\n'),
  damage('is null', () => 'null\n'),
  damage('is {}', () => '{}\n'),
  damage('has a line null more', (bytes) => `${bytes.toString('latin1')}null\n`),
  damage('has zero bytes at its end', (bytes) => Buffer.concat([bytes, Buffer.alloc(64)])),
  damageLines('has a line twice', (lines, at) => lines.toSpliced(at, 0, lines[at])),
  damageLines('lacks a line', (lines, at) => lines.toSpliced(at, 1)),
  damageLines('has two lines exchanged', (lines, at, stream) => {
    const other = stream.integer(lines.length);
    return lines.with(at, lines[other]).with(other, lines[at]);
  }),
  damageLines('has a number changed', (lines, at, stream) =>
    lines.with(
      at,
      lines[at].replace(/\d+/, () => String(stream.integer(1000))),
    ),
  ),
  damageLines('has a number that is 1e999', (lines, at) =>
    lines.with(at, lines[at].replace(/\d+/, '1e999')),
  ),
  damageLines('has a number that is negative', (lines, at) =>
    lines.with(at, lines[at].replace(/\d+/, '-1')),
  ),
];
