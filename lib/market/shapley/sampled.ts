/*
 * φ_i = E[v(before i and i) − v(before i)] over uniform orders of the players (Castro, Gómez and Tejada, Computers &
 * Operations Research 36, 2009).
 *
 * Orders come in pairs, an order and its reverse: i stands behind k in exactly one of them, so that interactions of two
 * players cancel from the error, and a quadratic game has none. Pairs are independent; their spread gives the standard
 * error.
 */
import { checkFunction, checkInteger } from '../../math/checks.js';
import { createStream } from '../../math/random.js';
import { sampleIndices } from '../../math/shuffle.js';
import { studentQuantile } from '../../math/student.js';
import {
  fraction,
  integer,
  nonNegative,
  readParameters,
  type OptionsOf,
} from '../../parameters/index.js';
import { Coalitions, EVALUATION, type CoalitionWorth } from './coalition.js';

/** Pairs before the stopping rule is read: fewer say little of their spread. */
const LEAST_PAIRS = 16;
/** A permutation costs n² operations besides its n worths. */
const MOST_PLAYERS = 1000;

/** The options of {@link shapleySampled}. */
export const SAMPLING = {
  tolerance: nonNegative(
    1e-3,
    'Ends where the largest standard error is at most this; 0 takes all permutations',
    { unit: 'worth' },
  ),
  maxPermutations: integer(2000, 'Most permutations, which come in pairs', { least: 4, most: 1e6 }),
  confidence: fraction(0.95, 'Coverage of each interval'),
  seed: integer(0, 'Seed of the permutations', { least: 0 }),
  ...EVALUATION,
};

export type SamplingOptions = OptionsOf<typeof SAMPLING>;

export interface SampledShapley {
  /** φ, [n], in units of v; its sum is v(N) − v(∅) up to rounding. */
  readonly values: Float64Array;
  /** The standard error of each, [n]. */
  readonly errors: Float64Array;
  /** The ends of the interval of each, [n]: Student's t, φ ± t · error. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Permutations sampled. */
  readonly permutations: number;
  /** Different coalitions whose worth was taken. */
  readonly evaluations: number;
  /** Whether the largest standard error is at most the tolerance. */
  readonly converged: boolean;
}

/**
 * The Shapley value of a game of any size by sampled permutations, with a confidence interval for each player; the seed
 * decides every permutation. At least 32 permutations are sampled where `maxPermutations` allows them.
 *
 * @param players - n, from 1 to 1,000
 * @param worth - v(A), at most 1e150 in size; a coalition is evaluated once, a promise is awaited before the next coalition
 * @throws {@link InvalidArgumentError} when an argument is invalid, or a worth is no such number or does
 * not settle in time
 */
export async function shapleySampled(
  players: number,
  worth: CoalitionWorth,
  options: SamplingOptions = {},
): Promise<SampledShapley> {
  const where = 'shapleySampled';
  checkInteger(where, 'players', players, 1, MOST_PLAYERS);
  checkFunction(where, 'worth', worth);
  const settings = readParameters(where, SAMPLING, options);
  const { tolerance, maxPermutations, confidence } = settings;
  const coalitions = new Coalitions(where, players, worth, settings.settleWithin);
  const stream = createStream(settings.seed).split('permutations');
  const most = Math.floor(maxPermutations / 2);
  const values = new Float64Array(players);
  const squares = new Float64Array(players);
  const errors = new Float64Array(players).fill(Infinity);
  let [pairs, converged] = [0, false];
  while (pairs < most && !converged) {
    const order = sampleIndices(players, stream);
    const sample = new Float64Array(players);
    await addMarginals(coalitions, order, sample);
    await addMarginals(coalitions, order.reverse(), sample);
    pairs++;
    // Welford's running mean and sum of squared deviations.
    for (let i = 0; i < players; i++) {
      const change = sample[i] - values[i];
      values[i] += change / pairs;
      squares[i] += change * (sample[i] - values[i]);
      if (pairs > 1) errors[i] = Math.sqrt(squares[i] / (pairs - 1) / pairs);
    }
    converged = pairs >= Math.min(LEAST_PAIRS, most) && errors.every((error) => error <= tolerance);
  }
  const reach = studentQuantile(confidence, pairs - 1);
  return {
    values,
    errors,
    low: values.map((value, i) => value - reach * errors[i]),
    high: values.map((value, i) => value + reach * errors[i]),
    permutations: 2 * pairs,
    evaluations: coalitions.evaluations,
    converged,
  };
}

/** Adds half of each player's marginal worth along the order. */
async function addMarginals(
  coalitions: Coalitions,
  order: Int32Array,
  out: Float64Array,
): Promise<void> {
  const present = new Uint8Array(order.length);
  let before = await coalitions.of(() => false);
  for (const player of order) {
    present[player] = 1;
    const after = await coalitions.of((other) => present[other] === 1);
    out[player] += (after - before) / 2;
    before = after;
  }
}
