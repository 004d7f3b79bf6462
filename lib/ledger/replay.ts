/*
 * The state that the operations of a log lead to.
 */
import { show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { type OperationLog } from './log.js';
import { type SignedOperation } from './operations.js';
import { LedgerRefusal } from './refusal.js';
import { applyOperation } from './rules.js';
import { readSigned } from './shape.js';
import { type LedgerState } from './state.js';

/** An operation that was read once, and the state after it. */
interface Applied {
  readonly own: SignedOperation;
  readonly state: LedgerState;
}

/**
 * `applyOperation` for operations read from a log: refusals name the function `where`.
 *
 * @throws {@link LedgerRefusal} when a rule is broken
 */
export function applyRead(
  where: string,
  state: LedgerState | undefined,
  signed: unknown,
  what: string,
): Applied {
  try {
    const own = readSigned(signed);
    return { own, state: applyOperation(state, own) };
  } catch (error) {
    if (!(error instanceof LedgerRefusal)) throw error;
    const rule = `${what} must keep the rules: ${error.rule}`;
    throw new LedgerRefusal(where, error.reason, rule, error.value);
  }
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  const { [Symbol.asyncIterator]: iterator } = (value ?? {}) as Partial<AsyncIterable<unknown>>;
  return typeof iterator === 'function';
}

/** A state, and the number of operations that lead to it. */
interface Replayed {
  readonly state?: LedgerState;
  readonly length: number;
}

/** The state after all operations of the log, from the state after the first `from` of them. */
export async function replay(
  where: string,
  log: OperationLog,
  before?: LedgerState,
  from = 0,
): Promise<Replayed> {
  let state = before;
  let length = from;
  const entries: unknown = log.read(from);
  if (!isIterable(entries)) {
    const rule = 'read of the log must return an async iterable';
    throw new InvalidArgumentError(where, rule, show(entries));
  }
  for await (const signed of entries) {
    ({ state } = applyRead(where, state, signed, `operation ${length} of the log`));
    length++;
  }
  return state ? { state, length } : { length };
}
