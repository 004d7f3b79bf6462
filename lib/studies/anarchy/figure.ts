import { type Anarchy } from './index.js';
import { titleWithUnit } from '../../plot/market/beside.js';
import { percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { intervalOf, marked } from '../../plot/marks.js';
import { axesOf, layOut, type Panel } from '../../plot/theme.js';

type AnarchyRow = Anarchy['tables']['summary'][number];

const QUANTITIES = [
  { name: 'priceOfBest', title: 'price of anarchy', unit: 'Σ L competitive / least Σ L found' },
  {
    name: 'realised',
    title: 'part of what connecting is worth',
    unit: '(Σ L at W = I − Σ L) / (Σ L at W = I − least found)',
  },
  { name: 'welfare', title: 'welfare lost', unit: 'Σ P/τ, coordinated − competitive' },
  { name: 'rankSpread', title: 'spread of the equilibria found', unit: 'range of R_i / mean R' },
] as const;

/** The anarchy study: the cost of selfishness against α/τ, a line for each temperature. */
export function plotAnarchy({ parameters, tables, versions }: Anarchy): Figure {
  const { temperatures, ratios, networks, starts, tolerance, maxSteps } = parameters;
  const data: Trace[] = [];
  const panels = QUANTITIES.map(({ name, title, unit }, index): Panel => {
    for (const [line, temperature] of temperatures.entries()) {
      const rows = tables.summary.filter((row) => row.temperature === temperature);
      data.push(
        marked(
          rows.map((row) => ({ x: String(row.ratio), ...intervalOf(row, name) })),
          {
            index: line,
            name: `T = ${temperature}`,
            showlegend: index === 0,
            marker: { size: 8, symbol: rows.map(symbol) },
            ...axesOf(index),
          },
        ),
      );
    }
    return {
      row: Math.floor(index / 2),
      column: index % 2,
      title: titleWithUnit(title, unit),
      x: { title: 'α/τ', type: 'category', categoryarray: ratios.map(String) },
      y: { title: '', ...(name === 'priceOfBest' ? {} : { rangemode: 'tozero' }) },
    };
  });
  const worst = Math.max(...tables.summary.map(({ priceOfBest }) => priceOfBest ?? 1));
  const caption =
    `${networks} networks from ${starts} starts each: ${setting({ ...parameters, temperature: temperatures })}; competitive and coordinated ` +
    `descent with the same λ, to ε = ${tolerance} or ${maxSteps ?? '1000·n'} steps. Ranks sum to the mean stake whatever W is, so that welfare differs ` +
    `by losses alone. Competition costs at most ${percent(worst - 1)} of loss over the least found; of what connecting is worth, against everybody for ` +
    `itself (W = I), it realises the second panel. Open marks: not every competitive run converged. Both are local searches: the least loss is that ` +
    `of all runs at a temperature. Bars: ${percent(parameters.confidence)} bootstrap over networks. ` +
    `${differences(parameters)} The paper reports no price of anarchy. ${version(versions)}`;
  return layOut(
    {
      title: 'Anarchy: the loss of a network in which each peer ascends its own payoff',
      caption,
      panels,
      rows: 2,
      columns: 2,
      width: 880,
      height: 560,
      gap: { x: 0.12, y: 0.2 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.06, yanchor: 'bottom' } },
    },
    data,
  );
}

function symbol(row: AnarchyRow): string {
  return row.competitiveConverged < 1 ? 'circle-open' : 'circle';
}
