/*
 * §1.4: spurious nodes "won't game the ranking because the amount of stake they hold is finite". What moves as
 * identities join that hold nothing, or among which one peer splits its stake.
 */
import { checkInteger, checkNonNegative } from '../math/checks.js';
import { type SybilStake } from '../market/index.js';
import { average, beginStudy } from './begin.js';
import {
  checkList,
  checkNetwork,
  INTERVAL_DEFAULTS,
  NETWORK_DEFAULTS,
  type IntervalParameters,
} from './parameters.js';
import { runTasks } from './run.js';
import { type RunOptions, type StudyResult } from './study.js';
import { intervalCells, type IntervalCells } from './summary.js';
import { type SybilParameters, type SybilPhase } from './sybil.js';
import { tasksFor } from './tasks.js';

export interface SybilsParameters extends SybilParameters, IntervalParameters {
  /** How many networks are drawn. Default 10. */
  networks: number;
}

export const SYBILS_DEFAULTS: SybilsParameters = {
  ...NETWORK_DEFAULTS,
  ...INTERVAL_DEFAULTS,
  networks: 10,
  ratio: 25,
  identities: [0, 1, 2, 5, 10, 20, 40],
  tolerance: 1e-5,
  maxSteps: null,
};

/** All networks with so many identities of one peer. */
export type SybilRow = {
  /** What the identities hold: nothing, or the owner's stake in equal parts. */
  stake: SybilStake;
  /** Whether the others' rows stay, or everybody descends anew. */
  phase: SybilPhase;
  identities: number;
  converged: number;
} & IntervalCells<'mask'> &
  IntervalCells<'ownerMask'> &
  IntervalCells<'loss'> &
  IntervalCells<'ownerLoss'> &
  IntervalCells<'rankShare'> &
  IntervalCells<'rank'> &
  IntervalCells<'correlation'>;

export interface SybilsTables {
  summary: SybilRow[];
}

export type Sybils = StudyResult<'sybils', SybilsParameters, SybilsTables>;

function check(where: string, parameters: SybilsParameters): void {
  checkNetwork(where, parameters.networks, parameters);
  checkInteger(where, 'peers', parameters.peers, 2);
  checkNonNegative(where, 'ratio', parameters.ratio);
  checkList(where, 'identities', parameters.identities, (at, name, value) => {
    checkInteger(at, name, value, 0);
  });
  checkNonNegative(where, 'tolerance', parameters.tolerance);
  if (parameters.maxSteps !== null) checkInteger(where, 'maxSteps', parameters.maxSteps, 1);
}

const QUANTITIES = [
  'mask',
  'ownerMask',
  'loss',
  'ownerLoss',
  'rankShare',
  'rank',
  'correlation',
] as const;

/**
 * Masks, losses and ranks as one peer of a network at rest adds identities.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function sybils(
  given: Partial<SybilsParameters> = {},
  options: RunOptions = {},
): Promise<Sybils> {
  const begun = beginStudy('sybils', SYBILS_DEFAULTS, given, check);
  const { header, parameters, work, over } = begun;
  const found = await runTasks(header, tasksFor('sybil', work, parameters.networks), options);
  const summary = found[0].map(({ stake, phase, identities }, at): SybilRow => {
    const outcomes = found.map((network) => network[at]);
    const cells = QUANTITIES.map((name) =>
      intervalCells(name, over(outcomes.map((outcome) => outcome[name]))),
    );
    return {
      stake,
      phase,
      identities,
      converged: average(outcomes.map(({ converged }) => Number(converged))),
      ...(Object.assign({}, ...cells) as IntervalCells<(typeof QUANTITIES)[number]>),
    };
  });
  return { ...header, tables: { summary } };
}
