import { hessiansDiffer, percent, sentences, version } from '../../plot/caption.js';
import { compose, dot, where, type Mark, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { type Readings } from './index.js';
import { BOUNDS } from './verdict.js';

type Row = Readings['tables']['summary'][number];

/** Smaller gaps are drawn here: they are rounding. */
const FLOOR = 1e-4;
/** Pixels of a reading. */
const ROW = 30;

/** Every reading: its correlation with (2), the weight kept, and the Nash gap, a mark for each α/τ. */
export function plotReadings({ parameters, tables, versions }: Readings): Figure {
  const { summary, verdicts } = tables;
  const { ratios, networks, confidence } = parameters;
  const order = [...verdicts].sort((a, b) => Number(b.looks) - Number(a.looks));
  const names = order.map(({ reading }) => reading);
  const categories = order.map(({ reading, looks }) => (looks ? `✓ ${reading}` : reading));
  const y = { label: '', categories, reverse: true };
  const marks = (
    of: (row: Row) => { x: number | null; low?: number | null; high?: number | null },
  ): Mark[] =>
    ratios.map((ratio, index) =>
      dot(
        where(summary, { ratio }).map((row) => ({
          ...of(row),
          y: names.indexOf(row.reading) + 0.16 * (index - (ratios.length - 1) / 2),
          label: row.reading,
        })),
        { name: `α/τ = ${ratio}`, across: true },
      ),
    );
  const panel = (rest: Pick<Panel, 'title' | 'x' | 'marks'>): Panel => ({
    ...rest,
    y,
    height: 40 + ROW * names.length,
  });
  const looks = order.filter((one) => one.looks).length;
  return compose({
    title: `Figure 4, read in ${names.length} ways: ${looks} look like the paper’s`,
    rows: [
      [
        panel({
          title: 'correlation of R* with (2)',
          x: { label: 'Pearson r, mean over networks', range: [-0.75, 1.02] },
          marks: marks(({ ideal, idealLow, idealHigh }) => ({
            ...{ x: ideal, low: idealLow, high: idealHigh },
          })),
        }),
        panel({
          title: 'weight kept for oneself',
          x: { label: 'diagonal of W / total', range: [-0.03, 1.03] },
          marks: marks(({ kept }) => ({ x: kept })),
        }),
        panel({
          title: 'Nash gap: 0 at an equilibrium',
          x: { label: 'mean ranks', type: 'log', range: [FLOOR / 2, 100] },
          marks: marks(({ gap }) => ({ x: gap === null ? null : Math.max(FLOOR, gap) })),
        }),
      ],
    ],
    caption: sentences(
      `✓: at the least α/τ peers keep at least ${percent(BOUNDS.kept)} of their weight, the correlation rises by at least ${BOUNDS.rise} and to r² of at ` +
        `least ${BOUNDS.strong}, and Nash gap and regret are at most ${BOUNDS.gap} mean ranks at every α/τ, by means over networks.`,
      `One thing is changed at a time from the base: n = ${parameters.peers}, T = ${parameters.temperature}, hessians ${parameters.hessians}, projection to rest; ` +
        `stops at λ = ${parameters.learningRate}, the paper’s; ${networks} networks, seed ${parameters.seed}.`,
      `Bars: ${percent(confidence)} intervals over networks; no correlation where all ranks are equal. Gaps below ${FLOOR} are drawn there.`,
      parameters.hessians === 'trained' ? `In the base ${hessiansDiffer('trained')}.` : '',
      version(versions),
    ),
  });
}
