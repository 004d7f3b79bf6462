/*
 * One network of the detection study: a group reports by each strategy among honest peers, and an auditor measures.
 */
import {
  dishonesty,
  measuredSignificance,
  simulateStrategies,
  STRATEGIES,
  withFreeRiders,
  type Market,
  type StrategyName,
} from '../market/index.js';
import { casting, groupOf, withShare, type GroupParameters } from './attackers.js';
import { drawNetwork, networkStream } from './parameters.js';

/** What is to be detected; free riders report honestly and answer noise. */
export const DETECTED = ['ascent', 'self', 'uniform', 'copy', 'cabal', 'joint', 'rider'] as const;
export type Detected = (typeof DETECTED)[number];

export interface AuditParameters extends Omit<GroupParameters, 'checkpoints'> {
  /** α/τ of (15). Default 25. */
  ratio: number;
  /** The group's share of all stake, in (0, 1). Default 0.3. */
  share: number;
  /** Samples that the auditor measures each peer on. Default 3, 30, 300. */
  batches: number[];
  /** Samples that honest peers measure on. Default 300. */
  ownBatches: number;
  /** How far public data differ from a peer's own, relative. Default 0.2. */
  shift: number;
}

/** Scores ½ Σ_j |w_ij − ŵ_ij| of one strategy's group, and of the honest peers beside it. */
export interface Audited {
  readonly strategy: Detected;
  readonly batches: number;
  readonly group: number[];
  readonly honest: number[];
}

/** Draws network `network` and audits it, once for each strategy that its group reports by. */
export function audit(parameters: AuditParameters, network: number): Audited[] {
  const { peers, ratio, share, batches, shift } = parameters;
  const drawn = drawNetwork(parameters, network);
  const group = groupOf(parameters, network);
  const stream = networkStream(parameters.seed, network).split('audit');
  const market = { ...withShare(drawn, group, share), ratio };
  const honest = Array.from({ length: peers }, (_, peer) => peer).filter(
    (peer) => !group.includes(peer),
  );
  return DETECTED.flatMap((strategy) => {
    const facts = strategy === 'rider' ? withFreeRiders(market, group) : market;
    const own = measuredSignificance(facts, {
      batches: parameters.ownBatches,
      stream: stream.split('own'),
    });
    const reported = report(
      { ...facts, weights: own },
      group,
      strategy === 'rider' ? 'honest' : strategy,
      parameters,
    );
    return batches.map((count) => {
      const audited = measuredSignificance(facts, {
        batches: count,
        shift,
        stream: stream.split('auditor').split(count),
      });
      const scores = dishonesty({ peers, weights: reported }, audited);
      return {
        strategy,
        batches: count,
        group: group.map((peer) => scores[peer]),
        honest: honest.map((peer) => scores[peer]),
      };
    });
  });
}

/** What everybody has posted after the last block: honest peers always what they measured at first. */
function report(
  market: Market,
  group: readonly number[],
  name: StrategyName,
  parameters: AuditParameters,
): Float64Array {
  const { blocks, inflation, stakeUnit, ownInput } = parameters;
  const measured = STRATEGIES.fixedRows(market.weights);
  const cast = casting(parameters, group, name, 'honest');
  const strategies = cast.map((strategy) => (strategy === STRATEGIES.honest ? measured : strategy));
  return simulateStrategies(market, {
    strategies,
    blocks,
    inflation,
    stakeUnit,
    ownInput,
    keep: [blocks],
  }).weights;
}
