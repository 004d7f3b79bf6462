import { type Dataset } from '../../datasets/index.js';
import { versions } from '../../files/version.js';
import { version } from '../caption.js';
import { type Figure } from '../figure.js';
import { axesOf, layOut } from '../theme.js';
import { type NetworkFigureOptions } from './network.js';

/** Rows of every class that each peer holds, as a heatmap with the counts written in. */
export function plotShards(
  shards: readonly Dataset[],
  { title = 'Who holds which data', note = '' }: NetworkFigureOptions = {},
): Figure {
  const classes = Math.max(...shards.map((shard) => shard.classes));
  const z = shards.map(({ y }) => {
    const counts = new Array<number>(classes).fill(0);
    for (const label of y) counts[label]++;
    return counts;
  });
  const few = classes <= 12;
  const names = [...new Set(shards.map(({ name }) => name))].join(', ');
  const rows = shards.map((shard) => shard.rows);
  const figure = layOut(
    {
      title,
      caption: [
        note,
        `${names}: ${rows.length} shards of ${Math.min(...rows)} to ${Math.max(...rows)} rows, ${rows.reduce((a, b) => a + b, 0)} in all.`,
        version(versions()),
      ]
        .filter((part) => part)
        .join(' '),
      panels: [
        {
          row: 0,
          column: 0,
          title: '',
          x: { title: 'class', dtick: few ? 1 : 10, showgrid: false },
          y: { title: 'peer', autorange: 'reversed', dtick: 1, showgrid: false },
        },
      ],
      rows: 1,
      columns: 1,
      width: 520,
      height: Math.max(160, 34 * shards.length),
      gap: { x: 0, y: 0 },
    },
    [
      {
        type: 'heatmap',
        z,
        zmin: 0,
        colorscale: 'Viridis',
        colorbar: { title: { text: 'rows', side: 'top' }, thickness: 14, outlinewidth: 0, x: 1.01 },
        hovertemplate: 'peer %{y}, class %{x}: %{z} rows<extra></extra>',
        ...(few && { texttemplate: '%{z}' }),
        ...axesOf(0),
      },
    ],
  );
  const margin = figure.layout.margin as Record<string, number>;
  return {
    ...figure,
    layout: { ...figure.layout, width: figure.layout.width + 70, margin: { ...margin, r: 94 } },
  };
}
