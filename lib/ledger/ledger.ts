/*
 * The ledger of §1.3–1.4: peers change weights by bounded steps, and each block pays stake by rank. Its history is a
 * log that replays to the same state bit for bit.
 */
import { checkMethods, checkOptionNames, show } from '../math/checks.js';
import { InvalidArgumentError, WorkbenchError } from '../math/errors.js';
import { checkKeys, type Keys } from './keys.js';
import { type OperationLog } from './log.js';
import { draft, sign, type OperationDraft, type SignedOperation } from './operations.js';
import { createQueue } from '../files/queue.js';
import { LedgerRefusal } from './refusal.js';
import { applyOperation } from './rules.js';
import { readSigned } from './shape.js';
import { snapshotOf, type LedgerSnapshot, type LedgerState } from './state.js';

const WHERE = 'openLedger';

export interface LedgerOptions {
  /** The genesis of a ledger whose log is empty; a log that is not empty must begin with it. */
  genesis?: SignedOperation;
}

/** The state that a log leads to, and the only way to add to it. */
export class Ledger {
  readonly #log: OperationLog;
  readonly #queue = createQueue();
  #state: LedgerState;
  #length: number;

  /** @internal Use {@link openLedger}. */
  constructor(log: OperationLog, state: LedgerState, length: number) {
    this.#log = log;
    this.#state = state;
    this.#length = length;
  }

  /** The ledger's id: SHA-256 of its genesis, in hex. */
  get ledger(): string {
    return this.#state.ledger;
  }

  /** The open block. */
  get block(): number {
    return this.#state.block;
  }

  /** The hash of the history up to the opening of the block, in hex. */
  get history(): string {
    return this.#state.history;
  }

  /** The number of operations in the log. */
  get length(): number {
    return this.#length;
  }

  /** A copy of the present weights, stake, ranks and peers. */
  snapshot(): LedgerSnapshot {
    return snapshotOf(this.#state);
  }

  /**
   * Drafts an operation for the open block and signs it.
   *
   * @throws {@link InvalidArgumentError} when the body is no object, or `keys` are none
   */
  sign(body: OperationDraft, keys: Keys): SignedOperation {
    checkKeys('sign', keys);
    return sign(draft(this, keys.id, body), keys);
  }

  /**
   * Checks an operation, appends it to the log, and applies it; operations are processed one by one, in the order of
   * the calls.
   *
   * @returns its sequence in the log
   * @throws {@link LedgerRefusal} (as a rejection) when a rule is broken, with the reason. A log's error in appending
   * passes through. The ledger is unchanged in both cases.
   */
  async submit(signed: SignedOperation): Promise<number> {
    // Copied before the first await, so that later changes by the caller have no effect.
    const own = readSigned(signed);
    return this.#queue(async () => {
      const next = applyOperation(this.#state, own);
      const sequence = await this.#log.append(own);
      if (sequence !== this.#length) {
        const found = `sequence ${sequence} instead of ${this.#length}`;
        throw new WorkbenchError(`submit: log must have one ledger that writes, got ${found}`);
      }
      this.#length++;
      this.#state = next;
      return sequence;
    });
  }
}

/** An operation that was read once, and the state after it. */
interface Applied {
  readonly own: SignedOperation;
  readonly state: LedgerState;
}

/** `applyOperation` for operations read from a log: refusals name `openLedger`. */
function applyRead(state: LedgerState | undefined, signed: unknown, what: string): Applied {
  try {
    const own = readSigned(signed);
    return { own, state: applyOperation(state, own) };
  } catch (error) {
    if (!(error instanceof LedgerRefusal)) throw error;
    const rule = `${what} must keep the rules: ${error.rule}`;
    throw new LedgerRefusal(WHERE, error.reason, rule, error.value);
  }
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  const { [Symbol.asyncIterator]: iterator } = (value ?? {}) as Partial<AsyncIterable<unknown>>;
  return typeof iterator === 'function';
}

/** The state after all operations of the log, and their number. */
async function replay(log: OperationLog): Promise<{ state?: LedgerState; length: number }> {
  let state: LedgerState | undefined;
  let length = 0;
  const entries: unknown = log.read(0);
  if (!isIterable(entries)) {
    const rule = 'read of the log must return an async iterable';
    throw new InvalidArgumentError(WHERE, rule, show(entries));
  }
  for await (const signed of entries) {
    ({ state } = applyRead(state, signed, `operation ${length} of the log`));
    length++;
  }
  return state ? { state, length } : { length };
}

/**
 * The ledger of a log: begun with `options.genesis` where the log is empty, replayed otherwise. Every operation and its
 * signature are checked again, and the state is the same bit for bit.
 *
 * @throws {@link InvalidArgumentError} when `log` is none, it is empty and no genesis is given, or it begins with
 * another genesis
 * @throws {@link LedgerRefusal} when the genesis, or an operation of the log, breaks a rule
 */
export async function openLedger(log: OperationLog, options: LedgerOptions = {}): Promise<Ledger> {
  checkOptionNames(WHERE, options, ['genesis']);
  checkMethods(WHERE, 'log must have the methods append and read', log, ['append', 'read']);
  const begun = await replay(log);
  const { genesis } = options;
  if (begun.state === undefined) {
    if (!genesis) {
      const rule = 'genesis must be given where the log is empty';
      throw new InvalidArgumentError(WHERE, rule, 'none');
    }
    const { own, state } = applyRead(undefined, genesis, 'genesis');
    await log.append(own);
    return new Ledger(log, state, 1);
  }
  if (genesis) {
    const { ledger } = applyRead(undefined, genesis, 'genesis').state;
    if (ledger !== begun.state.ledger) {
      const rule = `genesis must be the one that the log begins with, ${begun.state.ledger}`;
      throw new InvalidArgumentError(WHERE, rule, ledger);
    }
  }
  return new Ledger(log, begun.state, begun.length);
}
