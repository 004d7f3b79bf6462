/*
 * One network of the anarchy study: descended by everybody for itself and by all for the sum, from several starts.
 */
import { coordinatedDescend, losses, randomWeights, rank, type Market } from '../market/index.js';
import { type Kernel } from '../kernel/index.js';
import { drawNetwork, networkStream, type NetworkParameters } from './parameters.js';

export interface FreedomParameters extends NetworkParameters {
  /** α/τ of (15). Default 1, 10, 25, 50. */
  ratios: number[];
  /** Random weights W₀ that each network starts from. Default 3. */
  starts: number;
  /** ε: a run ends when max |W⁺ − W|/λ < ε. Default 1e-5. */
  tolerance: number;
  /** A run ends after this many steps; null for 1000 · n. */
  maxSteps: number | null;
}

/** Both runs from one start; losses are Σ_i L_i. */
export interface FreedomRun {
  readonly competitiveLoss: number;
  readonly coordinatedLoss: number;
  readonly competitiveConverged: boolean;
  readonly coordinatedConverged: boolean;
  readonly competitiveSteps: number;
  readonly coordinatedSteps: number;
  /** R at the competitive end, [n]. */
  readonly competitiveRank: number[];
}

export interface Freedom {
  /** Σ_i L_i where every peer weighs itself alone. */
  readonly isolated: number;
  /** The least Σ_i L_i of all runs at every ratio. */
  readonly best: number;
  readonly ratios: { readonly ratio: number; readonly runs: FreedomRun[] }[];
}

/** Draws network `network` and brings it to rest both ways, from every start and at every ratio. */
export function setFree(parameters: FreedomParameters, network: number, kernel: Kernel): Freedom {
  const { ownInput, ratios } = parameters;
  const drawn = drawNetwork(parameters, network);
  const starts = startsOf(drawn, parameters, network);
  const total = (market: Market): number =>
    losses(market, { ownInput }).reduce((sum, loss) => sum + loss, 0);
  const alone = new Float64Array(drawn.weights.length);
  for (let at = 0; at < alone.length; at += drawn.peers + 1) alone[at] = 1;
  const found = ratios.map((ratio) => ({
    ratio,
    runs: starts.map((start) => runBoth({ ...start, ratio }, parameters, kernel, total)),
  }));
  const all = found.flatMap(({ runs }) => runs);
  return {
    isolated: total({ ...drawn, weights: alone }),
    best: Math.min(...all.flatMap((run) => [run.competitiveLoss, run.coordinatedLoss])),
    ratios: found,
  };
}

/** The network's own start first, then other random weights; an initial anchor stays that of the first. */
function startsOf(drawn: Market, parameters: FreedomParameters, network: number): Market[] {
  const stream = networkStream(parameters.seed, network).split('starts');
  return Array.from({ length: parameters.starts }, (_, start) =>
    start === 0 ? drawn : { ...drawn, weights: randomWeights(drawn.peers, stream.split(start)) },
  );
}

function runBoth(
  start: Market,
  { ownInput, simplex, learningRate, tolerance, maxSteps }: FreedomParameters,
  kernel: Kernel,
  total: (market: Market) => number,
): FreedomRun {
  const most = maxSteps === null ? {} : { maxSteps };
  const options = { ownInput, simplex, learningRate, tolerance, ...most };
  const competitive = kernel.descend(start, options);
  const coordinated = coordinatedDescend(start, options);
  const end = { ...start, weights: competitive.weights };
  return {
    competitiveLoss: total(end),
    coordinatedLoss: total({ ...start, weights: coordinated.weights }),
    competitiveConverged: competitive.converged,
    coordinatedConverged: coordinated.converged,
    competitiveSteps: competitive.steps,
    coordinatedSteps: coordinated.steps,
    competitiveRank: Array.from(rank(end)),
  };
}
