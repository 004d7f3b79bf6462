/*
 * The market of §1.2–1.5 and §2 as plain values, and the choices that the paper leaves open.
 *
 *   paper            here          shape
 *   n                peers
 *   W, w_ij          weights       [n, n], rows on the simplex
 *   S, s_i           stake         [n], ≥ 0
 *   H_i              hessians      [n, n, n], each symmetric
 *   T                temperature   > 0
 *   α/τ              ratio         ≥ 0
 *   a_i              anchor        [n, n], the mask at which the network converged
 *   ± in (15)        form          a loss over the anchor, or a gain
 */
import {
  checkInteger,
  checkNonNegative,
  checkObject,
  checkOneOf,
  checkPositive,
  checkVector,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { sum } from '../math/rows.js';
import { isParsed, isTrusted } from './trust.js';

/** A market of n peers: a plain value that every function of this folder leaves unchanged. */
export interface Market {
  /** n, at least 1. */
  readonly peers: number;
  /** W, [n, n] row-major: `weights[i * n + j]` is the score that peer i gives peer j. Rows sum to 1. */
  readonly weights: Float64Array;
  /** S, [n], finite and not negative. */
  readonly stake: Float64Array;
  /** H, [n, n, n] row-major: the symmetric Hessian of each peer's loss in its n inputs, one after another. */
  readonly hessians: Float64Array;
  /** T of (8), above 0. */
  readonly temperature: number;
  /** α/τ of (15): the worth of a unit of loss in units of inflation; 0 or more. */
  readonly ratio: number;
  /** a, [n, n]: the mask at the minimum in (16). Left out it is `open`, all ones: the unmasked network. */
  readonly anchor?: Float64Array;
  /**
   * Whether the form of (16) is a loss, L = (m − a)ᵀ H (m − a), or a gain, L = −(m − a)ᵀ H (m − a): a minus or the
   * plus sign in (15). Left out it is `loss`.
   */
  readonly form?: Form;
  /** Whether a peer's own input is masked. Left out it is `masked`. */
  readonly ownInput?: OwnInput;
}

/** The part of a market that rank and mask read. */
export type Allocation = Pick<Market, 'peers' | 'weights' | 'stake' | 'temperature' | 'ownInput'>;

export const OWN_INPUTS = ['masked', 'exempt'] as const;
export const SIMPLEX_METHODS = ['project', 'renormalise'] as const;
export const STEP_ORDERS = ['simultaneous', 'sequential'] as const;
export const ANCHORS = ['open', 'initial', 'closed'] as const;
export const FORMS = ['loss', 'gain'] as const;

/** Whether a peer's own representation is masked like the others' (default) or always reaches it. */
export type OwnInput = (typeof OWN_INPUTS)[number];
/** How a row returns to the simplex after a step: Euclidean projection (default), or clip and divide. */
export type SimplexMethod = (typeof SIMPLEX_METHODS)[number];
/** Whether all rows step at once (default) or one random peer a step. */
export type StepOrder = (typeof STEP_ORDERS)[number];
/**
 * The mask that (16) expands about: the unmasked network (default), where the loss has its minimum; the first mask, (16)
 * to the letter; or the closed mask, m = 0, over which peers gain mᵀHm, with the plus sign of (15). The last is the
 * utility in the authors' public scripts of December 2019 to February 2020, unconst/GradientBidding, up to their factor ½:
 * the unit of α/τ is that of the loss, and theirs is twice as large.
 */
export type Anchor = (typeof ANCHORS)[number];

/** Whether the form of (16) counts as a loss (default) or as a gain. */
export type Form = (typeof FORMS)[number];

/** c of L_i = c (m_i − a_i)ᵀ H_i (m_i − a_i): 1 for a loss, −1 for a gain. */
export function formFactor({ form }: Pick<Market, 'form'>): number {
  return form === 'gain' ? -1 : 1;
}

/** Rows may miss 1 by this much: projections round. */
const ROW_SUM_TOLERANCE = 1e-9;
/** H_jk and H_kj may differ by this part of the largest entry: products such as A Aᵀ round. */
const SYMMETRY_TOLERANCE = 1e-9;

/** The bytes of the Hessians of n peers, the largest part of a market. */
export function marketBytes(n: number): number {
  return 8 * n ** 3;
}

/** n of a market. @throws {@link InvalidArgumentError} unless it is an object with at least one peer. */
export function peersOf(where: string, market: Pick<Market, 'peers'>): number {
  if (isParsed(market)) return market.peers;
  checkObject(where, 'market', market);
  checkInteger(where, 'peers', market.peers, 1);
  return market.peers;
}

/** The result of a function of a market. @throws {@link InvalidArgumentError} where its numbers overflow. */
export function checkResult(where: string, result: Float64Array): Float64Array {
  for (let at = 0; at < result.length; at++) {
    if (Number.isFinite(result[at])) continue;
    const rule = 'market must keep every number of the result finite';
    throw new InvalidArgumentError(where, rule, `${result[at]} at ${at}`);
  }
  return result;
}

/** @throws {@link InvalidArgumentError} unless `weights` is [n, n], finite, not negative, with rows that sum to 1. */
export function checkWeights(where: string, peers: number, weights: Float64Array): void {
  if (isTrusted('weights', peers, weights)) return;
  checkVector(where, 'weights', weights, peers * peers, `[${peers}, ${peers}]`);
  for (let i = 0; i < peers; i++) {
    let total = 0;
    for (let j = 0; j < peers; j++) {
      const value = weights[i * peers + j];
      if (value < 0) {
        throw new InvalidArgumentError(
          where,
          'weights must not be negative',
          `${value} from peer ${i} to peer ${j}`,
        );
      }
      total += value;
    }
    if (Math.abs(total - 1) > ROW_SUM_TOLERANCE) {
      throw new InvalidArgumentError(
        where,
        'weights must have rows that sum to 1',
        `${total} in row ${i}`,
      );
    }
  }
}

/** @throws {@link InvalidArgumentError} unless `stake` is [n], not negative, and finite in sum. */
export function checkStake(where: string, peers: number, stake: Float64Array): void {
  if (isTrusted('stake', peers, stake)) return;
  checkVector(where, 'stake', stake, peers);
  const index = stake.findIndex((value) => value < 0);
  if (index >= 0) {
    throw new InvalidArgumentError(
      where,
      'stake must not be negative',
      `${stake[index]} of peer ${index}`,
    );
  }
  const total = sum(stake);
  if (total === Infinity) {
    throw new InvalidArgumentError(where, 'stake must have a finite sum', String(total));
  }
}

/** @throws {@link InvalidArgumentError} unless `hessians` is [n, n, n], finite, each symmetric. */
export function checkHessians(where: string, peers: number, hessians: Float64Array): void {
  if (isTrusted('hessians', peers, hessians)) return;
  checkInteger(where, 'peers', peers, 1);
  const n = peers;
  checkVector(where, 'hessians', hessians, n * n * n, `[${n}, ${n}, ${n}]`);
  for (let i = 0; i < n; i++) {
    const start = i * n * n;
    let largest = 0;
    for (let at = start; at < start + n * n; at++)
      largest = Math.max(largest, Math.abs(hessians[at]));
    for (let j = 1; j < n; j++) {
      for (let k = 0; k < j; k++) {
        const [lower, upper] = [hessians[start + j * n + k], hessians[start + k * n + j]];
        if (Math.abs(lower - upper) > SYMMETRY_TOLERANCE * largest) {
          throw new InvalidArgumentError(
            where,
            'hessians must be symmetric',
            `${lower} at [${i}, ${j}, ${k}] and ${upper} at [${i}, ${k}, ${j}]`,
          );
        }
      }
    }
  }
}

/**
 * @throws {@link InvalidArgumentError} unless weights, stake and temperature are valid, the inputs of (5), (7) and
 * (8).
 */
export function checkAllocation(where: string, market: Allocation): void {
  if (isParsed(market)) return;
  const n = peersOf(where, market);
  checkWeights(where, n, market.weights);
  checkStake(where, n, market.stake);
  checkPositive(where, 'temperature', market.temperature);
  if (market.ownInput !== undefined) checkOneOf(where, 'ownInput', market.ownInput, OWN_INPUTS);
}

/** @throws {@link InvalidArgumentError} unless ratio, form and anchor are valid, the further inputs of (15), (16). */
export function checkWorth(
  where: string,
  { peers: n, ratio, anchor, form }: Pick<Market, 'peers' | 'ratio' | 'anchor' | 'form'>,
): void {
  checkNonNegative(where, 'ratio', ratio);
  if (form !== undefined) checkOneOf(where, 'form', form, FORMS);
  if (anchor === undefined || isTrusted('anchor', n, anchor)) return;
  checkVector(where, 'anchor', anchor, n * n, `[${n}, ${n}]`);
}

/** @throws {@link InvalidArgumentError} unless every field of the market is valid. */
export function checkMarket(where: string, market: Market): void {
  if (isParsed(market)) return;
  checkAllocation(where, market);
  checkHessians(where, market.peers, market.hessians);
  checkWorth(where, market);
}
