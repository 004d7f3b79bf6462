/*
 * A ledger whose log others write to as well: it is followed by reading what is new, every signature and rule checked
 * again, and it is written to by the log's own check.
 */
import { createQueue } from '../../files/queue.js';
import {
  createMemoryLog,
  draft,
  openLedger,
  sign,
  type Keys,
  type LedgerSnapshot,
  type OperationDraft,
  type OperationLog,
  type SignedOperation,
} from '../../ledger/index.js';
import { applyOperation } from '../../ledger/rules.js';
import { readSigned } from '../../ledger/shape.js';
import { snapshotOf, type LedgerState } from '../../ledger/state.js';
import { InvalidArgumentError } from '../../math/errors.js';

export class SharedLedger {
  /** All operations so far, for others to read. */
  readonly served = createMemoryLog();
  readonly #queue = createQueue();
  #state: LedgerState | undefined;
  #length = 0;

  private constructor(
    readonly source: OperationLog,
    readonly copy: OperationLog | undefined,
  ) {}

  /**
   * The ledger of a log.
   *
   * @param copy - a second log, to which the operations are added; those in it are not read from the source
   * @throws {@link LedgerRefusal} when an operation breaks a rule, such as one of another history than the copy's; the
   *   errors of both logs
   */
  static async open(source: OperationLog, copy?: OperationLog): Promise<SharedLedger> {
    const ledger = new SharedLedger(source, copy);
    if (copy) for await (const signed of copy.read(0)) await ledger.#apply(signed);
    await ledger.refresh();
    if (ledger.#state) return ledger;
    throw new InvalidArgumentError('openLedger', 'log must begin with a genesis', 'an empty one');
  }

  get length(): number {
    return this.#length;
  }

  /** The open block. */
  get block(): number {
    return this.#begun().block;
  }

  /** The hash of all operations so far, in hex. */
  get head(): string {
    return this.#begun().head;
  }

  /** Whether a peer is one of the open block. */
  has(id: string): boolean {
    return this.#begun().ids.includes(id);
  }

  snapshot(): LedgerSnapshot {
    return snapshotOf(this.#begun());
  }

  /** Applies the operations that are new in the source. */
  refresh(): Promise<void> {
    return this.#queue(async () => {
      for await (const signed of this.source.read(this.#length)) {
        const own = readSigned(signed);
        // Applied first: an operation that breaks a rule does not enter the copy.
        await this.#apply(own);
        await this.copy?.append(own);
      }
    });
  }

  /**
   * Signs an operation for the open block and submits it.
   *
   * @throws {@link LedgerRefusal}, or the error of the log
   */
  async submit(body: OperationDraft, keys: Keys): Promise<void> {
    await this.refresh();
    const { settings, ...state } = this.#begun();
    await this.source.append(sign(draft(state, keys.id, body), keys));
    await this.refresh();
  }

  #begun(): LedgerState {
    if (this.#state) return this.#state;
    throw new TypeError('openLedger: the ledger must have begun');
  }

  async #apply(signed: SignedOperation): Promise<void> {
    this.#state = applyOperation(this.#state, readSigned(signed));
    this.#length++;
    await this.served.append(signed);
  }
}

/**
 * A log that one process holds for all: an operation is appended when the ledger's rules allow it.
 *
 * @param genesis - of a log that is empty
 */
export async function heldLog(log: OperationLog, genesis: SignedOperation): Promise<OperationLog> {
  const held = createMemoryLog();
  const known = await firstOf(log);
  const ledger = await openLedger(log, { genesis: known ?? genesis });
  for await (const signed of log.read(0)) await held.append(signed);
  return {
    append: async (signed) => {
      const sequence = await ledger.submit(signed);
      await held.append(signed);
      return sequence;
    },
    read: (from) => held.read(from),
  };
}

/**
 * A log to which all peers write by themselves: an operation is appended where the ledger's rules allow it, after what others
 * have written.
 *
 * @param genesis - begins a log that is empty; none of a peer that joins
 */
export async function sharedLog(
  log: OperationLog,
  genesis: SignedOperation | undefined,
): Promise<OperationLog> {
  const isBegun = (await firstOf(log)) !== undefined;
  const ledger = await openLedger(log, isBegun || !genesis ? {} : { genesis });
  return { append: (signed) => ledger.submit(signed), read: (from) => log.read(from) };
}

async function firstOf(log: OperationLog): Promise<SignedOperation | undefined> {
  for await (const signed of log.read(0)) return signed;
  return undefined;
}
