/*
 * A stream of libp2p as a channel of messages. Writing waits while the other side does not read; a frame that has begun
 * must end in time.
 */
import type { Stream } from '@libp2p/interface' with { 'resolution-mode': 'import' };
import { createQueue } from '../../files/queue.js';
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

export class StreamChannel implements Channel {
  readonly #queue = createQueue();
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
    stream.addEventListener('close', (event) => {
      clearTimeout(this.#watch);
      const why = event.error ? `, got ${event.error.message}` : '';
      end(new UnreachableError(`call: the stream must be open${why}`));
    });
  }

  send(message: Message): Promise<void> {
    const { stream } = this;
    const frame = encodeFrame(message, this.most);
    return this.#queue(async () => {
      if (stream.writeStatus !== 'writable') {
        throw new UnreachableError('call: the stream must be open, got a closed one');
      }
      this.sent += frame.byteLength;
      if (stream.send(frame)) return;
      try {
        await stream.onDrain({ signal: AbortSignal.timeout(FRAME_WITHIN) });
      } catch (error) {
        this.close(error as Error);
        throw new UnreachableError('call: the other side must read, got a full stream');
      }
    });
  }

  close(reason: Error): void {
    clearTimeout(this.#watch);
    this.stream.abort(reason);
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
