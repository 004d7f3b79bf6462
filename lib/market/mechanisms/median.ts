/*
 * Weights clipped at the level c_j that a majority κ of the stake supports (levels.ts), R_j = (1/n) Σ_i s_i min(w_ij, c_j).
 *
 * Weight above the clip is not counted, so that ranks sum to less than the mean stake. Peers with at most κ of the stake
 * cannot raise c_j above the largest weight that any other peer gives j under `strict`; under `atLeast` κ is enough.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { fraction, optional, readParameters, type OptionsOf } from '../../parameters/index.js';
import { type Market } from '../market.js';
import { rankOf } from '../ranking.js';
import { LEVEL, levelOf, type Level, type LevelOptions } from './levels.js';
import { defineMechanism, type Mechanism } from './mechanism.js';
import { clampedInto } from './twoSided.js';

/** The options of {@link clippedRank}. */
export const CLIP = {
  ...LEVEL,
  floor: optional(
    fraction(0.5, 'The part of all stake, at least κ, to whose level lower weights are raised', {
      symbol: 'κ₋',
    }),
    'no weight is raised',
  ),
};

export type ClipOptions = OptionsOf<typeof CLIP>;

/** R_j = (1/n) Σ_i s_i min(w_ij, c_j), written to `out`, [n]. */
function clippedInto(
  n: number,
  weights: Float64Array,
  stake: Float64Array,
  clip: Level,
  out: Float64Array,
): void {
  out.fill(0);
  for (let j = 0; j < n; j++) {
    const level = levelOf(n, weights, stake, j, clip);
    for (let i = 0; i < n; i++) out[j] += (stake[i] * Math.min(weights[i * n + j], level)) / n;
  }
}

/** A mechanism that clips each column at the level that a majority supports, paid by ‖R‖₁. */
export function defineClip<const Name extends string>(
  words: Pick<Mechanism<Name>, 'name' | 'title' | 'about'>,
  clip: Level,
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
        if (members[j] && weights[peer * n + j] < levelOf(n, weights, stake, j, clip))
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
  options: LevelOptions = {},
): Float64Array {
  const where = 'consensusWeights';
  const level = readParameters(where, LEVEL, options);
  const ranks = rankOf(where, market);
  const { peers: n, weights, stake } = market;
  return ranks.map((_, j) => levelOf(n, weights, stake, j, level));
}

/**
 * The rank from weights clipped at the levels of {@link consensusWeights}: R_j = (1/n) Σ_i s_i min(w_ij, c_j).
 *
 * With `floor` κ₋ weights are clipped from both sides, R_j = (1/n) Σ_i s_i min(max(w_ij, b_j), c_j), b_j the level that κ₋ of
 * the stake supports; ranks that sum to more than the mean stake are divided by the excess. At κ₋ = κ each vote counts as c_j.
 *
 * @param options - `majority`, κ between 0 and 1, both excluded, default ½; `ties`, default `strict`; `floor`, from κ to 1
 * @returns [n], in units of stake; sums to at most the mean stake
 * @throws {@link InvalidArgumentError} when weights, stake or an option are invalid
 */
export function clippedRank(
  market: Pick<Market, 'peers' | 'weights' | 'stake'>,
  options: ClipOptions = {},
): Float64Array {
  const where = 'clippedRank';
  const { floor, ...clip } = readParameters(where, CLIP, options);
  checkFloor(where, floor, clip);
  const out = rankOf(where, market);
  const { peers: n, weights, stake } = market;
  if (floor === null) clippedInto(n, weights, stake, clip, out);
  else clampedInto(n, weights, stake, { clip, floor }, out);
  return out;
}

/** @throws {@link InvalidArgumentError} when the floor is above the clip. */
export function checkFloor(where: string, floor: number | null, { majority }: Level): void {
  if (floor === null || floor >= majority) return;
  throw new InvalidArgumentError(
    where,
    `floor must be at least majority, ${majority}`,
    String(floor),
  );
}
