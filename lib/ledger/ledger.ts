/*
 * The ledger of §1.3–1.4: peers change weights by bounded steps, and each block pays stake by rank. Its history is a
 * log that replays to the same state bit for bit.
 */
import { checkMethods, checkOptionNames, checkSignal } from '../math/checks.js';
import { InvalidArgumentError, WorkbenchError } from '../math/errors.js';
import { checkKeys, type Keys } from './keys.js';
import { type OperationLog } from './log.js';
import { LogError, OutdatedError } from './logError.js';
import { draft, sign, type OperationDraft, type SignedOperation } from './operations.js';
import { createQueue } from '../files/queue.js';
import { LedgerRefusal } from './refusal.js';
import { applyOperation } from './rules.js';
import { applyRead, replay } from './replay.js';
import { readSigned } from './shape.js';
import { snapshotOf, type LedgerSnapshot, type LedgerState } from './state.js';
import { stateHash } from './stateHash.js';

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

  /** SHA-256 of every bit of the state, in hex: ledgers of one history have the same one. */
  get stateHash(): string {
    return stateHash(this.#state);
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
   * the calls. Where another ledger has written to the log, its operations are read and applied first, and this one is
   * checked again after them. A log that keeps the rules itself, as a chain does, takes several at once.
   *
   * @returns its sequence in the log
   * @throws {@link LedgerRefusal} (as a rejection) when a rule is broken, with the reason. A log's error in appending
   * passes through. The ledger is unchanged in both cases, but for operations of others.
   */
  async submit(signed: SignedOperation): Promise<number> {
    // Copied before the first await, so that later changes by the caller have no effect.
    const own = readSigned(signed);
    if (this.#log.keepsRules === true) return this.#entrust(own);
    return this.#queue(async () => {
      for (;;) {
        try {
          return await this.#append(own);
        } catch (error) {
          const mayBeOutdated = error instanceof OutdatedError || error instanceof LedgerRefusal;
          if (!mayBeOutdated || (await this.#catchUp('submit')) === 0) throw error;
        }
      }
    });
  }

  /**
   * Reads operations that others have added to the log, and applies them.
   *
   * @returns their number
   * @throws {@link LedgerRefusal} (as a rejection) when an operation breaks a rule. A log's error in reading passes
   * through. The ledger is unchanged in both cases.
   */
  refresh(): Promise<number> {
    return this.#queue(() => this.#catchUp('refresh'));
  }

  /**
   * Applies what others add to the log, as it comes: `for await (const length of ledger.follow())`. A server that does
   * not answer is waited for.
   *
   * @param signal - ends the loop
   * @returns the number of operations in the log, now and after every change
   * @throws {@link InvalidArgumentError} when no other can write to the log, or `signal` is none. The loop throws as
   * {@link Ledger.refresh} does.
   */
  follow(signal?: AbortSignal): AsyncGenerator<number> {
    const where = 'follow';
    checkSignal(where, signal);
    const log = this.#log;
    checkMethods(where, 'log must be one that others write to', log, ['watch']);
    return this.#follow((onChange) => log.watch?.(onChange), signal);
  }

  async *#follow(
    watch: (onChange: () => void) => (() => void) | undefined,
    signal?: AbortSignal,
  ): AsyncGenerator<number> {
    let wake = (): void => undefined;
    let change = Promise.resolve();
    const expectChange = (): void => {
      change = new Promise((resolve) => {
        wake = resolve;
      });
    };
    const onChange = (): void => {
      wake();
    };
    signal?.addEventListener('abort', onChange);
    const stop = watch(onChange);
    try {
      let seen = 0;
      while (signal?.aborted !== true) {
        expectChange();
        await this.refresh().catch((error: unknown) => {
          if (!(error instanceof LogError && error.isUnreachable)) throw error;
        });
        if (this.#length !== seen) {
          seen = this.#length;
          yield seen;
        }
        await change;
      }
    } finally {
      signal?.removeEventListener('abort', onChange);
      stop?.();
    }
  }

  async #append(own: SignedOperation): Promise<number> {
    const next = applyOperation(this.#state, own);
    const sequence = await this.#log.append(own, this.#length);
    if (sequence !== this.#length) {
      const found = `sequence ${sequence} instead of ${this.#length}`;
      throw new WorkbenchError(`submit: log must have one ledger that writes, got ${found}`);
    }
    this.#length++;
    this.#state = next;
    return sequence;
  }

  /** Appends to a log that keeps the rules, and reads up to there. */
  async #entrust(own: SignedOperation): Promise<number> {
    const sequence = await this.#log.append(own);
    return this.#queue(async () => {
      if (!(sequence < this.#length)) await this.#catchUp('submit');
      if (sequence < this.#length) return sequence;
      const found = `sequence ${sequence} of ${this.#length}`;
      throw new WorkbenchError(`submit: log must hold the operations it has taken, got ${found}`);
    });
  }

  async #catchUp(where: string): Promise<number> {
    if (this.#log.watch === undefined) return 0;
    const before = this.#length;
    const { state = this.#state, length } = await replay(where, this.#log, this.#state, before);
    this.#state = state;
    this.#length = length;
    return length - before;
  }
}

/** The ledger of a log that is empty, or undefined where another has begun one meanwhile. */
async function begin(log: OperationLog, genesis: unknown): Promise<Ledger | undefined> {
  if (!genesis) {
    const rule = 'genesis must be given where the log is empty';
    throw new InvalidArgumentError(WHERE, rule, 'none');
  }
  const { own, state } = applyRead(WHERE, undefined, genesis, 'genesis');
  try {
    await log.append(own, 0);
  } catch (error) {
    if (error instanceof OutdatedError) return undefined;
    throw error;
  }
  return new Ledger(log, state, 1);
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
  const { genesis } = options;
  const { state, length } = await replay(WHERE, log);
  if (state === undefined) return (await begin(log, genesis)) ?? openLedger(log, options);
  if (genesis) {
    const { ledger } = applyRead(WHERE, undefined, genesis, 'genesis').state;
    if (ledger !== state.ledger) {
      const rule = `genesis must be the one that the log begins with, ${state.ledger}`;
      throw new InvalidArgumentError(WHERE, rule, ledger);
    }
  }
  return new Ledger(log, state, length);
}
