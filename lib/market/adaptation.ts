/*
 * §3, figure 5: the network varies inflation until the weights are as sparse as wanted.
 *
 *   W ← Π(W + λ(−α ∂L/∂W + τ ∂R/∂W)),   then   τ ← max(0, τ + gain · (target − sparsity(W)))
 */
import {
  checkInteger,
  checkNonNegative,
  checkOneOf,
  checkOptionNames,
  checkPositive,
} from '../math/checks.js';
import { checkStepOptions, competitiveStepOf, STEP_DEFAULTS, type StepOptions } from './descent.js';
import { type Market } from './market.js';
import { SPARSITY_DEFINITIONS, sparsityOf, type SparsityDefinition } from './sparsity.js';
import { createState } from './state.js';

export interface AdaptationOptions extends StepOptions {
  /** At least 0. */
  steps: number;
  /** α, the worth of a unit of loss, above 0. The market's `ratio` is not read. Default 1. */
  alpha?: number;
  /** τ₀, at least 0. Default 0. */
  initialInflation?: number;
  /** The sparsity wanted, above 0. Default 1. */
  target?: number;
  /** How fast τ answers, above 0. Default 0.01. */
  gain?: number;
  /** The definition of sparsity. Default `ratio`, the caption's. */
  sparsity?: SparsityDefinition;
  /** Called after each step. `weights` is the live array: copy what is to be kept, change nothing. */
  onStep?: (step: number, weights: Float64Array) => void;
}

export const ADAPTATION_DEFAULTS = {
  alpha: 1,
  initialInflation: 0,
  target: 1,
  gain: 0.01,
  sparsity: 'ratio',
} as const satisfies Partial<AdaptationOptions>;

export interface Adaptation {
  /** The last W, [n, n]. */
  readonly weights: Float64Array;
  /** Sparsity after each step, [steps]; infinite under `ratio` where every peer weights itself alone. */
  readonly sparsity: Float64Array;
  /** τ after each step, [steps]. */
  readonly inflation: Float64Array;
}

/**
 * Competitive descent under an adaptive τ (figure 5).
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function adaptInflation(market: Market, options: AdaptationOptions): Adaptation {
  const where = 'adaptInflation';
  const known = [
    ...Object.keys(STEP_DEFAULTS),
    ...Object.keys(ADAPTATION_DEFAULTS),
    'steps',
    'onStep',
  ];
  checkOptionNames(where, options, known);
  const settings = { ...STEP_DEFAULTS, ...ADAPTATION_DEFAULTS, ...options };
  const { steps, alpha, initialInflation, target, gain, sparsity: definition, onStep } = settings;
  checkInteger(where, 'steps', steps, 0);
  checkPositive(where, 'alpha', alpha);
  checkNonNegative(where, 'initialInflation', initialInflation);
  checkPositive(where, 'target', target);
  checkPositive(where, 'gain', gain);
  checkOneOf(where, 'sparsity', definition, SPARSITY_DEFINITIONS);
  checkStepOptions(where, settings);
  const state = createState(where, market);
  state.utility = alpha;
  state.inflation = initialInflation;
  const sparsity = new Float64Array(steps);
  const inflation = new Float64Array(steps);
  for (let step = 0; step < steps; step++) {
    competitiveStepOf(where, state, settings, step + 1);
    sparsity[step] = sparsityOf(state.n, state.weights, definition);
    state.inflation = Math.max(0, state.inflation + gain * (target - sparsity[step]));
    inflation[step] = state.inflation;
    onStep?.(step + 1, state.weights);
  }
  return { weights: state.weights, sparsity, inflation };
}
