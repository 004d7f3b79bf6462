import { differences, estimate, percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  dot,
  estimates,
  line,
  points,
  trend,
  where,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting, stopping } from '../market/caption.js';
import { type Figure4 } from './index.js';

const METHODS = {
  pearson: 'Pearson r',
  spearman: 'Spearman ρ',
  kendall: 'Kendall τ-b',
  shapley: 'Pearson r with Shapley',
};

/**
 * Figure 4: above, competitive against ideal rank with a least-squares line, a panel for each α/τ; below, the
 * correlations, the sparsity of the weights and the convergence of the descents.
 */
export function plotFigure4({ parameters, tables, versions }: Figure4): Figure {
  const { summary, peers } = tables;
  const ranks = peers.map(({ competitive }) => competitive);
  const [low, high] = [Math.min(...ranks), Math.max(...ranks)];
  const room = 0.06 * (high - low) + 1e-6;
  const scatters = summary.map((row): Panel => {
    const own = where(peers, { ratio: row.ratio });
    const found = points(
      own.map(({ ideal }) => ideal),
      own.map(({ competitive }) => competitive),
      (at) => `network ${own[at].network}, peer ${own[at].peer}`,
    );
    return {
      title: `α/τ = ${row.ratio}, r = ${estimate(row.pearson, row.pearsonLow, row.pearsonHigh)}`,
      x: 'ideal rank R (loss)',
      y: { label: 'competitive rank R* (stake)', range: [low - room, high + room] },
      marks: [
        dot(found, { size: 5, opacity: 0.45 }),
        ...(row.pearson === null ? [] : [trend(found, { colour: 1 })]),
      ],
    };
  });
  const x = { label: 'α/τ', categories: summary.map(({ ratio }) => String(ratio)) };
  const ratioOf = ({ ratio }: { ratio: number }): string => String(ratio);
  const lows = summary.flatMap((row) =>
    [row.pearsonLow, row.spearmanLow, row.kendallLow, row.shapleyLow].map((value) => value ?? 0),
  );
  const correlations: Panel = {
    title: 'correlation of R* with R, pooled',
    x,
    y: { label: 'correlation', range: [Math.min(0, ...lows) - 0.04, 1.02] },
    marks: Object.entries(METHODS).map(([method, name]) =>
      line(estimates(summary, ratioOf, method), { name, dots: true }),
    ),
  };
  const weights: Panel = {
    title: 'weights kept for oneself; descents that converged',
    x,
    y: { label: 'fraction', range: [-0.04, 1.04] },
    marks: [
      line(estimates(summary, ratioOf, 'diagonal'), { name: 'diagonal of W / total', dots: true }),
      line(
        summary.map((row) => ({
          ...{ x: ratioOf(row), y: row.converged },
          label: `mean steps ${row.steps}, Nash gap at most ${row.nashGapMax.toExponential(1)}`,
        })),
        { name: 'converged', dots: true, dash: 'dot' },
      ),
    ],
  };
  const gap = Math.max(...summary.map(({ nashGapMax }) => nashGapMax));
  return compose({
    title: 'Figure 4: what self-interested peers rank, against the ideal',
    rows: [scatters, [correlations, weights]],
    caption: sentences(
      `${parameters.networks} simulated networks, the same at every α/τ: ${setting(parameters)}; ${stopping(parameters)}.`,
      `Each point is a peer. r: Pearson correlation over all peers; bars and brackets: ${percent(parameters.confidence)} intervals over ` +
        `networks; undefined where all ranks are equal. Shapley: the row sums of the Hessians in place of their diagonals.`,
      `Largest Nash gap found: ${gap.toExponential(1)} in units of payoff.`,
      differences(parameters),
      version(versions),
    ),
  });
}
