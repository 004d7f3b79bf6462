/*
 * Calls in both directions over one channel, many in flight. Numbers of requests rise, so that a request that comes
 * twice is found; a reply belongs to a call that waits, or that has timed out.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { oneLine, short } from '../../math/show.js';
import { type Clock } from '../clock.js';
import { type Rows } from '../rows.js';
import { reasonOf } from '../settle.js';
import { FailedError, UnreachableError, type Call } from './contract.js';
import { within } from './inProcess.js';
import {
  type CallMessage,
  type Channel,
  type Message,
  type PeerService,
  type ReplyMessage,
} from './messages.js';
import { RefusedError, type MessageRefusal } from './refusals.js';

/** Calls of one side in flight, beyond which callers wait. */
export const MOST_CALLS = 64;
/** Calls that are served, beyond which more are refused; calls that have timed out at the caller are among them. */
export const MOST_SERVED = 4 * MOST_CALLS;
/** Timed-out calls whose late replies are expected. */
const MOST_LATE = 4096;
/** The last number of a request: those of frames have 32 bits. */
const LAST_ID = 2 ** 32 - 1;
/** Characters of an error that are sent. */
const MOST_TEXT = 300;

type Body<M> = M extends unknown ? Omit<M, 'id'> : never;

interface Waiting {
  readonly reply: ReplyMessage['kind'];
  readonly resolve: (message: ReplyMessage) => void;
  readonly reject: (error: Error) => void;
}

const REPLIES = { forward: 'answer', backward: 'received', ask: 'told' } as const;

/** The conditions of an exchange. */
export interface ExchangeOptions {
  /** Is called when a message is refused. */
  readonly onRefusal?: (reason: MessageRefusal) => void;
  /** Whether one more call is served now. Default: up to {@link MOST_SERVED} at a time. */
  readonly admits?: () => boolean;
}

/** The sides of callers and callee of one channel. */
export class Exchange {
  readonly #waiting = new Map<number, Waiting>();
  readonly #late = new Set<number>();
  /** Callers that wait until fewer calls are in flight. */
  readonly #turns: (() => void)[] = [];
  #inFlight = 0;
  #sent = 0;
  #received = 0;
  #serving = 0;
  #closed: Error | undefined;

  /**
   * @param serve - answers the other side's calls
   */
  constructor(
    readonly channel: Channel,
    readonly clock: Clock,
    readonly serve: PeerService,
    readonly options: ExchangeOptions = {},
  ) {}

  /** Whether calls can be made. */
  get isOpen(): boolean {
    return this.#closed === undefined && this.#sent < LAST_ID;
  }

  /** Calls of this side that have not ended. */
  get calls(): number {
    return this.#inFlight;
  }

  async forward(call: Call, x: Rows): Promise<Rows> {
    const reply = await this.#call(call, { kind: 'forward', x });
    return (reply as Extract<ReplyMessage, { kind: 'answer' }>).rows;
  }

  async backward(call: Call, x: Rows, gradient: Rows): Promise<void> {
    await this.#call(call, { kind: 'backward', x, gradient });
  }

  /** The reply to a question in text. */
  async ask(call: Call, text: string): Promise<string> {
    const reply = await this.#call(call, { kind: 'ask', text });
    return (reply as Extract<ReplyMessage, { kind: 'told' }>).text;
  }

  /** Takes a message of the other side. */
  receive(message: Message): void {
    if (message.kind in REPLIES) this.#perform(message as CallMessage);
    else this.#settle(message as ReplyMessage);
  }

  /** The channel has ended: all calls in flight reject. */
  end(reason: Error): void {
    if (this.#closed) return;
    this.#closed = reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
    for (const turn of this.#turns.splice(0)) turn();
  }

  /** Ends the channel. */
  close(reason: Error): void {
    this.end(reason);
    this.channel.close(reason);
  }

  #call(call: Call, body: Body<CallMessage>): Promise<ReplyMessage> {
    let id = 0;
    const made = within(this.clock, call, async (ended) => {
      while (this.#inFlight >= MOST_CALLS && this.isOpen) await this.#turn();
      if (ended()) {
        // The turn was this call's, and is another's now.
        this.#turns.shift()?.();
        return new Promise<never>(() => undefined);
      }
      if (!this.isOpen)
        throw this.#closed ?? new UnreachableError('call: the channel must be open');
      id = ++this.#sent;
      this.#inFlight++;
      const reply = new Promise<ReplyMessage>((resolve, reject) => {
        this.#waiting.set(id, { reply: REPLIES[body.kind], resolve, reject });
      });
      // Numbers are given in the order of sending.
      const sending = this.channel.send({ ...body, id });
      return (await Promise.all([reply, sending]))[0];
    });
    const leave = (): void => {
      if (id === 0) return;
      this.#inFlight--;
      if (this.#waiting.delete(id) && this.#late.size < MOST_LATE) this.#late.add(id);
      this.#turns.shift()?.();
    };
    void made.then(leave, leave);
    return made;
  }

  #refuse(reason: MessageRefusal): void {
    this.options.onRefusal?.(reason);
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#turns.push(resolve);
    });
  }

  #settle(message: ReplyMessage): void {
    const { id, kind } = message;
    const waiting = this.#waiting.get(id);
    if (!waiting) {
      if (!this.#late.delete(id)) this.#refuse('replayed');
      return;
    }
    this.#waiting.delete(id);
    if (kind === waiting.reply) waiting.resolve(message);
    else if (kind === 'failed') waiting.reject(new FailedError(message.text));
    else {
      this.#refuse('malformed');
      waiting.reject(new FailedError(`call: the reply must be ${waiting.reply}, got ${kind}`));
    }
  }

  #perform(message: CallMessage): void {
    const { id } = message;
    if (id <= this.#received) {
      this.#refuse('replayed');
      return;
    }
    this.#received = id;
    if (this.#serving >= MOST_SERVED || this.options.admits?.() === false) {
      this.#refuse('tooMany');
      void this.#reply({
        kind: 'failed',
        id,
        text: 'call: there must be fewer calls at a time',
      });
      return;
    }
    this.#serving++;
    void this.#replyTo(message).then(async (reply) => {
      // Until the reply is taken, the call counts: a peer that does not read has its limit.
      await this.#reply(reply);
      this.#serving--;
    });
  }

  async #replyTo(message: CallMessage): Promise<ReplyMessage> {
    const { id } = message;
    try {
      switch (message.kind) {
        case 'forward':
          return { kind: 'answer', id, rows: await this.serve.forward(message.x) };
        case 'backward':
          await this.serve.backward(message.x, message.gradient);
          return { kind: 'received', id };
        case 'ask': {
          if (!this.serve.ask)
            throw new RefusedError('invalid', 'ask: the peer takes no questions');
          return { kind: 'told', id, text: await this.serve.ask(message.text) };
        }
      }
    } catch (error) {
      if (error instanceof RefusedError) this.#refuse(error.reason);
      else if (error instanceof InvalidArgumentError) this.#refuse('invalid');
      return failed(id, error);
    }
  }

  /** Sends a reply, or why it cannot be sent; a channel that has closed needs none. */
  async #reply(message: ReplyMessage): Promise<void> {
    try {
      await this.channel.send(message);
    } catch (error) {
      if (error instanceof RefusedError && message.kind !== 'failed')
        await this.#reply(failed(message.id, error));
    }
  }
}

function failed(id: number, error: unknown): ReplyMessage {
  return { kind: 'failed', id, text: short(oneLine(reasonOf(error)), MOST_TEXT) };
}
