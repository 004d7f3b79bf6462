/*
 * Figure 4 under each choice that the paper leaves open, changed one at a time.
 */
import { plotChoices } from './figure.js';
import {
  ANCHORS,
  HESSIAN_ENSEMBLES,
  STEP_ORDERS,
  OUTPUTS,
  OWN_INPUTS,
  SIMPLEX_METHODS,
  SPARSITY_DEFINITIONS,
} from '../../market/index.js';
import { libraryNamesOf } from '../../parameters/registry.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { figure4 } from '../figure4/index.js';
import { compete } from '../market/compete.js';
import { checkCompetition, SOLVERS, type CompetitionParameters } from '../market/parameters.js';
import { CORRELATION_COLUMNS, summarise } from '../market/summary.js';
import { estimate, markdownTable, number, percent } from '../report.js';

/** The choices that change figure 4, and their values; `solver` shows the effect of more steps. */
export const CHOICES = {
  anchor: ANCHORS,
  hessians: libraryNamesOf(HESSIAN_ENSEMBLES),
  ownInput: OWN_INPUTS,
  simplex: SIMPLEX_METHODS,
  order: STEP_ORDERS,
  outputs: OUTPUTS,
  sparsity: SPARSITY_DEFINITIONS,
  solver: SOLVERS,
} as const;

const study = defineStudy({
  name: 'choices',
  section: '§2.2',
  title: 'Figure 4 under each choice that the paper leaves open, one changed at a time',
  parameters: figure4.parameters,
  check: checkCompetition,
  settings: variants,
  work: compete,
  tables: (found, values) => ({
    /** A row for each choice and ratio; `choice` is `default` where none is changed. */
    summary: found.flatMap(({ setting, networks }) =>
      values.ratios.map((_, at) => ({
        choice: setting.choice,
        value: setting.value,
        ...summarise(networks, at, values),
      })),
    ),
  }),
  columns: ['choice', 'value', 'ratio', ...CORRELATION_COLUMNS],
});

export type Choices = ResultOf<typeof study>;

/**
 * Figure 4's statistics under each open choice, the same networks throughout where the choice allows it.
 *
 * The inflation norm is not among them, since figure 4 mints no stake.
 */
export const choices = present(study, { figure: plotChoices, report });

interface Variant extends CompetitionParameters {
  readonly choice: string;
  readonly value: string;
}

function variants(values: CompetitionParameters): Variant[] {
  const changed = Object.entries(CHOICES).flatMap(([choice, allowed]) =>
    allowed
      .filter((value) => value !== values[choice as keyof typeof CHOICES])
      .map((value) => ({ ...withChoice(values, choice, value), choice, value })),
  );
  return [{ ...values, choice: 'default', value: '' }, ...changed];
}

/** The values with one choice changed, and with the choices that it excludes at their defaults. */
function withChoice(
  values: CompetitionParameters,
  choice: string,
  value: string,
): CompetitionParameters {
  const setting = { ...values, [choice]: value };
  // An ensemble replaces measured Hessians.
  if (choice === 'hessians') setting.measured = [];
  if (setting.simplex === 'project' && setting.order === 'simultaneous') return setting;
  return choice === 'solver'
    ? { ...setting, simplex: 'project', order: 'simultaneous' }
    : { ...setting, solver: 'descent' };
}

function report({ tables }: Choices): string {
  return markdownTable(
    ['choice', 'Pearson, pooled', 'diagonal of W', 'converged', 'mean Nash gap'],
    tables.summary
      .filter(({ ratio }) => ratio === 25)
      .map((row) => [
        row.choice === 'default' ? 'as in figure 4' : `${row.choice}: ${row.value}`,
        estimate(row.pearson, row.pearsonLow, row.pearsonHigh),
        number(row.diagonal),
        percent(row.converged),
        row.nashGap.toExponential(1),
      ]),
  );
}
