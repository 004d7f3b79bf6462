/*
 * One network of the sybils study: a peer adds identities, and the network stands still or settles anew.
 */
import { correlation } from '../math/correlation.js';
import {
  honestWeights,
  idealRank,
  losses,
  mask,
  rank,
  SYBIL_STAKE,
  withSybils,
  type Market,
  type SybilStake,
} from '../market/index.js';
import { type Kernel } from '../kernel/index.js';
import { drawNetwork, networkStream, type NetworkParameters } from './parameters.js';
import { cell } from './study.js';

export const SYBIL_PHASE = ['still', 'settled'] as const;

/** Whether the others' rows stay as they were, or everybody descends anew. */
export type SybilPhase = (typeof SYBIL_PHASE)[number];

export interface SybilParameters extends NetworkParameters {
  /** α/τ of (15). Default 25. */
  ratio: number;
  /** How many identities join. Default 0, 1, 2, 5, 10, 20, 40. */
  identities: number[];
  /** ε: a descent ends when max |W⁺ − W|/λ < ε. Default 1e-5. */
  tolerance: number;
  /** A descent ends after this many steps; null for 1000 times the number of peers before any identity joined. */
  maxSteps: number | null;
}

/** What one owner and the others have with so many identities. */
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
  /** R_i of the owner and its identities, as a part of all rank. */
  readonly rankShare: number;
  /** Mean R_i of the other peers, in units of stake. */
  readonly rank: number;
  /** Pearson correlation of the other peers' rank with the ideal; null where undefined. */
  readonly correlation: number | null;
  /** Whether the descent converged; true where the network stands still. */
  readonly converged: boolean;
}

/**
 * Draws network `network`, brings it to rest, and lets one of its peers, drawn at random, add identities.
 *
 * In `settled` each identity ascends its own payoff as everybody does; one without stake has nothing to choose.
 */
export function multiply(
  parameters: SybilParameters,
  network: number,
  kernel: Kernel,
): SybilOutcome[] {
  const { ratio, identities, ownInput, simplex, learningRate, tolerance, maxSteps, peers } =
    parameters;
  const options = {
    ownInput,
    simplex,
    learningRate,
    tolerance,
    maxSteps: maxSteps ?? 1000 * peers,
  };
  const drawn = drawNetwork(parameters, network);
  const owner = networkStream(parameters.seed, network).split('owner').integer(peers);
  const start = { ...drawn, ratio, weights: honestWeights(drawn) };
  const rest = { ...start, weights: kernel.descend(start, options).weights };
  const ideal = Array.from(idealRank(start)).filter((_, peer) => peer !== owner);
  const found = SYBIL_STAKE.flatMap((stake) =>
    identities.map((count) => ({ stake, count, ...withSybils(rest, { owner, count, stake }) })),
  );
  const ends = kernel.descendMany(
    found.map(({ market }) => market),
    options,
  );
  return found.flatMap(({ stake, count, market, members }, at) =>
    SYBIL_PHASE.map((phase) => {
      const now = phase === 'still' ? market : { ...market, weights: ends[at].weights };
      return {
        stake,
        identities: count,
        phase,
        ...look(now, peers, members, ideal, parameters),
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
  { ownInput }: SybilParameters,
): Omit<SybilOutcome, 'stake' | 'identities' | 'phase' | 'converged'> {
  const [owner] = members;
  const n = market.peers;
  const masks = mask(market, { ownInput });
  const lost = losses(market, { ownInput });
  const ranks = rank(market);
  const others = Array.from({ length: before }, (_, peer) => peer).filter((peer) => peer !== owner);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanMask = (peer: number): number =>
    mean(Array.from(masks.subarray(peer * n, peer * n + before)));
  const total = ranks.reduce((sum, value) => sum + value, 0);
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
