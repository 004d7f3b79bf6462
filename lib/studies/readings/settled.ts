import { estimate, percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  dot,
  estimates,
  line,
  points,
  trend,
  where,
  type Mark,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { trainedSize } from '../market/trainedHessians.js';
import { readResult } from '../reading.js';
import { readings, type Readings } from './index.js';

/** The sources of Hessians in the lower row, in the order of the legend. */
const SOURCES = {
  diagonal: 'diagonal: no interaction',
  trained: 'trained networks',
  uniform: 'uniform',
  gaussian: 'gaussian',
} as const;

type Source = keyof typeof SOURCES;

/**
 * Figure 4, settled: above, competitive against ideal rank where inputs do not interact, as (2) assumes; below, the
 * correlations with (2) and with the Shapley rank for every source of Hessians.
 *
 * @throws {@link InvalidArgumentError} for a value that is no result of the study
 */
export function plotSettled(result: Readings): Figure {
  return readResult('plotSettled', readings, result, settledFigure);
}

function settledFigure({ parameters, tables, versions }: Readings): Figure {
  const size = trainedSize();
  const { ratios, peers: n, temperature, networks, hessians: own } = parameters;
  const nameOf = (source: Source): string => (source === own ? 'base' : source);
  const shown = where(tables.peers, { hessians: 'diagonal' });
  const ranks = shown.map(({ competitive }) => competitive);
  const [low, high] = [Math.min(...ranks), Math.max(...ranks)];
  const room = 0.06 * (high - low) + 1e-6;
  const scatters = ratios.map((ratio): Panel => {
    const here = where(shown, { ratio });
    const found = points(
      here.map(({ ideal }) => ideal),
      here.map(({ competitive }) => competitive),
      (at) => `network ${here[at].network}, peer ${here[at].peer}`,
    );
    const [row] = where(tables.summary, { reading: nameOf('diagonal'), ratio });
    const r = estimate(row.ideal, row.idealLow, row.idealHigh);
    return {
      title: `α/τ = ${ratio}, mean r = ${r}`,
      x: 'ideal rank R (loss)',
      y: { label: 'competitive rank R* (stake)', range: [low - room, high + room] },
      marks: [
        dot(found, { size: 5, opacity: 0.45 }),
        ...(row.ideal === null ? [] : [trend(found, { colour: 1 })]),
      ],
    };
  });
  const x = { label: 'α/τ', categories: ratios.map(String) };
  const curves = (quantity: 'ideal' | 'shapley'): Mark[] =>
    Object.entries(SOURCES).map(([source, name]) =>
      line(
        estimates(
          where(tables.summary, { reading: nameOf(source as Source) }),
          ({ ratio }) => String(ratio),
          quantity,
        ),
        { name, dots: true },
      ),
    );
  const lows = tables.summary
    .filter(({ reading }) =>
      Object.keys(SOURCES)
        .map((source) => nameOf(source as Source))
        .includes(reading),
    )
    .flatMap(({ idealLow, shapleyLow }) => [idealLow ?? 0, shapleyLow ?? 0]);
  const range = [Math.min(0, ...lows) - 0.04, 1.02] as const;
  const y = { label: 'Pearson r, mean over networks', range };
  return compose({
    title:
      'Figure 4, settled: it holds where inputs do not interact, and trained peers follow the Shapley rank',
    rows: [
      scatters,
      [
        { title: 'R* against (2), the diagonals of H', x, y, marks: curves('ideal') },
        { title: 'R* against the Shapley rank, its row sums', x, y, marks: curves('shapley') },
      ],
    ],
    caption: sentences(
      `Above: diagonal Hessians with entries Exp(1), n = ${n}, T = ${temperature}; each point is a peer of ${networks} networks at an equilibrium.`,
      `Below: sources of Hessians in one unit, masking every input costs 1 (gaussian: trace 1); trained networks are ${Math.min(networks, size.networks)} of ${size.peers} peers.`,
      `Bars and brackets: ${percent(parameters.confidence)} intervals over networks. No correlation where all ranks are equal, as where every peer keeps its weight.`,
      version(versions),
    ),
  });
}
