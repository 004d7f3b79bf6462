/*
 * The working state of a market for the inner loops: checked once, copied, with a buffer for every intermediate
 * result, so that a step allocates nothing. It is internal: each public function builds one and discards it.
 */
import { type Factors } from './factors.js';
import { checkMarket, formFactor, type Market } from './market.js';
import { type Losing } from './row.js';

/** The working state of a market; its Hessians, factors and anchor are shared with the market and only read. */
export interface State extends Losing {
  /** W, [n, n]. */
  weights: Float64Array;
  /** W of the next step, [n, n]. */
  next: Float64Array;
  /** S, [n]. */
  readonly stake: Float64Array;
  readonly temperature: number;
  /** The factor of −∂L/∂W: α/τ in (15), α where τ varies. */
  utility: number;
  /** The factor of ∂R/∂W: 1 in (15), τ where it varies. */
  inflation: number;
  readonly exempt: boolean;
  /** μ, [n]. */
  readonly shift: Float64Array;
  /** ∂L_i/∂z_ij with z_ij = s_i w_ij − μ_j, [n, n]. */
  readonly pressure: Float64Array;
  /** The direction of ascent, [n, n]. */
  readonly gradient: Float64Array;
}

/** The anchor of the unmasked network, all ones, by size: shared, only read. */
const open = new Map<number, Float64Array>();

export function openAnchor(n: number): Float64Array {
  const found = open.get(n) ?? new Float64Array(n * n).fill(1);
  if (n <= 256) open.set(n, found);
  return found;
}

/** Buffers for the intermediate results of one call. */
export interface Scratch {
  readonly shift: Float64Array;
  readonly mask: Float64Array;
  readonly deviation: Float64Array;
  readonly product: Float64Array;
}

const scratches = new Map<number, Scratch>();

/**
 * Buffers of a size, shared by all calls of that size: no call may keep or return them. Allocating them at every call
 * costs several times the arithmetic of a small market.
 */
export function scratchOf(n: number): Scratch {
  const found = scratches.get(n) ?? {
    shift: new Float64Array(n),
    mask: new Float64Array(n * n),
    deviation: new Float64Array(n),
    product: new Float64Array(n),
  };
  if (n <= 256) scratches.set(n, found);
  return found;
}

/** @throws {@link InvalidArgumentError} when the market is invalid. */
export function createState(where: string, market: Market): State {
  checkMarket(where, market);
  return stateOf(market, market.hessians, undefined);
}

/** The state of a market that has been checked. */
export function stateOf(
  market: Omit<Market, 'hessians'>,
  hessians: Float64Array,
  factors: Factors | undefined,
): State {
  const n = market.peers;
  return {
    n,
    weights: market.weights.slice(),
    next: new Float64Array(n * n),
    stake: market.stake.slice(),
    hessians,
    factors,
    factor: formFactor(market),
    anchor: market.anchor ?? openAnchor(n),
    temperature: market.temperature,
    utility: market.ratio,
    inflation: 1,
    exempt: market.ownInput === 'exempt',
    shift: new Float64Array(n),
    mask: new Float64Array(n * n),
    deviation: new Float64Array(n),
    product: new Float64Array(n),
    pressure: new Float64Array(n * n),
    gradient: new Float64Array(n * n),
  };
}
