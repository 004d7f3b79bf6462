/*
 * Figure 4: the competitive rank R* of self-interested peers at equilibrium against the ideal rank R of (2), for each
 * α/τ; the same networks for every ratio.
 */
import { plotFigure4 } from './figure.js';
import { integer } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { compete } from '../market/compete.js';
import { checkCompetition, COMPETITION } from '../market/parameters.js';
import { CORRELATION_COLUMNS, networkRows, peerRows, summarise } from '../market/summary.js';
import { summariseShapley, withShapley } from './shapley.js';
import { estimate, markdownTable, number, percent } from '../report.js';

const study = defineStudy({
  name: 'figure4',
  command: 'figure 4',
  section: '§3, figure 4',
  title: "The paper's figure 4: competitive rank against ideal rank, for each α/τ",
  parameters: { ...COMPETITION, ...INTERVALS, networks: integer(40, 'Networks sampled') },
  check: checkCompetition,
  work: compete,
  tables: ([{ networks }], values) => ({
    /** A row for each ratio: correlations with intervals, sparsity, convergence, Nash gap. */
    summary: values.ratios.map((_, at) => ({
      ...summarise(networks, at, values),
      ...summariseShapley(networks, at, values),
    })),
    /** A row for each network and ratio. */
    networks: networkRows(networks),
    /** A row for each network, ratio and peer. */
    peers: withShapley(peerRows(networks), networks),
  }),
  columns: ['ratio', ...CORRELATION_COLUMNS, 'shapley'],
});

export type Figure4 = ResultOf<typeof study>;

/** Reproduces figure 4 of the paper. */
export const figure4 = present(study, { figure: plotFigure4, report });

function report({ tables }: Figure4): string {
  return markdownTable(
    [
      'α/τ',
      'Pearson, pooled',
      'Pearson, mean per network',
      'Spearman, pooled',
      'Kendall, pooled',
      'Pearson with Shapley, pooled',
      'with Shapley, mean per network',
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
      estimate(row.shapley, row.shapleyLow, row.shapleyHigh),
      estimate(row.shapleyMean, row.shapleyMeanLow, row.shapleyMeanHigh),
      number(row.diagonal),
      percent(row.converged),
      row.nashGapMax.toExponential(1),
    ]),
  );
}
