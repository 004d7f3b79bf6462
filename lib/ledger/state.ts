/*
 * The ledger's state between two operations, and its snapshots.
 *
 *   paper            here          shape
 *   n                peers
 *   W, w_ij          weights       [n, n], rows on the simplex
 *   S, s_i           stake         [n], ≥ 0
 *   R                ranks         [n]
 *   ε                bound         > 0
 *   τ                inflation     > 0
 *   t                block         0, 1, …
 */
import { type InflationNorm } from '../market/inflation.js';
import { historyHash, ledgerId, type Genesis, type SignedOperation } from './operations.js';

/** The permanent settings of the genesis. */
export interface LedgerSettings {
  readonly name: string;
  /** The id of the authority that closes blocks. */
  readonly authority: string;
  /** ε. */
  readonly bound: number;
  /** τ. */
  readonly inflation: number;
  readonly norm: InflationNorm;
  /** The largest number of peers. */
  readonly mostPeers: number;
}

/** The largest number of peers where the genesis names none. */
export const MOST_PEERS = 1024;

/** The ledger as a plain value; it is never changed in place, so that states may share rows. */
export interface LedgerState {
  readonly ledger: string;
  readonly settings: LedgerSettings;
  readonly block: number;
  /** The hash of the history so far. */
  readonly head: string;
  /** The hash of the history when the block opened, to which operations commit. */
  readonly history: string;
  readonly ids: readonly string[];
  /** W by rows, n of [n]. */
  readonly rows: readonly Float64Array[];
  readonly stake: Float64Array;
  readonly ranks: Float64Array;
  /** The peers that join when the block closes, in this order. */
  readonly joining: readonly string[];
  /** The peers that leave when the block closes. */
  readonly leaving: ReadonlySet<string>;
  /** Type and peer of every operation of the open block. */
  readonly done: ReadonlySet<string>;
}

/** A copy of a ledger's state; `weights`, `stake` and `peers` are the fields of a {@link Market}. */
export interface LedgerSnapshot extends LedgerSettings {
  /** The ledger's id: SHA-256 of its genesis, in hex. */
  readonly ledger: string;
  /** The open block, which is the number of closed ones. */
  readonly block: number;
  /** The hash of the history up to the opening of the block, in hex. */
  readonly history: string;
  /** n. */
  readonly peers: number;
  /** The peers' ids in the order of rows and columns, [n]. */
  readonly ids: readonly string[];
  /** W, [n, n] row-major, rows on the simplex. */
  readonly weights: Float64Array;
  /** S, [n]. */
  readonly stake: Float64Array;
  /** R (5) paid in the last closed block, [n]; 0 for peers that had not joined. */
  readonly ranks: Float64Array;
  /** Ids of the peers that join when the block closes, in their order. */
  readonly joining: readonly string[];
  /** Ids of the peers that leave when the block closes. */
  readonly leaving: readonly string[];
}

/** The row of a peer with all its weight on itself, [n]. */
export function ownRow(peers: number, i: number): Float64Array {
  const row = new Float64Array(peers);
  row[i] = 1;
  return row;
}

/** The first state, after a valid signed genesis. */
export function beginState(genesis: Genesis, signed: SignedOperation): LedgerState {
  const { name, authority, bound, inflation, norm = 'l2', peers, weights } = genesis;
  const { mostPeers = MOST_PEERS } = genesis;
  const head = historyHash('', signed);
  const n = peers.length;
  return {
    ledger: ledgerId(genesis),
    settings: { name, authority, bound, inflation, norm, mostPeers },
    block: 0,
    head,
    history: head,
    ids: peers.map(({ id }) => id),
    rows: peers.map((_, i) =>
      weights ? Float64Array.from(weights.slice(i * n, (i + 1) * n)) : ownRow(n, i),
    ),
    stake: Float64Array.from(peers, ({ stake }) => stake),
    ranks: new Float64Array(n),
    joining: [],
    leaving: new Set(),
    done: new Set(),
  };
}

/** The rows as one matrix W, [n, n]. */
export function weightsOf({ rows }: Pick<LedgerState, 'rows'>): Float64Array {
  const out = new Float64Array(rows.length * rows.length);
  for (const [i, row] of rows.entries()) out.set(row, i * rows.length);
  return out;
}

export function snapshotOf(state: LedgerState): LedgerSnapshot {
  const { ledger, settings, block, history, ids, stake, ranks, joining, leaving } = state;
  return {
    ...settings,
    ledger,
    block,
    history,
    peers: ids.length,
    ids: [...ids],
    weights: weightsOf(state),
    stake: stake.slice(),
    ranks: ranks.slice(),
    joining: [...joining],
    leaving: [...leaving],
  };
}
