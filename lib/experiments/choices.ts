/*
 * Figure 4 under each choice that the paper leaves open, one changed at a time.
 */
import { ANCHOR, HESSIANS, ORDER, OUTPUTS, OWN_INPUT, SIMPLEX, SPARSITY } from '../market/index.js';
import { FIGURE4_DEFAULTS, type Figure4Parameters } from './figure4.js';
import { beginStudy } from './begin.js';
import { checkCompetition, SOLVER, type CompetitionParameters } from './parameters.js';
import { runTasks } from './run.js';
import { type RunOptions, type StudyResult } from './study.js';
import { summarise, type CompetitionSummary } from './summary.js';
import { tasksFor } from './tasks.js';

/** As figure 4; each choice named here is where the others start from. */
export type ChoicesParameters = Figure4Parameters;

/** The choices that change figure 4, and their values; `solver` tells what more steps would change. */
export const CHOICES = {
  anchor: ANCHOR,
  hessians: HESSIANS,
  ownInput: OWN_INPUT,
  simplex: SIMPLEX,
  order: ORDER,
  outputs: OUTPUTS,
  sparsity: SPARSITY,
  solver: SOLVER,
} as const;

/** All networks at one ratio with one choice changed; `choice` is `default` where none is. */
export type ChoicesRow = { choice: string; value: string } & CompetitionSummary;

export interface ChoicesTables {
  summary: ChoicesRow[];
}

export type Choices = StudyResult<'choices', ChoicesParameters, ChoicesTables>;

function check(where: string, parameters: ChoicesParameters): void {
  checkCompetition(where, parameters.networks, parameters);
}

/**
 * Figure 4's statistics under each open choice, the same networks throughout where the choice allows it.
 *
 * The inflation norm is not among them: no stake is minted in figure 4.
 *
 * @throws {@link InvalidArgumentError} when a parameter is out of range; see {@link RunOptions} for the rest
 */
export async function choices(
  given: Partial<ChoicesParameters> = {},
  options: RunOptions = {},
): Promise<Choices> {
  const { header, parameters, work } = beginStudy('choices', FIGURE4_DEFAULTS, given, check);
  const { networks } = parameters;
  const variants = variantsOf(work);
  const tasks = variants.flatMap(({ setting }) => tasksFor('compete', setting, networks));
  const competed = await runTasks(header, tasks, options);
  const summary = variants.flatMap(({ choice, value, setting }, index) =>
    setting.ratios.map((_, at) => ({
      choice,
      value,
      ...summarise(competed.slice(index * networks, (index + 1) * networks), at, parameters),
    })),
  );
  return { ...header, tables: { summary } };
}

interface Variant {
  choice: string;
  value: string;
  setting: CompetitionParameters;
}

function variantsOf(shared: CompetitionParameters): Variant[] {
  const changed = Object.entries(CHOICES).flatMap(([choice, values]) =>
    values
      .filter((value) => value !== shared[choice as keyof typeof CHOICES])
      .map((value) => ({ choice, value, setting: withChoice(shared, choice, value) })),
  );
  return [{ choice: 'default', value: '', setting: shared }, ...changed];
}

/** The setting with one choice changed, and whatever cannot go with it. */
function withChoice(
  shared: CompetitionParameters,
  choice: string,
  value: string,
): CompetitionParameters {
  const setting = { ...shared, [choice]: value };
  // Drawn Hessians take the place of measured ones.
  if (choice === 'hessians') setting.measured = [];
  if (setting.simplex === 'project' && setting.order === 'simultaneous') return setting;
  return choice === 'solver'
    ? { ...setting, simplex: 'project', order: 'simultaneous' }
    : { ...setting, solver: 'descent' };
}
