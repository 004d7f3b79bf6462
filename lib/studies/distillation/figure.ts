import { type Distillation } from './index.js';
import { withLegend } from '../../plot/market/beside.js';
import { estimate, percent, version } from '../../plot/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { intervalOf, marked } from '../../plot/marks.js';
import { axesOf, colour, layOut } from '../../plot/theme.js';
import { corpusName, networkSetting } from '../networks/caption.js';

const ENDS = [
  { name: 'connected', label: 'connected', index: 2 },
  { name: 'distilled', label: 'fully distilled: students alone', index: 3 },
  { name: 'never', label: 'never connected', index: 6 },
] as const;

/** The distillation study: B with more and more peers offline, between the ends. */
export function plotDistillation({ parameters, tables, versions }: Distillation): Figure {
  const { networks, corpus, confidence, peers } = parameters;
  const [ends] = tables.ends;
  const xs = tables.summary.map(({ offline }) => offline / peers);
  const range = [-0.03, 1.03];
  const data: Trace[] = (
    [
      { name: 'nothing', label: 'offline peers left out' },
      { name: 'standIn', label: 'replaced by what was distilled from them' },
    ] as const
  ).map(({ name, label }, index) =>
    marked(
      tables.summary.map((row, at) => ({ x: xs[at], ...intervalOf(row, name) })),
      { index, name: label, showlegend: true, ...axesOf(0) },
    ),
  );
  for (const { name, label, index } of ENDS) {
    const { y, low, high } = intervalOf(ends, name);
    data.push(
      {
        type: 'scatter',
        mode: 'lines',
        x: [...range, ...[...range].reverse()],
        y: [high, high, low, low],
        fill: 'toself',
        fillcolor: colour(index, 0.12),
        line: { width: 0 },
        hoverinfo: 'skip',
        showlegend: false,
        ...axesOf(0),
      },
      {
        type: 'scatter',
        mode: 'lines',
        name: label,
        showlegend: true,
        x: range,
        y: [y, y],
        line: { color: colour(index), width: 2, dash: 'dash' },
        hovertemplate: `${label}: %{y:.2f}<extra></extra>`,
        ...axesOf(0),
      },
    );
  }
  const caption =
    `${networks} networks, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}. After training, peers go offline one after the other in a ` +
    `random order; nobody trains on. B is that of all peers on held-out data of all classes; a peer that is offline still reaches itself. Students ` +
    `keep ${estimate(ends.kept, ends.keptLow, ends.keptHigh)} of what the network is worth. Bars and bands: ${percent(confidence)} bootstrap over networks. ` +
    `The paper measures none of it. ${version(versions)}`;
  const figure = layOut(
    {
      title: 'Distillation: what is left when peers go offline',
      caption,
      panels: [
        {
          row: 0,
          column: 0,
          title: '',
          x: { title: 'part of the peers that is offline', range },
          y: { title: 'benchmark B (nats)' },
        },
      ],
      rows: 1,
      columns: 1,
      width: 640,
      height: 380,
      gap: { x: 0, y: 0 },
    },
    data,
  );
  return withLegend(figure);
}
