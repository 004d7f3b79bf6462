/*
 * One network of the regret study: average regret of every peer along competitive descent, at each ratio.
 */
import { nashGap, regret } from '../../market/index.js';
import { sampleMarket, type MarketParameters } from '../market/parameters.js';

/** The parameters of one network. */
export interface RegretParameters extends MarketParameters {
  ratios: number[];
  steps: number | null;
  checkpoints: number;
}

/** One network's regret at each ratio. */
export interface MeasuredRegret {
  readonly runs: {
    readonly ratio: number;
    /** The checkpoints t. */
    readonly steps: number[];
    /** r_i(t) for each checkpoint and peer, in units of payoff P/τ. */
    readonly average: number[][];
    /** Zinkevich's bound for concave payoffs, at each checkpoint. */
    readonly bound: number[];
    /** The largest gain of any peer from changing its row alone, at the weights of each checkpoint. */
    readonly nashGap: number[];
  }[];
}

/** Samples the market of network `network` and measures regret along its descent at every ratio. */
export function measureRegret(parameters: RegretParameters, network: number): MeasuredRegret {
  const { peers, simplex, learningRate, ratios, steps, checkpoints } = parameters;
  const start = sampleMarket(parameters, network);
  const runs = ratios.map((ratio) => {
    const market = { ...start, ratio };
    const found = regret(market, {
      simplex,
      learningRate,
      checkpoints,
      steps: steps ?? 1000 * peers,
    });
    return {
      ratio,
      steps: found.steps,
      average: found.steps.map((_, at) =>
        Array.from(found.average.subarray(at * peers, (at + 1) * peers)),
      ),
      bound: found.bound,
      nashGap: found.steps.map((_, at) => {
        const weights = found.visited.slice(at * peers * peers, (at + 1) * peers * peers);
        return nashGap({ ...market, weights });
      }),
    };
  });
  return { runs };
}
