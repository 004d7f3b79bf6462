/*
 * A market played by a dynamics, from its weights to rest or for a number of steps.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { createStream } from '../../math/random.js';
import { least, rowIn, sum } from '../../math/rows.js';
import { choice, integer, readParameters, type OptionsOf } from '../../parameters/index.js';
import { STEP, STOP, type Descent } from '../descent.js';
import { updateMask } from '../loss.js';
import { type Market } from '../market.js';
import { competitiveGradientRow } from '../payoff.js';
import { createState, type State } from '../state.js';
import { largestChange } from '../step.js';
import { trust } from '../trust.js';
import { type Field } from './dynamics.js';
import { DYNAMICS, DYNAMICS_NAMES, type DynamicsName } from './index.js';

/** The options of {@link runDynamics}. */
export const PLAY = {
  dynamics: choice(DYNAMICS_NAMES, 'projection', 'The way in which peers move their rows'),
  learningRate: STEP.learningRate,
  ...STOP,
  seed: integer(0, 'Seed of the order of peers where one moves at a time', { least: 0 }),
};

export type PlayOptions = OptionsOf<typeof PLAY>;

/** The difference of a row's sum from 1 that is rounding. */
const ROUNDING = 1e-6;

/** @throws {@link InvalidArgumentError} unless the rows are not negative and sum to 1. */
function checkRows(where: string, dynamics: DynamicsName, n: number, weights: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = rowIn(weights, n, i);
    if (Math.abs(sum(row) - 1) <= ROUNDING && least(row) >= 0) continue;
    const rule = `the dynamics ${dynamics} must leave rows that are not negative and sum to 1`;
    const value = `a sum of ${sum(row)} and a least of ${least(row)} of peer ${i}`;
    throw new InvalidArgumentError(where, rule, value);
  }
}

/** The own gradients (14) and (15) of a market at any weights. */
function fieldOf(state: State): Field {
  const { n, gradient } = state;
  const at = (weights: Float64Array): void => {
    state.weights.set(weights);
    updateMask(state);
  };
  return {
    peers: n,
    all: (weights) => {
      at(weights);
      for (let i = 0; i < n; i++) competitiveGradientRow(state, i);
      return gradient;
    },
    row: (weights, i) => {
      at(weights);
      competitiveGradientRow(state, i);
      return gradient.subarray(i * n, (i + 1) * n);
    },
  };
}

/**
 * Selfish peers under one of the {@link DYNAMICS}: every peer moves its row along its own gradient (14), until
 * no weight changes by ε times λ or the steps run out.
 *
 * `projection` takes the steps of {@link descend}. A residual of a dynamics that slows down near the boundary of the
 * simplex says less of the distance from an equilibrium than {@link nashGap}.
 *
 * @returns the last weights, [n, n], the steps, and max |W⁺ − W|/λ of the last one
 * @throws {@link InvalidArgumentError} when the market or an option is invalid, or a step overflows or
 * leaves the simplex
 */
export function runDynamics(market: Market, options: PlayOptions = {}): Descent {
  const where = 'runDynamics';
  const { dynamics, learningRate, tolerance, maxSteps, onStep, seed } = readParameters(
    where,
    PLAY,
    options,
  );
  const state = createState(where, market);
  const { n } = state;
  const { pace, start } = DYNAMICS[dynamics];
  const rate = learningRate * (pace?.(n) ?? 1);
  const stream = createStream(seed).split('order');
  const motion = start(market.weights, { peers: n, rate, stream });
  const field = fieldOf(state);
  const before = new Float64Array(n * n);
  const most = maxSteps ?? 1000 * n;
  let [steps, residual] = [0, Infinity];
  while (steps < most && !(residual < tolerance)) {
    before.set(motion.weights);
    motion.step(field);
    steps++;
    if (!motion.weights.every(Number.isFinite)) {
      const rule = 'market and options must keep every step finite';
      throw new InvalidArgumentError(where, rule, `an overflow in step ${steps}`);
    }
    residual = largestChange(before, motion.weights) / learningRate;
    onStep?.(steps, motion.weights);
  }
  checkRows(where, dynamics, n, motion.weights);
  const weights = trust('weights', n, motion.weights);
  return { weights, steps, residual, converged: residual < tolerance };
}
