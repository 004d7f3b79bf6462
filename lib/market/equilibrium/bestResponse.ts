/*
 * A Nash equilibrium (§3): no peer gains by changing its own row alone.
 *
 *   best response of i   argmax_{w ∈ Δ} P_i(w; W_{−i})
 *   gain of i            g_i = max_{w ∈ Δ} P_i(w; W_{−i}) − P_i(W_i; W_{−i}) ≥ 0
 *   Nash gap             max_i g_i
 *   NashConv             Σ_i g_i
 *   exploitability       (1/n) Σ_i g_i
 *
 * The response is exact where P_i is linear in the row (α/τ = 0, no stake, one peer), and where it is concave. Elsewhere a
 * sigmoid lies between, and the maximum is searched from many starts: the present row, the uniform row, every vertex of
 * the simplex and a few random rows. The maximum found is a lower bound of the true maximum, and each gain of the true gain.
 *
 * Where the masks are steep, s_i/T > 2, a local maximum is a set of inputs that the row opens, and ascent does not lead
 * from one to another. There the search also starts from the best n s_i/(10 T) rows of openings.ts, which open two inputs
 * and more; such a start replaces a maximum where it is better by more than rounding. Measured against ascents from 1,400
 * to 1,700 starts a row, n = 5 and 6, T = 0.05: without these starts 18 of 396 maxima were missed, by up to 5.1 in payoff,
 * with them none by more than 1e-6; nor any of 240 at n = 4 to 10, T = 0.02 to 0.3 and uneven stake (15 without). They
 * take as long as the others together.
 */
import { checkInteger } from '../../math/checks.js';
import { checkMemory } from '../../math/memory.js';
import { createStream } from '../../math/random.js';
import { mean, sum } from '../../math/rows.js';
import {
  integer,
  positive,
  readParameters,
  type OptionsOf,
  type ValuesOf,
} from '../../parameters/index.js';
import { checkMarket, checkResult, type Market } from '../market.js';
import { randomWeights } from '../random.js';
import { ascendOnSimplex } from './ascend.js';
import { openingRows } from './openings.js';
import { RowGame, type RowPayoff } from './rowGame.js';

/** s_i/T above which masks are steep. */
const STEEP = 2;
/** The starts that open sets of inputs: one for each n s_i/T of this size. */
const STEEPNESS_A_START = 10;
/** The relative difference of payoffs below which two maxima are the same. */
const SAME = 1e-10;

/** The options of a search over rows. */
export const SEARCH = {
  tolerance: positive(1e-9, 'A search ends where max |Π(w + ∂P/∂w) − w| is below it'),
  maxSteps: integer(1000, 'Most steps of a search'),
};

/** The options of {@link bestResponse}. */
export const RESPONSE = {
  randomStarts: integer(
    4,
    'Random rows to start from, besides the present row, the uniform row, the n vertices and rows that open sets of inputs',
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

/** The starts that open sets of inputs; none where masks are not steep. */
function steepStarts(game: RowGame): Float64Array[] {
  const { n, steepness } = game;
  if (!(steepness > STEEP)) return [];
  return openingRows(game, Math.ceil((n * steepness) / STEEPNESS_A_START));
}

/** The best row of a game by searches from the present row, the others given, and in steep markets from those of `opening`. */
export function respond(
  game: RowPayoff,
  present: Float64Array,
  starts: Float64Array[],
  options: ValuesOf<typeof SEARCH>,
  opening: Float64Array[] = [],
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
  for (const start of opening) {
    const found = ascendOnSimplex(objective, start, options);
    const least = best.value + SAME * (1 + Math.abs(best.value));
    if (found.value > least) best = { point: found.point.slice(), value: found.value };
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
  const game = new RowGame(market, peer);
  return respond(game, present, starts, options, steepStarts(game));
}

/**
 * The best row of one peer against the others' present rows, by multi-start projected ascent.
 *
 * @param peer - 0 to n − 1
 * @throws {@link InvalidArgumentError} when the market, the peer or an option is invalid, or a payoff overflows
 */
export function bestResponse(
  market: Market,
  peer: number,
  options: BestResponseOptions = {},
): BestResponse {
  const settings = readParameters('bestResponse', RESPONSE, options);
  checkMarket('bestResponse', market);
  checkInteger('bestResponse', 'peer', peer, 0, market.peers - 1);
  const starts = startingRows('bestResponse', market.peers, settings);
  const found = respondOf(market, peer, starts, settings);
  checkResult('bestResponse', Float64Array.of(found.payoff, found.gain));
  return found;
}

/**
 * The gain of each peer from its best response to the others' present rows.
 *
 * @returns [n], in units of stake (payoffs are divided by τ); never negative
 * @throws {@link InvalidArgumentError} when the market or an option is invalid, or a payoff overflows
 */
export function nashGains(market: Market, options: BestResponseOptions = {}): Float64Array {
  return checkResult('nashGains', gainsOf('nashGains', market, options));
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
 * @throws {@link InvalidArgumentError} when the market or an option is invalid, or a payoff overflows
 */
export function nashGap(market: Market, options: BestResponseOptions = {}): number {
  return Math.max(...checkResult('nashGap', gainsOf('nashGap', market, options)));
}

/** {@link nashGap} with the defaults; infinite where payoffs overflow. */
export function nashGapOrInfinity(market: Market): number {
  const gap = Math.max(...gainsOf('nashGap', market, {}));
  return Number.isFinite(gap) ? gap : Infinity;
}

/**
 * The sum of all peers' gains from unilateral changes of their rows, Σ_i g_i: 0 at a Nash equilibrium. A lower bound, as
 * {@link nashGap} is.
 *
 * @returns in units of stake; never negative
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function nashConv(market: Market, options: BestResponseOptions = {}): number {
  return sum(gainsOf('nashConv', market, options));
}

/**
 * The mean of all peers' gains from unilateral changes of their rows, (1/n) Σ_i g_i: 0 at a Nash equilibrium. A lower
 * bound, as {@link nashGap} is.
 *
 * @returns in units of stake; never negative
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function exploitability(market: Market, options: BestResponseOptions = {}): number {
  return mean(gainsOf('exploitability', market, options));
}
