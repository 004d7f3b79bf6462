import { estimate, percent, sentences, version } from '../../plot/caption.js';
import { compose, estimates, line, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { corpusLabel, corpusName, networkSetting } from '../networks/caption.js';
import { type BenchmarkResult } from './index.js';

const LINES = {
  connected: 'connected',
  disconnected: 'every peer alone',
  student: 'connected, through students alone',
};
const DIFFERENCE = { difference: 'connected − alone' };

/** The benchmark study: B with and without the network over rounds, and their difference; a column for each corpus. */
export function plotBenchmark({ parameters, tables, versions }: BenchmarkResult): Figure {
  const { corpora, networks, confidence } = parameters;
  const row = (y: string, lines: object, title?: string): Panel[] =>
    corpora.map((corpus) => ({
      title: title ?? corpusName(corpus),
      x: 'rounds',
      y,
      marks: Object.entries(lines).map(([column, name]) =>
        line(
          estimates(
            where(tables.summary, { corpus: corpusLabel(corpus, corpora) }),
            ({ round }) => round,
            column,
          ),
          { name: name as string },
        ),
      ),
    }));
  const ends = corpora.map((corpus) => {
    const { difference, differenceLow, differenceHigh } = where(tables.summary, {
      corpus: corpusLabel(corpus, corpora),
    }).slice(-1)[0];
    return `${corpusName(corpus)} ${estimate(difference, differenceLow, differenceHigh)} nats`;
  });
  return compose({
    title: 'Benchmark: the same peers connected and alone',
    rows: [
      row('benchmark B (nats)', LINES),
      row('difference of B (nats)', DIFFERENCE, 'what the network changes'),
    ],
    caption: sentences(
      `${networks} networks for each data set, the same peers, data and batches with and without the network: ${networkSetting(parameters, corpora)}.`,
      'B is the sum of the peers’ cross-entropies (1) on held-out data of all classes and authors.',
      `At the end the network changes B by: ${ends.join('; ')}. Bands: ${percent(confidence)} intervals over networks.`,
      'The paper defines B and reports no measurement of it.',
      version(versions),
    ),
  });
}
