/*
 * Significance by Shapley's value (Shapley 1953). The coalition A is worth to peer i what its loss falls by when the
 * answers of A reach it, against none:
 *
 *   v_i(A) = L_i(∅) − L_i(A),   φ_ij = Σ_{A ∌ j} |A|! (n − |A| − 1)! / n! · (v_i(A ∪ j) − v_i(A))
 *
 * Ablation is the last term of the sum alone, v_i(N) − v_i(N without j). Where the loss is quadratic in the scales of
 * the answers, φ_i = −g_i + H_i1 with the halved Hessian of (16): (2) counts its diagonal, and Shapley its row sums.
 */
import { shapleyExact, shapleySampled } from '../../market/index.js';
import { checkInteger, checkNonNegative, checkOneOf } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { type Network } from '../network.js';
import { measured, type Measured, type MeasuredBatch } from './measured.js';
import { checkMeasure, type MeasureOptions } from './measurements.js';

export const SHAPLEY_METHODS = ['exact', 'sampled'] as const;
export type ShapleyMethod = (typeof SHAPLEY_METHODS)[number];

export interface ShapleySignificanceOptions extends MeasureOptions, ShapleySettings {}

/** The way in which the mean over orders is computed. */
interface ShapleySettings {
  /** All 2ⁿ coalitions, of at most 12 peers, or sampled orders. Default `exact` for at most 12 peers. */
  method?: ShapleyMethod;
  /** For `sampled`: ends where each standard error is at most this, in nats. Default 0.001. */
  tolerance?: number;
  /** For `sampled`: most orders of the peers, at least 4; they come in pairs. Default 200. */
  maxPermutations?: number;
  /** For `sampled`: decides the orders. Default 0. */
  seed?: number;
}

/** More peers have more than 4,096 coalitions. */
const MOST_EXACT = 12;
/** The coalitions whose losses are kept; beyond them one may be evaluated again. */
const KEPT = 2 ** 16;

/**
 * The Shapley value φ_ij of each peer j for the loss of each peer i: the loss that removal of all peers causes, divided
 * among them by their mean marginal part over all orders of removal. A coalition is evaluated once for all peers. A
 * gate's choices are kept.
 *
 * @returns [n, n], in nats; row i sums to the loss of peer i without all answers less that with all, and is zero for a
 * peer without data
 * @throws {@link InvalidArgumentError} (rejects) when the network is none or an option is invalid
 */
export async function shapleySignificance(
  network: Network,
  options: ShapleySignificanceOptions = {},
): Promise<Float64Array> {
  const where = 'shapleySignificance';
  checkMeasure(where, network, options, ['method', 'tolerance', 'maxPermutations', 'seed']);
  const { peers: n } = network;
  const { method, tolerance, maxPermutations, seed } = withDefaults(n, options);
  checkOneOf(where, 'method', method, SHAPLEY_METHODS);
  checkNonNegative(where, 'tolerance', tolerance);
  checkInteger(where, 'maxPermutations', maxPermutations, 4, 1e6);
  checkInteger(where, 'seed', seed, 0);
  if (method === 'exact' && n > MOST_EXACT) {
    const rule = `method must be sampled for more than ${MOST_EXACT} peers`;
    throw new InvalidArgumentError(where, rule, `exact for ${n}`);
  }
  return shapleySignificanceOf(await measured(where, network, options), options);
}

/** {@link shapleySignificance} of a measured network, by valid settings. */
export async function shapleySignificanceOf(
  { peers: n, batches }: Measured,
  settings: ShapleySettings,
): Promise<Float64Array> {
  const { method, ...sampling } = withDefaults(n, settings);
  const losses = coalitionLosses(batches);
  if (method === 'exact') losses.prepare(allCoalitions(n));
  const none = losses.of([]);
  const out = new Float64Array(n * n);
  for (const [at, { peer }] of batches.entries()) {
    const worth = (members: readonly number[]): number => none[at] - losses.of(members)[at];
    const values =
      method === 'exact'
        ? await shapleyExact(n, worth)
        : (await shapleySampled(n, worth, sampling)).values;
    out.set(values, peer * n);
  }
  return out;
}

function withDefaults(
  n: number,
  {
    method = n <= MOST_EXACT ? 'exact' : 'sampled',
    tolerance = 1e-3,
    maxPermutations = 200,
    seed = 0,
  }: ShapleySettings,
): Required<ShapleySettings> {
  return { method, tolerance, maxPermutations, seed };
}

/** The members of all 2ⁿ coalitions. */
function allCoalitions(n: number): number[][] {
  const everyone = Array.from({ length: n }, (_, peer) => peer);
  return Array.from({ length: 2 ** n }, (_, set) =>
    everyone.filter((peer) => ((set >> peer) & 1) === 1),
  );
}

/** The losses of all learners by the peers whose answers remain, in nats; a coalition is evaluated once. */
interface CoalitionLosses {
  /** Evaluates many coalitions in one pass. */
  readonly prepare: (coalitions: readonly (readonly number[])[]) => void;
  /** [learners]. */
  readonly of: (members: readonly number[]) => Float64Array;
}

function coalitionLosses(learners: readonly MeasuredBatch[]): CoalitionLosses {
  const kept = new Map<string, Float64Array>();
  const evaluated = (coalitions: readonly (readonly number[])[]): Float64Array[] => {
    const found = learners.map(({ lossesAmong }) => lossesAmong(coalitions));
    return coalitions.map((members, at) => {
      const losses = Float64Array.from(found, (values) => values[at]);
      if (kept.size < KEPT) kept.set(members.join(), losses);
      return losses;
    });
  };
  return {
    prepare: evaluated,
    of: (members) => kept.get(members.join()) ?? evaluated([members])[0],
  };
}
