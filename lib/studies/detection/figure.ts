const ACCUSED = 0.05;
import { DETECTED } from './work.js';
import { type Detection } from './index.js';
import { strategyTitle } from '../market/titles.js';
import { percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { intervalOf, marked } from '../../plot/marks.js';
import { axesOf, colour, layOut, type Panel } from '../../plot/theme.js';

/** The detection study: ROC curves of the auditor on so many batches, and the areas under them. */
export function plotDetection({ parameters, tables, versions }: Detection): Figure {
  const { batches, networks, attackers, share, ratio, blocks, ownBatches, shift } = parameters;
  const titles = DETECTED.map(strategyTitle);
  const data: Trace[] = [];
  const panels = batches.map((count, column): Panel => {
    for (const [index, strategy] of DETECTED.entries()) {
      const points = tables.curves.filter(
        (row) => row.strategy === strategy && row.batches === count,
      );
      data.push({
        type: 'scatter',
        mode: 'lines',
        name: titles[index],
        x: points.map(({ falsePositives }) => falsePositives),
        y: points.map(({ truePositives }) => truePositives),
        line: { color: colour(index), width: 2, shape: 'linear' },
        showlegend: column === 0,
        legendgroup: strategy,
        hovertemplate: `${titles[index]}<br>%{x:.3f}, %{y:.3f}<extra></extra>`,
        ...axesOf(column),
      });
    }
    data.push({
      type: 'scatter',
      mode: 'lines',
      x: [0, 1],
      y: [0, 1],
      line: { color: '#888888', width: 1, dash: 'dash' },
      hoverinfo: 'skip',
      showlegend: false,
      ...axesOf(column),
    });
    return {
      row: 0,
      column,
      title: `<b>${count} public sample${count === 1 ? '' : 's'} a peer</b>`,
      x: { title: 'honest peers accused', range: [-0.03, 1.03] },
      y: { title: column === 0 ? 'dishonest peers found' : '', range: [-0.03, 1.03] },
    };
  });
  const last = batches.length;
  for (const [index, strategy] of DETECTED.entries()) {
    const rows = tables.summary.filter((row) => row.strategy === strategy);
    data.push(
      marked(
        rows.map((row) => ({ x: row.batches, ...intervalOf(row, 'area') })),
        { index, name: titles[index], showlegend: false, ...axesOf(last) },
      ),
    );
  }
  panels.push({
    row: 0,
    column: last,
    title: '<b>area under the curve</b>',
    x: { title: 'public samples a peer', type: 'log', tickvals: batches },
    y: { title: '', range: [0.37, 1.03] },
  });
  const hard = tables.summary
    .filter((row) => row.batches === batches[last - 1] && row.found < 0.95)
    .map(
      ({ strategy, found }) => `${strategyTitle(strategy)} ${percent(Number(found.toFixed(2)))}`,
    );
  const caption =
    `${networks} simulated networks, ${attackers} peers with ${percent(share)} of the stake report by each strategy for ${blocks} blocks among honest ones: ${setting(parameters)}, α/τ = ${ratio}. ` +
    `A peer’s score is ½ Σ_j |w_ij − ŵ_ij| between its report and what an auditor finds from a Wishart sample of its Hessian on public data that differ by ${percent(shift)}; ` +
    `honest peers measure on ${ownBatches} samples of their own. ` +
    (hard.length > 0
      ? `With ${percent(ACCUSED)} of honest peers accused and ${batches[last - 1]} samples it finds of these less than 95 %: ${hard.join(', ')}. `
      : '') +
    `Free riders report honestly and answer noise, which no audit of reports can see. Bars: ${percent(parameters.confidence)} bootstrap over networks. ` +
    `${differences(parameters)} The paper announces a method to detect dishonest reports and gives none. ${version(versions)}`;
  return layOut(
    {
      title: 'Detection: an auditor holds reports against significance that it measures itself',
      caption,
      panels,
      rows: 1,
      columns: last + 1,
      width: 280 * (last + 1),
      height: 270,
      gap: { x: 0.05, y: 0 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.1, yanchor: 'bottom' } },
    },
    data,
  );
}
