import { differences, percent, sentences, version } from '../../plot/caption.js';
import {
  cells,
  compose,
  inRows,
  line,
  rule,
  type CellsMark,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting, stopping } from '../market/caption.js';
import { connectionBoundary } from '../../market/index.js';
import { type PhaseDiagram } from './index.js';

type Row = PhaseDiagram['tables']['summary'][number];

interface Surface extends Pick<CellsMark, 'format' | 'scale' | 'range' | 'shade'> {
  readonly title: string;
  readonly of: (row: Row) => number | null;
  /** Whether the value is in doubt. Default: never. */
  readonly doubtful?: (row: Row) => boolean;
}

const includesZero = (low: number | null, high: number | null): boolean =>
  low === null || high === null || (low <= 0 && high >= 0);

const CORRELATION = {
  ...{ format: (value: number) => value.toFixed(2), scale: 'diverging' as const },
  range: [-1, 1] as const,
};

const SURFACES: readonly Surface[] = [
  {
    ...{ title: 'r of R* with (2)', of: ({ ideal }) => ideal, ...CORRELATION },
    doubtful: ({ idealLow, idealHigh }) => includesZero(idealLow, idealHigh),
  },
  {
    ...{ title: 'r of R* with the Shapley rank', of: ({ shapley }) => shapley, ...CORRELATION },
    doubtful: ({ shapleyLow, shapleyHigh }) => includesZero(shapleyLow, shapleyHigh),
  },
  {
    ...{ title: 'weight kept: disconnection', of: ({ kept }) => kept },
    ...{ format: (value) => value.toFixed(2), range: [0, 1] },
  },
  {
    ...{ title: 'Nash gap, mean ranks', of: ({ gap }) => gap },
    format: (value) => (value < 5e-4 ? '0' : value.toPrecision(1)),
    shade: (value) => Math.sqrt(value),
  },
  {
    ...{ title: 'equilibria found', of: ({ equilibria }) => equilibria },
    format: (value) => value.toFixed(1),
  },
];

/** The phase diagram: a panel for each quantity over nT/s̄ and n(α/τ)/s̄; beside them the boundary of connecting. */
export function plotPhaseDiagram({ parameters, tables, versions }: PhaseDiagram): Figure {
  const { temperatures, ratios, peers, networks, gapNetworks, starts, confidence } = parameters;
  const asMarket = {
    ...parameters,
    ...{ temperature: temperatures, simplex: 'project' as const },
    ...{ temperatureUnit: 'meanBid' as const, ratioUnit: 'meanBid' as const },
  };
  const [columns, rows] = [temperatures.map(String), ratios.map(String)];
  const panels = peers.flatMap((n) => {
    const grid = <T>(of: (row: Row | undefined) => T): T[][] =>
      ratios.map((ratio) =>
        temperatures.map((T) =>
          of(
            tables.summary.find(
              (row) => row.peers === n && row.temperature === T && row.ratio === ratio,
            ),
          ),
        ),
      );
    const maps = SURFACES.map(({ title, of, doubtful, ...look }): Panel => ({
      title: `${title}, n = ${n}`,
      x: { label: 'nT/s̄', categories: columns },
      y: { label: 'n(α/τ)/s̄', categories: rows },
      height: 210,
      marks: [
        cells(
          grid((row) => (row ? of(row) : null)),
          {
            ...{ columns, rows, ...look },
            ...(doubtful && { doubtful: grid((row) => row !== undefined && doubtful(row)) }),
          },
        ),
      ],
    }));
    return inRows([...maps, keptPanel(parameters, tables, n)], 2);
  });
  return compose({
    title: 'The phases of the market, over the two numbers that decide them',
    rows: panels,
    caption: sentences(
      `${networks} simulated networks, the same in every cell: ${setting(asMarket)}; ${stopping({ ...parameters, solver: 'fast', order: 'simultaneous' })}.`,
      `Correlations are means over networks; without colour: the ${percent(confidence)} interval includes 0; blank: all ranks are equal. Nash gap: the first ${Math.min(gapNetworks, networks)} networks. Equilibria: ends of ${starts} starts that differ by more than 0.001 in a weight.`,
      'Last panel: κ_c is where keeping all weight stops being an equilibrium in the limit of many like peers, θ/(2m(1 − m)²) with m = σ(−1/θ) and θ = nT/s̄.',
      differences(parameters),
      version(versions),
    ),
  });
}

/** The weight kept against the ratio over its boundary κ_c(θ): a line for each temperature. */
function keptPanel(
  { temperatures }: PhaseDiagram['parameters'],
  { summary }: PhaseDiagram['tables'],
  n: number,
): Panel {
  return {
    title: `weight kept against the boundary, n = ${n}`,
    x: { label: 'n(α/τ)/s̄ over κ_c(nT/s̄)', type: 'log' },
    y: { label: 'weight kept', range: [-0.04, 1.04] },
    height: 210,
    marks: [
      rule([
        { x: 1, y: 0 },
        { x: 1, y: 1 },
      ]),
      ...temperatures.map((T) =>
        line(
          summary
            .filter((row) => row.peers === n && row.temperature === T && row.ratio > 0)
            .map((row) => ({
              ...{ x: row.ratio / connectionBoundary(T), y: row.kept },
              ...{ low: row.keptLow, high: row.keptHigh, label: `ratio ${row.ratio}` },
            })),
          { name: `nT/s̄ = ${T}`, dots: true },
        ),
      ),
    ],
  };
}
