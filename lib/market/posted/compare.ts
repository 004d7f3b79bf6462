/*
 * Two ranks of the same peers beside each other, each as shares p_j = R_j/Σ_k R_k.
 */
import { checkInteger, checkNumbers } from '../../math/checks.js';
import { correlation } from '../../math/correlation.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { shares } from '../../math/rows.js';
import { type Numbers } from '../../math/rows.js';

/** How far two ranks agree; null where a correlation or a share is undefined. */
export interface RankAgreement {
  readonly pearson: number | null;
  readonly spearman: number | null;
  readonly kendall: number | null;
  /** ½ Σ_j |p_j − q_j|: the part of all pay that goes to other peers. */
  readonly moved: number | null;
  /** How many of the k best under one are among the k best under the other. */
  readonly commonTop: number;
}

const defined = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The k peers with the largest values, ties by their numbers. */
export function topPeers(values: Numbers, k: number): number[] {
  const order = Array.from({ length: values.length }, (_, at) => at);
  return order.sort((a, b) => values[b] - values[a] || a - b).slice(0, k);
}

/**
 * The agreement of two ranks: correlations, the part of the pay that moves, and the peers that both put first.
 *
 * @param top - k, default 10
 * @throws {@link InvalidArgumentError} unless both are numbers of one length
 */
export function compareRanks(first: Numbers, second: Numbers, top = 10): RankAgreement {
  const where = 'compareRanks';
  for (const [name, values] of Object.entries({ first, second })) checkNumbers(where, name, values);
  checkInteger(where, 'top', top, 1);
  if (first.length !== second.length) {
    const rule = `second must have ${first.length} numbers as first`;
    throw new InvalidArgumentError(where, rule, String(second.length));
  }
  const [p, q] = [shares(first), shares(second)];
  const moved = p.reduce((sum, share, at) => sum + Math.abs(share - q[at]) / 2, 0);
  const best = new Set(topPeers(first, top));
  return {
    pearson: defined(correlation(p, q)),
    spearman: defined(correlation(first, second, 'spearman')),
    kendall: defined(correlation(first, second, 'kendall')),
    // A sum of differences by rounding alone is none.
    moved: Number.isFinite(moved) ? (moved < 1e-12 ? 0 : moved) : null,
    commonTop: topPeers(second, top).filter((peer) => best.has(peer)).length,
  };
}
