/*
 * The equilibrium that the descent (13) converges to, W = Π(W + λF(W)) with F the own gradients of (14).
 *
 * A market can have several equilibria (at low temperature many), and the solver must find the descent's.
 * It has two phases:
 *
 *   path    W ← Π(W + hF(W)) with a step h ≥ λ that is as long as the path of small steps allows:
 *           h‖ΔF‖/‖ΔW‖ ≤ 1 keeps it stable, (h/2) max |ΔF| ≤ 2 · pathTolerance keeps it on the path
 *   Newton  once the free weights have not changed for a while: see newton.ts
 *
 * with ΔF the change of F over the step, on the weights above 0 and less its mean over them, since Π removes
 * the mean. A step that breaks a bound is undone and shortened, never below λ, the step of the descent.
 * Newton's steps are kept only if all of them stay small and inside the simplex and end below the tolerance;
 * otherwise the path continues from its last point. The residual is the descent's, so `converged` means the same.
 */
import { trust } from '../trust.js';
import {
  integer,
  nonNegative,
  omittable,
  positive,
  readParameters,
  type OptionsOf,
} from '../../parameters/index.js';
import { STEP, type Descent } from '../descent.js';
import { updateMask } from '../loss.js';
import { type Market } from '../market.js';
import { competitiveGradientRow } from '../payoff.js';
import { createState, type State } from '../state.js';
import { largestChange, stepRows } from '../step.js';
import { createNewton, newtonStep, type Newton } from './newton.js';

/** The options of {@link solveEquilibrium}. */
export const EQUILIBRIUM = {
  learningRate: STEP.learningRate,
  tolerance: nonNegative(1e-9, 'Ends where max |Π(W + λF) − W|/λ is below it', { symbol: 'ε' }),
  maxEvaluations: omittable(integer(1, 'Most evaluations of all gradients'), '1000 · n'),
  pathTolerance: positive(3e-4, "Distance of a step from the descent's path, in units of weight"),
};

export type EquilibriumOptions = OptionsOf<typeof EQUILIBRIUM>;

export interface Equilibrium extends Descent {
  /** Steps kept, of both phases. */
  readonly steps: number;
  /** Work in evaluations of all n gradients; Newton's linear algebra counts as n³ multiplications each. */
  readonly evaluations: number;
}

/** The target of h‖ΔF‖/‖ΔW‖; a step above twice this is refused. */
const STABLE = 0.5;
/** The largest factor by which a step grows. */
const GROWTH = 1.2;
/** A step's target error is pathTolerance; a step above this multiple of it is refused. */
const SLACK = 2;
/** Newton is tried after this many steps with the same free weights, and later after each failure. */
const PATIENCE = 5;
/** Newton steps in one attempt: it converges quadratically or not at all. */
const NEWTON_STEPS = 8;
/** The largest change of a weight in a Newton step, since a larger one may lead to another equilibrium. */
const NEWTON_REACH = 0.1;

interface Search {
  readonly state: State;
  readonly newton: Newton;
  readonly learningRate: number;
  readonly tolerance: number;
  readonly pathTolerance: number;
  /** The weights and gradient to restore when a step is undone. */
  readonly keptWeights: Float64Array;
  readonly keptGradient: Float64Array;
  /** h, the path's next step. */
  rate: number;
  evaluations: number;
  steps: number;
}

/** Mask, pressures and gradient at the state's weights. */
function evaluate(search: Search): void {
  const { state } = search;
  updateMask(state);
  for (let i = 0; i < state.n; i++) competitiveGradientRow(state, i);
  search.evaluations++;
}

/** max |Π(W + λF) − W|/λ, NaN where the step overflows. */
function residual({ state, learningRate }: Search): number {
  const { n, weights, next, gradient } = state;
  if (!stepRows(weights, gradient, learningRate, n, next)) return Number.NaN;
  return largestChange(weights, next) / learningRate;
}

function keep({ state, keptWeights, keptGradient }: Search): void {
  keptWeights.set(state.weights);
  keptGradient.set(state.gradient);
}

function undo({ state, keptWeights, keptGradient }: Search): void {
  state.weights.set(keptWeights);
  state.gradient.set(keptGradient);
}

/** Measures of the step from the kept weights: h‖ΔF‖/‖ΔW‖, (h/2) max |ΔF|, and whether free weights stayed. */
function judge({ state, keptWeights, keptGradient, rate }: Search): {
  stiffness: number;
  error: number;
  settled: boolean;
} {
  const { n, weights, gradient } = state;
  let [moved, turned, largest] = [0, 0, 0];
  let settled = true;
  for (let row = 0; row < n * n; row += n) {
    let [mean, free] = [0, 0];
    for (let at = row; at < row + n; at++) {
      moved += (weights[at] - keptWeights[at]) ** 2;
      if (weights[at] > 0 !== keptWeights[at] > 0) settled = false;
      if (weights[at] === 0) continue;
      mean += gradient[at] - keptGradient[at];
      free++;
    }
    mean /= free;
    for (let at = row; at < row + n; at++) {
      if (weights[at] === 0) continue;
      const change = gradient[at] - keptGradient[at] - mean;
      turned += change * change;
      largest = Math.max(largest, Math.abs(change));
    }
  }
  const stiffness = moved > 0 ? rate * Math.sqrt(turned / moved) : 0;
  return { stiffness, error: 0.5 * rate * largest, settled };
}

/** One step of the path, kept or undone; returns whether it was kept with the same free weights. */
function pathStep(search: Search): boolean {
  const { state, learningRate, pathTolerance } = search;
  keep(search);
  if (!stepRows(state.weights, state.gradient, search.rate, state.n, state.next)) {
    search.rate = Math.max(learningRate, 0.1 * search.rate);
    return false;
  }
  state.weights.set(state.next);
  evaluate(search);
  const { stiffness, error, settled } = judge(search);
  const longer = Math.min(STABLE / stiffness, 0.8 * Math.sqrt(pathTolerance / error));
  const bad = stiffness > 2 * STABLE || error > SLACK * pathTolerance;
  if (bad && search.rate > learningRate) {
    undo(search);
    search.rate = Math.max(learningRate, search.rate * Math.max(0.1, Math.min(0.7, longer)));
    return false;
  }
  search.steps++;
  search.rate = Math.max(learningRate, search.rate * Math.min(GROWTH, Math.max(0.5, longer)));
  return settled;
}

/** Newton from the state's weights; returns the residual below the tolerance, or undefined with all steps undone. */
function tryNewton(search: Search): number | undefined {
  const { state, newton } = search;
  const { weights } = state;
  keep(search);
  for (let step = 1; step <= NEWTON_STEPS; step++) {
    const { found, cost } = newtonStep(newton, state);
    search.evaluations += cost / state.n ** 3;
    if (!found || !fits(newton.change, weights)) break;
    for (let at = 0; at < weights.length; at++) weights[at] += newton.change[at];
    evaluate(search);
    const reached = residual(search);
    if (reached < search.tolerance) {
      search.steps += step;
      return reached;
    }
  }
  undo(search);
  return undefined;
}

function fits(change: Float64Array, weights: Float64Array): boolean {
  for (let at = 0; at < change.length; at++) {
    if (!(Math.abs(change[at]) <= NEWTON_REACH) || weights[at] + change[at] < 0) return false;
  }
  return true;
}

/**
 * The equilibrium that {@link descend} converges to, in far fewer evaluations: W = Π(W + λ ∂P/∂W), found
 * along the descent's path by the longest steps that stay on it, then by Newton's method.
 *
 * Always with the Euclidean projection: `renormalise` has other fixed points. Where equilibria lie close
 * together (temperatures near 0.1) a few networks in a hundred end at another one than the descent, as the
 * descent itself does at half its learning rate; a smaller `pathTolerance` makes that rarer. Very uneven
 * stake makes the path stiff, peers of little stake moving slowly: expect thousands of evaluations.
 *
 * @returns the weights, [n, n]; `converged` is false where the descent's residual stays above the tolerance or a step
 * overflows
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function solveEquilibrium(market: Market, options: EquilibriumOptions = {}): Equilibrium {
  const where = 'solveEquilibrium';
  const settings = readParameters(where, EQUILIBRIUM, options);
  const state = createState(where, market);
  const { learningRate, tolerance, pathTolerance } = settings;
  const maxEvaluations = settings.maxEvaluations ?? 1000 * state.n;
  const search: Search = {
    state,
    newton: createNewton(state.n),
    learningRate,
    tolerance,
    pathTolerance,
    keptWeights: new Float64Array(state.n * state.n),
    keptGradient: new Float64Array(state.n * state.n),
    rate: learningRate,
    evaluations: 0,
    steps: 0,
  };
  evaluate(search);
  let reached = residual(search);
  let [quiet, patience] = [0, PATIENCE];
  while (reached >= tolerance && search.evaluations < maxEvaluations) {
    quiet = pathStep(search) ? quiet + 1 : 0;
    reached = residual(search);
    if (quiet < patience || reached < tolerance) continue;
    const solved = tryNewton(search);
    if (solved !== undefined) reached = solved;
    quiet = 0;
    patience *= 1.5;
  }
  return {
    weights: trust('weights', state.n, state.weights),
    steps: search.steps,
    residual: Number.isNaN(reached) ? Number.POSITIVE_INFINITY : reached,
    converged: reached < tolerance,
    evaluations: Math.ceil(search.evaluations),
  };
}
