/*
 * Weights clipped at the level that a majority κ of the stake supports, R_j = (1/n) Σ_i s_i min(w_ij, c_j):
 *
 *   strict    c_j = max { c : Σ_{i: w_ij ≥ c} s_i > κ Σ_i s_i }
 *   atLeast   c_j = max { c : Σ_{i: w_ij ≥ c} s_i ≥ κ Σ_i s_i }
 *
 * At κ = ½, c_j is the stake-weighted median of column j: the lower one at a tie under `strict`, the upper one under
 * `atLeast`. The rules differ at ties alone, where the peers that support a level hold exactly κ. With equal stake and an
 * even number of peers every column is a tie at κ = ½: n/2 peers are no support under `strict`, and are under `atLeast`.
 *
 * Weight above the clip is not counted, so that ranks sum to less than the mean stake. Peers with at most κ of the stake
 * cannot raise c_j above the largest weight that any other peer gives j under `strict`; under `atLeast` κ is enough.
 */
import { choice, fraction, readParameters, type OptionsOf } from '../../parameters/index.js';
import { type Market } from '../market.js';
import { rankOf } from '../ranking.js';
import { defineMechanism, type Mechanism } from './mechanism.js';

export const TIE_RULES = ['strict', 'atLeast'] as const;

/** Whether support of exactly κ of the stake is too little (`strict`, default) or enough (`atLeast`). */
export type TieRule = (typeof TIE_RULES)[number];

/** The options of {@link clippedRank} and {@link consensusWeights}. */
export const CLIP = {
  majority: fraction(0.5, 'The part of all stake whose support a weight needs', { symbol: 'κ' }),
  ties: choice(TIE_RULES, 'strict', 'Support of more than κ, or of κ and more'),
};

export type ClipOptions = OptionsOf<typeof CLIP>;
/** {@link ClipOptions} with every value set. */
export type Clip = Required<ClipOptions>;

/** The relative difference below which two sums of stake are a tie, to allow for rounding. */
const TIE = 1e-12;

/** c_j of one column; 0 where no weight above 0 has the support. */
function consensus(
  n: number,
  weights: Float64Array,
  stake: Float64Array,
  j: number,
  { majority, ties }: Clip,
): number {
  const limit = ties === 'strict' ? 1 + TIE : 1 - TIE;
  let best = 0;
  for (let k = 0; k < n; k++) {
    const level = weights[k * n + j];
    if (level <= best) continue;
    let support = 0;
    let rest = 0;
    for (let i = 0; i < n; i++) {
      if (weights[i * n + j] >= level) support += stake[i];
      else rest += stake[i];
    }
    // Support and rest, and not support and total, so that equal sums are equal numbers.
    if ((1 - majority) * support > majority * rest * limit) best = level;
  }
  return best;
}

/** R_j = (1/n) Σ_i s_i min(w_ij, c_j), written to `out`, [n]. */
function clippedInto(
  n: number,
  weights: Float64Array,
  stake: Float64Array,
  clip: Clip,
  out: Float64Array,
): void {
  out.fill(0);
  for (let j = 0; j < n; j++) {
    const level = consensus(n, weights, stake, j, clip);
    for (let i = 0; i < n; i++) out[j] += (stake[i] * Math.min(weights[i * n + j], level)) / n;
  }
}

/** A mechanism that clips each column at the level that a majority supports, paid by ‖R‖₁. */
export function defineClip<const Name extends string>(
  words: Pick<Mechanism<Name>, 'name' | 'title' | 'about'>,
  clip: Clip,
): Mechanism<Name> {
  return defineMechanism({
    ...words,
    norm: 'l1',
    rank: (n, weights, stake, out) => {
      clippedInto(n, weights, stake, clip, out);
    },
    // Weight above the clip adds no rank.
    rankGradient: (n, weights, stake, peer, members, gradient) => {
      for (let j = 0; j < n; j++) {
        if (members[j] && weights[peer * n + j] < consensus(n, weights, stake, j, clip))
          gradient[j] += stake[peer] / n;
      }
    },
  });
}

export const median = defineClip(
  {
    name: 'median',
    title: 'median clip',
    about: 'each column clipped at the level that more than half the stake supports, paid by ‖R‖₁',
  },
  { majority: 0.5, ties: 'strict' },
);

/**
 * The level of each column that a majority of the stake supports: c_j is the largest weight that peers with more than κ
 * of the stake (`atLeast`: with κ or more) give to j or exceed.
 *
 * @param options - `majority`, κ between 0 and 1, both excluded, default ½; `ties`, default `strict`
 * @returns [n], in [0, 1]
 * @throws {@link InvalidArgumentError} when weights, stake or an option are invalid
 */
export function consensusWeights(
  market: Pick<Market, 'peers' | 'weights' | 'stake'>,
  options: ClipOptions = {},
): Float64Array {
  const where = 'consensusWeights';
  const clip = readParameters(where, CLIP, options);
  const ranks = rankOf(where, market);
  const { peers: n, weights, stake } = market;
  return ranks.map((_, j) => consensus(n, weights, stake, j, clip));
}

/**
 * The rank from weights clipped at the levels of {@link consensusWeights}: R_j = (1/n) Σ_i s_i min(w_ij, c_j).
 *
 * @param options - `majority`, κ between 0 and 1, both excluded, default ½; `ties`, default `strict`
 * @returns [n], in units of stake; sums to at most the mean stake
 * @throws {@link InvalidArgumentError} when weights, stake or an option are invalid
 */
export function clippedRank(
  market: Pick<Market, 'peers' | 'weights' | 'stake'>,
  options: ClipOptions = {},
): Float64Array {
  const where = 'clippedRank';
  const clip = readParameters(where, CLIP, options);
  const out = rankOf(where, market);
  clippedInto(market.peers, market.weights, market.stake, clip, out);
  return out;
}
