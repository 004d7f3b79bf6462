import { type BenchmarkResult } from './index.js';
import { withLegend } from '../../plot/market/beside.js';
import { estimate, percent, version } from '../../plot/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { intervalOf } from '../../plot/marks.js';
import { axesOf, bandedLine, layOut, type Panel } from '../../plot/theme.js';
import { corpusName, networkSetting } from '../networks/caption.js';

const LINES = [
  { name: 'connected', label: 'connected' },
  { name: 'disconnected', label: 'every peer alone' },
  { name: 'student', label: 'connected, through students alone' },
] as const;

/**
 * The benchmark study: B against rounds with and without the network, and their difference below; a column a corpus.
 */
export function plotBenchmark({ parameters, tables, versions }: BenchmarkResult): Figure {
  const { corpora, networks, confidence } = parameters;
  const data: Trace[] = [];
  const panels: Panel[] = [];
  for (const row of [0, 1]) {
    for (const [column, corpus] of corpora.entries()) {
      const axes = axesOf(panels.length);
      const rows = tables.summary.filter((one) => one.corpus === corpus);
      const lines = row === 0 ? LINES : [{ name: 'difference', label: 'connected − alone' }];
      for (const [index, { name, label }] of lines.entries()) {
        data.push(
          ...bandedLine(
            rows.map((one) => ({ x: one.round, ...intervalOf(one, name) })),
            {
              index: row === 0 ? index : 3,
              name: label,
              legendgroup: label,
              showlegend: column === 0,
              ...axes,
            },
          ),
        );
      }
      panels.push({
        row,
        column,
        title: row === 0 ? `<b>${corpusName(corpus)}</b>` : 'what the network changes',
        x: { title: 'rounds' },
        y: {
          title: column === 0 ? (row === 0 ? 'benchmark B (nats)' : 'difference of B (nats)') : '',
          ...(row === 1 && { zeroline: true, zerolinecolor: '#888888' }),
        },
      });
    }
  }
  const ends = corpora.map((corpus) => {
    const last = tables.summary.filter((one) => one.corpus === corpus).slice(-1)[0];
    const { difference, differenceLow, differenceHigh } = last;
    return `${corpusName(corpus)} ${estimate(difference, differenceLow, differenceHigh)} nats`;
  });
  const caption =
    `${networks} networks for each data set, the same peers, data and batches with and without the network: ` +
    `${networkSetting(parameters, corpora)}. B is the sum of the peers’ cross-entropies (1) on held-out data of all classes and authors. ` +
    `At the end the network changes B by: ${ends.join('; ')}. Bands: ${percent(confidence)} bootstrap over networks. ` +
    `The paper defines B and reports no measurement of it. ${version(versions)}`;
  const figure = layOut(
    {
      title: 'Benchmark: the same peers connected and alone',
      caption,
      panels,
      rows: 2,
      columns: corpora.length,
      width: corpora.length === 1 ? 640 : 880,
      height: 560,
      gap: { x: 0.1, y: 0.18 },
    },
    data,
  );
  return withLegend(figure);
}
