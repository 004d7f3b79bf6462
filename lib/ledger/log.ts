import { checkFunction, checkInteger } from '../math/checks.js';
import { canonicalJson } from './canonical.js';
import { OutdatedError } from './logError.js';
import { type SignedOperation } from './operations.js';

/**
 * An ordered history of signed operations, the interface between a ledger and its storage: `append` and `read`. A log does
 * not check operations: the ledger does, before it appends and when it reads. A ledger waits for its log without a limit: a
 * log whose medium may not answer rejects after a limit of its choice.
 *
 * One ledger at a time writes to a log without `watch`. To a log with `watch` several may write, on other machines too.
 */
export interface OperationLog {
  /**
   * Adds an operation at the end; it is on its medium when the promise resolves. Calls are carried out in order.
   *
   * @param at - the only sequence that the operation may get, since it was checked for it. Default: any
   * @returns its sequence, counted from 0
   * @throws {@link OutdatedError} (rejects) when the next sequence is not `at`
   * @throws {@link InvalidArgumentError} (rejects) when the operation contains itself
   */
  append(signed: SignedOperation, at?: number): Promise<number>;
  /**
   * The operations from sequence `from` to the end at the start of the reading, in order.
   *
   * @throws {@link InvalidArgumentError} when `from` is not an integer of at least 0
   */
  read(from: number): AsyncIterable<SignedOperation>;
  /**
   * Only of a log that others write to: calls `onChange` when there may be more to read.
   *
   * @returns a function that ends the calls
   */
  watch?(onChange: () => void): () => void;
  /**
   * Only of a log that checks operations by the ledger's rules where it puts them, as one behind a consensus protocol does:
   * `append` may be called before the last one has resolved, without `at`, and rejects with the {@link LedgerRefusal}.
   */
  readonly keepsRules?: true;
}

/**
 * Refuses an append that was checked for another place than the next.
 *
 * @throws {@link InvalidArgumentError} when `at` is no sequence
 * @throws {@link OutdatedError} when `at` is not `next`
 */
export function checkPlace(where: string, at: number | undefined, next: number): void {
  if (at === undefined) return;
  checkInteger(where, 'at', at, 0);
  if (at !== next) throw new OutdatedError(where, at, next);
}

/** The functions that are to be called when a log has changed. */
export class Watchers {
  readonly #all = new Set<{ readonly call: () => void }>();

  get size(): number {
    return this.#all.size;
  }

  /** {@link OperationLog.watch} */
  add(onChange: () => void): () => void {
    checkFunction('watch', 'onChange', onChange);
    const one = { call: onChange };
    this.#all.add(one);
    return () => {
      this.#all.delete(one);
    };
  }

  call(): void {
    for (const { call } of [...this.#all]) call();
  }
}

/** A log in memory; several ledgers of one process may write to it. */
export function createMemoryLog(): OperationLog {
  // Text, so that neither writer nor reader can change an operation.
  const entries: string[] = [];
  const watchers = new Watchers();
  // eslint-disable-next-line @typescript-eslint/require-await -- the contract is that of slower stores
  async function* readTo(from: number): AsyncGenerator<SignedOperation> {
    const end = entries.length;
    for (let at = from; at < end; at++) yield JSON.parse(entries[at]) as SignedOperation;
  }
  return {
    append: (signed, at) =>
      new Promise((resolve) => {
        const entry = canonicalJson(signed, 'append');
        checkPlace('append', at, entries.length);
        resolve(entries.push(entry) - 1);
        watchers.call();
      }),
    read: (from) => {
      checkInteger('read', 'from', from, 0);
      return readTo(from);
    },
    watch: (onChange) => watchers.add(onChange),
  };
}
