/*
 * Free riders answer noise, which no other peer can use at any mask: their row and column of every other peer's
 * Hessian is 0. Their own loss still depends on their mask, and their rows follow a strategy.
 */
import { checkMarket, type Market } from '../market.js';
import { flags, type Members } from './members.js';

/**
 * The market in which some peers answer noise: (H_j)_ik = (H_j)_ki = 0 for a rider i, every other peer j and every k.
 * Harm by the noise is not modelled: the loss (16) has no term for it.
 *
 * @throws {@link InvalidArgumentError} when the market is invalid, no peer rides, or a rider is no peer
 */
export function withFreeRiders(market: Market, riders: Members): Market {
  checkMarket('withFreeRiders', market);
  const { peers: n } = market;
  const rides = flags('withFreeRiders', riders, n);
  const hessians = market.hessians.slice();
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const noise = (rides[i] && i !== j) || (rides[k] && k !== j);
        if (noise) hessians[(j * n + i) * n + k] = 0;
      }
    }
  }
  return { ...market, hessians };
}
