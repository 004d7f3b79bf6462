/*
 * One market of peers that know k others, at rest, and again with a cabal of its first peers.
 *
 * Units. The mean weight is 1/k, and μ_j = (1/n) Σ_i s_i w_ij has the mean 1/n. With v = k w and T = θ/k:
 *
 *   m = σ((v − k μ)/θ),   k μ of mean k/n
 *   −(α/τ) ∂L/∂v of size (α/τ)/(k θ);   ∂R/∂v = 1/(k n) for the own weight
 *
 * so that masks keep their form where θ = k T is kept, which is n T where all know all; the part of k/n that others'
 * bids take from a mask vanishes, and the pull of the own rank falls as θ/(n α/τ). The step λ = 4 k T²/(α/τ) is about
 * half the inverse curvature of a row's payoff.
 */
import { descendSparseFast } from '../../kernel/index.js';
import {
  cabalSparse,
  idealRankSparse,
  lossesSparse,
  nashGainsSparse,
  randomSparseMarket,
  rankSparse,
  shapleySparse,
  type HessianEnsemble,
  type SparseMarket,
  type Topology,
} from '../../market/index.js';
import { correlation } from '../../math/correlation.js';
import { mean, sum } from '../../math/rows.js';
import { cell } from '../result.js';

export interface Setting {
  readonly topology: Topology;
  readonly peers: number;
  /** Whether T is the same at every n, or in units of the mean weight. */
  readonly scale: 'fixed' | 'scaled';
  /** T, or k T. */
  readonly temperature: number;
}

interface Values extends Setting {
  readonly known: number;
  readonly samples: number;
  readonly hessians: HessianEnsemble;
  readonly ratio: number;
  readonly learningRate: number;
  readonly tolerance: number;
  readonly maxSteps: number;
  readonly share: number;
  readonly sampled: number;
  readonly seed: number;
}

/** k of a market with n peers. */
export function knownOf({ known, peers }: Pick<Values, 'known' | 'peers'>): number {
  return Math.min(known, peers);
}

/** The number of peers in the cabal: two at least. */
export function cabalOf({ share, peers }: Pick<Values, 'share' | 'peers'>): number {
  return Math.min(peers, Math.max(2, Math.round(share * peers)));
}

/** The weight that peers keep for themselves, on average. */
function ownWeight({ peers: n, known: k, neighbours, weights }: SparseMarket): number {
  let own = 0;
  for (let at = 0; at < n * k; at++) if (neighbours[at] === Math.floor(at / k)) own += weights[at];
  return own / n;
}

export interface Outcome {
  /** Pearson r of the rank at rest with (2), and with the Shapley value. */
  readonly ideal: number | null;
  readonly shapley: number | null;
  /** The same of the rank under equal weights, which knows only how many peers know a peer. */
  readonly equalIdeal: number | null;
  readonly equalShapley: number | null;
  /** The mean weight that peers keep, and the mean number of inputs with weight. */
  readonly own: number;
  readonly inputs: number;
  /** The largest gain of a sampled peer from its best response, in mean ranks. */
  readonly gap: number;
  readonly converged: boolean;
  /** The members' part of all rank and their mean loss, before they form the cabal and after. */
  readonly cabal: Record<'rankBefore' | 'rankAfter' | 'lossBefore' | 'lossAfter', number>;
}

export async function rest(values: Values, network: number): Promise<Outcome> {
  const { topology, peers, samples, hessians: ensemble, ratio, share } = values;
  const { scale, tolerance, maxSteps, sampled, seed } = values;
  const known = knownOf(values);
  const temperature = scale === 'fixed' ? values.temperature : values.temperature / known;
  const size = { peers, known, samples, topology, ensemble, temperature, ratio };
  const start = randomSparseMarket({ ...size, seed: seed + network });
  const learningRate = (4 * values.learningRate * known * temperature ** 2) / ratio;
  const options = { learningRate, tolerance, maxSteps };
  const { weights, converged } = await descendSparseFast(start, options);
  const end = { ...start, weights };
  const equal = { ...start, weights: new Float64Array(peers * known).fill(1 / known) };
  const [ideal, shapley] = [idealRankSparse(start), shapleySparse(start)];
  const [ranks, equalRanks] = [rankSparse(end), rankSparse(equal)];
  const { gains } = nashGainsSparse(end, { sampled, randomStarts: 0, maxSteps: 200, seed });
  const members = Array.from({ length: cabalOf({ share, peers }) }, (_, i) => i);
  const { weights: given, frozen } = cabalSparse(end, members);
  const played = { ...start, weights: given };
  const after = {
    ...played,
    weights: (await descendSparseFast(played, { ...options, frozen })).weights,
  };
  const count = members.length;
  const part = (all: Float64Array): number => sum(all.subarray(0, count)) / sum(all);
  const loss = (market: SparseMarket): number => mean(lossesSparse(market).subarray(0, count));
  let positive = 0;
  for (const weight of weights) if (weight > 0) positive++;
  return {
    ideal: cell(correlation(ranks, ideal)),
    shapley: cell(correlation(ranks, shapley)),
    equalIdeal: cell(correlation(equalRanks, ideal)),
    equalShapley: cell(correlation(equalRanks, shapley)),
    own: ownWeight(end),
    inputs: positive / peers,
    gap: peers * Math.max(...gains),
    converged,
    cabal: {
      ...{ rankBefore: part(ranks), rankAfter: part(rankSparse(after)) },
      ...{ lossBefore: loss(end), lossAfter: loss(after) },
    },
  };
}
