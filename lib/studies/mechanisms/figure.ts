import { POPULATIONS } from './work.js';
import { type Mechanisms } from './index.js';
import { MECHANISM_NAMES, type StrategyName } from '../../market/index.js';
import { mechanismTitle, strategyTitle } from '../market/titles.js';
import { titleWithUnit } from '../../plot/market/beside.js';
import { number, percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { intervalOf, marked } from '../../plot/marks.js';
import { axesOf, bandedLine, colour, decades, layOut, type Panel } from '../../plot/theme.js';

type MechanismRow = Mechanisms['tables']['summary'][number];

const QUANTITIES = [
  { name: 'fidelity', title: 'accuracy', unit: 'Pearson r of R* with R' },
  { name: 'gain', title: 'attack’s gain', unit: 'share of stake over honest play' },
  { name: 'gini', title: 'concentration', unit: 'Gini coefficient of stake' },
] as const;

/**
 * The mechanisms study: every mechanism under every attack, among honest and among selfish peers; right, stake over
 * time.
 */
export function plotMechanisms({ parameters, tables, versions }: Mechanisms): Figure {
  const { attacks, blocks, networks, attackers, share, ratio } = parameters;
  const data: Trace[] = [];
  const panels: Panel[] = [];
  // Beside each other, so that intervals can be told apart.
  const places = (row: MechanismRow): number =>
    attacks.indexOf(row.attack) + 0.14 * (MECHANISM_NAMES.indexOf(row.mechanism) - 1.5);
  const worst = attacks.includes('cabal') ? 'cabal' : attacks[attacks.length - 1];
  for (const [row, others] of POPULATIONS.entries()) {
    const among = others === 'honest' ? 'among honest peers' : 'among selfish peers';
    for (const [column, { name, title, unit }] of QUANTITIES.entries()) {
      for (const [index, mechanism] of MECHANISM_NAMES.entries()) {
        const rows = tables.summary.filter(
          (cell) => cell.mechanism === mechanism && cell.others === others,
        );
        data.push(
          marked(
            rows.map((cell) => ({ x: places(cell), ...intervalOf(cell, name) })),
            {
              index,
              name: mechanismTitle(mechanism),
              mode: 'markers',
              marker: {
                color: colour(index),
                size: 7,
                symbol: rows.map(({ ranked }) => (ranked < 1 ? 'circle-open' : 'circle')),
              },
              showlegend: row === 0 && column === 0,
              ...axesOf(panels.length),
            },
          ),
        );
      }
      panels.push({
        row,
        column,
        title: titleWithUnit(`<b>${title}</b>, ${among}`, unit),
        x: {
          title: 'what the group plays',
          tickvals: attacks.map((_, at) => at),
          ticktext: attacks.map((attack) => (attack === 'ascent' ? 'ascent' : attack)),
          range: [-0.5, attacks.length - 0.5],
          showgrid: false,
        },
        y: { title: '' },
      });
    }
    for (const [index, mechanism] of MECHANISM_NAMES.entries()) {
      const rows = tables.blocks.filter(
        (cell) => cell.mechanism === mechanism && cell.others === others && cell.attack === worst,
      );
      data.push(
        ...bandedLine(
          rows.map((cell) => ({ x: cell.block, ...intervalOf(cell, 'stakeShare') })),
          {
            index,
            name: mechanismTitle(mechanism),
            legendgroup: mechanismTitle(mechanism),
            showlegend: false,
            ...axesOf(panels.length),
          },
        ),
      );
    }
    panels.push({
      row,
      column: 3,
      title: titleWithUnit(`<b>${strategyTitle(worst)}</b>, ${among}`, 'share of all stake'),
      x: { title: 'block', ...decades(blocks, true) },
      y: { title: '' },
    });
  }
  const silent = tables.summary.filter(
    ({ mechanism, ranked }) => mechanism === 'median' && ranked < 1,
  ).length;
  const caption =
    `${networks} simulated networks, ${attackers} peers with ${percent(share)} of the stake as the group: ${setting(parameters)}, α/τ = ${ratio}; everybody honest at first, ${blocks} blocks, ` +
    `τ = ${parameters.inflation}, stake read as ${parameters.stakeUnit}. Selfish peers ascend the rank that each mechanism gives. Bars and bands: ${percent(parameters.confidence)} bootstrap over networks. ` +
    `${verdict(tables.summary, worst)} Clipping can leave nobody with rank, where no weight has the support of half the stake ` +
    `(open marks: some networks, in ${silent} of ${2 * attacks.length} cases). The paper’s rule mints up to √n times what the others mint, so that its ` +
    `shares move faster. ${differences(parameters)} The paper proposes its own rule alone. ${version(versions)}`;
  return layOut(
    {
      title: 'Mechanisms: other ways to rank and to pay, on the same networks',
      caption,
      panels,
      rows: 2,
      columns: 4,
      width: 1160,
      height: 590,
      gap: { x: 0.07, y: 0.27 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.1, yanchor: 'bottom' } },
    },
    data,
  );
}

/** How many mechanisms keep the worst attack from gaining stake, and which holds it lowest, in words. */
function verdict(rows: readonly MechanismRow[], worst: StrategyName): string {
  return POPULATIONS.map((others) => {
    const mine = rows
      .filter((row) => row.others === others && row.attack === worst && row.gain !== null)
      .sort((a, b) => (a.gain ?? 0) - (b.gain ?? 0));
    if (mine.length === 0) return '';
    const gaining = mine.filter(({ gainLow, gain }) => (gainLow ?? gain ?? 0) > 0).length;
    const among = others === 'honest' ? 'honest' : 'selfish';
    return (
      `Among ${among} peers the ${strategyTitle(worst)} gains stake, beyond the interval, under ${gaining} of ${mine.length} mechanisms, ` +
      `least under ${mechanismTitle(mine[0].mechanism)} (${number(mine[0].gain)}).`
    );
  })
    .filter((sentence) => sentence !== '')
    .join(' ');
}
