import { SYBIL_STAKES } from '../../market/index.js';
import { differences, number, percent, sentences, version } from '../../plot/caption.js';
import { compose, estimates, line, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { type Sybils } from './index.js';
import { SYBIL_PHASES } from './work.js';

const QUANTITIES = [
  {
    title: 'mask',
    unit: 'mean m<sub>ij</sub> of old peers’ inputs',
    lines: { owner: 'ownerMask', others: 'mask' },
  },
  { title: 'loss', unit: 'mean L', lines: { owner: 'ownerLoss', others: 'loss' } },
  {
    title: 'rank of the owner',
    unit: 'part of all rank, identities included',
    lines: { owner: 'rankShare' },
  },
  {
    title: 'accuracy',
    unit: 'Pearson r of R* with R, the others',
    lines: { others: 'correlation' },
  },
];

/** The sybils study: masks, losses and ranks against the number of identities that join. */
export function plotSybils({ parameters, tables, versions }: Sybils): Figure {
  const { networks, ratio, tolerance, maxSteps, peers, confidence } = parameters;
  const rows = SYBIL_STAKES.map((stake) =>
    QUANTITIES.map(({ title, unit, lines }): Panel => ({
      title: `${title}, ${stake === 'none' ? 'without stake' : 'stake split'}`,
      x: 'identities that join',
      y: unit,
      marks: Object.entries(lines).flatMap(([side, column]) =>
        SYBIL_PHASES.map((phase) =>
          line(
            estimates(
              where(tables.summary, { stake, phase }),
              ({ identities }) => identities,
              column,
            ),
            {
              name: `${side}, ${phase === 'still' ? 'rows kept' : 'settled'}`,
              colour: side === 'owner' ? 1 : 0,
              dash: phase === 'still' ? 'dot' : 'solid',
              dots: true,
            },
          ),
        ),
      ),
    })),
  );
  const [least, most] = [Math.min(...parameters.identities), Math.max(...parameters.identities)];
  const settled = (stake: 'none' | 'split', identities: number) =>
    where(tables.summary, { stake, phase: 'settled', identities }).at(0);
  const [first, none, split] = [
    settled('none', least),
    settled('none', most),
    settled('split', most),
  ];
  const value = (cell: number | null | undefined): string => number(cell ?? null, 3);
  return compose({
    title: 'Sybils: what moves as one peer takes on more identities',
    rows,
    caption: sentences(
      `${networks} simulated networks at rest: ${setting(parameters)}, α/τ = ${ratio}; then one peer adds identities that are of no use to the others, and all peers ` +
        `descend again to ε = ${tolerance} or ${maxSteps ?? 1000 * peers} steps.`,
      'While rows are kept, identities without stake move no share of rank, as the paper says, but they do move every mask, since μ divides by n: ' +
        `with ${most} of them, settled, the others’ mean mask goes from ${value(first?.mask)} to ${value(none?.mask)}, ` +
        `their mean loss from ${value(first?.loss)} to ${value(none?.loss)} and their mean rank in units of stake from ${value(first?.rank)} to ${value(none?.rank)}.`,
      `Splitting its stake among ${most} takes the owner and its identities from ${value(first?.rankShare)} to ${value(split?.rankShare)} of all rank, ` +
        `and its loss from ${value(first?.ownerLoss)} to ${value(split?.ownerLoss)}.`,
      `Bars: ${percent(confidence)} intervals over networks.`,
      differences(parameters),
      version(versions),
    ),
  });
}
