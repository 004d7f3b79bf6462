import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Rows } from '../../lib/network/index.js';
import {
  encodeFrame as encodeShared,
  FrameDecoder,
  HEADER_BYTES,
  KINDS,
} from '../../lib/network/transport/frames.js';
import { type Message } from '../../lib/network/transport/messages.js';
import { RefusedError } from '../../lib/network/transport/refusals.js';

/** A frame that shares its memory with no other. */
const encodeFrame = (message: Message, most?: number): Uint8Array =>
  new Uint8Array(encodeShared(message, most));

const float32 = fc.float({ noDefaultInfinity: false, noNaN: false });
const rowsArbitrary = (rows: number): fc.Arbitrary<Rows> =>
  fc
    .integer({ min: 1, max: 5 })
    .chain((columns) =>
      fc
        .array(float32, { minLength: rows * columns, maxLength: rows * columns })
        .map((list) => ({ rows, columns, values: Float32Array.from(list) })),
    );
const id = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const message: fc.Arbitrary<Message> = fc.integer({ min: 0, max: 6 }).chain((rows) =>
  fc.oneof<fc.Arbitrary<Message>[]>(
    fc.tuple(id, rowsArbitrary(rows)).map(([id, x]) => ({ kind: 'forward', id, x })),
    fc
      .tuple(id, rowsArbitrary(rows), rowsArbitrary(rows))
      .map(([id, x, gradient]) => ({ kind: 'backward', id, x, gradient })),
    fc.tuple(id, rowsArbitrary(rows)).map(([id, rows]) => ({ kind: 'answer', id, rows })),
    id.map((id) => ({ kind: 'received', id })),
    fc
      .tuple(id, text, fc.constantFrom('ask' as const, 'told' as const, 'failed' as const))
      .map(([id, text, kind]) => ({ kind, id, text })),
  ),
);

/** The bytes in chunks of the given sizes, over and over. */
function chunks(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0, k = 0; at < bytes.length; k++) {
    const size = sizes[k % sizes.length];
    parts.push(bytes.slice(at, at + size));
    at += size;
  }
  return parts;
}

/** The header of a frame with some fields changed. */
function header(fields: readonly (readonly [at: number, value: number])[]): Uint8Array {
  const x = { rows: 2, columns: 1, values: Float32Array.of(1, 2) };
  const frame = encodeFrame({ kind: 'forward', id: 1, x });
  for (const [at, value] of fields) new DataView(frame.buffer).setUint32(at, value, true);
  return frame;
}

describe('frames', () => {
  it('give back every message, in chunks of any sizes', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), sizes, (list, parts) => {
        const bytes = Buffer.concat(list.map((one) => encodeFrame(one)));
        const decoder = new FrameDecoder();
        const found = chunks(bytes, parts).flatMap((chunk) => decoder.push(chunk));
        assert.deepEqual(found, list);
        assert.equal(decoder.isInside, false);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('of random bytes are refused or are messages, and nothing else is thrown', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: HEADER_BYTES, maxLength: 200, size: 'max' }),
        (bytes) => {
          const decoder = new FrameDecoder(1000);
          try {
            decoder.push(bytes);
          } catch (error) {
            assert.ok(error instanceof RefusedError, String(error));
            refused++;
          }
        },
      ),
      { seed: 4, numRuns: 2000 },
    );
    assert.ok(refused > 1000, `${refused} refused`);
  });

  it('with one changed byte are refused or are other messages, and nothing else is thrown', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, place, change) => {
        const frame = encodeFrame(one);
        frame[place % frame.length] ^= change;
        const decoder = new FrameDecoder(1000);
        try {
          for (const found of decoder.push(frame)) assert.ok(KINDS.includes(found.kind));
        } catch (error) {
          assert.ok(error instanceof RefusedError, String(error));
        }
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  it('above the limit are refused by their header, before a byte of theirs has come', () => {
    const decoder = new FrameDecoder(1000);
    assert.throws(() => decoder.push(header([[0, 1001]]).slice(0, HEADER_BYTES)), {
      reason: 'oversized',
      message: 'frame: length must be at most 1000, got 1001',
    });
    const x = { rows: 251, columns: 1, values: new Float32Array(251) };
    assert.throws(() => encodeFrame({ kind: 'answer', id: 1, rows: x }, 1000), {
      reason: 'oversized',
    });
  });

  const faults: readonly [string, Uint8Array][] = [
    ['an unknown kind', header([[4, KINDS.length]])],
    ['a field that is not used', header([[4, 256]])],
    ['no number', header([[8, 0]])],
    ['a shape of other numbers', header([[12, 3]])],
    [
      'a shape whose product is beyond 2^53',
      header([
        [12, 2 ** 31],
        [16, 2 ** 31],
      ]),
    ],
    [
      'a gradient where none belongs',
      header([
        [16, 0],
        [20, 1],
      ]),
    ],
    ['numbers of a text', header([[4, 2]])],
    [
      'an acknowledgement with a payload',
      header([
        [4, 4],
        [12, 0],
        [16, 0],
      ]),
    ],
  ];
  for (const [fault, bytes] of faults) {
    it(`with ${fault} are refused`, () => {
      assert.throws(() => new FrameDecoder().push(bytes), { reason: 'malformed' });
    });
  }

  it('of text that is not UTF-8 are refused', () => {
    const frame = encodeFrame({ kind: 'ask', id: 1, text: 'ab' });
    frame[HEADER_BYTES] = 0xff;
    assert.throws(() => new FrameDecoder().push(frame), { reason: 'malformed' });
  });
});
