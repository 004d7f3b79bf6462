/*
 * One network of the phase diagram, at one temperature and every ratio, both in mean bids: the equilibria that the solver
 * finds from several starts, and how the first of them ranks.
 */
import { correlation } from '../../math/correlation.js';
import { mean } from '../../math/rows.js';
import {
  idealRank,
  nashGap,
  randomWeights,
  rank,
  shapleyRank,
  sparsity,
  type Market,
} from '../../market/index.js';
import { inStake } from '../../market/units.js';
import { solve, type Settled } from '../market/compete.js';
import { networkStream, sampleMarket, type MarketParameters } from '../market/parameters.js';
import { cell } from '../result.js';

/** Ends whose weights differ by less are one equilibrium. */
export const SAME = 1e-3;
/** Ranks that differ by less than this part of their mean are equal, and have no correlation. */
const EQUAL = 1e-3;

export interface PhaseParameters extends MarketParameters {
  ratios: number[];
  starts: number;
  gapNetworks: number;
  tolerance: number;
  maxSteps: number | null;
}

/** One network at one temperature and one ratio. */
export interface Phase {
  /** Pearson r of R* with (2) and with the Shapley rank; null where all ranks are equal. */
  readonly ideal: number | null;
  readonly shapley: number | null;
  /** Σ_i w_ii / Σ_ij w_ij. */
  readonly kept: number;
  /** The Nash gap in mean ranks; null where it is not searched. */
  readonly gap: number | null;
  /** Ends of the converged starts that differ; null where none has converged. */
  readonly equilibria: number | null;
  /** The part of the starts that converged. */
  readonly converged: number;
}

/** Network `network` at every ratio. */
export function phasesOf(parameters: PhaseParameters, network: number): Phase[] {
  const sampled = sampleMarket(parameters, network);
  const { peers } = sampled;
  const stream = networkStream(parameters.seed, network).split('starts');
  const starts = Array.from({ length: parameters.starts }, (_, start) =>
    start === 0 ? sampled.weights : randomWeights(peers, stream.split(start)),
  );
  const [ideal, shapley] = [idealRank(sampled), shapleyRank(sampled)];
  return parameters.ratios.map((ratio) => {
    const market: Market = {
      ...sampled,
      ratio: inStake('phaseDiagram', ratio, 'meanBid', sampled),
    };
    const ends = starts.map((weights) => solve({ ...market, weights }, parameters));
    const end = { ...market, weights: ends[0].weights };
    const found = rank(end);
    const unit = mean(found);
    const ranks = Math.max(...found) - Math.min(...found) > EQUAL * unit;
    return {
      ideal: ranks ? cell(correlation(found, ideal)) : null,
      shapley: ranks ? cell(correlation(found, shapley)) : null,
      kept: sparsity(end, { definition: 'fraction' }),
      gap: network < parameters.gapNetworks ? nashGap(end) / unit : null,
      equilibria: distinct(ends),
      converged: mean(ends.map(({ converged }) => Number(converged))),
    };
  });
}

/** The number of converged ends that differ by more than {@link SAME} in a weight. */
function distinct(ends: readonly Settled[]): number | null {
  const kept: Float64Array[] = [];
  for (const { weights, converged } of ends) {
    if (converged && kept.every((other) => apart(other, weights))) kept.push(weights);
  }
  return kept.length > 0 ? kept.length : null;
}

function apart(a: Float64Array, b: Float64Array): boolean {
  return a.some((value, at) => Math.abs(value - b[at]) > SAME);
}
