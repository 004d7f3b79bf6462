/*
 * The market of §2 where peers do not know all others: peer i knows the k peers N_i, itself among them, and gives
 * weight to these alone.
 *
 *   paper     here          shape
 *   n         peers
 *             known         k
 *             neighbours    [n, k], N_i in ascending order
 *   w_ij      weights       [n, k], j = N_i[l]; rows on the simplex
 *   H_i       factors       [n, m, k], H_i = A_iᵀ A_i over N_i, zero elsewhere
 *
 * Stake, T and α/τ are those of market.ts; the loss is anchored at the unmasked network, and the own input is masked.
 * The market takes k (4 m + 12) bytes a peer: 2.8 GB for n = 1,000,000, k = 64 and m = 8.
 */
import {
  checkInteger,
  checkNoAccessors,
  checkNonNegative,
  checkObject,
  checkPositive,
  checkVector,
  show,
} from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { checkStake, type Market } from '../market.js';

/** A market of n peers that know k peers each. */
export interface SparseMarket extends Pick<Market, 'peers' | 'stake' | 'temperature' | 'ratio'> {
  /** k, the peers that each peer knows, itself among them; 1 to n. */
  readonly known: number;
  /** m, the rows of each factor, at least 1. */
  readonly samples: number;
  /** N, [n, k] row-major: the peers that each peer knows, ascending, itself among them. */
  readonly neighbours: Uint32Array;
  /** A, [n, m, k] row-major: for each peer, for each sample, its k inputs. */
  readonly factors: Float32Array;
  /** W, [n, k] row-major: `weights[i * k + l]` is the score that peer i gives peer N_i[l]. Rows sum to 1. */
  readonly weights: Float64Array;
}

/** The part of a sparse market that rank and inflation read. */
export type SparseAllocation = Pick<
  SparseMarket,
  'peers' | 'known' | 'neighbours' | 'weights' | 'stake'
>;

/** Rows may miss 1 by this much: projections round. */
const ROW_SUM_TOLERANCE = 1e-9;

/** The bytes of a sparse market's arrays. */
export function sparseBytes(peers: number, known: number, samples: number): number {
  return peers * (known * (4 * samples + 12) + 8);
}

/** @throws {@link InvalidArgumentError} unless peers, known and samples are sizes of a market that memory can hold. */
export function checkSizes(where: string, peers: number, known: number, samples = 1): void {
  checkInteger(where, 'peers', peers, 1, 2 ** 32 - 1);
  checkInteger(where, 'known', known, 1, peers);
  checkInteger(where, 'samples', samples, 1);
  const what = `a market of ${peers} peers that know ${known}`;
  checkMemory(where, what, sparseBytes(peers, known, samples));
}

function refuse(where: string, rule: string, found: string): never {
  throw new InvalidArgumentError(where, rule, found);
}

function checkNeighbours(where: string, n: number, k: number, neighbours: Uint32Array): void {
  if (!(neighbours instanceof Uint32Array) || neighbours.length !== n * k) {
    const found = ArrayBuffer.isView(neighbours)
      ? `${neighbours.length} numbers`
      : show(neighbours);
    refuse(where, `neighbours must be a Uint32Array of shape [${n}, ${k}]`, found);
  }
  for (let i = 0; i < n; i++) {
    let own = false;
    for (let at = i * k; at < (i + 1) * k; at++) {
      const j = neighbours[at];
      if (j >= n) refuse(where, `neighbours must be from 0 to ${n - 1}`, `${j} in row ${i}`);
      if (at > i * k && neighbours[at - 1] >= j) {
        refuse(where, 'neighbours must ascend in each row', `${j} in row ${i}`);
      }
      if (j === i) own = true;
    }
    if (!own) refuse(where, 'neighbours must include the peer itself', `none in row ${i}`);
  }
}

function checkRows(where: string, n: number, k: number, weights: Float64Array): void {
  checkVector(where, 'weights', weights, n * k, `[${n}, ${k}]`);
  for (let i = 0; i < n; i++) {
    let total = 0;
    for (let at = i * k; at < (i + 1) * k; at++) {
      if (weights[at] < 0) {
        refuse(where, 'weights must not be negative', `${weights[at]} in row ${i}`);
      }
      total += weights[at];
    }
    if (!(Math.abs(total - 1) <= ROW_SUM_TOLERANCE)) {
      refuse(where, 'weights must have rows that sum to 1', `${total} in row ${i}`);
    }
  }
}

/** @throws {@link InvalidArgumentError} unless sizes, neighbours, weights and stake are valid. */
export function checkSparseAllocation(where: string, market: SparseAllocation): void {
  checkObject(where, 'market', market);
  checkNoAccessors(where, 'market', market);
  const { peers, known, neighbours, weights, stake } = market;
  checkSizes(where, peers, known);
  checkNeighbours(where, peers, known, neighbours);
  checkRows(where, peers, known, weights);
  checkStake(where, peers, stake);
}

/** @throws {@link InvalidArgumentError} unless sizes, neighbours and factors are valid. */
export function checkSparseFactors(
  where: string,
  market: Pick<SparseMarket, 'peers' | 'known' | 'samples' | 'neighbours' | 'factors'>,
): void {
  checkObject(where, 'market', market);
  checkNoAccessors(where, 'market', market);
  const { peers: n, known: k, samples: m, neighbours, factors } = market;
  checkSizes(where, n, k, m);
  checkNeighbours(where, n, k, neighbours);
  if (!(factors instanceof Float32Array) || factors.length !== n * m * k) {
    const found = ArrayBuffer.isView(factors) ? `${factors.length} numbers` : show(factors);
    refuse(where, `factors must be a Float32Array of shape [${n}, ${m}, ${k}]`, found);
  }
  for (let at = 0; at < factors.length; at++) {
    if (Number.isFinite(factors[at])) continue;
    refuse(where, 'factors must be finite', `${factors[at]} at ${at}`);
  }
}

/** @throws {@link InvalidArgumentError} unless every field of the market is valid. */
export function checkSparseMarket(where: string, market: SparseMarket): void {
  checkSparseFactors(where, market);
  checkSparseAllocation(where, market);
  checkPositive(where, 'temperature', market.temperature);
  checkNonNegative(where, 'ratio', market.ratio);
}
