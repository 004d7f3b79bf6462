/*
 * A descent recorded at steps evenly spaced in log t, since it moves fast first and slowly later.
 */
import { largestSize } from '../math/rows.js';
import { logSpaced } from '../math/spacing.js';
import { integer, readParameters, type OptionsOf } from '../parameters/index.js';
import { descend, DESCENT, type Descent } from './descent.js';
import { nashGapOrInfinity } from './equilibrium/bestResponse.js';
import { checkMarket, type Market } from './market.js';
import { ownGradient } from './payoff.js';

const { onStep: _, ...UNWATCHED } = DESCENT;

/** The options of {@link traceDescent}. */
export const TRACE = {
  snapshots: integer(24, 'Most steps that are kept besides the start and the last'),
  ...UNWATCHED,
};

export type TraceOptions = OptionsOf<typeof TRACE>;

/** The state of a descent after some steps. */
export interface DescentPoint {
  /** Steps taken; 0 is the start. */
  readonly step: number;
  /** W, [n, n]. */
  readonly weights: Float64Array;
  /** max |∂P_i/∂w_ij|: the plain gradient, which does not vanish on the boundary of the simplex; infinite where it overflows. */
  readonly gradient: number;
  /** max |W⁺ − W|/λ of the next step: the projected gradient. */
  readonly residual: number;
  /** The most that any peer gains by changing its row alone, in units of stake; infinite where payoffs overflow. */
  readonly nashGap: number;
}

export interface DescentTrace extends Descent {
  /** The start, the recorded steps, and the last step. */
  readonly points: DescentPoint[];
}

/**
 * {@link descend} with a record of its course: weights, residual and Nash gap.
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function traceDescent(market: Market, options: TraceOptions = {}): DescentTrace {
  const { snapshots, ...settings } = readParameters('traceDescent', TRACE, options);
  checkMarket('traceDescent', market);
  const { peers: n } = market;
  const maxSteps = settings.maxSteps ?? (settings.order === 'sequential' ? 1000 * n * n : 1000 * n);
  const wanted = new Set(snapshots === 1 ? [1] : logSpaced(Math.max(1, maxSteps), snapshots));
  const kept: Pick<DescentPoint, 'step' | 'weights'>[] = [
    { step: 0, weights: market.weights.slice() },
  ];
  const end = descend(market, {
    ...settings,
    maxSteps,
    onStep: (step, weights) => {
      if (wanted.has(step)) kept.push({ step, weights: weights.slice() });
    },
  });
  if (kept[kept.length - 1].step < end.steps) kept.push({ step: end.steps, weights: end.weights });
  const { learningRate, simplex } = settings;
  const points = kept.map(({ step: taken, weights }) => {
    const here = { ...market, weights };
    const gradient = largestSize(ownGradient(here, here.ratio, 1));
    return {
      step: taken,
      weights,
      gradient: Number.isFinite(gradient) ? gradient : Infinity,
      residual: descend(here, { learningRate, simplex, maxSteps: 1, tolerance: 0 }).residual,
      nashGap: nashGapOrInfinity(here),
    };
  });
  return { ...end, points };
}
