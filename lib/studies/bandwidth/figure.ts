import { percent, sentences, version } from '../../plot/caption.js';
import { compose, estimates, line, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { corpusName, networkSetting } from '../networks/caption.js';
import { type Bandwidth } from './index.js';

const PANELS = [
  {
    title: 'benchmark',
    unit: 'B (nats)',
    series: { benchmark: 'through the network', student: 'through students alone' },
  },
  { title: 'questions', unit: 'rows sent for each example', series: { queries: 'questions' } },
  { title: 'bytes', unit: 'bytes for each example', series: { bytes: 'bytes' } },
];

/** The bandwidth study: B, questions and bytes against k. */
export function plotBandwidth({ parameters, tables, versions }: Bandwidth): Figure {
  const { networks, corpus, importance, load, confidence } = parameters;
  const label = ({ k }: { k: number | null }): string => (k === null ? 'no gate' : String(k));
  const panels = PANELS.map(({ title, unit, series }, at): Panel => ({
    title,
    x: { label: 'k, peers asked about an example', categories: tables.summary.map(label) },
    y: { label: unit, zero: at > 0 },
    marks: Object.entries(series).map(([column, name]) =>
      line(estimates(tables.summary, label, column), { name, dots: true }),
    ),
  }));
  return compose({
    title: 'Bandwidth: what fewer questions cost',
    rows: [panels],
    caption: sentences(
      `${networks} networks at each k, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}.`,
      `Noisy top-k gates choose k peers for each example, oneself among them (asking oneself sends nothing); weights of the balancing losses ${importance} and ${load}.`,
      `B on held-out data of all classes. Bytes: questions, answers and gradients, 4 a number. Bars: ${percent(confidence)} intervals over networks.`,
      'The paper gives no such curve.',
      version(versions),
    ),
  });
}
