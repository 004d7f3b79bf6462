/*
 * A part of a run's pieces, for clusters whose jobs share no server: part k of m has the pieces k − 1, k − 1 + m, …
 */
import { checkInteger, checkObject, checkOptionNames } from '../../math/checks.js';

/** Part `part` of `of`, counted from 1. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

/** The outcome of a part. */
export interface ShardDone {
  /** Pieces of the part. */
  readonly pieces: number;
  /** Pieces of the run. */
  readonly total: number;
}

/** @throws {@link InvalidArgumentError} unless the part is one of a run of so many pieces */
export function checkShard(where: string, shard: Shard, total: number): Shard {
  checkObject(where, 'shard', shard);
  checkOptionNames(where, shard, ['part', 'of']);
  const { part, of } = shard;
  checkInteger(where, 'parts of a run', of, 1, total);
  checkInteger(where, 'part of a run', part, 1, of);
  return { part, of };
}

/** The numbers of a part's pieces, ascending. */
export function piecesOf({ part, of }: Shard, total: number): number[] {
  return Array.from({ length: Math.ceil((total - part + 1) / of) }, (_, k) => part - 1 + k * of);
}
