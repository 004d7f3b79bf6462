/*
 * Figure 5: inflation adapts until the weights reach a target sparsity; sparsity, τ and the correlation of rank with
 * ideal rank over the steps.
 */
import { plotFigure5 } from './figure.js';
import { integer, positive } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkMarket, MARKET } from '../market/parameters.js';
import { estimate, markdownTable, number } from '../report.js';
import { adapt, sampledSteps } from './adapt.js';

const study = defineStudy({
  name: 'figure5',
  command: 'figure 5',
  section: '§3, figure 5',
  title: "The paper's figure 5: inflation adapts until the weights reach a target sparsity",
  parameters: {
    ...MARKET,
    ...INTERVALS,
    networks: integer(20, 'Networks sampled'),
    alpha: positive(1, 'Worth of a unit of loss', { symbol: 'α' }),
    target: positive(1, 'Target sparsity'),
    gain: positive(0.01, 'Gain of the controller: τ ← max(0, τ + gain · (target − sparsity))'),
    steps: integer(30_000, 'Steps of descent'),
    samples: integer(300, 'Steps that are recorded, evenly spaced'),
  },
  check: checkMarket,
  work: adapt,
  tables: ([{ networks }], values, { intervals }) => {
    const recorded = sampledSteps(values);
    const at = (run: (typeof networks)[number], index: number) => ({
      sparsity: run.sparsity[index],
      inflation: run.inflation[index],
      correlation: run.correlation[index],
    });
    return {
      /** A row for each network after the last step. */
      summary: networks.map((run, network) => ({
        network,
        ...at(run, run.inflation.length - 1),
        /** The largest sparsity over all steps; null where infinite. */
        peak: run.peak,
        /** The first step from which sparsity stays within 5 % of the target; null where it never does. */
        settled: run.settled,
      })),
      /** A row for each recorded step: means over networks, with intervals. */
      steps: recorded.map((step, index) => ({
        step,
        ...intervals(
          ['sparsity', 'inflation', 'correlation'],
          networks.map((run) => at(run, index)),
          { correlation: 'fisher' },
        ),
      })),
      /** A row for each network and recorded step. */
      trajectories: networks.flatMap((run, network) =>
        recorded.map((step, index) => ({ network, step, ...at(run, index) })),
      ),
    };
  },
  columns: ['network', 'sparsity', 'inflation', 'correlation', 'peak', 'settled'],
});

export type Figure5 = ResultOf<typeof study>;

/** Reproduces figure 5 of the paper, on many networks instead of one. */
export const figure5 = present(study, { figure: plotFigure5, report });

function peak(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '∞' : number(value);
}

function report({ tables, parameters }: Figure5): string {
  const shown = [1000, 5000, 10_000, 20_000, 30_000];
  const peaks = tables.summary.map(({ peak }) => peak ?? Number.POSITIVE_INFINITY);
  const settled = tables.summary.map((row) => row.settled).filter((step) => step !== null);
  const table = markdownTable(
    ['step', 'sparsity', 'τ', "Pearson of R\\* with R'"],
    tables.steps
      .filter(({ step }) => shown.includes(step))
      .map((row) => [
        String(row.step),
        estimate(row.sparsity, row.sparsityLow, row.sparsityHigh),
        estimate(row.inflation, row.inflationLow, row.inflationHigh, 3),
        estimate(row.correlation, row.correlationLow, row.correlationHigh),
      ]),
  );
  const last = settled.length === 0 ? '' : `, the last from step ${Math.max(...settled)}`;
  return (
    `${table}\n\nSparsity overshoots to between ${peak(Math.min(...peaks))} and ${peak(Math.max(...peaks))}; ` +
    `${settled.length} of ${parameters.networks} networks stay within 5 % of the target from some step on${last}.`
  );
}
