import { type StrategyName } from '../../market/index.js';
import { differences, percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  dot,
  estimates,
  inRows,
  intervalOf,
  line,
  where,
  type Mark,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { mechanismTitle, strategyTitle } from '../market/titles.js';
import { type Mechanisms } from './index.js';
import { POPULATIONS } from './work.js';

type Others = (typeof POPULATIONS)[number];

/** The quantities of which each has a line over blocks. */
export const QUANTITIES = [
  { name: 'fidelity', title: 'accuracy', unit: 'Pearson r of R* with R' },
  { name: 'gain', title: 'attack’s gain', unit: 'share of stake over honest play' },
  { name: 'gini', title: 'concentration', unit: 'Gini coefficient of stake' },
] as const;

/** The population outside the group, in words. */
export function among(others: Others): string {
  return others === 'honest' ? 'among honest peers' : 'among selfish peers';
}

/** The mechanisms of a result, in the order of its rows. */
function comparedIn({
  tables,
}: Mechanisms): Mechanisms['tables']['summary'][number]['mechanism'][] {
  return [...new Set(tables.summary.map(({ mechanism }) => mechanism))];
}

/** A line with its band over blocks for each mechanism. */
export function blockLines(
  result: Mechanisms,
  cell: { readonly others: Others; readonly attack: StrategyName },
  name: string,
): Mark[] {
  return comparedIn(result).map((mechanism, at) =>
    line(
      estimates(where(result.tables.blocks, { ...cell, mechanism }), ({ block }) => block, name),
      { name: mechanismTitle(mechanism), dash: DASHES[at % DASHES.length] },
    ),
  );
}

/** By the mechanism's place, so that lines on one another are seen. */
const DASHES = ['solid', 'dash', 'dot'] as const;

/** The attack shown over time: the cabal, or the last attack where no cabal was run. */
export function worstOf({ parameters: { attacks } }: Mechanisms): StrategyName {
  return attacks.includes('cabal') ? 'cabal' : attacks[attacks.length - 1];
}

/** A quantity of the summary, under the population's own strategy or under an attack. */
interface Shown {
  readonly name: 'fidelity' | 'shapley' | 'gain' | 'gini' | 'counted';
  readonly title: string;
  readonly unit: string;
  /** Default: no attack. */
  readonly attack?: StrategyName;
}

/** The panels, as far as the result has their attacks. */
function shownOf(result: Mechanisms): Shown[] {
  const { attacks } = result.parameters;
  const worst = worstOf(result);
  const others = attacks.filter((attack) => attack !== 'honest' && attack !== 'ascent');
  const r = 'Pearson r of R* with';
  return [
    { name: 'fidelity', title: 'accuracy', unit: `${r} (2)` },
    { name: 'shapley', title: 'accuracy with interactions', unit: `${r} Shapley values` },
    ...(others.length > 0
      ? [
          {
            ...({ name: 'fidelity', title: `accuracy, ${strategyTitle(worst)}` } as const),
            ...{ unit: `${r} (2)`, attack: worst },
          },
        ]
      : []),
    ...(attacks.includes('honest')
      ? others.map((attack) => ({
          ...({ name: 'gain', title: `gain, ${strategyTitle(attack)}` } as const),
          ...{ unit: 'share of stake over honest play', attack },
        }))
      : []),
    {
      ...({ name: 'gini', title: `concentration, ${strategyTitle(worst)}` } as const),
      ...{ unit: 'Gini coefficient of stake', attack: worst },
    },
    { name: 'counted', title: 'stake that counts', unit: 'part of all stake' },
    {
      ...({ name: 'counted', title: `stake that counts, ${strategyTitle(worst)}` } as const),
      ...{ unit: 'part of all stake', attack: worst },
    },
  ];
}

/** Panels in a row. */
const ACROSS = 3;

/**
 * The mechanisms study at one look: a row for each mechanism in every panel, among honest and among selfish peers. Accuracy
 * without an attack and with one, the gain of each attack, the concentration of stake, and the part of it that counts.
 */
export function plotMechanisms(result: Mechanisms): Figure {
  const { parameters, tables, versions } = result;
  const { blocks, networks, attackers, share, ratio } = parameters;
  const compared = comparedIn(result);
  const panels = shownOf(result).map(({ name, title, unit, attack }): Panel => ({
    title,
    x: unit,
    y: { label: 'mechanism', categories: compared.map(mechanismTitle), reverse: true },
    height: 40 + 20 * compared.length,
    marks: POPULATIONS.map((others, side) =>
      dot(
        compared.flatMap((mechanism, at) =>
          where(tables.summary, { mechanism, others, attack: attack ?? others }).map((row) => {
            const { y: x, low, high } = intervalOf(row, name);
            return { x, y: at + 0.3 * (side - 0.5), low, high, open: row.ranked < 1 };
          }),
        ),
        { name: among(others), across: true },
      ),
    ),
  }));
  return compose({
    title: 'Mechanisms: other ways to rank and to pay, on the same networks',
    rows: inRows(panels, ACROSS),
    caption: sentences(
      `${networks} simulated networks, ${attackers} peers with ${percent(share)} of the stake as the group: ${setting(parameters)}, α/τ = ${ratio}; ` +
        `every peer honest at first, ${blocks} blocks, τ = ${parameters.inflation}, stake read as ${parameters.stakeUnit}.`,
      'Selfish peers ascend the rank that each mechanism gives; without an attack the group plays as all others do.',
      `Bars: ${percent(parameters.confidence)} intervals over networks.`,
      ...POPULATIONS.map((others) => verdict(result, others, worstOf(result))),
      unranked(result),
      compared.length > 1 && compared.includes('paper')
        ? 'The paper’s rule mints up to √n times what the others mint, so that its shares move faster.'
        : '',
      differences(parameters),
      'The paper proposes its own rule alone.',
      version(versions),
    ),
  });
}

/** The cases in which some networks rank no peer, in words. */
function unranked({ tables }: Mechanisms): string {
  const rarely = tables.summary.filter(({ ranked }) => ranked < 1);
  if (rarely.length === 0) return '';
  const names = [...new Set(rarely.map(({ mechanism }) => mechanism))];
  return `Rings: in some networks no weight has the support of a majority, and no peer has rank (${rarely.length} of ${tables.summary.length} cases, under ${names.map(mechanismTitle).join(', ')}).`;
}

/** The number of mechanisms under which an attack gains stake, and the one with the least gain, in words. */
function verdict({ tables }: Mechanisms, others: Others, attack: StrategyName): string {
  const mine = where(tables.summary, { others, attack })
    .filter(({ gain }) => gain !== null)
    .sort((a, b) => (a.gain ?? 0) - (b.gain ?? 0));
  if (mine.length === 0 || attack === 'honest') return '';
  const gaining = mine.filter(({ gainLow, gain }) => (gainLow ?? gain ?? 0) > 0).length;
  return (
    `Among ${others === 'honest' ? 'honest' : 'selfish'} peers the ${strategyTitle(attack)} gains stake, beyond the interval, under ${gaining} of ${mine.length} mechanisms, ` +
    `least under ${mechanismTitle(mine[0].mechanism)} (${Number((mine[0].gain ?? 0).toPrecision(2))}).`
  );
}
