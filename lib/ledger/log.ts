import { checkInteger } from '../math/checks.js';
import { canonicalJson } from './canonical.js';
import { type SignedOperation } from './operations.js';

/**
 * An ordered history of signed operations, the interface between a ledger and its storage. A log does not check
 * operations: the ledger does, before it appends and when it reads. One ledger at a time writes to a log. A ledger waits
 * for its log without a limit: a log whose medium may not answer rejects after a limit of its choice.
 */
export interface OperationLog {
  /**
   * Adds an operation at the end; it is on its medium when the promise resolves. Calls are carried out in order.
   *
   * @returns its sequence, counted from 0
   * @throws {@link InvalidArgumentError} (rejects) when the operation contains itself
   */
  append(signed: SignedOperation): Promise<number>;
  /**
   * The operations from sequence `from` to the end at the start of the reading, in order.
   *
   * @throws {@link InvalidArgumentError} when `from` is not an integer of at least 0
   */
  read(from: number): AsyncIterable<SignedOperation>;
}

/** A log in memory. */
export function createMemoryLog(): OperationLog {
  // Text, so that neither writer nor reader can change an operation.
  const entries: string[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- the contract is that of slower stores
  async function* readTo(from: number): AsyncGenerator<SignedOperation> {
    const end = entries.length;
    for (let at = from; at < end; at++) yield JSON.parse(entries[at]) as SignedOperation;
  }
  return {
    append: (signed) =>
      new Promise((resolve) => {
        resolve(entries.push(canonicalJson(signed, 'append')) - 1);
      }),
    read: (from) => {
      checkInteger('read', 'from', from, 0);
      return readTo(from);
    },
  };
}
