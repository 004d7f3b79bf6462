import { percent, sentences, version } from '../../plot/caption.js';
import { compose, dot, estimates, line, points, where } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { corpusName, networkSetting } from '../networks/caption.js';
import { type GatingResult } from './index.js';

const AGREEMENTS = {
  rankingFisher: 'ranking, with Fisher (2)',
  rankingAblation: 'ranking, with ablation',
  pairsFisher: 'pairs, with Fisher (3)',
  pairsAblation: 'pairs, with ablation',
};
const KINDS = { all: 'gates that score all peers', product: 'gates with product keys' };
const SYMBOLS = ['circle', 'diamond', 'square'] as const;

/** The gating study: agreement of gate weights with significance, and every peer's gate weight against its worth. */
export function plotGating({ parameters, tables, versions }: GatingResult): Figure {
  const { networks, corpus, balances, k, confidence } = parameters;
  return compose({
    title: 'Gating: do gate weights follow significance, and what do product keys cost?',
    rows: [
      [
        {
          title: 'gate weights as a proxy for w<sub>ij</sub>',
          x: { label: 'weight of the balancing losses', categories: balances.map(String) },
          y: { label: 'Spearman’s ρ', range: [-1.05, 1.05] },
          marks: Object.entries(AGREEMENTS).map(([column, name]) =>
            line(
              estimates(tables.summary, ({ balance }) => String(balance), column),
              { name, dots: true },
            ),
          ),
        },
        {
          title: 'every peer',
          x: 'what all lose without it (nats)',
          y: { label: 'mean gate weight', zero: true },
          marks: balances.map((balance, at) => {
            const own = where(tables.peers, { balance });
            return dot(
              points(
                own.map(({ worth }) => worth),
                own.map(({ gate }) => gate),
                (index) => `network ${own[index].network}, peer ${own[index].peer}`,
              ),
              { name: `balance ${balance}`, symbol: SYMBOLS[at % SYMBOLS.length], opacity: 0.8 },
            );
          }),
        },
        {
          title: 'what product keys cost',
          x: {
            label: 'k, peers asked about an example',
            categories: parameters.ks.map(String),
          },
          y: 'B (nats)',
          marks: Object.entries(KINDS).map(([choice, name]) =>
            line(
              estimates(
                tables.choices.filter((row) => row.choice === choice),
                ({ k: asked }) => String(asked),
                'benchmark',
              ),
              { name, dots: true },
            ),
          ),
        },
      ],
    ],
    caption: sentences(
      `${networks} networks at each weight, ${corpusName(corpus)}: ${networkSetting(parameters, [corpus])}. Noisy top-k gates with k = ${k}.`,
      'Gate weights, which the paper takes as a proxy for w<sub>ij</sub>, are means over each peer’s own data without noise; Fisher and ablation are measured through the gates.',
      'Balancing losses keep gates from choosing the same few, and with it from telling which peers matter.',
      `Right: B on held-out data of networks that differ in their gates alone, balancing losses at ${parameters.balance}. Gates in the other panels ${parameters.choice === 'all' ? 'score all peers' : 'have product keys'}.`,
      `Bars: ${percent(confidence)} intervals over networks.`,
      version(versions),
    ),
  });
}
