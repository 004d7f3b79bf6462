/*
 * The README's tables, from the studies at their defaults.
 */
import {
  type AnyResult,
  type Choices,
  type Figure4,
  type Figure5,
  type RegretStudy,
  type Scaling,
} from '../../lib/index.js';
import { estimate, number, percent } from '../../lib/figures/captions.js';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function figure4Block({ tables }: Figure4): string {
  return table(
    [
      'α/τ',
      'Pearson, pooled',
      'Pearson, mean per network',
      'Spearman, pooled',
      'Kendall, pooled',
      'diagonal of W',
      'converged',
      'largest Nash gap',
    ],
    tables.summary.map((row) => [
      String(row.ratio),
      estimate(row.pearson, row.pearsonLow, row.pearsonHigh),
      estimate(row.pearsonMean, row.pearsonMeanLow, row.pearsonMeanHigh),
      estimate(row.spearman, row.spearmanLow, row.spearmanHigh),
      estimate(row.kendall, row.kendallLow, row.kendallHigh),
      number(row.diagonal),
      percent(row.converged),
      row.nashGapMax.toExponential(1),
    ]),
  );
}

function figure5Block({ tables, parameters }: Figure5): string {
  const samples = [1000, 5000, 10_000, 20_000, 30_000];
  const peaks = tables.summary.map(({ peak }) => peak ?? Number.POSITIVE_INFINITY);
  const settled = tables.summary.map((row) => row.settled).filter((step) => step !== null);
  const last = Math.max(...settled);
  return (
    table(
      ['step', 'sparsity', 'τ', 'Pearson of R\\* with R'],
      tables.steps
        .filter(({ step }) => samples.includes(step))
        .map((row) => [
          String(row.step),
          estimate(row.sparsity, row.sparsityLow, row.sparsityHigh),
          estimate(row.inflation, row.inflationLow, row.inflationHigh, 3),
          estimate(row.correlation, row.correlationLow, row.correlationHigh),
        ]),
    ) +
    `\n\nSparsity overshoots to between ${number(Math.min(...peaks))} and ${number(Math.max(...peaks))}; ` +
    `${settled.length} of ${parameters.networks} networks stay within 5 % of the target from some step on, the last from step ${last}.`
  );
}

function regretBlock({ tables, parameters }: RegretStudy): string {
  const steps = [...new Set(tables.summary.map(({ step }) => step))];
  const shown = [0, 0.25, 0.5, 0.75, 1].map((part) => steps[Math.round(part * (steps.length - 1))]);
  return table(
    ['α/τ', ...shown.map((step) => `t = ${step}`)],
    parameters.ratios.map((ratio) => [
      String(ratio),
      ...shown.map((step) => {
        const row = tables.summary.find(
          (candidate) => candidate.ratio === ratio && candidate.step === step,
        );
        return number(row?.regret ?? null, 4);
      }),
    ]),
  );
}

function choicesBlock({ tables }: Choices): string {
  return table(
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

function scalingBlock({ tables, parameters }: Scaling): string {
  return table(
    ['n', ...parameters.temperatures.map((temperature) => `T = ${temperature}`)],
    parameters.peers.map((peers) => [
      String(peers),
      ...parameters.temperatures.map((temperature) => {
        const row = tables.summary.find(
          (cell) => cell.peers === peers && cell.temperature === temperature && cell.ratio === 50,
        );
        return row
          ? `${estimate(row.pearsonMean, row.pearsonMeanLow, row.pearsonMeanHigh)}, ${percent(row.converged)}`
          : '';
      }),
    ]),
  );
}

/** The README's block for a result. */
export function readmeBlock(result: AnyResult): string {
  switch (result.study) {
    case 'figure4':
      return figure4Block(result);
    case 'figure5':
      return figure5Block(result);
    case 'regret':
      return regretBlock(result);
    case 'choices':
      return choicesBlock(result);
    case 'scaling':
      return scalingBlock(result);
  }
}

/** The README with the block of a study replaced. */
export function withBlock(readme: string, study: AnyResult['study'], block: string): string {
  return readme.replace(
    new RegExp(`(<!-- ${study} -->\n)[\\s\\S]*?(<!-- end -->)`),
    (_, start: string, end: string) => `${start}\n${block}\n\n${end}`,
  );
}
