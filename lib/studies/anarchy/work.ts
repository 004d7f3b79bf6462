/*
 * One network of the anarchy study, from several starts: competitive descent, where each peer ascends its own payoff, or
 * the fast solver of its equilibrium, and coordinated descent, where all ascend the sum.
 */
import { sum } from '../../math/rows.js';
import { type Kernel } from '../../kernel/index.js';
import {
  coordinatedDescend,
  losses,
  randomWeights,
  rank,
  type Market,
} from '../../market/index.js';
import { solve } from '../market/compete.js';
import {
  networkStream,
  sampleMarket,
  type MarketParameters,
  type Solver,
} from '../market/parameters.js';

/** The parameters of one network. */
export interface AnarchyWork extends MarketParameters {
  ratios: number[];
  starts: number;
  tolerance: number;
  maxSteps: number | null;
  solver: Solver;
}

/** Both runs from one start; losses are Σ_i L_i. */
export interface PairedDescent {
  readonly competitiveLoss: number;
  readonly coordinatedLoss: number;
  readonly competitiveConverged: boolean;
  readonly coordinatedConverged: boolean;
  readonly competitiveSteps: number;
  readonly coordinatedSteps: number;
  /** R at the competitive end, [n]. */
  readonly competitiveRank: number[];
}

export interface DescendedNetwork {
  /** Σ_i L_i where every peer weighs itself alone. */
  readonly isolated: number;
  /** The least Σ_i L_i of all runs at every ratio. */
  readonly best: number;
  readonly ratios: { readonly ratio: number; readonly runs: PairedDescent[] }[];
}

/** Samples the market of network `network` and runs both descents, from every start and at every ratio. */
export function descendBothWays(
  parameters: AnarchyWork,
  network: number,
  kernel: Kernel,
): DescendedNetwork {
  const { ratios } = parameters;
  const sampled = sampleMarket(parameters, network);
  const starts = startsOf(sampled, parameters, network);
  const total = (market: Market): number => sum(losses(market));
  const alone = new Float64Array(sampled.weights.length);
  for (let at = 0; at < alone.length; at += sampled.peers + 1) alone[at] = 1;
  const found = ratios.map((ratio) => ({
    ratio,
    runs: starts.map((start) => runBoth({ ...start, ratio }, parameters, kernel, total)),
  }));
  const all = found.flatMap(({ runs }) => runs);
  return {
    isolated: total({ ...sampled, weights: alone }),
    best: Math.min(...all.flatMap((run) => [run.competitiveLoss, run.coordinatedLoss])),
    ratios: found,
  };
}

/** The market's initial weights, then other random weights; an initial anchor stays that of the first. */
function startsOf(sampled: Market, parameters: AnarchyWork, network: number): Market[] {
  const stream = networkStream(parameters.seed, network).split('starts');
  return Array.from({ length: parameters.starts }, (_, start) =>
    start === 0
      ? sampled
      : { ...sampled, weights: randomWeights(sampled.peers, stream.split(start)) },
  );
}

function runBoth(
  start: Market,
  { simplex, learningRate, tolerance, maxSteps, solver }: AnarchyWork,
  kernel: Kernel,
  total: (market: Market) => number,
): PairedDescent {
  const most = maxSteps === null ? {} : { maxSteps };
  const options = { simplex, learningRate, tolerance, ...most };
  const competitive =
    solver === 'fast'
      ? solve(start, { learningRate, tolerance, maxSteps })
      : kernel.descend(start, options);
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
