/*
 * A group's share of all stake.
 */
import { checkFraction } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { sum } from '../../math/rows.js';
import { checkMarket, type Market } from '../market.js';
import { flags, type Members } from '../strategies/members.js';

/** The members of a group in a market of n peers, each once, ascending. */
export function groupIn(n: number, members: Members): number[] {
  return Array.from({ length: n }, (_, peer) => peer).filter((peer) => members.includes(peer));
}

/** Σ_{g ∈ G} s_g / Σ_i s_i. */
export function groupShareOf(stake: Float64Array, group: Members): number {
  return group.reduce((total, member) => total + stake[member], 0) / sum(stake);
}

/**
 * The market in which the group holds `share` of all stake: the members' stake is multiplied by one number and that of all
 * others by another, so that all stake and the proportions inside and outside the group stay. Members without stake get
 * equal parts.
 *
 * @param members - at least one peer, and not all
 * @param share - between 0 and 1, both excluded
 * @throws {@link InvalidArgumentError} when the market, the group or the share is invalid, or no peer holds stake
 */
export function withGroupStake(market: Market, members: Members, share: number): Market {
  const where = 'withGroupStake';
  checkMarket(where, market);
  checkFraction(where, 'share', share);
  const { peers: n, stake } = market;
  const inside = flags(where, members, n);
  checkOutside(where, inside);
  checkSomeStake(where, stake);
  const total = sum(stake);
  const held = [0, 0];
  for (let i = 0; i < n; i++) held[inside[i]] += stake[i];
  const count = sum(inside);
  const counts = [n - count, count];
  const wanted = [(1 - share) * total, share * total];
  return {
    ...market,
    stake: stake.map((value, i) => {
      const side = inside[i];
      return wanted[side] * (held[side] > 0 ? value / held[side] : 1 / counts[side]);
    }),
  };
}

/** @throws {@link InvalidArgumentError} where every peer is a member. */
export function checkOutside(where: string, inside: Uint8Array): void {
  if (inside.includes(0)) return;
  const rule = 'members must leave at least one peer outside the group';
  throw new InvalidArgumentError(where, rule, `all ${inside.length} peers`);
}

/** @throws {@link InvalidArgumentError} where no peer holds stake. */
export function checkSomeStake(where: string, stake: Float64Array): void {
  if (sum(stake) > 0) return;
  throw new InvalidArgumentError(where, 'stake must be above 0 for at least one peer', 'none');
}
