/*
 * The operations of the ledger as plain JSON, and how they are signed.
 *
 *   genesis    ε, τ, ‖·‖, the authority, the first peers and their stake
 *   join       adds a peer when the block closes             leave     removes a peer when the block closes
 *   weights    W_i ← Π(W_i + ΔW_i)                           transfer  stake from one peer to another
 *   block      rank (5), inflation (6), leaving and joining peers; block + 1
 *
 * A signature is valid once. It covers the ledger, by the hash of its genesis; the block, which must be the open one;
 * and the history, by the hash of the log at the opening of the block. A peer has one operation of each type a block.
 * So no operation can be replayed on this ledger, on another, or on another history of this one, and no counter is
 * needed. The peers of a block are the same from its opening to its close, so that ΔW_i, a vector over peers, means the
 * same when it is signed and when it is applied.
 */
import { createHash } from 'node:crypto';
import { type InflationNorm } from '../market/inflation.js';
import { checkInteger, checkNumbers, checkObject, checkText } from '../math/checks.js';
import { canonicalJson } from './canonical.js';
import { checkKeys, type Keys } from './keys.js';

/** The first operation of a ledger, with its settings; signed by its authority. */
export interface Genesis {
  readonly type: 'genesis';
  /** Any text; it distinguishes ledgers with equal settings. */
  readonly name: string;
  /** The id of the authority that closes blocks, a peer or not. */
  readonly authority: string;
  /** ε: a change of a row must be shorter than this, ‖ΔW_i‖₂ < ε; above 0. */
  readonly bound: number;
  /** τ of (6), from 1e-100 to 1e100. */
  readonly inflation: number;
  /** ‖·‖ of (6), default `l2`. */
  readonly norm?: InflationNorm;
  /**
   * The first peers, in the order of rows and columns, and the stake of each: 0, or from 1e-100 to 1e100; not all 0.
   */
  readonly peers: readonly { readonly id: string; readonly stake: number }[];
  /** The largest number of peers, default 1024: memory grows with its square. */
  readonly mostPeers?: number;
  /** W of block 0, n² numbers by rows, each on the simplex. Default: every peer's weight is on itself. */
  readonly weights?: readonly number[];
}

/** The fields of every later operation, which is signed by its peer. */
export interface OperationPlace {
  /** The id of the ledger: SHA-256 of its genesis, in hex. */
  readonly ledger: string;
  /** The block that is open. */
  readonly block: number;
  /** The hash of the history up to the opening of the block, in hex: see {@link historyHash}. */
  readonly history: string;
  /** The id of the peer that acts. */
  readonly peer: string;
}

/**
 * A request of a peer; ledger, block, history and peer are added by {@link draft}.
 *
 * - `join`: the peer is the last from the next block on: its weight is 1 on itself, it gets no weight of others, and
 *   its stake is 0.
 * - `leave`: the peer's row and column are removed at the close of the block, after it is paid. The weight of others
 *   for the peer returns to themselves, w_ii + w_ij, and the peer's stake is burnt.
 * - `weights`: ΔW_i, one number a peer, in the order of the block's peers.
 * - `transfer`: stake to another peer, immediately.
 * - `block`: closes the block; only the authority may.
 */
export type OperationBody =
  | { readonly type: 'join' }
  | { readonly type: 'leave' }
  | { readonly type: 'weights'; readonly change: readonly number[] }
  | { readonly type: 'transfer'; readonly to: string; readonly amount: number }
  | { readonly type: 'block' };

export type PlacedOperation = OperationBody & OperationPlace;
export type Operation = Genesis | PlacedOperation;

export interface SignedOperation {
  readonly operation: Operation;
  /** Ed25519, 64 bytes as lower-case hex. */
  readonly signature: string;
}

/** The argument of {@link draft}: the bodies, with a change as any list of numbers. */
export type OperationDraft =
  | Exclude<OperationBody, { type: 'weights' }>
  | { readonly type: 'weights'; readonly change: ArrayLike<number> };

/** The prefix that distinguishes these bytes from other texts signed by the same key. */
const DOMAIN = 'bittensor-workbench ledger 2\n';

function bytesOf(where: string, operation: Operation): Uint8Array {
  return Buffer.from(DOMAIN + canonicalJson(operation, where));
}

/**
 * The signed bytes: a line that names the form, and the operation as canonical JSON (RFC 8785) in UTF-8.
 *
 * @throws {@link InvalidArgumentError} when the operation contains itself
 */
export function operationBytes(operation: Operation): Uint8Array {
  return bytesOf('operationBytes', operation);
}

/**
 * The id of the ledger that begins with `genesis`: SHA-256 of the signed bytes, in hex.
 *
 * @throws {@link InvalidArgumentError} when the genesis contains itself
 */
export function ledgerId(genesis: Genesis): string {
  return createHash('sha256').update(bytesOf('ledgerId', genesis)).digest('hex');
}

/**
 * The hash of a history extended by `signed`: h_k = SHA-256(h_{k−1}, signed operation as canonical JSON), in hex.
 *
 * @throws {@link InvalidArgumentError} when `before` is no text, or `signed` contains itself
 */
export function historyHash(before: string, signed: SignedOperation): string {
  const where = 'historyHash';
  checkText(where, 'before', before);
  return createHash('sha256').update(before).update(canonicalJson(signed, where)).digest('hex');
}

/**
 * Signs an operation without a check: the ledger checks it when it is submitted.
 *
 * @throws {@link InvalidArgumentError} when the operation contains itself, or `keys` are none
 */
export function sign(operation: Operation, keys: Keys): SignedOperation {
  const where = 'sign';
  checkKeys(where, keys);
  const signature = keys.sign(bytesOf(where, operation));
  checkText(where, 'signature of keys', signature);
  return { operation, signature };
}

/**
 * The operation that `peer` would submit in the open block.
 *
 * @param at - the ledger, or a snapshot of it
 * @returns the operation with the numbers of the body as they are: the ledger refuses those that are not finite
 * @throws {@link InvalidArgumentError} when `at` is neither, or the body is no object or its change no list of numbers
 */
export function draft(
  at: Pick<OperationPlace, 'ledger' | 'block' | 'history'>,
  peer: string,
  body: OperationDraft,
): PlacedOperation {
  const where = 'draft';
  const { ledger, block, history } = Object(at) as typeof at;
  checkText(where, 'ledger', ledger);
  checkText(where, 'history', history);
  checkInteger(where, 'block', block, 0);
  checkObject(where, 'body', body);
  const place = { ledger, block, history, peer };
  if (body.type !== 'weights') return { ...body, ...place };
  const { change } = body;
  checkNumbers(where, 'change', change);
  return { ...body, change: Array.from(change), ...place };
}
