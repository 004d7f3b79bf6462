/*
 * The operations of the ledger as plain JSON, and how they are signed.
 *
 *   genesis    ε, τ, ‖·‖, who may close blocks, who holds the first stake
 *   join       a peer comes when the block closes            leave     a peer goes when the block closes
 *   weights    W_i ← Π(W_i + ΔW_i)                           transfer  stake from one peer to another
 *   block      rank (5), inflation (6), those who leave and join; block + 1
 *
 * A signature is good once. It covers the ledger, by the hash of its genesis; the block, which must be the open one; the
 * history, by the hash of all that the log held when the block opened; and a peer has one operation of each type a block.
 * So nothing can be sent again, on this ledger, on another, or on another history of this one, and no counter is needed. The peers of a block are the same from its opening to its close, so that ΔW_i, a vector over
 * peers, means the same when it is signed and when it is applied.
 */
import { createHash } from 'node:crypto';
import { type InflationNorm } from '../market/inflation.js';
import { canonicalJson } from './canonical.js';
import { type Keys } from './keys.js';

/** How a ledger begins; signed by its authority. */
export interface Genesis {
  readonly type: 'genesis';
  /** Any text: two ledgers that are otherwise alike differ by it. */
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
  /** The most peers that the ledger may have, default 1024: its memory grows with their square. */
  readonly mostPeers?: number;
  /** W of block 0, n² numbers by rows, each on the simplex. Default: every peer's weight is on itself. */
  readonly weights?: readonly number[];
}

/** The fields of every later operation: ledger, block, history and peer; signed by that peer. */
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
 * - `join`: from the next block on there is one more peer, the last: its weight is 1 on itself, no other weighs it,
 *   its stake is 0.
 * - `leave`: from the next block on row and column are gone. The weight of others for the peer returns to
 *   themselves, w_ii + w_ij. The block is still paid for; then the peer's stake is burnt.
 * - `weights`: ΔW_i, one number a peer, in the order of the block's peers.
 * - `transfer`: stake to another peer, at once.
 * - `block`: closes the block; the authority's alone.
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

/** Sets these bytes apart from anything else that the same key may sign. */
const DOMAIN = 'bittensor-workbench ledger 2\n';

/** The bytes that are signed: a line that names the form, and the operation as canonical JSON (RFC 8785) in UTF-8. */
export function operationBytes(operation: Operation): Uint8Array {
  return Buffer.from(DOMAIN + canonicalJson(operation));
}

/** The id of the ledger that begins with `genesis`: SHA-256 of the bytes that are signed, in hex. */
export function ledgerId(genesis: Genesis): string {
  return createHash('sha256').update(operationBytes(genesis)).digest('hex');
}

/** The hash of a history that goes on with `signed`: h_k = SHA-256(h_{k−1}, signed operation as canonical JSON), in hex. */
export function historyHash(before: string, signed: SignedOperation): string {
  return createHash('sha256').update(before).update(canonicalJson(signed)).digest('hex');
}

/** Signs an operation. Nothing is checked here: the ledger does, and says what is wrong. */
export function sign(operation: Operation, keys: Keys): SignedOperation {
  return { operation, signature: keys.sign(operationBytes(operation)) };
}

/**
 * The operation that `peer` would submit in the open block.
 *
 * @param at - the ledger, or a snapshot of it
 */
export function draft(
  at: Pick<OperationPlace, 'ledger' | 'block' | 'history'>,
  peer: string,
  body: OperationDraft,
): PlacedOperation {
  const place = { ledger: at.ledger, block: at.block, history: at.history, peer };
  if (body.type !== 'weights') return { ...body, ...place };
  return { ...body, change: Array.from(body.change), ...place };
}
