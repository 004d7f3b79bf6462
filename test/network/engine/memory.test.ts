import { deepEqual, equal, ok } from 'node:assert/strict';
import { createStream } from '../../../lib/math/index.js';
import { Frame } from '../../../lib/network/engine/frame.js';
import { pieceBytes, Pieces } from '../../../lib/network/engine/memory.js';

describe('pieces of the kernel’s memory', () => {
  it('do not overlap while they are in use, and those given back serve again', () => {
    const pieces = new Pieces();
    const stream = createStream(1);
    const used = new Map<number, { bytes: number; mark: number }>();
    for (let turn = 0; turn < 2000; turn++) {
      if (used.size > 50 || (used.size > 0 && stream.uniform() < 0.4)) {
        const [address, { bytes, mark }] = [...used][stream.integer(used.size)];
        const values = pieces.floats(address, bytes / 4);
        ok(values.every((value) => value === mark));
        pieces.give(address, bytes);
        used.delete(address);
      } else {
        const bytes = 4 * (1 + stream.integer(20_000));
        const address = pieces.take(bytes);
        equal(address % 64, 0);
        ok(!used.has(address));
        pieces.floats(address, bytes / 4).fill(turn);
        used.set(address, { bytes, mark: turn });
      }
    }
    // 51 pieces of at most 80 kB were in use at once, of some thirty sizes.
    ok(pieces.end < 2 ** 25, String(pieces.end));
  });

  it('are at most an eighth larger than asked for, beyond a kibibyte', () => {
    for (let bytes = 1025; bytes < 1e6; bytes += 991) {
      const size = pieceBytes(bytes);
      ok(size >= bytes && size <= 1.125 * bytes, String(bytes));
      equal(pieceBytes(size), size);
      equal(size % 64, 0);
    }
    deepEqual([1, 64, 65, 1024].map(pieceBytes), [64, 64, 128, 1024]);
  });

  it('are refused beyond 4 GiB with a sentence', () => {
    const pieces = new Pieces();
    let sentence = '';
    try {
      pieces.take(2 ** 32);
    } catch (error) {
      sentence = (error as Error).message;
    }
    ok(sentence.includes('networks of a process must fit 4 GiB on the wasm backend'), sentence);
  });
});

describe('a frame', () => {
  it('hands out words that do not overlap, beyond a chunk too, and forgets them at once', () => {
    const frame = new Frame(new Pieces());
    const counts = [3, 70_000, 1, 65_536, 12, 200_000];
    const first = counts.map((count) => {
      const address = frame.take(count);
      frame.words.fill(count, frame.at, frame.at + count);
      return { address, words: frame.words, at: frame.at };
    });
    for (const [at, { words, at: start }] of first.entries()) {
      ok(words.subarray(start, start + counts[at]).every((value) => value === counts[at]));
    }
    frame.reset();
    deepEqual(
      counts.map((count) => frame.take(count)),
      first.map(({ address }) => address),
    );
  });
});
