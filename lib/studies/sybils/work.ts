/*
 * One network of the sybils study: a peer adds identities, and the other rows stay or descend again.
 */
import { type Kernel } from '../../kernel/index.js';
import { correlation } from '../../math/correlation.js';
import {
  honestWeights,
  idealRank,
  losses,
  mask,
  rank,
  SYBIL_STAKES,
  withSybils,
  type Market,
  type SybilStake,
} from '../../market/index.js';
import { networkStream, sampleMarket, type MarketParameters } from '../market/parameters.js';
import { mean, sum } from '../../math/rows.js';
import { cell } from '../result.js';

export const SYBIL_PHASES = ['still', 'settled'] as const;

/** `still`: the rows of all other peers stay; `settled`: all peers descend again. */
export type SybilPhase = (typeof SYBIL_PHASES)[number];

/** The parameters of one network. */
export interface SybilParameters extends MarketParameters {
  ratio: number;
  identities: number[];
  tolerance: number;
  maxSteps: number | null;
}

/** Masks, losses and ranks of one owner and of the other peers at a number of identities. */
export interface SybilOutcome {
  readonly stake: SybilStake;
  readonly identities: number;
  readonly phase: SybilPhase;
  /** Mean of m_ij over the other peers i and all old peers j. */
  readonly mask: number;
  /** Mean of m_ij over all old peers j, for the owner i. */
  readonly ownerMask: number;
  /** Mean L_i of the other peers. */
  readonly loss: number;
  readonly ownerLoss: number;
  /** R_i of the owner and its identities, as a share of all rank. */
  readonly rankShare: number;
  /** Mean R_i of the other peers, in units of stake. */
  readonly rank: number;
  /** Pearson correlation of the other peers' rank with the ideal; null where undefined. */
  readonly correlation: number | null;
  /** Whether the descent converged; true where no peer descends. */
  readonly converged: boolean;
}

/**
 * Samples the market of network `network`, finds its equilibrium, and adds identities to one sampled peer.
 *
 * In `settled` each identity ascends its own payoff like any peer; the gradient of one without stake is 0.
 */
export function addIdentities(
  parameters: SybilParameters,
  network: number,
  kernel: Kernel,
): SybilOutcome[] {
  const { ratio, identities, simplex, learningRate, tolerance, maxSteps, peers } = parameters;
  const options = {
    simplex,
    learningRate,
    tolerance,
    maxSteps: maxSteps ?? 1000 * peers,
  };
  const sampled = sampleMarket(parameters, network);
  const owner = networkStream(parameters.seed, network).split('owner').integer(peers);
  const start = { ...sampled, ratio, weights: honestWeights(sampled) };
  const rest = { ...start, weights: kernel.descend(start, options).weights };
  const ideal = Array.from(idealRank(start)).filter((_, peer) => peer !== owner);
  const found = SYBIL_STAKES.flatMap((stake) =>
    identities.map((count) => ({ stake, count, ...withSybils(rest, { owner, count, stake }) })),
  );
  const ends = kernel.descendMany(
    found.map(({ market }) => market),
    options,
  );
  return found.flatMap(({ stake, count, market, members }, at) =>
    SYBIL_PHASES.map((phase) => {
      const now = phase === 'still' ? market : { ...market, weights: ends[at].weights };
      return {
        stake,
        identities: count,
        phase,
        ...look(now, peers, members, ideal),
        converged: phase === 'still' || ends[at].converged,
      };
    }),
  );
}

function look(
  market: Market,
  before: number,
  members: readonly number[],
  ideal: readonly number[],
): Omit<SybilOutcome, 'stake' | 'identities' | 'phase' | 'converged'> {
  const [owner] = members;
  const n = market.peers;
  const masks = mask(market);
  const lost = losses(market);
  const ranks = rank(market);
  const others = Array.from({ length: before }, (_, peer) => peer).filter((peer) => peer !== owner);
  const meanMask = (peer: number): number =>
    mean(Array.from(masks.subarray(peer * n, peer * n + before)));
  const total = sum(ranks);
  const ofOthers = others.map((peer) => ranks[peer]);
  return {
    mask: mean(others.map(meanMask)),
    ownerMask: meanMask(owner),
    loss: mean(others.map((peer) => lost[peer])),
    ownerLoss: lost[owner],
    rankShare: members.reduce((sum, member) => sum + ranks[member], 0) / total,
    rank: mean(ofOthers),
    correlation: cell(correlation(ofOthers, ideal)),
  };
}
