/*
 * One network under one reading, at every ratio: the weights at which its dynamics ends, and how they score.
 *
 * The plus sign of (15) is the market with −H: every function then reads the loss as a gain.
 */
import { mean } from '../../math/rows.js';
import { correlation } from '../../math/correlation.js';
import {
  coordinatedDescend,
  idealRank,
  nashGap,
  rank,
  runDynamics,
  shapleyRank,
  sparsity,
  type Market,
} from '../../market/index.js';
import { Hindsight } from '../../market/equilibrium/hindsight.js';
import { defaultsOf } from '../../parameters/index.js';
import { MARKET, networkStream, sampleMarket } from '../market/parameters.js';
import { trainedSize } from '../market/trainedHessians.js';
import { cell } from '../result.js';
import { type Variant } from './variants.js';

/** Ranks that differ by less than this part of their mean are equal: no dynamics comes to rest exactly. */
const EQUAL = 1e-3;
/** Steps of play whose column means differ by less stand as one in hindsight. */
const RESOLUTION = 5e-3;
/** Steps of the coordinated ascent, whose losses are then the least to four digits. */
const COORDINATED_STEPS = 2000;

/** The end of one reading of one network at one ratio. */
export interface Score {
  readonly ratio: number;
  /** R*, [n]. */
  readonly rank: number[];
  /** Σ_i w_ii / Σ_ij w_ij. */
  readonly kept: number;
  /** Pearson r of R* with (2), with the Shapley rank, and with the coordinated rank; null where all ranks are equal. */
  readonly ideal: number | null;
  readonly shapley: number | null;
  readonly coordinated: number | null;
  /** The Nash gap, in mean ranks. */
  readonly gap: number;
  /** The largest average regret of any peer over the most steps, in mean ranks. */
  readonly regret: number;
  readonly steps: number;
  readonly converged: boolean;
}

/** One network under one reading. */
export interface Scored {
  /** R of (2), [n]. */
  readonly ideal: number[];
  /** The Shapley rank, [n]. */
  readonly shapley: number[];
  readonly scores: Score[];
}

/** Scores network `network`; null where there is no such trained network. */
export function score(variant: Variant, network: number): Scored | null {
  const { hessians, sign, temperature, ratios, rate } = variant;
  if (hessians === 'trained' && network >= trainedSize().networks) return null;
  const sampled = sampleMarket({ ...defaultsOf(MARKET), ...variant }, network);
  const played =
    sign === 'for' ? { ...sampled, hessians: sampled.hessians.map((value) => -value) } : sampled;
  const [ideal, shapley] = [idealRank(sampled), shapleyRank(sampled)];
  // Σ_k P_k is the mean stake less α/τ times all losses: one ascent serves every ratio.
  const together = { ...played, ratio: 10 };
  const { weights } = coordinatedDescend(together, {
    learningRate: Math.min(rate, paceOf(temperature, together.ratio)),
    maxSteps: Math.min(variant.maxSteps, COORDINATED_STEPS),
  });
  const coordinated = rank({ ...together, weights });
  const scores = ratios.map((ratio): Score => {
    const start = { ...played, ratio };
    const { regret, ...end } = play(start, variant, network);
    const market = { ...start, weights: end.weights };
    const found = rank(market);
    const unit = mean(found);
    const connected = Math.max(...found) - Math.min(...found) > EQUAL * unit;
    const with_ = (other: Float64Array): number | null =>
      connected ? cell(correlation(found, other)) : null;
    return {
      ...{ ratio, rank: Array.from(found), steps: end.steps, converged: end.converged },
      kept: sparsity(market, { definition: 'fraction' }),
      ideal: with_(ideal),
      shapley: with_(shapley),
      coordinated: with_(coordinated),
      gap: nashGap(market) / unit,
      regret: regret / unit,
    };
  });
  return { ideal: Array.from(ideal), shapley: Array.from(shapley), scores };
}

/** A step size at which no dynamics oscillates: the curvature of a payoff is about α/τ · H/T². */
function paceOf(temperature: number, ratio: number): number {
  return ratio > 0 ? (5 * temperature * temperature) / ratio : Infinity;
}

/** The play of one market, with the largest regret of any peer; what is at rest stays there until the most steps. */
function play(market: Market, variant: Variant, network: number) {
  const { dynamics, stop, learningRate, rate, temperature, tolerance, seed } = variant;
  const maxSteps = stop ?? variant.maxSteps;
  const hindsight = new Hindsight(market, RESOLUTION);
  hindsight.add(market.weights);
  const end = runDynamics(market, {
    ...{ dynamics, maxSteps },
    learningRate: stop === null ? Math.min(rate, paceOf(temperature, market.ratio)) : learningRate,
    tolerance: stop === null ? tolerance : 0,
    seed: networkStream(seed, network)
      .split('order')
      .integer(2 ** 31),
    onStep: (_, weights) => {
      hindsight.add(weights);
    },
  });
  hindsight.add(end.weights, maxSteps - end.steps);
  return { ...end, regret: Math.max(...hindsight.regrets()) };
}
