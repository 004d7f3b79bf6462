/*
 * A transaction of the chain: a signed operation as canonical JSON in UTF-8, so that an operation has one transaction. Its
 * refusal by the rules has a code, the place of the reason in the list of reasons, counted from 1; 0 is accepted.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { canonicalJson } from '../canonical.js';
import { type SignedOperation } from '../operations.js';
import { LedgerRefusal, REFUSAL_REASONS, refuse, type RefusalReason } from '../refusal.js';
import { applyOperation } from '../rules.js';
import { readSigned } from '../shape.js';
import { type LedgerState } from '../state.js';

/** The namespace of the codes. */
export const CODESPACE = 'bittensor-workbench';

/** @throws {@link InvalidArgumentError} when the operation contains itself */
export function transactionOf(
  where: string,
  { operation, signature }: SignedOperation,
): Uint8Array {
  return Buffer.from(canonicalJson({ operation, signature }, where));
}

/** @throws {@link LedgerRefusal} when the bytes are no signed operation in canonical form */
export function readTransaction(bytes: Uint8Array): SignedOperation {
  const text = Buffer.from(bytes).toString();
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    refuse('malformed', 'transaction must be JSON', `${bytes.length} bytes of something else`);
  }
  const signed = readSigned(found);
  if (Buffer.compare(transactionOf('submit', signed), bytes) !== 0) {
    refuse('malformed', 'transaction must be canonical JSON', 'another form of an operation');
  }
  return signed;
}

/** An accepted operation and the state after it. */
export interface Accepted {
  readonly signed: SignedOperation;
  readonly state: LedgerState;
}

/** The effect of a transaction on a state, or its refusal. */
export function applyTransaction(state: LedgerState, bytes: Uint8Array): Accepted | LedgerRefusal {
  try {
    const signed = readTransaction(bytes);
    return { signed, state: applyOperation(state, signed) };
  } catch (error) {
    if (error instanceof LedgerRefusal) return error;
    // Numbers that the mechanism cannot compute with, on every node alike.
    if (!(error instanceof InvalidArgumentError)) throw error;
    return new LedgerRefusal('submit', 'malformed', error.rule, error.value);
  }
}

/** The result of a transaction in the form of the protocol. */
export interface TransactionResult {
  readonly code: number;
  /** The rule and the value, as JSON; empty where accepted. */
  readonly log: string;
  readonly codespace: string;
}

export const ACCEPTED: TransactionResult = { code: 0, log: '', codespace: '' };

export function resultOf({ reason, rule, value }: LedgerRefusal): TransactionResult {
  const code = REFUSAL_REASONS.indexOf(reason) + 1;
  return { code, log: JSON.stringify({ rule, value }), codespace: CODESPACE };
}

/** The refusal that a result tells of; undefined for an accepted transaction. */
export function refusalOf(result: Partial<TransactionResult>): LedgerRefusal | undefined {
  const { code = 0, log = '' } = result;
  if (code === 0) return undefined;
  const reasons: readonly (RefusalReason | undefined)[] = REFUSAL_REASONS;
  const reason = reasons[code - 1] ?? 'malformed';
  let told: { rule?: unknown; value?: unknown } = {};
  try {
    told = Object(JSON.parse(log)) as typeof told;
  } catch {
    // A node keeps no texts of old blocks.
  }
  const { rule = 'operation must keep the rules', value = reason } = told;
  return new LedgerRefusal('submit', reason, String(rule), String(value));
}
