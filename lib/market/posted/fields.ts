/*
 * Weights as a real network has them: few of the peers post a row, the rows name few peers, and those who rank may be others
 * than those ranked. They are held by rows, with the entries above 0 alone: n peers take 12 bytes an entry, and no n².
 *
 *   (5)  R_j = (1/n) Σ_i s_i w_ij   over the rows there are; a peer without a row holds stake and does not vote
 */
import { choice, optional, type OptionsOf } from '../../parameters/index.js';
import { type Numbers } from '../../math/rows.js';
import { type MatrixLike } from '../parse.js';

/** How a row without entries is read: `zero` (default), the peer does not vote; `self`, it keeps all weight for itself. */
export const EMPTY_ROWS = ['zero', 'self'] as const;
export type EmptyRows = (typeof EMPTY_ROWS)[number];

/** How a row is read whose sum is not 1: refused (default), or divided by its sum. */
export const ROW_SUMS = ['refuse', 'normalise'] as const;
export type RowSums = (typeof ROW_SUMS)[number];

/** Whether rows are those of the peers that are ranked, the first of them, or of others. */
export const VOTERS = ['peers', 'apart'] as const;
export type Voters = (typeof VOTERS)[number];

/** The options of {@link fromWeights}. */
export const POSTED = {
  emptyRows: choice(EMPTY_ROWS, 'zero', 'A row without entries: no vote, or a vote for oneself'),
  rowSums: choice(ROW_SUMS, 'refuse', 'A row whose sum is not 1: refused, or divided by its sum'),
  voters: optional(
    choice(VOTERS, 'peers', 'Rows are of the ranked peers, the first of them, or of others'),
    'by names; peers where rows and columns are as many',
  ),
};

/** A peer: its number, from 0, or its name. */
export type PeerKey = number | string;

/** Weights one by one: a list of [from, to, weight], or three lists of one length. */
export type Triplets =
  | readonly (readonly [from: PeerKey, to: PeerKey, weight: number])[]
  | {
      readonly from: ArrayLike<PeerKey>;
      readonly to: ArrayLike<PeerKey>;
      readonly weight: Numbers;
    };

/** The argument of {@link fromWeights}. */
export interface WeightsFields extends OptionsOf<typeof POSTED> {
  /** W, [v, m]: rows of weights or a matrix; numbers in one list are cut into as many rows as there are stakes. */
  readonly weights?: MatrixLike;
  /** The weights above 0 one by one, in the place of `weights`. */
  readonly triplets?: Triplets;
  /** S: of the rows, [v], of all peers, [n], or by name. */
  readonly stake: Numbers | Readonly<Record<string, number>>;
  /** Names of the columns, which are those of all peers where the rows are among them. Default: numbers. */
  readonly names?: readonly string[];
  /** Names of the rows. Default: those of the columns; `v0`, `v1`, … where rows are of others, whose columns are `m0`, …. */
  readonly rowNames?: readonly string[];
}

/** Posted weights and stake, parsed: rows (CSR) with entries above 0, columns ascending. */
export interface PostedWeights {
  /** n: all that are ranked or rank. */
  readonly peers: number;
  /** A name for each peer, [n]. */
  readonly names: readonly string[];
  /** S, [n]: what each peer holds, whether it votes or not. */
  readonly stake: Float64Array;
  /** Row i is the entries from `rowStart[i]` to `rowStart[i + 1]`; [n + 1]. */
  readonly rowStart: Uint32Array;
  /** The peer that each entry weighs, [entries]. */
  readonly columns: Uint32Array;
  /** The weights, [entries], above 0; rows with entries sum to 1. */
  readonly values: Float64Array;
  /** The rows that were divided by their sums. */
  readonly scaled: number;
}

/** The most peers of an analysis that needs a matrix [n, n]: 512 MiB. */
export const MOST_DENSE = 8192;
