import { hessiansDiffer, percent, sentences, version } from '../../plot/caption.js';
import { compose, dot, where, type Axis, type Mark } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting, stopping } from '../market/caption.js';
import { type Choices } from './index.js';

type Row = Choices['tables']['summary'][number];

/** The label of a row of the choices study. */
export function choiceLabel({ choice, value }: Row): string {
  return choice === 'default' ? 'as in figure 4' : `${choice}: ${value}`;
}

/** A height in pixels for as many choices as the result has. */
export function choicesHeight({ tables }: Choices): number {
  return 40 + 40 * choicesAxis(tables.summary).categories.length;
}

/** The choices from top to bottom. */
export function choicesAxis(rows: readonly Row[]): Axis & { readonly categories: string[] } {
  return { label: '', categories: [...new Set(rows.map(choiceLabel))], reverse: true };
}

/** A mark for each α/τ: a column of the summary, a place for each choice, beside each other. */
export function choiceMarks(
  { parameters: { ratios }, tables: { summary } }: Choices,
  valueOf: (row: Row) => { x: number | null; low?: number | null; high?: number | null },
): Mark[] {
  const { categories } = choicesAxis(summary);
  return ratios.map((ratio, index) =>
    dot(
      where(summary, { ratio }).map((row) => ({
        ...valueOf(row),
        y: categories.indexOf(choiceLabel(row)) + 0.16 * (index - (ratios.length - 1) / 2),
        label: `${choiceLabel(row)}, ${percent(row.converged)} converged`,
      })),
      { name: `α/τ = ${ratio}`, across: true },
    ),
  );
}

/** The choices study: a line for each choice, a mark with its interval for each α/τ. */
export function plotChoices(result: Choices): Figure {
  const { parameters, tables, versions } = result;
  const { hessians, networks, confidence } = parameters;
  const panel = { y: choicesAxis(tables.summary), height: choicesHeight(result) };
  const given = hessians === 'trained' || hessians === 'measured';
  return compose({
    title: 'Figure 4 under each choice that the paper leaves open',
    rows: [
      [
        {
          ...panel,
          title: 'correlation of R* with R, pooled',
          x: { label: 'Pearson r', range: [-0.5, 1.02] },
          marks: choiceMarks(result, ({ pearson, pearsonLow, pearsonHigh }) => ({
            x: pearson,
            low: pearsonLow,
            high: pearsonHigh,
          })),
        },
        {
          ...panel,
          title: 'weights kept for oneself',
          x: { label: 'diagonal of W / total', range: [-0.02, 1.02] },
          marks: choiceMarks(result, ({ diagonal, diagonalLow, diagonalHigh }) => ({
            x: diagonal,
            low: diagonalLow,
            high: diagonalHigh,
          })),
        },
      ],
    ],
    caption: sentences(
      `Figure 4 with one open choice changed at a time; the default is ${setting(parameters)}. ${networks} networks; ${stopping(parameters)}.`,
      `Bars: ${percent(confidence)} intervals over networks; no mark where all ranks are equal.`,
      'The choice of sparsity changes a column of the table, not this figure; the norm of inflation changes nothing here.',
      given ? `In the default ${hessiansDiffer(hessians)}.` : '',
      'The paper states none of these choices.',
      version(versions),
    ),
  });
}
