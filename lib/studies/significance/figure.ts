import { estimate, percent, sentences, version } from '../../plot/caption.js';
import { compose, dot, points, rule, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { corpusName, networkSetting } from '../networks/caption.js';
import { type SignificanceResult } from './index.js';
import { DATA_TITLES, ESTIMATE_NAMES } from './names.js';
import { DATA_NAMES, ESTIMATES, type DataName } from './work.js';

/**
 * The significance study, a row for each data: every peer's estimated cost of removal against the true one, and each
 * estimate's agreement with ablation and with Shapley.
 */
export function plotSignificance(result: SignificanceResult): Figure {
  const { parameters, tables, versions } = result;
  const { networks, corpus, confidence, rows } = parameters;
  const ranking = (data: DataName, name: 'exact' | 'linear'): string => {
    const [row] = where(tables.summary, { data, estimate: name });
    return estimate(row.ranking, row.rankingLow, row.rankingHigh);
  };
  return compose({
    title: 'Significance: Fisher information against taking peers away',
    rows: DATA_NAMES.map((data) => [costs(result, data), agreements(result, data)]),
    caption: sentences(
      `${networks} trained networks, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}. Measured on each peer’s own data, as in (2), and on held-out rows, the same for all peers; ${rows} rows at most.`,
      'Every point is a peer: the mean over all peers of what they lose without it.',
      `The Fisher information is the second-order term alone, as in (2), with its factor ½; its ranking agrees with ablation by ρ = ${ranking('own', 'exact')} on own data and ${ranking('heldOut', 'exact')} on held-out rows, the linear term, which the paper leaves out, by ${ranking('own', 'linear')} and ${ranking('heldOut', 'linear')}.`,
      `Ablation removes one peer; the Shapley value is a peer’s mean part of the loss over all orders in which peers are removed. Bars: ${percent(confidence)} intervals over networks.`,
      version(versions),
    ),
  });
}

/** Estimated against true costs. */
function costs({ tables }: SignificanceResult, data: DataName): Panel {
  const peers = where(tables.peers, { data });
  const truth = peers.map(({ ablation }) => ablation);
  const labelOf = (at: number): string =>
    `network ${peers[at].network}, peer ${peers[at].peer}, ${peers[at].hidden} hidden units`;
  return {
    title: `cost of a peer’s removal, ${DATA_TITLES[data]}`,
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
          { name: ESTIMATE_NAMES[name], opacity: 0.7 },
        ),
      ),
      rule(
        [Math.min(0, ...truth), Math.max(...truth)].map((cost) => ({ x: cost, y: cost })),
        { name: 'estimate = truth' },
      ),
    ],
  };
}

const AGREEMENTS = [
  { column: 'ranking', name: 'ranks of peers (2), with ablation', symbol: 'circle' },
  { column: 'pairs', name: 'all pairs (3), with ablation', symbol: 'diamond' },
  { column: 'shapley', name: 'ranks of peers, with Shapley', symbol: 'square' },
] as const;

/** Spearman's ρ of every estimate with the true costs. */
function agreements({ tables }: SignificanceResult, data: DataName): Panel {
  const rows = where(tables.summary, { data });
  const categories = (['ablation', ...ESTIMATES] as const).map((one) => ESTIMATE_NAMES[one]);
  return {
    title: `agreement with the true costs, ${DATA_TITLES[data]}`,
    x: { label: 'Spearman’s ρ', range: [-0.55, 1.05] },
    y: { label: '', categories, reverse: true },
    marks: AGREEMENTS.map(({ column, name, symbol }) =>
      dot(
        rows
          // Ablation agrees with itself.
          .filter((row) => column === 'shapley' || row.estimate !== 'ablation')
          .map((row) => ({
            x: row[column],
            low: row[`${column}Low`],
            high: row[`${column}High`],
            y: ESTIMATE_NAMES[row.estimate],
          })),
        { name, across: true, size: 9, symbol },
      ),
    ),
  };
}
