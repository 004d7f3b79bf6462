import { estimate, percent, sentences, version } from '../../plot/caption.js';
import { compose, estimates, intervalOf, line } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { corpusName, networkSetting } from '../networks/caption.js';
import { type Distillation } from './index.js';

const LINES = {
  nothing: 'offline peers left out',
  standIn: 'replaced by what was distilled from them',
};
const ENDS = {
  connected: 'connected',
  distilled: 'fully distilled: students alone',
  never: 'never connected',
};

/** The distillation study: B against the number of offline peers, between the connected and the distilled network. */
export function plotDistillation({ parameters, tables, versions }: Distillation): Figure {
  const { networks, corpus, confidence, peers } = parameters;
  const [ends] = tables.ends;
  const range = [-0.03, 1.03] as const;
  return compose({
    title: 'Distillation: what is left when peers go offline',
    rows: [
      [
        {
          x: { label: 'part of the peers that is offline', range },
          y: 'benchmark B (nats)',
          marks: [
            ...Object.entries(LINES).map(([column, name]) =>
              line(
                estimates(tables.summary, ({ offline }) => offline / peers, column),
                { name, dots: true },
              ),
            ),
            ...Object.entries(ENDS).map(([column, name]) =>
              line(
                range.map((x) => ({ x, ...intervalOf(ends, column) })),
                { name, dash: 'dash' },
              ),
            ),
          ],
        },
      ],
    ],
    caption: sentences(
      `${networks} networks, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}.`,
      'After training, peers go offline one after the other in a random order; no peer trains on.',
      'B is that of all peers on held-out data of all classes; a peer that is offline still reaches itself.',
      `Students keep ${estimate(ends.kept, ends.keptLow, ends.keptHigh)} of what the network is worth.`,
      `Bars and bands: ${percent(confidence)} intervals over networks. The paper measures none of it.`,
      version(versions),
    ),
  });
}
