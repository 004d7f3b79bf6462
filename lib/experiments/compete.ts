/*
 * One network of figure 4: descended at every ratio from the same start (paired), each outcome held
 * against the same ideal rank.
 */
import {
  descend,
  idealRank,
  nashGap,
  rank,
  solveEquilibrium,
  sparsity,
  type Descent,
  type Market,
} from '../market/index.js';
import { drawNetwork, networkStream, type CompetitionParameters } from './parameters.js';
import { cell } from './study.js';

/** Newton's last steps cost next to nothing, and a rank is known to 1e-4 only at a residual this small. */
const FAST_TOLERANCE = 1e-9;

/** What became of one network at one ratio. */
export interface Outcome {
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
  /** The largest gain any peer has from changing its row alone, in units of payoff P/τ. */
  readonly nashGap: number;
}

/** One network at every ratio. */
export interface Competed {
  /** The ideal rank R of (2), [n]. */
  readonly ideal: number[];
  readonly outcomes: Outcome[];
}

/** Draws network `network` and descends it at every ratio. */
export function compete(parameters: CompetitionParameters, network: number): Competed {
  const { ownInput, outputs } = parameters;
  const start = drawNetwork(parameters, network);
  const outcomes = parameters.ratios.map((ratio) => {
    const { weights, ...descent } = settle({ ...start, ratio }, parameters, network);
    const end = { ...start, ratio, weights };
    return {
      ratio,
      rank: Array.from(rank(end)),
      sparsity: cell(sparsity(end, { definition: parameters.sparsity })),
      diagonal: sparsity(end, { definition: 'fraction' }),
      ...descent,
      nashGap: nashGap(end, { ownInput }),
    };
  });
  return { ideal: Array.from(idealRank(start, { outputs, ownInput })), outcomes };
}

/** The market's weights once everyone has ascended its payoff. */
function settle(market: Market, parameters: CompetitionParameters, network: number): Descent {
  const { ownInput, simplex, order, learningRate, tolerance, maxSteps, solver } = parameters;
  if (solver === 'fast') {
    const { weights, evaluations, residual, converged } = solveEquilibrium(market, {
      ownInput,
      learningRate,
      tolerance: Math.min(tolerance, FAST_TOLERANCE),
      ...(maxSteps === null ? {} : { maxEvaluations: maxSteps }),
    });
    return { weights, steps: evaluations, residual, converged };
  }
  const seed = networkStream(parameters.seed, network)
    .split('order')
    .integer(2 ** 31);
  return descend(market, {
    ownInput,
    simplex,
    order,
    learningRate,
    tolerance,
    seed,
    ...(maxSteps === null ? {} : { maxSteps }),
  });
}
