import { POPULATIONS } from './work.js';
import { type Mechanisms } from './index.js';
import { checkOneOf, checkOptionNames } from '../../math/checks.js';
import { MECHANISM_NAMES, type StrategyName } from '../../market/index.js';
import { strategyTitle } from '../market/titles.js';
import { titleWithUnit } from '../../plot/market/beside.js';
import { percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting } from '../market/caption.js';
import { type Figure, type Trace } from '../../plot/figure.js';
import { intervalOf } from '../../plot/marks.js';
import { mechanismTitle } from '../market/titles.js';
import { axesOf, bandedLine, decades, layOut, type Panel } from '../../plot/theme.js';

const QUANTITIES = [
  { name: 'fidelity', title: 'accuracy', unit: 'Pearson r of R* with R' },
  { name: 'gain', title: 'attack’s gain', unit: 'share of stake over honest play' },
  { name: 'gini', title: 'concentration', unit: 'Gini coefficient of stake' },
] as const;

/**
 * The mechanisms study over time: accuracy, the attack's gain and the Gini coefficient of stake block by block, a
 * line for each mechanism, among honest and among selfish peers.
 *
 * @param options.attack - what the group plays, one of the study's. Default the cabal, or the last of them where it
 * did not play
 * @throws {@link InvalidArgumentError} when the study did not run the attack
 */
export function plotMechanismTimes(
  { parameters, tables, versions }: Mechanisms,
  options: { readonly attack?: StrategyName } = {},
): Figure {
  const where = 'drawMechanismTimes';
  checkOptionNames(where, options, ['attack']);
  const { attacks, blocks, networks, attackers, share, ratio } = parameters;
  const { attack = attacks.includes('cabal') ? 'cabal' : attacks[attacks.length - 1] } = options;
  checkOneOf(where, 'attack', attack, attacks);
  const data: Trace[] = [];
  const panels = POPULATIONS.flatMap((others, row) =>
    QUANTITIES.map(({ name, title, unit }, column): Panel => {
      const axes = axesOf(row * QUANTITIES.length + column);
      for (const [index, mechanism] of MECHANISM_NAMES.entries()) {
        const rows = tables.blocks.filter(
          (cell) =>
            cell.mechanism === mechanism && cell.others === others && cell.attack === attack,
        );
        data.push(
          ...bandedLine(
            rows.map((cell) => ({ x: cell.block, ...intervalOf(cell, name) })),
            {
              index,
              name: mechanismTitle(mechanism),
              legendgroup: mechanism,
              showlegend: row === 0 && column === 0,
              ...axes,
            },
          ),
        );
      }
      const among = others === 'honest' ? 'among honest peers' : 'among selfish peers';
      return {
        row,
        column,
        title: titleWithUnit(`<b>${title}</b>, ${among}`, unit),
        x: { title: 'block', ...decades(blocks, true) },
        y: { title: '' },
      };
    }),
  );
  const caption =
    `${networks} simulated networks, ${attackers} peers with ${percent(share)} of the stake play ${strategyTitle(attack)}: ${setting(parameters)}, α/τ = ${ratio}; ` +
    `τ = ${parameters.inflation} a block, stake read as ${parameters.stakeUnit}. Bands: ${percent(parameters.confidence)} bootstrap over networks. A line ends where ` +
    `nobody ranks in any network, as a clip can have it: nothing is minted then. ${differences(parameters)} The paper proposes its own rule alone. ${version(versions)}`;
  return layOut(
    {
      title: `Mechanisms over time: ${strategyTitle(attack)} block by block`,
      caption,
      panels,
      rows: POPULATIONS.length,
      columns: QUANTITIES.length,
      width: 900,
      height: 560,
      gap: { x: 0.08, y: 0.27 },
      layout: { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.1, yanchor: 'bottom' } },
    },
    data,
  );
}
