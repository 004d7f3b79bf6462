/*
 * §3, figure 5: the weight that peers give themselves, tr W, against the rest.
 */
import { choice, readParameters, type OptionsOf } from '../parameters/index.js';
import { checkWeights, peersOf, type Market } from './market.js';

export const SPARSITY_DEFINITIONS = ['ratio', 'fraction'] as const;

/**
 * Text and caption of figure 5 differ: `ratio` (default) is the diagonal over the remainder, the caption;
 * `fraction` is the diagonal over the total, sum(W_dg)/sum(W) as in the text.
 */
export type SparsityDefinition = (typeof SPARSITY_DEFINITIONS)[number];

/** The options of {@link sparsity}. */
export const SPARSITY = {
  definition: choice(SPARSITY_DEFINITIONS, 'ratio', 'Diagonal over the rest, or over the total'),
};

/** Sparsity of unchecked weights. */
export function sparsityOf(
  n: number,
  weights: Float64Array,
  definition: SparsityDefinition,
): number {
  let diagonal = 0;
  let remainder = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i === j) diagonal += weights[i * n + j];
      else remainder += weights[i * n + j];
    }
  }
  return diagonal / (definition === 'ratio' ? remainder : diagonal + remainder);
}

/**
 * The sparsity of a market's weights.
 *
 * @param options.definition - `ratio` (default): Σ_i w_ii / Σ_{i≠j} w_ij; `fraction`: Σ_i w_ii / Σ_ij w_ij
 * @returns at least 0; for `ratio` infinite where every peer weights itself alone, for `fraction` at most 1
 * @throws {@link InvalidArgumentError} when the weights or the option are invalid
 */
export function sparsity(
  market: Pick<Market, 'peers' | 'weights'>,
  options: OptionsOf<typeof SPARSITY> = {},
): number {
  const { definition } = readParameters('sparsity', SPARSITY, options);
  const n = peersOf('sparsity', market);
  checkWeights('sparsity', n, market.weights);
  return sparsityOf(n, market.weights, definition);
}
