/*
 * §1.4: "New computers can spuriously create new nodes, however this won't game the ranking because the amount of stake
 * they hold is finite." One owner, many identities.
 */
import { checkInteger, checkOneOf, checkOptionNames } from '../../math/checks.js';
import { checkMarket, type Market } from '../market.js';
import { withNewcomers } from '../newcomers.js';

export const SYBIL_STAKES = ['none', 'split'] as const;

/** The stake of the new identities: none (default), or as much as the owner, its stake shared by all alike. */
export type SybilStake = (typeof SYBIL_STAKES)[number];

/** A market with one owner's identities among its peers. */
export interface SybilMarket {
  readonly market: Market;
  /** The owner and its new identities, which come last. */
  readonly members: readonly number[];
}

/**
 * The market with `count` more identities of one peer. They have nothing to offer and nothing to lose, as
 * {@link withNewcomers}: the owner keeps its answers, its loss and its row; each new identity gives the owner all its
 * weight.
 *
 * @param options.owner - from 0 to n − 1
 * @param options.count - at least 0
 * @param options.stake - default `none`
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function withSybils(
  market: Market,
  options: { owner: number; count: number; stake?: SybilStake },
): SybilMarket {
  const where = 'withSybils';
  checkOptionNames(where, options, ['owner', 'count', 'stake']);
  const { owner, count, stake: held = 'none' } = options;
  checkMarket(where, market);
  checkInteger(where, 'owner', owner, 0, market.peers - 1);
  checkInteger(where, 'count', count, 0);
  checkOneOf(where, 'stake', held, SYBIL_STAKES);
  const wide = withNewcomers(market, count);
  const n = wide.peers;
  const weights = wide.weights.slice();
  const stake = wide.stake.slice();
  if (held === 'split') stake[owner] = market.stake[owner] / (count + 1);
  for (let i = market.peers; i < n; i++) {
    weights.fill(0, i * n, (i + 1) * n);
    weights[i * n + owner] = 1;
    if (held === 'split') stake[i] = stake[owner];
  }
  const added = Array.from({ length: count }, (_, k) => market.peers + k);
  return { market: { ...wide, weights, stake }, members: [owner, ...added] };
}
