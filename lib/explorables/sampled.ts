/*
 * Markets as network 0 of the studies samples them, kept while parameters other than these move.
 */
import { type Market } from '../market/index.js';
import { HESSIAN_ENSEMBLES } from '../market/hessians/index.js';
import {
  choice,
  defaultsOf,
  integer,
  readAmong,
  sized,
  type ValuesOf,
} from '../parameters/index.js';
import { checkMarket, MARKET, sampleMarket } from '../studies/market/parameters.js';
import { marketBytes } from '../market/market.js';

/** The most peers of a page: the work of a step grows with their cube. */
const MOST_PEERS = 60;

/** The parameters of a sampled market. */
export const SAMPLED = {
  peers: sized(
    integer(MARKET.peers.default, 'Peers', { symbol: 'n', least: 2, most: MOST_PEERS }),
    'a market',
    marketBytes,
  ),
  temperature: MARKET.temperature,
  hessians: choice(HESSIAN_ENSEMBLES, 'uniform', 'Ensemble of the Hessians'),
  interaction: MARKET.interaction,
  stake: MARKET.stake,
  anchor: MARKET.anchor,
  ownInput: MARKET.ownInput,
  seed: MARKET.seed,
};

export type SampledValues = ValuesOf<typeof SAMPLED>;

/** @throws {@link InvalidArgumentError} when stake does not fit the peers. */
export function checkMarketValues(where: string, values: SampledValues): void {
  checkMarket(where, { ...defaultsOf(MARKET), ...values, networks: 1 });
}

let kept: { readonly key: string; readonly market: Market } | undefined;

/** The market of network 0, at ratio 0. */
export function sampled(values: SampledValues): Market {
  const wanted = readAmong('sampled', SAMPLED, values);
  const key = JSON.stringify(wanted);
  if (kept?.key !== key) {
    kept = { key, market: sampleMarket({ ...defaultsOf(MARKET), ...wanted }, 0) };
  }
  return kept.market;
}
