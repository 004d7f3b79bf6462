import { differences, percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  dot,
  estimates,
  intervalOf,
  line,
  text,
  where,
  type Mark,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { mechanismTitle, strategyTitle } from '../market/titles.js';
import { type SoughtAttacks } from './index.js';

const QUANTITIES = [
  { name: 'found', title: 'best attack found', unit: 'gain, share of all stake' },
  { name: 'beyond', title: 'beyond scripted ones', unit: 'more than the best scripted attack' },
] as const;

/** By the mechanism's place, so that lines on one another are seen. */
const DASHES = ['solid', 'dash', 'dot'] as const;

/**
 * The study of sought attacks: the largest gain found, and by how much it exceeds that of scripted attacks, against the
 * group's share of the stake; the least stake at which an attack that was found pays.
 */
export function plotSoughtAttacks(result: SoughtAttacks): Figure {
  const { parameters, tables, versions } = result;
  const { networks, groups, horizon, inflation, stakeUnit, worth, evaluations } = parameters;
  const names = [...new Set(tables.least.map(({ mechanism }) => mechanism))];
  const titles = names.map(mechanismTitle);
  const sizes = [...new Set(groups)];
  const rows = sizes.map((attackers): Panel[] => [
    ...QUANTITIES.map(({ name, title, unit }): Panel => ({
      title: `${title}, ${peers(attackers)}`,
      x: { label: 'share of stake at first', zero: true },
      y: { label: unit, zero: true },
      marks: names.map((mechanism, at) =>
        line(
          estimates(
            where(tables.summary, { mechanism, attackers }),
            ({ share }) => share,
            name,
            ({ best }) => ({ label: `best scripted: ${strategyTitle(best)}` }),
          ),
          { name: mechanismTitle(mechanism), dots: true, dash: DASHES[at % DASHES.length] },
        ),
      ),
    })),
    {
      title: `least stake that pays, ${peers(attackers)}`,
      x: { label: 'share of all stake', range: [0, 1.05 * Math.max(...parameters.shares)] },
      y: { label: 'mechanism', categories: titles, reverse: true },
      marks: names.flatMap((mechanism): Mark[] =>
        where(tables.least, { mechanism, attackers }).map((row) => {
          const y = mechanismTitle(mechanism);
          const { y: x, low, high } = intervalOf(row, 'least');
          return x === null
            ? text([{ x: 0, y, label: 'none found' }], { name: y, at: 'right' })
            : dot([{ x, y, low, high, open: row.pays < 1 }], { name: y, across: true });
        }),
      ),
    },
  ]);
  return compose({
    title: 'Sought attacks: the most stake that a search finds for a group',
    rows,
    caption: sentences(
      `${networks} simulated networks: ${setting(parameters)}, α/τ = ${parameters.ratio}; every peer honest at first, the others play ${strategyTitle(parameters.others)}; ` +
        `${horizon} blocks, τ = ${inflation}, stake read as ${stakeUnit}.`,
      `Gains: the group’s share of all stake after the last block less that with honest rows; the search takes at most ${evaluations} simulations over rows that ` +
        `${parameters.change === null ? 'are the same in every block' : `change at block ${parameters.change}`}.`,
      ...sizes.map((attackers) => verdict(result, attackers)),
      `Right: the least stake at which an attack that was found gains more than ${percent(worth)} of all stake; open marks: in some networks alone.`,
      'Gains found are lower bounds of the largest, least stakes upper bounds of the least: that none was found is no proof.',
      `Bars: ${percent(parameters.confidence)} intervals over networks.`,
      differences(parameters),
      'The paper proposes its own rule alone, and seeks no attack.',
      version(versions),
    ),
  });
}

/** Two digits: gains differ by orders of magnitude. */
function size(gain: number | null): string {
  return String(Number((gain ?? 0).toPrecision(2)));
}

function peers(attackers: number): string {
  return attackers === 1 ? 'one peer' : `${attackers} peers`;
}

/** The cells in which the search exceeds every scripted attack beyond the interval, and the largest excess, in words. */
function verdict({ tables }: SoughtAttacks, attackers: number): string {
  const mine = where(tables.summary, { attackers });
  const above = mine.filter(({ beyond, beyondLow }) => (beyondLow ?? beyond ?? 0) > 1e-4);
  if (above.length === 0)
    return `For ${peers(attackers)} the search finds nothing beyond scripted attacks in ${mine.length} cells.`;
  const most = above.reduce((a, b) => ((b.beyond ?? 0) > (a.beyond ?? 0) ? b : a));
  return (
    `For ${peers(attackers)} the search exceeds every scripted attack, beyond the interval, in ${above.length} of ${mine.length} cells, ` +
    `most under ${mechanismTitle(most.mechanism)} with ${percent(most.share)} of the stake: ${size(most.found)} against ${size(most.scripted)} of all stake.`
  );
}
