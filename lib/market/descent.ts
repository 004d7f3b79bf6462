/*
 * (13)  W^{t+1} = Π(W^t + λ ΔW),   (14)  ΔW = [∂P_0/∂W_0; …; ∂P_n/∂W_n]
 *
 * Π returns each row to the simplex. A run has converged when the projected gradient is small,
 * max |W^{t+1} − W^t| / λ < ε: the plain gradient does not vanish on the boundary.
 */
import {
  checkInteger,
  checkNonNegative,
  checkOneOf,
  checkOptionNames,
  checkPositive,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { createStream, type RandomStream } from '../math/random.js';
import { updateMask } from './loss.js';
import {
  STEP_ORDERS,
  SIMPLEX_METHODS,
  type Market,
  type SimplexMethod,
  type StepOrder,
} from './market.js';
import { competitiveGradientRow, coordinatedGradient } from './payoff.js';
import { createState, type State } from './state.js';
import { largestChange, stepRow } from './step.js';
import { trust } from './trust.js';

/** How a row steps: the choices that every descent shares. */
export interface StepOptions {
  /** λ of (13), above 0. Default 0.005, the paper's. */
  learningRate?: number;
  /** How a row returns to the simplex. Default `project`. */
  simplex?: SimplexMethod;
}

export const STEP_DEFAULTS = {
  learningRate: 0.005,
  simplex: 'project',
} as const satisfies Required<StepOptions>;

/** When a descent ends. */
export interface StopOptions {
  /** ε: ends when max |W⁺ − W|/λ < ε; 0 never stops early. Default 1e-5. */
  tolerance?: number;
  /** Ends after this many steps. Default 1000 · n, the paper's; n times that for `sequential` order. */
  maxSteps?: number;
  /** Called after each step. `weights` is the live array: copy what is to be kept, change nothing. */
  onStep?: (step: number, weights: Float64Array) => void;
}

export interface DescentOptions extends StepOptions, StopOptions {
  /** All rows at once (default), or one random peer a step. */
  order?: StepOrder;
  /** Seed of the order of peers for `sequential`. Default 0. */
  seed?: number;
}

export interface Descent {
  /** The last W, [n, n]. */
  readonly weights: Float64Array;
  /** Steps taken. */
  readonly steps: number;
  /** The last max |W⁺ − W|/λ over all rows; infinite where the step from here overflows. */
  readonly residual: number;
  /** Whether the residual fell below the tolerance. */
  readonly converged: boolean;
}

/** @throws {@link InvalidArgumentError} when an option is out of range. */
export function checkStepOptions(where: string, options: Required<StepOptions>): void {
  checkPositive(where, 'learningRate', options.learningRate);
  checkOneOf(where, 'simplex', options.simplex, SIMPLEX_METHODS);
}

/**
 * Row i of Π(W + λ · gradient), written to the state's `next`; returns whether the step is finite.
 */
function stepPeer(
  state: State,
  i: number,
  { learningRate, simplex }: Required<StepOptions>,
): boolean {
  const { n, weights, next, gradient } = state;
  return stepRow(weights, gradient, learningRate, i * n, n, simplex, next);
}

/** Makes `next` the state's weights; returns max |W⁺ − W|. */
function advance(state: State): number {
  const { weights, next } = state;
  state.weights = next;
  state.next = weights;
  return largestChange(weights, next);
}

/**
 * One step of (13), all rows at once; returns the residual max |W⁺ − W|/λ, or NaN where the step overflows and the
 * weights stay.
 */
export function competitiveStep(state: State, step: Required<StepOptions>): number {
  updateMask(state);
  let finite = true;
  for (let i = 0; i < state.n; i++) {
    competitiveGradientRow(state, i);
    if (!stepPeer(state, i, step)) finite = false;
  }
  return finite ? advance(state) / step.learningRate : Number.NaN;
}

/**
 * One step of (13) of a run that has no other way to end than its number of steps.
 *
 * @param taken - the step's number, for the message
 * @throws {@link InvalidArgumentError} when the step overflows
 */
export function competitiveStepOf(
  where: string,
  state: State,
  step: Required<StepOptions>,
  taken: number,
): void {
  if (!Number.isNaN(competitiveStep(state, step))) return;
  const rule = 'market and options must keep every step finite';
  throw new InvalidArgumentError(where, rule, `an overflow in step ${taken}`);
}

function coordinatedStep(state: State, step: Required<StepOptions>): number {
  updateMask(state);
  coordinatedGradient(state);
  let finite = true;
  for (let i = 0; i < state.n; i++) if (!stepPeer(state, i, step)) finite = false;
  return finite ? advance(state) / step.learningRate : Number.NaN;
}

/** One random peer steps and the others stay; returns whether the step is finite. */
function sequentialStep(state: State, step: Required<StepOptions>, stream: RandomStream): boolean {
  const i = stream.integer(state.n);
  updateMask(state);
  competitiveGradientRow(state, i);
  if (!stepPeer(state, i, step)) return false;
  const row = i * state.n;
  state.weights.set(state.next.subarray(row, row + state.n), row);
  return true;
}

/** The residual of a simultaneous step from here, by which a sequential run is judged. */
function residualOf(state: State, options: Required<StepOptions>): number {
  const { weights } = state;
  const residual = competitiveStep(state, options);
  if (state.weights !== weights) {
    state.next = state.weights;
    state.weights = weights;
  }
  return residual;
}

function withDefaults(
  where: string,
  defaultMaxSteps: number,
  { learningRate = STEP_DEFAULTS.learningRate, simplex = STEP_DEFAULTS.simplex }: StepOptions,
  { tolerance = 1e-5, maxSteps = defaultMaxSteps }: StopOptions,
): { step: Required<StepOptions>; tolerance: number; maxSteps: number } {
  const step = { learningRate, simplex };
  checkStepOptions(where, step);
  checkNonNegative(where, 'tolerance', tolerance);
  checkInteger(where, 'maxSteps', maxSteps, 0);
  return { step, tolerance, maxSteps };
}

/** Steps until the residual is below the tolerance, the steps run out, or a step overflows: NaN. */
function run(
  state: State,
  step: () => number | undefined,
  {
    tolerance,
    maxSteps,
    onStep,
  }: { tolerance: number; maxSteps: number; onStep: StopOptions['onStep'] },
): Descent {
  let steps = 0;
  let residual = Number.POSITIVE_INFINITY;
  let converged = false;
  while (steps < maxSteps && !converged) {
    const found = step();
    if (Number.isNaN(found)) {
      residual = Number.POSITIVE_INFINITY;
      break;
    }
    residual = found ?? residual;
    steps++;
    converged = residual < tolerance;
    onStep?.(steps, state.weights);
  }
  const weights = trust('weights', state.n, state.weights);
  return { weights, steps, residual, converged };
}

/** The names of {@link DescentOptions}. */
export const DESCENT_OPTIONS: readonly string[] = [
  'learningRate',
  'simplex',
  'tolerance',
  'maxSteps',
  'onStep',
  'order',
  'seed',
];

/**
 * Competitive descent, (13) and (14): every peer ascends its own payoff, W ← Π(W + λ ∂P/∂W), until
 * max |W⁺ − W|/λ < ε or the steps run out. A step that overflows ends it, not converged, before that step. λ = 0.005 oscillates at low temperature: see `converged`.
 *
 * With `sequential` order a step moves one peer drawn at random, and every n steps the residual of a
 * simultaneous step from there is judged.
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function descend(market: Market, options: DescentOptions = {}): Descent {
  return descendFrom('descend', () => createState('descend', market), options);
}

/** {@link descend} for any kind of market of which `create` makes a state. */
export function descendFrom(where: string, create: () => State, options: DescentOptions): Descent {
  checkOptionNames(where, options, DESCENT_OPTIONS);
  const { order = 'simultaneous', seed = 0, onStep } = options;
  checkOneOf(where, 'order', order, STEP_ORDERS);
  checkInteger(where, 'seed', seed, 0);
  const state = create();
  const { n } = state;
  const defaultMaxSteps = order === 'sequential' ? 1000 * n * n : 1000 * n;
  const { step, tolerance, maxSteps } = withDefaults(where, defaultMaxSteps, options, options);
  if (order === 'simultaneous') {
    return run(state, () => competitiveStep(state, step), { tolerance, maxSteps, onStep });
  }
  const stream = createStream(seed).split('order');
  let taken = 0;
  const sequential = (): number | undefined => {
    if (!sequentialStep(state, step, stream)) return Number.NaN;
    return ++taken % n === 0 || taken === maxSteps ? residualOf(state, step) : undefined;
  };
  return run(state, sequential, { tolerance, maxSteps, onStep });
}

/**
 * Coordinated descent: all rows ascend the sum of payoffs, W ← Π(W + λ ∂(Σ_k P_k)/∂W). Since Σ_k R_k
 * does not depend on W, this minimises the sum of losses, the benchmark (1).
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function coordinatedDescend(
  market: Market,
  options: StepOptions & StopOptions = {},
): Descent {
  checkOptionNames('coordinatedDescend', options, DESCENT_OPTIONS.slice(0, 5));
  const { onStep } = options;
  const state = createState('coordinatedDescend', market);
  const { step, ...stop } = withDefaults(
    'coordinatedDescend',
    1000 * market.peers,
    options,
    options,
  );
  return run(state, () => coordinatedStep(state, step), { ...stop, onStep });
}
