/*
 * The attacks study's surfaces: one attack at one temperature, over α/τ and the group's share of the stake.
 */
import { type StrategyName } from '../../market/index.js';
import { percent } from '../../plot/caption.js';
import { cells, where, type CellsMark, type Panel } from '../../plot/compose/index.js';
import { strategyTitle } from '../market/titles.js';
import { type Attacks } from './index.js';

type Row = Attacks['tables']['summary'][number];

interface Surface extends Pick<CellsMark, 'format' | 'scale' | 'range' | 'shade'> {
  readonly title: string;
  readonly of: (row: Row, honest: Row | undefined) => number | null;
  /** Whether the interval of the value includes 0. Default: never. */
  readonly doubtful?: (row: Row) => boolean;
}

const includesZero = (low: number | null, high: number | null): boolean =>
  low !== null && high !== null && low <= 0 && high >= 0;

/** Gains differ by orders of magnitude, so their colours show the root of their size. */
const root = (value: number): number => Math.sign(value) * Math.sqrt(Math.abs(value));

function surfacesOf(rows: readonly Row[]): Surface[] {
  const gains = rows.flatMap(({ overHonest, overAscent }) => [overHonest ?? 0, overAscent ?? 0]);
  const most = root(Math.max(...gains.map(Math.abs), Number.MIN_VALUE));
  const share = { format: (value: number) => value.toFixed(2), range: [0, 1] } as const;
  const gain: Pick<Surface, 'format' | 'scale' | 'range' | 'shade'> = {
    ...{ format: (value: number) => value.toPrecision(2), shade: root },
    ...{ scale: 'diverging' as const, range: [-most, most] as const },
  };
  return [
    { title: 'share of stake kept', of: ({ stakeShare }) => stakeShare, ...share },
    { title: 'share of rank kept', of: ({ rankShare }) => rankShare, ...share },
    {
      title: 'own loss, against honest',
      of: ({ loss }, honest) => (loss === null || !honest?.loss ? null : loss / honest.loss - 1),
      format: (value) => `${value > 0 ? '+' : ''}${(100 * value).toFixed(0)} %`,
      scale: 'diverging',
    },
    {
      ...{ title: 'gain over honest play', of: ({ overHonest }) => overHonest, ...gain },
      doubtful: (row) => includesZero(row.overHonestLow, row.overHonestHigh),
    },
    {
      ...{ title: 'gain over each for itself', of: ({ overAscent }) => overAscent, ...gain },
      doubtful: (row) => includesZero(row.overAscentLow, row.overAscentHigh),
    },
  ];
}

/** A panel for each quantity of an attack at a temperature. */
export function surfacePanels(
  { parameters: { shares, ratios }, tables: { summary } }: Attacks,
  temperature: number,
  attack: StrategyName,
): Panel[] {
  const grid = <T>(of: (row: Row | undefined, honest: Row | undefined) => T): T[][] =>
    shares.map((share) =>
      ratios.map((ratio) => {
        const at = where(summary, { temperature, share, ratio });
        return of(where(at, { attack })[0], where(at, { attack: 'honest' })[0]);
      }),
    );
  const [columns, rows] = [ratios.map(String), shares.map(percent)];
  return surfacesOf(summary).map(({ title, of, doubtful, ...look }) => ({
    title: `${title}: ${strategyTitle(attack)}, T = ${temperature}`,
    x: { label: 'α/τ', categories: columns },
    y: { label: 'stake at first', categories: rows },
    height: 150,
    marks: [
      cells(
        grid((row, honest) => (row ? of(row, honest) : null)),
        {
          ...{ columns, rows, ...look },
          ...(doubtful && { doubtful: grid((row) => row !== undefined && doubtful(row)) }),
        },
      ),
    ],
  }));
}
