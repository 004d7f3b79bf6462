import { type RegretResult } from './index.js';
import { titleWithUnit } from '../../plot/market/beside.js';
import { percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { axesOf, bandedLine, colour, layOut, type Panel } from '../../plot/theme.js';

/** The least Nash gap that is drawn: far below what any peer would notice. */
const GAP_FLOOR = 1e-6;

/** A gap on a logarithmic axis; null where it is not drawn. */
function drawn(gap: number | null): number | null {
  return gap !== null && gap > GAP_FLOOR ? gap : null;
}

/** The regret study: average regret and Nash gap against steps on logarithmic axes, a column for each α/τ. */
export function plotRegret({ parameters, tables, versions }: RegretResult): Figure {
  const { ratios } = parameters;
  const data: Trace[] = [];
  // A logarithmic axis shows what is above 0; regret that is not is said in the caption.
  const positive = (value: number | null): number | null =>
    value !== null && value > 0 ? value : null;
  const shown = tables.summary
    .flatMap(({ regret, most, bound }) => [regret ?? 0, most, bound])
    .filter((value) => value > 0);
  const floor = Math.min(
    ...tables.summary
      .map(({ regretLow, regret }) => regretLow ?? regret ?? 1)
      .filter((value) => value > 0),
  );
  const range = [Math.log10(floor) - 0.2, Math.log10(Math.max(...shown)) + 0.2];
  const gaps = tables.summary
    .flatMap(({ nashGap, nashGapHigh }) => [nashGap ?? 0, nashGapHigh ?? 0])
    .filter((value) => value > GAP_FLOOR);
  const gapRange = [Math.log10(GAP_FLOOR), Math.log10(Math.max(...gaps, 10 * GAP_FLOOR)) + 0.2];
  const powers = Array.from({ length: 9 }, (_, at) => Number(`1e${at - 6}`));
  const last = Math.max(2, ...tables.summary.map(({ step }) => step));
  const panels = ratios.map((ratio, column): Panel => ({
    row: 0,
    column,
    title: `<b>α/τ = ${ratio}</b>`,
    x: { title: 'steps of descent t', type: 'log', dtick: 1 },
    y: {
      title: column === 0 ? 'average regret (payoff P/τ)' : '',
      type: 'log',
      range,
      dtick: 1,
      exponentformat: 'none',
    },
  }));
  panels.push(
    ...ratios.map((_, column): Panel => ({
      row: 1,
      column,
      title: titleWithUnit('', 'Nash gap (payoff P/τ)'),
      x: { title: 'steps of descent t', type: 'log', dtick: 1, range: [0, Math.log10(last)] },
      y: {
        title: '',
        type: 'log',
        range: gapRange,
        tickvals: powers,
        ticktext: powers.map((value) => (value < 1e-3 ? value.toExponential(0) : String(value))),
      },
    })),
  );
  for (const [index, ratio] of ratios.entries()) {
    const rows = tables.summary.filter((row) => row.ratio === ratio);
    const axes = axesOf(index);
    const points = rows.map((row) => ({
      x: row.step,
      y: positive(row.regret),
      low: positive(row.regretLow),
      high: positive(row.regretHigh),
    }));
    const line = (name: string, y: (number | null)[], style: Record<string, unknown>): Trace => ({
      type: 'scatter',
      mode: 'lines',
      name,
      x: rows.map(({ step }) => step),
      y,
      line: style,
      showlegend: index === 0,
      ...axes,
    });
    data.push(
      ...bandedLine(points, {
        index: 0,
        name: 'mean over peers',
        showlegend: index === 0,
        ...axes,
      }),
      line(
        'the peer with most',
        rows.map(({ most }) => positive(most)),
        { color: colour(1), width: 1.5 },
      ),
      line(
        'bound for concave payoffs',
        rows.map(({ bound }) => bound),
        { color: colour(6), width: 1.5, dash: 'dash' },
      ),
      ...bandedLine(
        rows.map((row) => ({
          x: row.step,
          y: drawn(row.nashGap),
          low: Math.max(row.nashGapLow ?? 0, GAP_FLOOR),
          high: Math.max(row.nashGapHigh ?? 0, GAP_FLOOR),
        })),
        {
          index: 2,
          name: 'Nash gap',
          showlegend: index === 0,
          ...axesOf(ratios.length + index),
        },
      ),
    );
  }
  const closed = tables.summary.filter(({ nashGap }) => (nashGap ?? 0) <= GAP_FLOOR).length;
  const below = tables.summary.filter(({ regret }) => regret !== null && regret <= 0).length;
  const caption =
    `${parameters.networks} simulated networks: ${setting(parameters)}. Average regret of competitive descent against the best fixed ` +
    `row in hindsight, a local search from several starts and so a lower bound; band: ${percent(parameters.confidence)} bootstrap over networks` +
    `${below > 0 ? `; ${below} points at or below zero are not drawn` : ''}. Dashed: Zinkevich’s bound, which holds for payoffs concave in a row; ` +
    `these are not. Below, the Nash gap: the most that any peer gains by changing its row alone, a lower bound as well` +
    `${closed > 0 ? `; ${closed} points at or below ${GAP_FLOOR} are not drawn` : ''}. ${differences(parameters)} The paper proves no regret in an appendix that is lost. ${version(versions)}`;
  return layOut(
    {
      title: 'Regret: what peers lose by descending instead of knowing',
      caption,
      panels,
      rows: 2,
      columns: ratios.length,
      width: Math.max(880, 240 * ratios.length),
      height: 520,
      gap: { x: 0.05, y: 0.16 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.06, yanchor: 'bottom' } },
    },
    data,
  );
}
