/*
 * §1.3: peers that put all weight on themselves, w_ii = 1, and the ranking (4) that is left.
 */
import { correlation } from '../math/correlation.js';
import { idealRank } from './idealRank.js';
import { type Market } from './market.js';
import { rank } from './ranking.js';
import { setWeight } from './update.js';

/** The ranking with a number of cheaters. */
export interface CheatedRanking {
  readonly cheaters: number;
  /** R of (5), [n]. */
  readonly ranks: Float64Array;
  /** Its Pearson correlation with the ideal rank (2); NaN where undefined. */
  readonly correlation: number;
}

/**
 * The ranking with 0, 1, …, n cheaters: the peers of the lowest ideal rank set w_ii = 1 first, the others keep their
 * rows.
 *
 * @throws {@link InvalidArgumentError} when the market is invalid
 */
export function cheatedRankings(market: Market): CheatedRanking[] {
  const n = market.peers;
  const ideal = idealRank(market);
  const order = Array.from(ideal.keys()).sort((a, b) => ideal[a] - ideal[b]);
  let { weights } = market;
  return Array.from({ length: n + 1 }, (_, cheaters) => {
    if (cheaters > 0) {
      const peer = order[cheaters - 1];
      weights = setWeight({ peers: n, weights }, { from: peer, to: peer, weight: 1 });
    }
    const ranks = rank({ ...market, weights });
    return { cheaters, ranks, correlation: correlation(ranks, ideal) };
  });
}
