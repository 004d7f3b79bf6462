import { type StrategyName } from '../../market/index.js';
import { differences, number, percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  dot,
  estimates,
  line,
  where,
  type Mark,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { mechanismTitle, strategyTitle } from '../market/titles.js';
import { type Mechanisms } from './index.js';
import { mechanismsOf, POPULATIONS } from './work.js';

type Others = (typeof POPULATIONS)[number];

const CLIPS = ['median', 'medianAtLeast'] as const;

/** The quantities that compare mechanisms. */
export const QUANTITIES = [
  { name: 'fidelity', title: 'accuracy', unit: 'Pearson r of R* with R' },
  { name: 'gain', title: 'attack’s gain', unit: 'share of stake over honest play' },
  { name: 'gini', title: 'concentration', unit: 'Gini coefficient of stake' },
] as const;

/** The population outside the group, in words. */
export function among(others: Others): string {
  return others === 'honest' ? 'among honest peers' : 'among selfish peers';
}

/** A line with its band over blocks for each mechanism. */
export function blockLines(
  { tables, parameters }: Mechanisms,
  cell: { readonly others: Others; readonly attack: StrategyName },
  name: string,
): Mark[] {
  return mechanismsOf(parameters).map((mechanism) =>
    line(
      estimates(where(tables.blocks, { ...cell, mechanism }), ({ block }) => block, name),
      {
        name: mechanismTitle(mechanism),
      },
    ),
  );
}

/** The attack shown over time: the cabal, or the last attack where no cabal was run. */
export function worstOf({ parameters: { attacks } }: Mechanisms): StrategyName {
  return attacks.includes('cabal') ? 'cabal' : attacks[attacks.length - 1];
}

/**
 * The mechanisms study: every mechanism under every attack, among honest and among selfish peers; on the right, stake
 * over time.
 */
export function plotMechanisms(result: Mechanisms): Figure {
  const { parameters, tables, versions } = result;
  const { attacks, blocks, networks, attackers, share, ratio } = parameters;
  const attack = worstOf(result);
  const compared = mechanismsOf(parameters);
  const rows = POPULATIONS.map((others): Panel[] => [
    ...QUANTITIES.map(({ name, title, unit }): Panel => ({
      title: `${title}, ${among(others)}`,
      x: { label: 'what the group plays', categories: attacks },
      y: unit,
      // Side by side, so that intervals do not overlap.
      marks: compared.map((mechanism, index) =>
        dot(
          estimates(
            where(tables.summary, { mechanism, others }),
            (row) => attacks.indexOf(row.attack) + 0.14 * (index - (compared.length - 1) / 2),
            name,
            (row) => ({ label: row.attack, open: row.ranked < 1 }),
          ),
          { name: mechanismTitle(mechanism) },
        ),
      ),
    })),
    {
      title: `${strategyTitle(attack)}, ${among(others)}`,
      x: { label: 'block', type: 'log' },
      y: 'share of all stake',
      marks: blockLines(result, { others, attack }, 'stakeShare'),
    },
  ]);
  const [silent, rarely] = CLIPS.map(
    (mechanism) => where(tables.summary, { mechanism }).filter(({ ranked }) => ranked < 1).length,
  );
  return compose({
    title: 'Mechanisms: other ways to rank and to pay, on the same networks',
    rows,
    caption: sentences(
      `${networks} simulated networks, ${attackers} peers with ${percent(share)} of the stake as the group: ${setting(parameters)}, α/τ = ${ratio}; ` +
        `every peer honest at first, ${blocks} blocks, τ = ${parameters.inflation}, stake read as ${parameters.stakeUnit}.`,
      'Selfish peers ascend the rank that each mechanism gives.',
      `Bars and bands: ${percent(parameters.confidence)} intervals over networks.`,
      ...POPULATIONS.map((others) => verdict(result, others, attack)),
      compared.some((name) => CLIPS.some((clip) => clip === name))
        ? `Clipping can leave no peer with rank, where no weight has the support of a majority (open marks: some networks, in ${silent} of ${2 * attacks.length} cases; ${rarely} where half the stake suffices).`
        : '',
      compared.length > 1 && compared.includes('paper')
        ? 'The paper’s rule mints up to √n times what the others mint, so that its shares move faster.'
        : '',
      differences(parameters),
      'The paper proposes its own rule alone.',
      version(versions),
    ),
  });
}

/** The number of mechanisms under which an attack gains stake, and the one with the least gain, in words. */
function verdict({ tables }: Mechanisms, others: Others, attack: StrategyName): string {
  const mine = where(tables.summary, { others, attack })
    .filter(({ gain }) => gain !== null)
    .sort((a, b) => (a.gain ?? 0) - (b.gain ?? 0));
  if (mine.length === 0) return '';
  const gaining = mine.filter(({ gainLow, gain }) => (gainLow ?? gain ?? 0) > 0).length;
  return (
    `Among ${others === 'honest' ? 'honest' : 'selfish'} peers the ${strategyTitle(attack)} gains stake, beyond the interval, under ${gaining} of ${mine.length} mechanisms, ` +
    `least under ${mechanismTitle(mine[0].mechanism)} (${number(mine[0].gain)}).`
  );
}
