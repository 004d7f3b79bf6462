/*
 * §2, beyond the paper: "participants are not honestly reporting". The best attack that a search over a group's rows
 * finds, beside the scripted ones, under every mechanism; the least stake at which an attack that was found pays.
 */
import { checkChange } from '../../market/attacks/options.js';
import { STAKE_UNITS, MECHANISM_NAMES, STRATEGY_NAMES } from '../../market/index.js';
import { checkInteger } from '../../math/checks.js';
import { mean } from '../../math/rows.js';
import {
  choice,
  fraction,
  integer,
  list,
  nonNegative,
  omittable,
  optional,
  positive,
} from '../../parameters/index.js';
import { libraryNamesOf } from '../../parameters/registry.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkGroup, checkNamedOnce } from '../market/group.js';
import { checkMarket, MARKET, RATIO } from '../market/parameters.js';
import { mechanismTitle, strategyTitle } from '../market/titles.js';
import { estimate, markdownTable, percent } from '../report.js';
import { plotSoughtAttacks } from './figure.js';
import { seekInNetwork } from './work.js';

const study = defineStudy({
  name: 'soughtAttacks',
  section: '§2, beyond the paper',
  title:
    'The best attacks that a search finds, beside scripted ones, and the least stake that pays',
  parameters: {
    ...MARKET,
    ...INTERVALS,
    networks: integer(8, 'Networks sampled'),
    ratio: RATIO,
    mechanisms: omittable(
      list(choice(MECHANISM_NAMES, 'paper', ''), [], 'Mechanisms that are compared; a list'),
      "all of the library's",
    ),
    groups: list(
      integer(1, ''),
      [1, 3],
      'Peers that form a group, sampled for each network; a list of sizes',
    ),
    shares: list(
      fraction(0.5, ''),
      [0.05, 0.1, 0.2, 0.3, 0.4, 0.48],
      "The group's shares of all stake at first; a list",
    ),
    horizon: integer(50, 'Blocks after which stake is compared'),
    inflation: positive(0.2, 'Stake minted a block, (6)', { symbol: 'τ' }),
    stakeUnit: choice(
      STAKE_UNITS,
      'absolute',
      "Stake as masks and payoffs read it: itself, the paper's, or divided by its mean",
    ),
    change: optional(
      integer(2, 'The block from which the group posts its second rows', { least: 2 }),
      'the rows are constant',
    ),
    others: choice(STRATEGY_NAMES, 'honest', 'Strategy of all peers outside the group'),
    attacks: omittable(
      list(choice(STRATEGY_NAMES, 'honest', ''), [], 'Scripted strategies of the group; a list'),
      "all of the library's",
    ),
    worth: nonNegative(0.1, 'Gain, in shares of all stake, above which an attack pays'),
    resolution: fraction(0.01, 'Width of the bracket of the least stake'),
    evaluations: integer(400, 'Most simulations of a search beside those of scripted attacks', {
      least: 0,
    }),
    restarts: integer(1, 'Random starts of a search', { least: 0 }),
  },
  check: (where, values) => {
    checkMarket(where, values);
    checkGroup(where, { ...values, attackers: 1 });
    for (const size of values.groups) checkInteger(where, 'groups', size, 1, values.peers - 1);
    checkNamedOnce(where, 'attacks', values.attacks ?? []);
    checkNamedOnce(where, 'mechanisms', values.mechanisms ?? []);
    checkChange(where, { ...values, change: values.change ?? undefined });
  },
  settings: ({ mechanisms, groups }) =>
    (mechanisms ?? libraryNamesOf(MECHANISM_NAMES)).flatMap((mechanism) =>
      [...new Set(groups)].map((attackers) => ({ mechanism, attackers })),
    ),
  work: seekInNetwork,
  tables: (found, _, { interval }) => ({
    /** A row for each mechanism, size of the group and share of the stake. */
    summary: found.flatMap(({ setting, networks }) =>
      networks[0].shares.map(({ share }, at) => {
        const here = networks.map(({ shares }) => shares[at]);
        const names = here.map(({ best }) => best);
        return {
          ...setting,
          share,
          ...interval(
            'found',
            here.map((one) => one.found),
          ),
          ...interval(
            'scripted',
            here.map(({ scripted }) => scripted),
          ),
          // Of the same network: the search's gain beyond that of the best scripted strategy.
          ...interval(
            'beyond',
            here.map((one) => one.found - one.scripted),
          ),
          /** The scripted strategy that is best in most networks, the first of several. */
          best: mostFrequent(names),
          /** Fraction of the networks in which an attack that pays was found. */
          pays: mean(here.map(({ pays }) => Number(pays))),
        };
      }),
    ),
    /** A row for each mechanism and size of the group: the least stake, over networks in which an attack pays. */
    least: found.map(({ setting, networks }) => ({
      ...setting,
      ...interval(
        'least',
        networks.map(({ least }) => least),
      ),
      /** Fraction of the networks in which an attack that pays was found at a share that was searched. */
      pays: mean(networks.map(({ least }) => Number(least !== null))),
      /** Fraction of the networks in which one was found at every larger share of the grid, too. */
      monotone: mean(networks.map(({ monotone }) => Number(monotone))),
    })),
  }),
  columns: ['mechanism', 'attackers', 'share', 'scripted', 'found', 'beyond', 'best', 'pays'],
});

export type SoughtAttacks = ResultOf<typeof study>;

/**
 * The largest gain in stake of a group that a search over its rows finds, at each share of the stake and under each
 * mechanism, beside the largest gain of a scripted strategy; and the least stake at which an attack that was found gains
 * more than `worth`.
 *
 * Gains are lower bounds of the largest, least stakes are upper bounds of the least. Every network starts with honest rows.
 */
export const soughtAttacks = present(study, { figure: plotSoughtAttacks, report });

function mostFrequent<Name extends string>(names: readonly Name[]): Name {
  const count = (name: Name): number => names.filter((other) => other === name).length;
  return names.reduce((most, name) => (count(name) > count(most) ? name : most));
}

function report({ tables, parameters }: SoughtAttacks): string {
  const { shares, networks } = parameters;
  const sorted = [...new Set(shares)].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[sorted.length - 1]];
  return markdownTable(
    [
      'mechanism',
      'group',
      ...[low, high].flatMap((share) => [
        `best scripted attack with ${percent(share)} of the stake`,
        'best found',
      ]),
      'least stake at which an attack found pays',
    ],
    tables.least.map(({ mechanism, attackers, least, leastLow, leastHigh, pays }) => [
      mechanismTitle(mechanism),
      attackers === 1 ? '1 peer' : `${attackers} peers`,
      ...[low, high].flatMap((share) => {
        const row = tables.summary.find(
          (one) =>
            one.mechanism === mechanism && one.attackers === attackers && one.share === share,
        );
        if (!row) return ['', ''];
        const { scripted, scriptedLow, scriptedHigh, found, foundLow, foundHigh } = row;
        return [
          `${strategyTitle(row.best)}, ${estimate(scripted, scriptedLow, scriptedHigh, 4)}`,
          estimate(found, foundLow, foundHigh, 4),
        ];
      }),
      pays === 0
        ? 'none found'
        : estimate(least, leastLow, leastHigh, 3) +
          (pays < 1 ? `, in ${Math.round(pays * networks)} of ${networks} networks` : ''),
    ]),
  );
}
