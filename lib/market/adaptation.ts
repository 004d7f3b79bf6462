/*
 * §3, figure 5: inflation varies until the weights reach a target sparsity.
 *
 *   W ← Π(W + λ(−α ∂L/∂W + τ ∂R/∂W)),   then   τ ← max(0, τ + gain · (target − sparsity(W)))
 */
import { checkMemory } from '../math/memory.js';
import {
  callback,
  choice,
  integer,
  nonNegative,
  positive,
  readParameters,
  required,
  type OptionsOf,
} from '../parameters/index.js';
import { competitiveStepOf, STEP, type OnStep } from './descent.js';
import { type Market } from './market.js';
import { SPARSITY_DEFINITIONS, sparsityOf } from './sparsity.js';
import { createState } from './state.js';

/** The options of {@link adaptInflation}. */
export const ADAPTATION = {
  ...STEP,
  alpha: positive(1, 'Worth of a unit of loss; the market’s `ratio` is not read', { symbol: 'α' }),
  initialInflation: nonNegative(0, 'Inflation before the first step', { symbol: 'τ₀' }),
  target: positive(1, 'The sparsity wanted'),
  gain: positive(0.01, 'How fast τ answers'),
  sparsity: choice(SPARSITY_DEFINITIONS, 'ratio', 'Diagonal over the rest, or over the total'),
  steps: required(integer(0, 'Steps', { least: 0 })),
  onStep: callback<OnStep>('Called after each step with its number and the live weights'),
};

export type AdaptationOptions = OptionsOf<typeof ADAPTATION>;

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
  const settings = readParameters(where, ADAPTATION, options);
  const { steps, alpha, initialInflation, target, gain, sparsity: definition, onStep } = settings;
  const state = createState(where, market);
  state.utility = alpha;
  state.inflation = initialInflation;
  checkMemory(where, `a history of ${steps} steps`, 16 * steps);
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
