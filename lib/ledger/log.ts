import { checkInteger } from '../math/checks.js';
import { canonicalJson } from './canonical.js';
import { type SignedOperation } from './operations.js';

/**
 * An ordered history of signed operations, and all that a ledger asks of a store. A log checks nothing about them:
 * a ledger does, before it appends and when it reads. One ledger writes to a log at a time.
 */
export interface OperationLog {
  /**
   * Adds an operation at the end, to stay: it is on its medium when the promise resolves. Calls are carried out in
   * order.
   *
   * @returns its sequence: 0 for the first, then one more each
   */
  append(signed: SignedOperation): Promise<number>;
  /**
   * The operations from sequence `from` to what is the end when reading begins, in order.
   *
   * @throws {@link InvalidArgumentError} when `from` is no integer of at least 0
   */
  read(from: number): AsyncIterable<SignedOperation>;
}

/** A log that lasts as long as the process. */
export function createMemoryLog(): OperationLog {
  // As text, so that neither writer nor reader can change it afterwards.
  const entries: string[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- the contract is that of slower stores
  async function* readTo(from: number): AsyncGenerator<SignedOperation> {
    const end = entries.length;
    for (let at = from; at < end; at++) yield JSON.parse(entries[at]) as SignedOperation;
  }
  return {
    append: (signed) => Promise.resolve(entries.push(canonicalJson(signed)) - 1),
    read: (from) => {
      checkInteger('read', 'from', from, 0);
      return readTo(from);
    },
  };
}
