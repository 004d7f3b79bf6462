/*
 * §1.4: "New computers can spuriously create new nodes, however this won't game the ranking because the amount of stake
 * they hold is finite." One owner, many identities.
 */
import { checkInteger } from '../../math/checks.js';
import {
  choice,
  integer,
  readParameters,
  required,
  type OptionsOf,
} from '../../parameters/index.js';
import { checkMarket, type Market } from '../market.js';
import { withNewcomers } from '../newcomers.js';

export const SYBIL_STAKES = ['none', 'split'] as const;

/** The stake of the new identities: none (default), or an equal share of the owner's stake. */
export type SybilStake = (typeof SYBIL_STAKES)[number];

/** The options of {@link withSybils}. */
export const SYBILS = {
  owner: required(integer(0, 'The owner, from 0 to n − 1', { least: 0 })),
  count: required(integer(0, 'New identities', { least: 0 })),
  stake: choice(SYBIL_STAKES, 'none', 'Stake of the new identities'),
};

/** A market with one owner's identities among its peers. */
export interface SybilMarket {
  readonly market: Market;
  /** The owner and its new identities, which come last. */
  readonly members: readonly number[];
}

/**
 * The market with `count` more identities of one peer. Their Hessians, rows and columns are 0, as in
 * {@link withNewcomers}: the owner keeps its answers, its loss and its row, and each new identity gives the owner all
 * its weight.
 *
 * @param options.owner - from 0 to n − 1
 * @param options.count - at least 0
 * @param options.stake - default `none`
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function withSybils(market: Market, options: OptionsOf<typeof SYBILS>): SybilMarket {
  const where = 'withSybils';
  checkMarket(where, market);
  const { owner, count, stake: held } = readParameters(where, SYBILS, options);
  checkInteger(where, 'owner', owner, 0, market.peers - 1);
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
