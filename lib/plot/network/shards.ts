import { checkDataset, type Dataset } from '../../datasets/dataset.js';
import { sum } from '../../math/rows.js';
import { sentences, version } from '../caption.js';
import { cells, compose } from '../compose/index.js';
import { type Figure } from '../figure.js';
import { type NetworkFigureOptions } from './network.js';
import { checkOptions, each, NETWORK_OPTIONS, object } from '../checks.js';

/** Rows of every class that each peer holds, as a heatmap with the counts written in. */
export function plotShards(shards: readonly Dataset[], options: NetworkFigureOptions = {}): Figure {
  const where = 'plotShards';
  each(object, 1)(where, 'shards', shards);
  for (const shard of shards) checkDataset(where, shard);
  checkOptions(where, options, NETWORK_OPTIONS);
  const { title = 'The data of each peer', note = '' } = options;
  const classes = Math.max(...shards.map((shard) => shard.classes));
  const counts = shards.map(({ y }) => {
    const found = new Array<number>(classes).fill(0);
    for (const label of y) found[label]++;
    return found;
  });
  const names = [...new Set(shards.map(({ name }) => name))].join(', ');
  const rows = shards.map((shard) => shard.rows);
  return compose({
    title,
    rows: [
      [
        {
          x: 'class',
          y: { label: 'peer', reverse: true },
          height: Math.max(160, 34 * shards.length),
          marks: [
            cells(counts, {
              ...{ name: 'rows', bar: 'rows', range: [0, Math.max(...counts.flat())] },
              ...(classes <= 12 && { format: String }),
            }),
          ],
        },
      ],
    ],
    caption: sentences(
      note,
      `${names}: ${rows.length} shards of ${Math.min(...rows)} to ${Math.max(...rows)} rows, ${sum(rows)} in all.`,
      version(),
    ),
  });
}
