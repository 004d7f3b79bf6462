import { type Bandwidth } from './index.js';
import { titleWithUnit } from '../../plot/market/beside.js';
import { percent, version } from '../../plot/caption.js';
import { type Figure } from '../../plot/figure.js';
import { intervalOf, marked } from '../../plot/marks.js';
import { axesOf, layOut, type Panel } from '../../plot/theme.js';
import { corpusName, networkSetting } from '../networks/caption.js';

const PANELS = [
  {
    title: 'benchmark',
    unit: 'B (nats)',
    lines: [
      { name: 'benchmark', label: 'through the network' },
      { name: 'student', label: 'through students alone' },
    ],
  },
  {
    title: 'questions',
    unit: 'rows sent for each example',
    lines: [{ name: 'queries', label: 'questions' }],
  },
  { title: 'bytes', unit: 'bytes for each example', lines: [{ name: 'bytes', label: 'bytes' }] },
] as const;

/** The bandwidth study: B, questions and bytes against k. */
export function plotBandwidth({ parameters, tables, versions }: Bandwidth): Figure {
  const { networks, corpus, importance, load, confidence } = parameters;
  const label = (k: number | null): string => (k === null ? 'no gate' : String(k));
  const categories = tables.summary.map(({ k }) => label(k));
  const data = PANELS.flatMap(({ lines }, panel) =>
    lines.map(({ name, label: title }, index) =>
      marked(
        tables.summary.map((row) => ({ x: label(row.k), ...intervalOf(row, name) })),
        {
          index: panel + index + (panel > 0 ? 1 : 0),
          name: title,
          showlegend: panel === 0,
          ...axesOf(panel),
        },
      ),
    ),
  );
  const panels = PANELS.map(({ title, unit }, column): Panel => ({
    row: 0,
    column,
    title: titleWithUnit(title, unit),
    x: { title: 'k, peers asked about an example', type: 'category', categoryarray: categories },
    y: { title: '', ...(column > 0 && { rangemode: 'tozero' }) },
  }));
  const caption =
    `${networks} networks at each k, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}. Noisy top-k gates choose k peers for each ` +
    `example, oneself among them (asking oneself sends nothing); weights of the balancing losses ${importance} and ${load}. B on held-out data of all ` +
    `classes. Bytes: questions, answers and gradients, 4 a number. Bars: ${percent(confidence)} bootstrap over networks. The paper gives no such curve. ${version(versions)}`;
  return layOut(
    {
      title: 'Bandwidth: what fewer questions cost',
      caption,
      panels,
      rows: 1,
      columns: 3,
      width: 900,
      height: 300,
      gap: { x: 0.09, y: 0 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.16, yanchor: 'bottom' } },
    },
    data,
  );
}
