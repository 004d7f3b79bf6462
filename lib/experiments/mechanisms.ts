/*
 * Other ways to rank and to pay, on the same networks: how well the rank follows (2), what a group gains by attacking,
 * and how concentrated stake becomes.
 */
import { checkNonNegative } from '../math/checks.js';
import { type MechanismName, type StrategyName } from '../market/index.js';
import { checkGroup, checkShare, checkStrategyNames, GROUP_DEFAULTS } from './attackers.js';
import { average, beginStudy } from './begin.js';
import {
  checkNetwork,
  INTERVAL_DEFAULTS,
  NETWORK_DEFAULTS,
  type IntervalParameters,
} from './parameters.js';
import { type Population, type RuleParameters, type RulePoint } from './rule.js';
import { runTasks } from './run.js';
import { type RunOptions, type StudyResult } from './study.js';
import { intervalCells, type IntervalCells } from './summary.js';
import { tasksFor } from './tasks.js';

export interface MechanismsParameters extends RuleParameters, IntervalParameters {
  /** How many networks are drawn. Default 8. */
  networks: number;
}

export const MECHANISMS_DEFAULTS: MechanismsParameters = {
  ...NETWORK_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  ...GROUP_DEFAULTS,
  networks: 8,
  ratio: 25,
  share: 0.3,
  attacks: ['honest', 'ascent', 'cabal', 'joint'],
};

/** All networks under one mechanism, with one attack among one kind of others, at one block. */
export type MechanismRow = {
  mechanism: MechanismName;
  others: Population;
  attack: StrategyName;
  block: number;
  /** Part of the networks in which anybody has rank: under `median` no weight may have the support that it needs. */
  ranked: number;
} & IntervalCells<'fidelity'> &
  IntervalCells<'rankShare'> &
  IntervalCells<'stakeShare'> &
  /** How much more of the stake the group has than if it had played honestly; null where that is not run. */
  IntervalCells<'gain'> &
  IntervalCells<'gini'>;

export interface MechanismsTables {
  /** After the last block. */
  summary: MechanismRow[];
  /** After every block looked at. */
  blocks: MechanismRow[];
}

export type Mechanisms = StudyResult<'mechanisms', MechanismsParameters, MechanismsTables>;

function check(where: string, parameters: MechanismsParameters): void {
  checkNetwork(where, parameters.networks, parameters);
  checkGroup(where, parameters);
  checkNonNegative(where, 'ratio', parameters.ratio);
  checkShare(where, 'share', parameters.share);
  checkStrategyNames(where, 'attacks', parameters.attacks);
}

const QUANTITIES = ['fidelity', 'rankShare', 'stakeShare', 'gini'] as const;

/**
 * The paper's rule, impartial division, median clipping and ‖R‖₁ on identical inputs.
 *
 * Peers that ascend know the mechanism: they ascend the rank that it gives.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function mechanisms(
  given: Partial<MechanismsParameters> = {},
  options: RunOptions = {},
): Promise<Mechanisms> {
  const begun = beginStudy('mechanisms', MECHANISMS_DEFAULTS, given, check);
  const { header, parameters, work, over } = begun;
  const found = await runTasks(header, tasksFor('rule', work, parameters.networks), options);
  const [first] = found;
  const pick = (index: number, at: number): RulePoint[] =>
    found.map((network) => network[index].points[at]);
  const blocks = first.flatMap(({ mechanism, others, attack, points }, index) => {
    const honest = first.findIndex(
      (run) => run.mechanism === mechanism && run.others === others && run.attack === 'honest',
    );
    return points.map(({ block }, at): MechanismRow => {
      const here = pick(index, at);
      const gains =
        honest < 0
          ? []
          : pick(honest, at).map((point, network) => here[network].stakeShare - point.stakeShare);
      const cells = QUANTITIES.map((name) =>
        intervalCells(name, over(here.map((point) => point[name]))),
      );
      return {
        mechanism,
        others,
        attack,
        block,
        ranked: average(here.map(({ rankShare }) => Number(rankShare !== null))),
        ...(Object.assign({}, ...cells) as IntervalCells<(typeof QUANTITIES)[number]>),
        ...intervalCells('gain', over(gains)),
      };
    });
  });
  const last = first[0].points[first[0].points.length - 1].block;
  return { ...header, tables: { summary: blocks.filter(({ block }) => block === last), blocks } };
}
