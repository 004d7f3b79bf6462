/*
 * The attacks study's panels over blocks, a line for each share, for one attack at the first and the last temperature:
 * stake kept, loss against honest play, break-even ratio.
 */
import { type StrategyName } from '../../market/index.js';
import { percent } from '../../plot/caption.js';
import { line, where, type Axis, type Panel, type Point } from '../../plot/compose/index.js';
import { strategyTitle } from '../market/titles.js';
import { type Attacks } from './index.js';

/** The panels over blocks of one attack. */
export function timePanels({ parameters, tables }: Attacks, attack: StrategyName): Panel[] {
  const { ratios, temperatures, shares } = parameters;
  const ratio = [...ratios].sort((a, b) => Math.abs(a - 25) - Math.abs(b - 25))[0];
  const both = [...new Set([temperatures[0], temperatures[temperatures.length - 1]])];
  const most = Math.max(10, ...ratios);
  const panel = (title: string, y: string | Axis, of: (share: number) => Point[]): Panel => ({
    ...{ title, y, x: { label: 'block', type: 'log' } },
    marks: shares.map((share) => line(of(share), { name: percent(share), dots: true })),
  });
  const setting = (temperature: number): string =>
    `${strategyTitle(attack)}, T = ${temperature}, α/τ = ${ratio}`;
  const rowsOf = (temperature: number, played: StrategyName, share: number) =>
    where(tables.blocks, { temperature, attack: played, share, ratio });
  return [
    ...both.map((temperature) =>
      panel(
        `stake: ${setting(temperature)}`,
        { label: 'share of stake', range: [0, 1.02] },
        (share) =>
          rowsOf(temperature, attack, share).map(({ block, stakeShare }) => ({
            x: block,
            y: stakeShare,
          })),
      ),
    ),
    panel(
      `loss: ${setting(both[0])}`,
      { label: 'own loss, against honest', format: '+.0%' },
      (share) => {
        const honest = rowsOf(both[0], 'honest', share);
        return rowsOf(both[0], attack, share).map(({ block, loss }, at) => ({
          x: block,
          y: honest.length > 0 ? loss / honest[at].loss - 1 : null,
        }));
      },
    ),
    ...both.map((temperature) =>
      panel(
        `where it stops paying, T = ${temperature}`,
        { label: 'α/τ, over each for itself', type: 'log', range: [0.8, 1.25 * most] },
        (share) =>
          where(tables.breakEven, { temperature, attack, against: 'ascent', share }).map(
            ({ block, ratio: even }) => ({ x: block, y: even }),
          ),
      ),
    ),
  ];
}
