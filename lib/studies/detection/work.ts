/*
 * One network of the detection study: a group reports by each strategy among honest peers, and an auditor measures.
 */
import {
  dishonesty,
  fixedRows,
  measuredSignificance,
  simulateStrategies,
  withFreeRiders,
  type Market,
  type StrategyName,
} from '../../market/index.js';
import { groupOf, strategiesOf, withShare, type GroupParameters } from '../market/group.js';
import { networkStream, sampleMarket } from '../market/parameters.js';

/** The strategies to detect; free riders report honestly and answer noise. */
export const DETECTED = ['ascent', 'self', 'uniform', 'copy', 'cabal', 'joint', 'rider'] as const;
export type Detected = (typeof DETECTED)[number];

/** The parameters of one network. */
export interface AuditParameters extends Omit<GroupParameters, 'checkpoints'> {
  ratio: number;
  share: number;
  batches: number[];
  ownBatches: number;
  shift: number;
}

/** Scores ½ Σ_j |w_ij − ŵ_ij| of one strategy's group and of the honest peers. */
export interface Audited {
  readonly strategy: Detected;
  readonly batches: number;
  readonly group: number[];
  readonly honest: number[];
}

/** Samples the market of network `network` and audits it, once for each strategy of its group. */
export function audit(parameters: AuditParameters, network: number): Audited[] {
  const { peers, ratio, share, batches, shift } = parameters;
  const sampled = sampleMarket(parameters, network);
  const group = groupOf(parameters, network);
  const stream = networkStream(parameters.seed, network).split('audit');
  const market = { ...withShare(sampled, group, share), ratio };
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

/** All rows after the last block; honest peers keep the rows that they measured at first. */
function report(
  market: Market,
  group: readonly number[],
  name: StrategyName,
  parameters: AuditParameters,
): Float64Array {
  const { blocks, inflation, stakeUnit } = parameters;
  const measured = fixedRows(market.weights);
  const cast = strategiesOf(parameters, group, name, 'honest');
  const strategies = cast.map((strategy, peer) =>
    group.includes(peer) && name !== 'honest' ? strategy : measured,
  );
  return simulateStrategies(market, {
    strategies,
    blocks,
    inflation,
    stakeUnit,
    keep: [blocks],
  }).weights;
}
