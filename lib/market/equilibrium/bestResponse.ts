/*
 * A Nash equilibrium (§3): no peer gains by changing its own row alone.
 *
 *   best response of i   argmax_{w ∈ Δ} P_i(w; W_{−i})
 *   Nash gap             max_i [ max_{w ∈ Δ} P_i(w; W_{−i}) − P_i(W_i; W_{−i}) ] ≥ 0
 *
 * P_i is not concave in a row (a sigmoid lies between), so the maximum is searched from many starts: the
 * present row, the uniform row, every vertex of the simplex and a few random rows. The maximum found is a
 * lower bound of the true maximum, and the gap a lower bound of the true gap. Against a grid at n = 3, the search
 * missed no maximum at T ≥ 0.2 and 4 in 600 at T = 0.05, and none at T = 0.05 with 64 random rows.
 */
import { checkInteger } from '../../math/checks.js';
import { checkMemory } from '../../math/memory.js';
import { createStream } from '../../math/random.js';
import {
  integer,
  positive,
  readParameters,
  type OptionsOf,
  type ValuesOf,
} from '../../parameters/index.js';
import { checkMarket, type Market } from '../market.js';
import { randomWeights } from '../random.js';
import { ascendOnSimplex } from './ascend.js';
import { RowGame, type RowPayoff } from './rowGame.js';

/** The options of a search over rows. */
export const SEARCH = {
  tolerance: positive(1e-9, 'A search ends where max |Π(w + ∂P/∂w) − w| is below it'),
  maxSteps: integer(1000, 'Most steps of a search'),
};

/** The options of {@link bestResponse}. */
export const RESPONSE = {
  randomStarts: integer(
    4,
    'Random rows to start from, besides the present row, the uniform row and the n vertices',
    { least: 0 },
  ),
  ...SEARCH,
  seed: integer(0, 'Seed of the random rows', { least: 0 }),
};

export type BestResponseOptions = OptionsOf<typeof RESPONSE>;
type Settings = ValuesOf<typeof RESPONSE>;

export interface BestResponse {
  /** The best row found, [n]. */
  readonly weights: Float64Array;
  /** P_i at the best row, in units of stake. */
  readonly payoff: number;
  /** P_i at the best row less P_i at the present row; never negative. */
  readonly gain: number;
}

/** The rows that a search over the simplex of n inputs starts from, besides the present one. */
export function startingRows(
  where: string,
  n: number,
  { randomStarts, seed }: Pick<Settings, 'randomStarts' | 'seed'>,
): Float64Array[] {
  const vertices = Array.from({ length: n }, (_, j) => {
    const row = new Float64Array(n);
    row[j] = 1;
    return row;
  });
  checkMemory(where, `${randomStarts} random starts`, 8 * n * randomStarts);
  const stream = createStream(seed).split('best response');
  const random = Array.from({ length: randomStarts }, (_, start) =>
    randomWeights(n, stream.split(start)).slice(0, n),
  );
  return [new Float64Array(n).fill(1 / n), ...vertices, ...random];
}

/** The best row of a game by searches from the present row and the others given. */
export function respond(
  game: RowPayoff,
  present: Float64Array,
  starts: Float64Array[],
  options: ValuesOf<typeof SEARCH>,
): BestResponse {
  const objective = (w: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    return game.payoff(w, gradient);
  };
  const payoff = game.payoff(present);
  let best = { point: present, value: payoff };
  for (const start of [present, ...starts]) {
    const found = ascendOnSimplex(objective, start, options);
    if (found.value > best.value) best = { point: found.point.slice(), value: found.value };
  }
  return { weights: best.point, payoff: best.value, gain: best.value - payoff };
}

function respondOf(
  market: Market,
  peer: number,
  starts: Float64Array[],
  options: Settings,
): BestResponse {
  const present = market.weights.slice(peer * market.peers, (peer + 1) * market.peers);
  return respond(new RowGame(market, peer), present, starts, options);
}

/**
 * The best row of one peer against the others' present rows, by multi-start projected ascent.
 *
 * @param peer - 0 to n − 1
 * @throws {@link InvalidArgumentError} when the market, the peer or an option is invalid
 */
export function bestResponse(
  market: Market,
  peer: number,
  options: BestResponseOptions = {},
): BestResponse {
  const settings = readParameters('bestResponse', RESPONSE, options);
  checkMarket('bestResponse', market);
  checkInteger('bestResponse', 'peer', peer, 0, market.peers - 1);
  return respondOf(market, peer, startingRows('bestResponse', market.peers, settings), settings);
}

/**
 * The gain of each peer from its best response to the others' present rows.
 *
 * @returns [n], in units of stake (payoffs are divided by τ); never negative
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function nashGains(market: Market, options: BestResponseOptions = {}): Float64Array {
  return gainsOf('nashGains', market, options);
}

function gainsOf(where: string, market: Market, options: BestResponseOptions): Float64Array {
  const settings = readParameters(where, RESPONSE, options);
  checkMarket(where, market);
  const starts = startingRows(where, market.peers, settings);
  return Float64Array.from(
    { length: market.peers },
    (_, peer) => respondOf(market, peer, starts, settings).gain,
  );
}

/**
 * The largest gain any peer has from a unilateral change of its row: 0 at a Nash equilibrium.
 *
 * A lower bound, since each best response is a local search from many starts; never negative.
 *
 * @returns in units of stake; compare with the mean rank, mean(S)/n
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function nashGap(market: Market, options: BestResponseOptions = {}): number {
  return Math.max(...gainsOf('nashGap', market, options));
}
