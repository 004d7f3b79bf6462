import { type StrategyName } from '../../market/index.js';
import { differences, percent, sentences, version } from '../../plot/caption.js';
import { compose, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { strategyTitle } from '../market/titles.js';
import { BASELINES } from './breakEven.js';
import { type Attacks } from './index.js';
import { surfacePanels } from './surfaces.js';
import { timePanels } from './timeLines.js';

/**
 * The attacks study: the stake, loss and gain of a group over α/τ and its share of the stake; below, its stake over
 * time.
 */
export function plotAttacks(result: Attacks): Figure {
  const { parameters, tables, versions } = result;
  const { temperatures, attacks, networks, blocks, others, attackers, confidence } = parameters;
  const names = attacks.filter((name) => !(BASELINES as readonly string[]).includes(name));
  const shown = names.length > 0 ? names : attacks;
  const surfaces = temperatures.flatMap((temperature) =>
    shown.map((attack): Panel[] => surfacePanels(result, temperature, attack)),
  );
  return compose({
    title: 'Attacks: the stake that a group keeps, its cost, and where it stops paying',
    rows: [...surfaces, timePanels(result, shown[0])],
    legend: 'stake at first ',
    caption: sentences(
      `${networks} simulated networks with ${attackers} attackers: ${setting({ ...parameters, temperature: temperatures })}; every peer honest at first, ` +
        `the others then play ${strategyTitle(others)}; τ = ${parameters.inflation}, stake read as ${parameters.stakeUnit}.`,
      `Surfaces: after ${blocks} blocks, means over networks, upwards the group’s stake at first; gains are payoff P/τ a member.`,
      verdict(tables.summary, shown),
      `Last panels: the α/τ above which the ${strategyTitle(shown[0])} does not pay on average at a block; no mark where it pays at every α/τ that was run, or at none.`,
      `Table: ${percent(confidence)} intervals over networks.`,
      differences(parameters),
      'The paper claims a fair ranking among dishonest peers and measures none.',
      version(versions),
    ),
  });
}

/** The settings at which attacks pay or do not pay after the last block, beyond the intervals, in words. */
function verdict(rows: Attacks['tables']['summary'], shown: readonly StrategyName[]): string {
  const temperatures = [...new Set(rows.map(({ temperature }) => temperature))];
  const parts = shown.flatMap((attack) =>
    temperatures.flatMap((temperature) => {
      const mine = where(rows, { attack, temperature }).filter(
        ({ overAscent }) => overAscent !== null,
      );
      if (mine.length === 0) return [];
      const pays = mine.filter((row) => (row.overAscentLow ?? row.overAscent ?? 0) > 0).length;
      const costs = mine.filter((row) => (row.overAscentHigh ?? row.overAscent ?? 0) < 0).length;
      return [
        `the ${strategyTitle(attack)} at T = ${temperature} pays in ${pays} of ${mine.length} cells and costs in ${costs}`,
      ];
    }),
  );
  return parts.length === 0
    ? ''
    : `Against each for itself, beyond the interval: ${parts.join('; ')}. White gains: the interval includes 0.`;
}
