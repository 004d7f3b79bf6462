/*
 * The unit in which a market has no size: the mean bid s̄/n, which is the mean rank.
 *
 *   b_ij = s_i w_ij   the bid of peer i for peer j
 *   β = s̄/n           the mean bid (1/n²) Σ_ij b_ij, and the mean rank (1/n) Σ_j R_j
 *   T = θ β           θ the temperature in mean bids, n T/s̄
 *   α/τ = κ β         κ the worth of a unit of loss in mean ranks, n (α/τ)/s̄
 *
 * With weights x_ij = n w_ij of mean 1 and stake σ_i = s_i/s̄ of mean 1, the mask and the payoff hold no other n or s̄:
 *
 *   z_ij/T = (σ_i x_ij − (1/n) Σ_k σ_k x_kj)/θ        P_i/β = −κ L_i + (1/n) Σ_k σ_k x_ki
 *
 * The first-order conditions of row i, (14) and (15) over s_i/n with m = σ(z/T) and d = m − a: for every j with w_ij > 0
 *
 *   −(2κ/θ) (1 − 1/n) [n H_i d_i]_j m_ij (1 − m_ij) + [i = j] = ν_i,
 *
 * and at most ν_i where w_ij = 0. Where 1ᵀH1 = 1 the mean of [nH1]_j is 1, so that both terms have order 1 at every n, and
 * the conditions keep their form at fixed θ and κ up to 1 − 1/n. At fixed θ and α/τ the first term grows with n: ∂m/∂w ∝ s/T
 * lets one mean bid move a mask as much as before, while the rank that it buys has become s̄/n. So both T and α/τ
 * are scaled by s̄/n. At fixed T and α/τ, 2κ/θ = 2(α/τ)/T does not change either: only θ grows, until no mask reacts.
 *
 * The conditions do not fix the spread of [nH1]_j over j: it is of order 1 at every n for `diagonal` and `planted`, and
 * 1/√n for `uniform`, whose rows become alike.
 */
import { InvalidArgumentError } from '../math/errors.js';
import { mean } from '../math/rows.js';
import { choice, type Parameter } from '../parameters/index.js';
import { checkStake, peersOf, type Market } from './market.js';

export const MARKET_UNITS = ['absolute', 'meanBid'] as const;

/** The unit of T or of α/τ: stake, the paper's, or the mean bid s̄/n, in which a market has no size. */
export type MarketUnit = (typeof MARKET_UNITS)[number];

/** The caption of a unit; the paper's is not named. */
const named = (parameter: Parameter<MarketUnit>, symbol: string): Parameter<MarketUnit> => ({
  ...parameter,
  caption: (unit) => `${symbol} in ${unit === 'meanBid' ? 'mean bids s̄/n' : 'units of stake'}`,
});

/** The units of T and α/τ. */
export const UNITS = {
  temperatureUnit: named(
    choice(MARKET_UNITS, 'absolute', 'Unit of T: stake, or the mean bid s̄/n'),
    'T',
  ),
  ratioUnit: named(
    choice(MARKET_UNITS, 'absolute', 'Unit of α/τ: stake, or the mean bid s̄/n, the mean rank'),
    'α/τ',
  ),
};

/**
 * The mean bid (1/n²) Σ_ij s_i w_ij = s̄/n, which is also the mean rank: T over it is the softness of the mask as a
 * market of any size feels it, and payoffs over it are in mean ranks.
 *
 * @param market - `peers` and `stake`
 * @returns s̄/n, in units of stake
 * @throws {@link InvalidArgumentError} when stake is invalid
 */
export function meanBid(market: Pick<Market, 'peers' | 'stake'>): number {
  const where = 'meanBid';
  const n = peersOf(where, market);
  checkStake(where, n, market.stake);
  return mean(market.stake) / n;
}

/**
 * `value` of a market with this stake in units of stake: itself, or times the mean bid s̄/n.
 *
 * @throws {@link InvalidArgumentError} when the mean bid is the unit, and 0
 */
export function inStake(
  where: string,
  value: number,
  unit: MarketUnit,
  market: Pick<Market, 'peers' | 'stake'>,
): number {
  if (unit === 'absolute') return value;
  const bid = meanBid(market);
  if (bid > 0) return value * bid;
  throw new InvalidArgumentError(where, 'stake must be above 0 where the mean bid is a unit', '0');
}
