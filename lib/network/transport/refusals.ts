/*
 * Messages and connections that were refused, by sender and reason.
 */
import { WorkbenchError } from '../../math/errors.js';

/** The reasons for which a message or a connection is refused. */
export const MESSAGE_REFUSALS = [
  /** A connection whose handshake no key has signed: none, a damaged, or a replayed one. */
  'unsigned',
  /** A connection by another key than the one it was made to. */
  'impostor',
  /** A call by a peer that is not on the ledger. */
  'stranger',
  /** A call whose number was used before, or a reply to no call. */
  'replayed',
  /** A frame above the limit of bytes. */
  'oversized',
  /** Bytes that are no frame. */
  'malformed',
  /** More calls or bytes than the limits allow. */
  'tooMany',
  /** Rows of another shape, not finite, or beyond the limits of their norms; a question that is none. */
  'invalid',
] as const;
export type MessageRefusal = (typeof MESSAGE_REFUSALS)[number];

/** A message that is refused, with the reason. */
export class RefusedError extends WorkbenchError {
  override name = 'RefusedError';

  constructor(
    readonly reason: MessageRefusal,
    message: string,
  ) {
    super(message);
  }
}

/** The refusals of one sender; the id is empty where the sender is not known. */
export type RefusalRow = { id: string } & Record<MessageRefusal, number>;

/** Senders that are counted apart: further ones are counted together, so that new keys take no memory. */
const MOST_SENDERS = 1024;

/** Counts of refusals. */
export class Refusals {
  readonly #rows = new Map<string, RefusalRow>();

  /** @param onRefusal - is called with every refusal. Default: none */
  constructor(readonly onRefusal: (id: string, reason: MessageRefusal) => void = () => undefined) {}

  count(id: string, reason: MessageRefusal): void {
    this.#of(id)[reason]++;
    this.onRefusal(id, reason);
  }

  /** The number of refusals for a reason. */
  total(reason: MessageRefusal): number {
    let total = 0;
    for (const row of this.#rows.values()) total += row[reason];
    return total;
  }

  /** A row for each sender with refusals, copied. */
  table(): RefusalRow[] {
    return [...this.#rows.values()].map((row) => ({ ...row }));
  }

  #of(id: string): RefusalRow {
    const key = this.#rows.has(id) || this.#rows.size < MOST_SENDERS ? id : '';
    let row = this.#rows.get(key);
    if (!row) {
      const none = Object.fromEntries(MESSAGE_REFUSALS.map((reason) => [reason, 0]));
      row = { id: key, ...(none as Record<MessageRefusal, number>) };
      this.#rows.set(key, row);
    }
    return row;
  }
}
