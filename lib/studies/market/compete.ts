/*
 * One market at every ratio: descents from the same start (paired), with the same ideal and Shapley rank.
 */
import {
  idealRank,
  nashGap,
  rank,
  shapleyRank,
  solveEquilibrium,
  sparsity,
  type Descent,
  type Market,
} from '../../market/index.js';
import { type Kernel } from '../../kernel/index.js';
import { inStake } from '../../market/units.js';
import { cell } from '../result.js';
import { networkStream, sampleMarket, type CompetitionParameters } from './parameters.js';

/** The tolerance of the fast solver: Newton's last steps are cheap, and ranks need it to be accurate to 1e-4. */
const FAST_TOLERANCE = 1e-9;

/** One market's equilibrium at one ratio. */
export interface Outcome {
  /** In the unit of the parameters. */
  readonly ratio: number;
  /** The competitive rank R*, (5) at the last weights, [n]. */
  readonly rank: number[];
  readonly sparsity: number | null;
  /** Σ_i w_ii / Σ_ij w_ij, in [0, 1]. */
  readonly diagonal: number;
  /** Steps of descent; evaluations of all gradients where the solver is `fast`. */
  readonly steps: number;
  readonly residual: number;
  readonly converged: boolean;
  /** The implementation used: the kernel, the readable definition, or the fast solver. */
  readonly implementation: 'kernel' | 'definition' | 'solver';
  /** The largest gain of any peer from changing its row alone, in units of payoff P/τ. */
  readonly nashGap: number;
}

/** One market at every ratio. */
export interface Competed {
  /** The ideal rank R of (2), [n]. */
  readonly ideal: number[];
  /** The Shapley rank, the row sums of the Hessians where outputs are 1, [n]. */
  readonly shapley: number[];
  readonly outcomes: Outcome[];
}

/**
 * Samples the market of network `network` and finds its equilibrium at every ratio.
 *
 * @param gapOf - the Nash gap of an end; its search costs more than all else in a cold market of many peers
 */
export function compete(
  parameters: CompetitionParameters,
  network: number,
  kernel: Kernel,
  gapOf: (end: Market) => number = nashGap,
): Competed {
  const { outputs, ratios, ratioUnit } = parameters;
  const start = sampleMarket(parameters, network);
  const starts = ratios.map((ratio) => ({
    ...start,
    ratio: inStake('compete', ratio, ratioUnit, start),
  }));
  const ends =
    parameters.solver === 'fast'
      ? starts.map((market) => solve(market, parameters))
      : descendAll(starts, parameters, network, kernel);
  const outcomes = ends.map(({ weights, ...rest }, at) => {
    const end = { ...starts[at], weights };
    return {
      ratio: ratios[at],
      rank: Array.from(rank(end)),
      sparsity: cell(sparsity(end, { definition: parameters.sparsity })),
      diagonal: sparsity(end, { definition: 'fraction' }),
      ...rest,
      nashGap: gapOf(end),
    };
  });
  return {
    ideal: Array.from(idealRank(start, { outputs })),
    shapley: Array.from(shapleyRank(start, { outputs })),
    outcomes,
  };
}

/** The end of a descent and the program that found it. */
export interface Settled extends Descent {
  readonly implementation: Outcome['implementation'];
}

/** The paper's descent, at all ratios together: the kernel reads their common Hessians once. */
function descendAll(
  starts: readonly Market[],
  parameters: CompetitionParameters,
  network: number,
  kernel: Kernel,
): Settled[] {
  const { simplex, order, learningRate, tolerance, maxSteps } = parameters;
  const seed = networkStream(parameters.seed, network)
    .split('order')
    .integer(2 ** 31);
  const most = maxSteps === null ? {} : { maxSteps };
  return kernel.descendMany(starts, {
    simplex,
    order,
    learningRate,
    tolerance,
    seed,
    ...most,
  });
}

/** The equilibrium by the fast solver, with its evaluations as steps. */
export function solve(
  market: Market,
  parameters: Pick<CompetitionParameters, 'learningRate' | 'tolerance' | 'maxSteps'>,
): Settled {
  const { learningRate, tolerance, maxSteps } = parameters;
  const { evaluations, ...equilibrium } = solveEquilibrium(market, {
    learningRate,
    tolerance: Math.min(tolerance, FAST_TOLERANCE),
    ...(maxSteps === null ? {} : { maxEvaluations: maxSteps }),
  });
  return { ...equilibrium, steps: evaluations, implementation: 'solver' };
}
