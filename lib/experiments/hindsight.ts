/*
 * One network of the regret study: average regret of every peer along competitive descent, at each ratio.
 */
import { nashGap, regret } from '../market/index.js';
import { drawNetwork, type NetworkParameters } from './parameters.js';

export interface RegretParameters extends NetworkParameters {
  /** α/τ of (15). Default 1, 10, 25, 50. */
  ratios: number[];
  /** Steps of descent; null for 1000 · n. */
  steps: number | null;
  /** How many times, evenly spaced on a logarithmic scale, regret is measured at. Default 25. */
  checkpoints: number;
}

/** One network's regret at each ratio. */
export interface Hindsight {
  readonly runs: {
    readonly ratio: number;
    /** The checkpoints t. */
    readonly steps: number[];
    /** r_i(t): for each checkpoint, each peer's; in units of payoff P/τ. */
    readonly average: number[][];
    /** Zinkevich's bound for concave payoffs, at each checkpoint. */
    readonly bound: number[];
    /** The most that any peer gains by changing its row alone, at the weights of each checkpoint. */
    readonly nashGap: number[];
  }[];
}

/** Draws network `network` and measures regret along its descent at every ratio. */
export function lookBack(parameters: RegretParameters, network: number): Hindsight {
  const { peers, ownInput, simplex, learningRate, ratios, steps, checkpoints } = parameters;
  const start = drawNetwork(parameters, network);
  const runs = ratios.map((ratio) => {
    const market = { ...start, ratio };
    const found = regret(market, {
      ownInput,
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
        return nashGap({ ...market, weights }, { ownInput });
      }),
    };
  });
  return { runs };
}
