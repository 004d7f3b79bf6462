/*
 * Messages as frames of bytes, all numbers little-endian:
 *
 *   bytes   0–3    length of the payload
 *           4      kind, the place in KINDS
 *           5–7    0
 *           8–11   number of the call, from 1
 *          12–15   rows, of x or of the answer
 *          16–19   columns of x or of the answer
 *          20–23   columns of the gradient, which has the rows of x
 *   payload        float32 of x or the answer, then of the gradient; or text as UTF-8
 *
 * The length follows from kind and shape; a frame in which it does not, or whose unused fields are not 0, is malformed.
 */
import { rowsOf, type Rows } from '../rows.js';
import { type Message } from './messages.js';
import { RefusedError } from './refusals.js';

/** The kinds of frames, in the order of their numbers. */
export const KINDS = [
  'forward',
  'backward',
  'ask',
  'answer',
  'received',
  'told',
  'failed',
] as const;
export type Kind = (typeof KINDS)[number];

export const HEADER_BYTES = 24;
/** Bytes of the longest payload. */
export const MOST_FRAME_BYTES = 16 * 2 ** 20;

/** The header of a frame. */
interface Header {
  readonly length: number;
  readonly kind: Kind;
  readonly id: number;
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
}

/**
 * The frame of a message, in one piece: each piece of a stream is a write of the system.
 *
 * @param most - bytes of the longest payload
 * @throws {@link RefusedError} when the message is longer
 */
export function encodeFrame(message: Message, most = MOST_FRAME_BYTES): Uint8Array {
  const { kind, id } = message;
  switch (kind) {
    case 'forward':
      return frameOfRows(kind, id, most, message.x);
    case 'backward':
      return frameOfRows(kind, id, most, message.x, message.gradient);
    case 'answer':
      return frameOfRows(kind, id, most, message.rows);
    case 'received':
      return begun(0, most, kind, id, 0, 0, 0);
    default: {
      const text = Buffer.from(message.text);
      const frame = begun(text.length, most, kind, id, 0, 0, 0);
      frame.set(text, HEADER_BYTES);
      return frame;
    }
  }
}

// Every processor that Node runs on is little-endian, as frames are: numbers are written as they lie in memory.
function frameOfRows(kind: Kind, id: number, most: number, x: Rows, gradient?: Rows): Uint8Array {
  const [ofX, ofGradient] = [x.values.length, gradient?.values.length ?? 0];
  const length = 4 * (ofX + ofGradient);
  const frame = begun(length, most, kind, id, x.rows, x.columns, gradient?.columns ?? 0);
  const start = frame.byteOffset + HEADER_BYTES;
  const numbers = new Float32Array(frame.buffer, start, ofX + ofGradient);
  numbers.set(x.values);
  if (gradient) numbers.set(gradient.values, ofX);
  return frame;
}

/** A frame with its header. */
function begun(
  length: number,
  most: number,
  kind: Kind,
  id: number,
  rows: number,
  columns: number,
  width: number,
): Uint8Array {
  if (length > most) throw oversized(length, most);
  // Memory of its own, all of which is written: a slab for many frames makes V8 collect the whole heap again and again.
  const frame = Buffer.allocUnsafeSlow(HEADER_BYTES + length);
  const fields = new Uint32Array(frame.buffer, frame.byteOffset, HEADER_BYTES / 4);
  fields[0] = length;
  fields[1] = KINDS.indexOf(kind);
  fields[2] = id;
  fields[3] = rows;
  fields[4] = columns;
  fields[5] = width;
  return frame;
}

function oversized(length: number, most: number): RefusedError {
  return new RefusedError('oversized', `frame: length must be at most ${most}, got ${length}`);
}

/** Frames as they come, in chunks of any size. */
export class FrameDecoder {
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #header: Header | undefined;

  /** @param most - bytes of the longest payload */
  constructor(readonly most = MOST_FRAME_BYTES) {}

  /** Whether a frame has begun and not ended. */
  get isInside(): boolean {
    return this.#bytes > 0 || this.#header !== undefined;
  }

  /**
   * The messages that end in a chunk, whose arrays may be views of it. No more memory is taken than the bytes that have
   * come.
   *
   * @throws {@link RefusedError} where bytes are no frame, or the header of one announces more than the limit; the decoder
   *   is of no use afterwards
   */
  push(chunk: Uint8Array): Message[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const messages: Message[] = [];
    for (;;) {
      if (!this.#header) {
        if (this.#bytes < HEADER_BYTES) break;
        this.#header = readHeader(this.#take(HEADER_BYTES), this.most);
      }
      if (this.#bytes < this.#header.length) break;
      const header = this.#header;
      this.#header = undefined;
      messages.push(messageOf(header, this.#take(header.length)));
    }
    return messages;
  }

  /** The next bytes: a view of the chunk that holds them all, or a copy. */
  #take(length: number): Uint8Array {
    this.#bytes -= length;
    const first = this.#chunks.at(0);
    if (first && first.length >= length) {
      if (first.length === length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all.subarray(length)];
    return all.subarray(0, length);
  }
}

function readHeader(bytes: Uint8Array, most: number): Header {
  const fields = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const number = (at: number): number => fields.getUint32(at, true);
  const [length, word, id, rows, columns, width] = [0, 4, 8, 12, 16, 20].map(number);
  if (length > most) throw oversized(length, most);
  if (word >= KINDS.length) throw malformed(`kind ${word}`);
  const kind = KINDS[word];
  if (id === 0) throw malformed('a call without a number');
  const shaped = kind === 'forward' || kind === 'backward' || kind === 'answer';
  const isFit =
    (shaped ? length === 4 * rows * (columns + width) : rows + columns === 0) &&
    (kind === 'backward' || width === 0) &&
    (kind !== 'received' || length === 0);
  if (isFit) return { length, kind, id, rows, columns, width };
  throw malformed(`${kind} of ${length} bytes and shape [${rows}, ${columns}] and ${width}`);
}

function malformed(found: string): RefusedError {
  return new RefusedError('malformed', `frame: bytes must be a frame, got ${found}`);
}

const TEXT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function messageOf({ kind, id, rows, columns, width }: Header, bytes: Uint8Array): Message {
  // Numbers of four bytes lie at multiples of four; a copy begins at 0.
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const values = (from: number, wide: number): Rows => ({
    // Rows without numbers have no count that follows from them.
    ...rowsOf(new Float32Array(buffer, byteOffset + 4 * from, rows * wide), wide),
    rows,
  });
  switch (kind) {
    case 'forward':
      return { kind, id, x: values(0, columns) };
    case 'backward':
      return { kind, id, x: values(0, columns), gradient: values(rows * columns, width) };
    case 'answer':
      return { kind, id, rows: values(0, columns) };
    case 'received':
      return { kind, id };
    default:
      return { kind, id, text: decoded(bytes) };
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return TEXT.decode(bytes);
  } catch {
    throw malformed('text that is not UTF-8');
  }
}
