import { estimate, percent, sentences, version } from '../../plot/caption.js';
import { compose, dot, points, rule } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { corpusName, networkSetting } from '../networks/caption.js';
import { type SignificanceResult } from './index.js';
import { ESTIMATES, type Estimate } from './work.js';

const NAMES: Record<Estimate, string> = {
  exact: 'Fisher, exact',
  monteCarlo: 'Fisher, Monte-Carlo',
  empirical: 'Fisher, empirical',
  linear: 'linear term alone',
  both: 'linear + exact',
};

/**
 * The significance study: every peer's estimated cost of removal against the true one, and each estimate's agreement.
 */
export function plotSignificance({ parameters, tables, versions }: SignificanceResult): Figure {
  const { networks, corpus, confidence, rows } = parameters;
  const { peers, summary } = tables;
  const truth = peers.map(({ ablation }) => ablation);
  const most = Math.max(...truth);
  const labelOf = (at: number): string =>
    `network ${peers[at].network}, peer ${peers[at].peer}, ${peers[at].hidden} hidden units`;
  const exact = summary.find((row) => row.estimate === 'exact');
  return compose({
    title: 'Significance: Fisher information against taking peers away',
    rows: [
      [
        {
          title: 'what the others lose without a peer',
          x: 'true: the peer taken away (nats)',
          y: 'estimated (nats)',
          marks: [
            ...(['exact', 'both'] as const).map((name) =>
              dot(
                points(
                  truth,
                  peers.map((row) => row[name]),
                  labelOf,
                ),
                { name: NAMES[name], opacity: 0.7 },
              ),
            ),
            rule(
              [
                { x: 0, y: 0 },
                { x: most, y: most },
              ],
              { name: 'estimate = truth' },
            ),
          ],
        },
        {
          title: 'agreement with the true costs',
          x: { label: 'Spearman’s ρ with ablation', range: [-0.1, 1.05] },
          y: { label: '', categories: ESTIMATES.map((one) => NAMES[one]), reverse: true },
          marks: [
            dot(
              summary.map((row) => ({
                x: row.ranking,
                low: row.rankingLow,
                high: row.rankingHigh,
                y: NAMES[row.estimate],
              })),
              { name: 'ranks of peers (2)', across: true, size: 9 },
            ),
            dot(
              summary.map((row) => ({
                x: row.pairs,
                low: row.pairsLow,
                high: row.pairsHigh,
                y: NAMES[row.estimate],
              })),
              { name: 'all pairs (3)', across: true, size: 9, symbol: 'diamond' },
            ),
          ],
        },
      ],
    ],
    caption: sentences(
      `${networks} trained networks, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}. Measured on each peer’s own data, ${rows} rows at most.`,
      'Every point is a peer: the mean over all peers of what they lose without it.',
      `The Fisher information is the second-order term alone, as in (2), with its factor ½; its ranking agrees with ablation by ρ = ${exact ? estimate(exact.ranking, exact.rankingLow, exact.rankingHigh) : 'undefined'}.`,
      `The linear term, which the paper leaves out, is not zero. Bars: ${percent(confidence)} intervals over networks.`,
      version(versions),
    ),
  });
}
