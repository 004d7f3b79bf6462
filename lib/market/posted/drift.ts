/*
 * (6)  S ← S + τ R/‖R‖ over blocks, with W as it was posted: where the issuance goes if no peer changes its row.
 *
 * A peer that holds stake and posts no row is paid and does not vote. A mechanism whose rank is 0 for all peers pays nothing,
 * but for Yuma consensus, which then pays by the stake that votes, and whose bonds go on from block to block.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { sum } from '../../math/rows.js';
import {
  choice,
  integer,
  positive,
  readParameters,
  type OptionsOf,
} from '../../parameters/index.js';
import { mint } from '../inflation.js';
import { checkResult } from '../market.js';
import { MECHANISM_NAMES, MECHANISMS } from '../mechanisms/index.js';
import { checkPosted } from './check.js';
import { type PostedWeights } from './fields.js';
import { votingInto } from './fromWeights.js';
import { payerOf } from './pay.js';
import { rankerOf } from './rank.js';

/** The issuance of {@link driftPosted}. */
export const ISSUANCE = {
  issuance: positive(
    0.001,
    'Stake minted a block, as a part of all stake at the start; up to √n times it under ‖R‖₂',
    { symbol: 'τ/Σs' },
  ),
  blocks: integer(1000, 'Blocks', { most: 1_000_000 }),
};

/** The options of {@link driftPosted}. */
export const POSTED_DRIFT = {
  mechanism: choice(MECHANISM_NAMES, 'paper', 'The rule of rank and pay'),
  ...ISSUANCE,
  points: integer(50, 'Blocks at which stake is kept, besides the start', { most: 10_000 }),
};

/** Stake over blocks. */
export interface PostedDrift {
  /** The blocks at which stake was kept, from 0. */
  readonly blocks: number[];
  /** S at these blocks, [blocks, n]. */
  readonly stakes: Float64Array;
}

/**
 * Stake under a mechanism's pay, block by block, while all rows stay: (6), in the mechanism's norm.
 *
 * @param options - `mechanism`, default `paper`; `issuance`, τ over all stake, default 0.001; `blocks`, default 1000;
 *   `points`, default 50
 * @throws {@link InvalidArgumentError} when the posted weights or an option are invalid, or no peer holds stake
 */
export function driftPosted(
  posted: PostedWeights,
  options: OptionsOf<typeof POSTED_DRIFT> = {},
): PostedDrift {
  const where = 'driftPosted';
  const { mechanism, issuance, blocks, points } = readParameters(where, POSTED_DRIFT, options);
  checkPosted(where, posted);
  const n = posted.peers;
  const total = sum(posted.stake);
  if (total === 0) {
    throw new InvalidArgumentError(where, 'stake must be above 0 for at least one peer', 'none');
  }
  const count = Math.min(points, blocks);
  checkMemory(where, `stake at ${count} blocks`, 8 * (count + 1) * n);
  const kept = Array.from({ length: count + 1 }, (_, at) => Math.round((at * blocks) / count));
  const stakes = new Float64Array(kept.length * n);
  const stake = posted.stake.slice();
  const [voting, ranks] = [new Float64Array(n), new Float64Array(n)];
  const payer = payerOf(where, posted, mechanism);
  const pay = payer ?? rankerOf(where, posted, mechanism);
  const norm = payer ? 'l1' : MECHANISMS[mechanism].norm;
  for (let block = 0, next = 0; block <= blocks; block++) {
    if (block > 0) {
      pay(votingInto(posted, stake, voting), ranks);
      if (ranks.some((value) => value > 0)) mint(where, stake, ranks, issuance * total, norm);
    }
    if (kept[next] === block) stakes.set(stake, n * next++);
  }
  return { blocks: kept, stakes: checkResult(where, stakes) };
}
