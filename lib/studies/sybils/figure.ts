import { SYBIL_PHASES as SYBIL_PHASE } from './work.js';
import { type Sybils } from './index.js';
import { SYBIL_STAKES } from '../../market/index.js';
import { titleWithUnit } from '../../plot/market/beside.js';
import { number, percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { intervalOf, marked } from '../../plot/marks.js';
import { axesOf, layOut, type Panel } from '../../plot/theme.js';

const QUANTITIES = [
  {
    title: 'mask',
    unit: 'mean m_ij of old peers’ inputs',
    others: 'mask',
    owner: 'ownerMask',
  },
  { title: 'loss', unit: 'mean L', others: 'loss', owner: 'ownerLoss' },
  {
    title: 'rank of the owner',
    unit: 'part of all rank, identities included',
    others: '',
    owner: 'rankShare',
  },
  {
    title: 'accuracy',
    unit: 'Pearson r of R* with R, the others',
    others: 'correlation',
    owner: '',
  },
] as const;

/** The sybils study: masks, losses and ranks against the number of identities that join. */
export function plotSybils({ parameters, tables, versions }: Sybils): Figure {
  const { networks, ratio, tolerance, maxSteps, peers } = parameters;
  const data: Trace[] = [];
  const panels: Panel[] = [];
  const named = new Set<string>();
  for (const [row, stake] of SYBIL_STAKES.entries()) {
    for (const [column, { title, unit, others, owner }] of QUANTITIES.entries()) {
      const lines = [
        { column: owner, name: 'owner', index: 1 },
        { column: others, name: 'others', index: 0 },
      ].filter((line) => line.column !== '');
      for (const line of lines) {
        for (const phase of SYBIL_PHASE) {
          const rows = tables.summary.filter(
            (cell) => cell.stake === stake && cell.phase === phase,
          );
          const name = `${line.name}, ${phase === 'still' ? 'rows kept' : 'settled'}`;
          data.push(
            marked(
              rows.map((cell) => ({ x: cell.identities, ...intervalOf(cell, line.column) })),
              {
                index: line.index,
                name,
                dash: phase === 'still' ? 'dot' : 'solid',
                showlegend: !named.has(name),
                ...axesOf(panels.length),
              },
            ),
          );
          named.add(name);
        }
      }
      panels.push({
        row,
        column,
        title: titleWithUnit(
          `<b>${title}</b>, ${stake === 'none' ? 'without stake' : 'stake split'}`,
          unit,
        ),
        x: { title: 'identities that join' },
        y: { title: '' },
      });
    }
  }
  const find = (stake: string, identities: number) =>
    tables.summary.find(
      (row) => row.stake === stake && row.phase === 'settled' && row.identities === identities,
    );
  const [least, most] = [Math.min(...parameters.identities), Math.max(...parameters.identities)];
  const [first, none, split] = [find('none', least), find('none', most), find('split', most)];
  const caption =
    `${networks} simulated networks at rest: ${setting(parameters)}, α/τ = ${ratio}; then one peer adds identities that are of no use to anyone, and everybody ` +
    `descends anew to ε = ${tolerance} or ${maxSteps ?? 1000 * peers} steps. While rows are kept, identities without stake move no share of rank, as the paper says, but ` +
    `they do move every mask, since μ divides by n: with ${most} of them, settled, the others’ mean mask goes from ${number(first?.mask ?? null, 3)} to ${number(none?.mask ?? null, 3)}, ` +
    `their mean loss from ${number(first?.loss ?? null, 3)} to ${number(none?.loss ?? null, 3)} and their mean rank in units of stake from ${number(first?.rank ?? null, 3)} to ${number(none?.rank ?? null, 3)}. ` +
    `Splitting its stake among ${most} takes the owner and its identities from ${number(first?.rankShare ?? null, 3)} to ${number(split?.rankShare ?? null, 3)} of all rank, ` +
    `and its loss from ${number(first?.ownerLoss ?? null, 3)} to ${number(split?.ownerLoss ?? null, 3)}. ` +
    `Bars: ${percent(parameters.confidence)} bootstrap over networks. ${differences(parameters)} ${version(versions)}`;
  return layOut(
    {
      title: 'Sybils: what moves as one peer takes on more identities',
      caption,
      panels,
      rows: 2,
      columns: 4,
      width: 1120,
      height: 560,
      gap: { x: 0.07, y: 0.27 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.1, yanchor: 'bottom' } },
    },
    data,
  );
}
