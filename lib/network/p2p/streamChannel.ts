/*
 * A stream of libp2p as a channel of messages. Writing waits while the other side does not read; a frame that has begun
 * must end in time.
 */
import type { Stream } from '@libp2p/interface' with { 'resolution-mode': 'import' };
import { UnreachableError } from '../transport/contract.js';
import { encodeFrame, FrameDecoder } from '../transport/frames.js';
import { type Channel, type Message } from '../transport/messages.js';
import { RefusedError } from '../transport/refusals.js';

/** Milliseconds for a frame from its first byte to its last, and for the other side to read on. */
export const FRAME_WITHIN = 60_000;

/** The receiver of a channel's messages. */
export interface Receiver {
  receive: (message: Message) => void;
  /** The stream sent bytes that are refused, and has been closed. */
  refuse: (error: RefusedError) => void;
  end: (reason: Error) => void;
}

/** A frame that is sent, and the end of its sending. */
interface Sending {
  readonly frame: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const CLOSED = 'call: the stream must be open';

export class StreamChannel implements Channel {
  /** Frames that wait until the stream takes more. */
  readonly #waiting: Sending[] = [];
  /** The frame that has filled the stream. */
  #last: Sending | undefined;
  #limit: NodeJS.Timeout | undefined;
  readonly #decoder: FrameDecoder;
  #watch: NodeJS.Timeout | undefined;
  sent = 0;
  received = 0;

  /** @param most - bytes of the longest payload */
  constructor(
    readonly stream: Stream,
    readonly most: number,
  ) {
    this.#decoder = new FrameDecoder(most);
  }

  /** Begins to give messages to a receiver. */
  open({ receive, refuse, end }: Receiver): void {
    const { stream } = this;
    stream.addEventListener('message', ({ data }) => {
      this.received += data.byteLength;
      try {
        const chunks = data instanceof Uint8Array ? [data] : data;
        for (const chunk of chunks)
          for (const message of this.#decoder.push(chunk)) receive(message);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        this.close(error);
        refuse(error);
      }
      this.#watchFrame(refuse);
    });
    // Not `onDrain` of the stream, which returns its first promise for ever and so does not wait again.
    stream.addEventListener('drain', () => {
      clearTimeout(this.#limit);
      this.#last?.resolve();
      this.#last = undefined;
      this.#write();
    });
    stream.addEventListener('close', (event) => {
      const why = event.error ? `, got ${event.error.message}` : '';
      const reason = new UnreachableError(`${CLOSED}${why}`);
      this.#drop(reason);
      end(reason);
    });
  }

  send(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ frame: encodeFrame(message, this.most), resolve, reject });
      this.#write();
    });
  }

  close(reason: Error): void {
    this.#drop(reason);
    this.stream.abort(reason);
  }

  /** Writes the frames that wait, until the stream is full. */
  #write(): void {
    while (!this.#last) {
      const next = this.#waiting.shift();
      if (!next) return;
      try {
        if (this.#isTaken(next.frame)) next.resolve();
        else this.#waitAfter(next);
      } catch (error) {
        next.reject(error as Error);
      }
    }
  }

  /** Writes a frame; whether the stream takes more. */
  #isTaken(frame: Uint8Array): boolean {
    if (this.stream.writeStatus !== 'writable') {
      throw new UnreachableError(`${CLOSED}, got a closed one`);
    }
    this.sent += frame.byteLength;
    return this.stream.send(frame);
  }

  #waitAfter(last: Sending): void {
    this.#last = last;
    this.#limit = setTimeout(() => {
      this.close(new UnreachableError('call: the other side must read, got a full stream'));
    }, FRAME_WITHIN).unref();
  }

  /** Rejects what waits. */
  #drop(reason: Error): void {
    clearTimeout(this.#watch);
    clearTimeout(this.#limit);
    this.#last?.reject(reason);
    this.#last = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }

  #watchFrame(refuse: Receiver['refuse']): void {
    if (!this.#decoder.isInside) {
      clearTimeout(this.#watch);
      this.#watch = undefined;
      return;
    }
    this.#watch ??= setTimeout(() => {
      const error = new RefusedError('malformed', `frame: it must end within ${FRAME_WITHIN} ms`);
      this.close(error);
      refuse(error);
    }, FRAME_WITHIN).unref();
  }
}
