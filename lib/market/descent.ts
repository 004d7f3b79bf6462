/*
 * (13)  W^{t+1} = Π(W^t + λ ΔW),   (14)  ΔW = [∂P_0/∂W_0; …; ∂P_n/∂W_n]
 *
 * Π returns each row to the simplex. A run has converged when the projected gradient is small,
 * max |W^{t+1} − W^t| / λ < ε: the plain gradient does not vanish on the boundary.
 */
import { InvalidArgumentError } from '../math/errors.js';
import { createStream, type RandomStream } from '../math/random.js';
import {
  callback,
  choice,
  integer,
  nonNegative,
  omittable,
  positive,
  readParameters,
  type OptionsOf,
  type ValuesOf,
} from '../parameters/index.js';
import { updateMask } from './loss.js';
import { SIMPLEX_METHODS, STEP_ORDERS, type Market } from './market.js';
import { competitiveGradientRow, coordinatedGradient } from './payoff.js';
import { createState, type State } from './state.js';
import { largestChange, stepRow } from './step.js';
import { trust } from './trust.js';

/** The options of one step of a row, shared by every descent. */
export const STEP = {
  learningRate: positive(0.005, 'Step size λ of (13)', { symbol: 'λ' }),
  simplex: choice(SIMPLEX_METHODS, 'project', 'Return of a row to the simplex'),
};

export type StepOptions = OptionsOf<typeof STEP>;
/** {@link StepOptions} with every value set. */
export type Step = ValuesOf<typeof STEP>;

/** Called after each step with the number of steps taken and the live weights, which must be copied to be kept. */
export type OnStep = (step: number, weights: Float64Array) => void;

/** The options that end a descent. */
export const STOP = {
  tolerance: nonNegative(1e-5, 'Ends where max |W⁺ − W|/λ falls below it; 0 never stops early', {
    symbol: 'ε',
  }),
  maxSteps: omittable(
    integer(0, 'Most steps', { least: 0 }),
    '1000 · n, the paper’s; 1000 · n² in sequential order',
  ),
  onStep: callback<OnStep>('Called after each step with its number and the live weights'),
};

export type StopOptions = OptionsOf<typeof STOP>;

/** The options of a descent. */
export const DESCENT = {
  ...STEP,
  ...STOP,
  order: choice(STEP_ORDERS, 'simultaneous', 'All rows step at once, or one random peer a step'),
  seed: integer(0, 'Seed of the order of peers where it is sequential', { least: 0 }),
};

export type DescentOptions = OptionsOf<typeof DESCENT>;

export interface Descent {
  /** The last W, [n, n]. */
  readonly weights: Float64Array;
  /** Steps taken. */
  readonly steps: number;
  /** The last max |W⁺ − W|/λ over all rows; infinite where the next step overflows. */
  readonly residual: number;
  /** Whether the residual fell below the tolerance. */
  readonly converged: boolean;
}

/**
 * Row i of Π(W + λ · gradient), written to the state's `next`; returns whether the step is finite.
 */
function stepPeer(state: State, i: number, { learningRate, simplex }: Step): boolean {
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
export function competitiveStep(state: State, step: Step): number {
  updateMask(state);
  let finite = true;
  for (let i = 0; i < state.n; i++) {
    competitiveGradientRow(state, i);
    if (!stepPeer(state, i, step)) finite = false;
  }
  return finite ? advance(state) / step.learningRate : Number.NaN;
}

/**
 * One step of (13) in a run of a fixed number of steps.
 *
 * @param taken - the step's number, for the message
 * @throws {@link InvalidArgumentError} when the step overflows
 */
export function competitiveStepOf(where: string, state: State, step: Step, taken: number): void {
  if (!Number.isNaN(competitiveStep(state, step))) return;
  const rule = 'market and options must keep every step finite';
  throw new InvalidArgumentError(where, rule, `an overflow in step ${taken}`);
}

function coordinatedStep(state: State, step: Step): number {
  updateMask(state);
  coordinatedGradient(state);
  let finite = true;
  for (let i = 0; i < state.n; i++) if (!stepPeer(state, i, step)) finite = false;
  return finite ? advance(state) / step.learningRate : Number.NaN;
}

/** One random peer steps and the others stay; returns whether the step is finite. */
function sequentialStep(state: State, step: Step, stream: RandomStream): boolean {
  const i = stream.integer(state.n);
  updateMask(state);
  competitiveGradientRow(state, i);
  if (!stepPeer(state, i, step)) return false;
  const row = i * state.n;
  state.weights.set(state.next.subarray(row, row + state.n), row);
  return true;
}

/** The residual of a simultaneous step from the present weights, the stopping criterion of a sequential run. */
function residualOf(state: State, options: Step): number {
  const { weights } = state;
  const residual = competitiveStep(state, options);
  if (state.weights !== weights) {
    state.next = state.weights;
    state.weights = weights;
  }
  return residual;
}

/** The outcome of a run of steps. */
export type Run = Omit<Descent, 'weights'>;

/** Steps until the residual is below the tolerance, the steps run out, or a step overflows: NaN. */
export function runSteps(
  step: () => number | undefined,
  { tolerance, maxSteps, onStep }: Omit<ValuesOf<typeof STOP>, 'maxSteps'> & { maxSteps: number },
  weights: () => Float64Array,
): Run {
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
    onStep?.(steps, weights());
  }
  return { steps, residual, converged };
}

function run(
  state: State,
  step: () => number | undefined,
  stop: ValuesOf<typeof STOP> & { maxSteps: number },
): Descent {
  const found = runSteps(step, stop, () => state.weights);
  return { weights: trust('weights', state.n, state.weights), ...found };
}

/**
 * Competitive descent, (13) and (14): every peer ascends its own payoff, W ← Π(W + λ ∂P/∂W), until
 * max |W⁺ − W|/λ < ε or the steps run out. The run ends unconverged before a step that overflows. λ = 0.005
 * oscillates at low temperature: see `converged`.
 *
 * With `sequential` order a step moves one peer drawn at random, and every n steps the residual of a
 * simultaneous step is compared with the tolerance.
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid
 */
export function descend(market: Market, options: DescentOptions = {}): Descent {
  return descendFrom('descend', () => createState('descend', market), options);
}

/** {@link descend} for any kind of market of which `create` makes a state. */
export function descendFrom(where: string, create: () => State, options: DescentOptions): Descent {
  const settings = readParameters(where, DESCENT, options);
  const state = create();
  const { n } = state;
  if (settings.order === 'simultaneous') {
    const stop = { ...settings, maxSteps: settings.maxSteps ?? 1000 * n };
    return run(state, () => competitiveStep(state, settings), stop);
  }
  const maxSteps = settings.maxSteps ?? 1000 * n * n;
  const stream = createStream(settings.seed).split('order');
  let taken = 0;
  const sequential = (): number | undefined => {
    if (!sequentialStep(state, settings, stream)) return Number.NaN;
    return ++taken % n === 0 || taken === maxSteps ? residualOf(state, settings) : undefined;
  };
  return run(state, sequential, { ...settings, maxSteps });
}

/** The options of {@link coordinatedDescend}. */
export const COORDINATED = { ...STEP, ...STOP };

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
  const settings = readParameters('coordinatedDescend', COORDINATED, options);
  const state = createState('coordinatedDescend', market);
  const stop = { ...settings, maxSteps: settings.maxSteps ?? 1000 * state.n };
  return run(state, () => coordinatedStep(state, settings), stop);
}
