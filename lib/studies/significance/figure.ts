import { estimate, percent, sentences, version } from '../../plot/caption.js';
import { compose, dot, points, rule, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { corpusName, networkSetting } from '../networks/caption.js';
import { type SignificanceResult } from './index.js';
import { FEATURES } from './bias.js';
import { DATA_NAMES, type DataName } from './data.js';
import { DATA_TITLES, ESTIMATE_NAMES, FEATURE_TITLES } from './names.js';

/**
 * The significance study, a row for each data: every peer's estimated cost of removal against the true one, and each
 * estimate's agreement with ablation and with Shapley; below, its agreement with
 * retraining and the peers that it overrates.
 */
export function plotSignificance(result: SignificanceResult): Figure {
  const { parameters, tables, versions } = result;
  const { networks, corpus, confidence, rows, relearning } = parameters;
  const again = Math.min(parameters.retrained, networks);
  const ranking = (data: DataName, name: 'exact' | 'linear'): string => {
    const [row] = where(tables.summary, { data, estimate: name });
    return estimate(row.ranking, row.rankingLow, row.rankingHigh);
  };
  return compose({
    title: 'Significance: estimates against taking peers away',
    rows: [
      ...DATA_NAMES.map((data) => [costs(result, data), agreements(result, data)]),
      parameters.retrained > 0
        ? [retrained(result), overrated(result, 'heldOut')]
        : DATA_NAMES.map((data) => overrated(result, data)),
    ],
    caption: sentences(
      `${networks} trained networks, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}. Measured on each peer’s own data, as in (2), and on held-out rows, the same for all peers; ${rows} rows at most.`,
      'Every point is a peer: the mean over all peers of what they lose without it.',
      `The Fisher information is the second-order term alone, as in (2), with its factor ½; its ranking agrees with ablation by ρ = ${ranking('own', 'exact')} on own data and ${ranking('heldOut', 'exact')} on held-out rows, the linear term, which the paper leaves out, by ${ranking('own', 'linear')} and ${ranking('heldOut', 'linear')}.`,
      `Ablation removes one peer; the Shapley value is a peer’s mean part of the loss over all orders in which peers are removed.`,
      `Influence is the part of a peer’s gradients in the fall of the others’ losses along the training; “relearnt” is ablation after which the others train on for ${relearning} rounds; retraining leaves the peer out from the first round, in ${again} of the networks. Bars: ${percent(confidence)} intervals over networks.`,
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
  {
    column: 'ranking',
    name: 'ranks of peers (2), with ablation',
    itself: 'ablation',
    symbol: 'circle',
  },
  { column: 'pairs', name: 'all pairs (3), with ablation', itself: 'ablation', symbol: 'diamond' },
  { column: 'shapley', name: 'ranks of peers, with Shapley', itself: 'shapley', symbol: 'square' },
] as const;

/** Spearman's ρ of every estimate with the true costs. */
function agreements({ tables }: SignificanceResult, data: DataName): Panel {
  const rows = where(tables.summary, { data });
  const categories = rows.map((row) => ESTIMATE_NAMES[row.estimate]);
  return {
    title: `agreement with the true costs, ${DATA_TITLES[data]}`,
    x: { label: 'Spearman’s ρ', range: [-0.55, 1.05] },
    y: { label: '', categories, reverse: true },
    marks: AGREEMENTS.map(({ column, name, itself, symbol }) =>
      dot(
        rows
          // A truth agrees with itself.
          .filter(({ estimate: one }) => one !== itself)
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

/** Spearman's ρ of every estimate of peers with retraining, for either data. */
function retrained({ tables }: SignificanceResult): Panel {
  const rows = tables.summary.filter((row) => row.estimate !== 'retraining');
  const categories = where(rows, { data: 'own' }).map((row) => ESTIMATE_NAMES[row.estimate]);
  return {
    title: 'agreement with retraining',
    x: { label: 'Spearman’s ρ', range: [-1.05, 1.05] },
    y: { label: '', categories, reverse: true },
    marks: DATA_NAMES.map((data, at) =>
      dot(
        where(rows, { data }).map((row) => ({
          x: row.retraining,
          low: row.retrainingLow,
          high: row.retrainingHigh,
          y: ESTIMATE_NAMES[row.estimate],
        })),
        { name: DATA_TITLES[data], across: true, size: 9, symbol: AGREEMENTS[at].symbol },
      ),
    ),
  };
}

/** By how many places each estimate overrates the peers above the median of a feature, against the last truth measured. */
function overrated({ tables, parameters }: SignificanceResult, data: DataName): Panel {
  const truth = parameters.retrained > 0 ? 'retraining' : 'shapley';
  const rows = where(tables.bias, { data, truth });
  const estimates = tables.summary.filter((row) => row.data === data && row.estimate !== truth);
  return {
    title: `overrated against ${ESTIMATE_NAMES[truth]}, ${DATA_TITLES[data]}`,
    x: { label: 'places of the ranking, mean of half the peers' },
    y: {
      label: '',
      categories: estimates.map((row) => ESTIMATE_NAMES[row.estimate]),
      reverse: true,
    },
    marks: [
      ...FEATURES.map((feature, at) =>
        dot(
          rows
            .filter((row) => row.feature === feature)
            .filter((row) => estimates.some((one) => one.estimate === row.estimate))
            .map((row) => ({
              x: row.upper,
              low: row.upperLow,
              high: row.upperHigh,
              y: ESTIMATE_NAMES[row.estimate],
            })),
          {
            name: FEATURE_TITLES[feature],
            across: true,
            size: 9,
            symbol: AGREEMENTS[at].symbol,
          },
        ),
      ),
    ],
  };
}
