/*
 * One network of figure 5: inflation adapts until the weights reach the target sparsity.
 */
import { correlation } from '../../math/correlation.js';
import { adaptInflation, idealRank, rank } from '../../market/index.js';
import { sampleMarket, type MarketParameters } from '../market/parameters.js';
import { cell } from '../result.js';

/** The parameters of one run. */
export interface AdaptParameters extends MarketParameters {
  alpha: number;
  target: number;
  gain: number;
  steps: number;
  samples: number;
}

/** One network's run, sampled; each list is [samples]. */
export interface Adapted {
  readonly sparsity: (number | null)[];
  readonly inflation: number[];
  /** Pearson correlation of the rank with the ideal rank; null where undefined. */
  readonly correlation: (number | null)[];
  /** The largest sparsity over all steps; null where infinite. */
  readonly peak: number | null;
  /** The first step from which sparsity stays within 5 % of the target; null where it never does. */
  readonly settled: number | null;
}

/** The relative distance of sparsity from the target within which a run counts as settled. */
export const SETTLED_WITHIN = 0.05;

/** The recorded steps of a run: `samples` of them, evenly spaced, the last included. */
export function sampledSteps({
  steps,
  samples,
}: Pick<AdaptParameters, 'steps' | 'samples'>): number[] {
  const count = Math.min(steps, samples);
  return Array.from({ length: count }, (_, k) => Math.round(((k + 1) * steps) / count));
}

/** Samples the market of network `network` and descends it under an adaptive τ. */
export function adapt(parameters: AdaptParameters, network: number): Adapted {
  const { simplex, learningRate, alpha, target, gain, steps, sparsity: definition } = parameters;
  const start = sampleMarket(parameters, network);
  const ideal = idealRank(start);
  const kept = sampledSteps(parameters);
  const correlations: (number | null)[] = [];
  const { sparsity, inflation } = adaptInflation(start, {
    simplex,
    learningRate,
    alpha,
    target,
    gain,
    steps,
    sparsity: definition,
    onStep: (step, weights) => {
      if (step !== kept[correlations.length]) return;
      correlations.push(cell(correlation(rank({ ...start, weights }), ideal)));
    },
  });
  let settled = steps;
  while (settled > 0 && Math.abs(sparsity[settled - 1] - target) <= SETTLED_WITHIN * target)
    settled--;
  return {
    sparsity: kept.map((step) => cell(sparsity[step - 1])),
    inflation: kept.map((step) => inflation[step - 1]),
    correlation: correlations,
    peak: cell(sparsity.reduce((most, value) => Math.max(most, value), 0)),
    settled: settled < steps ? settled + 1 : null,
  };
}
