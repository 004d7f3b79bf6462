/*
 * Validators with own miners: the gain of a small voter who gives honest miners nothing, and of coalitions just below
 * and just above the majority κ, under every mechanism.
 */
import { COALITION } from '../../market/coalitions/simulate.js';
import { MEASUREMENTS } from '../../market/copiers/measurements.js';
import { MECHANISM_NAMES } from '../../market/index.js';
import { checkInteger } from '../../math/checks.js';
import { checkMemory } from '../../math/memory.js';
import { choice, integer, list, omittable, withDefault } from '../../parameters/index.js';
import { libraryNamesOf } from '../../parameters/registry.js';
import { COMMON } from '../common.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { checkNamedOnce } from '../market/group.js';
import { mechanismTitle } from '../market/titles.js';
import { estimate, markdownTable, percent } from '../report.js';
import { where as rowsWhere } from '../../plot/compose/index.js';
import { plotCoalitions } from './figure.js';
import { payCoalition } from './work.js';

const study = defineStudy({
  name: 'coalitions',
  section: '§2, beyond the paper',
  title: 'Validators with own miners: small voters, and coalitions around the majority',
  parameters: {
    ...COMMON,
    networks: integer(12, 'Networks sampled'),
    epochs: withDefault(MEASUREMENTS.epochs, 20),
    warmup: withDefault(COALITION.warmup, 10),
    validators: integer(14, 'Validators, the coalition’s among them', { least: 2, symbol: 'V' }),
    members: COALITION.members,
    miners: MEASUREMENTS.miners,
    own: integer(2, 'Miners of the coalition, sampled for each network', { symbol: 'm' }),
    spread: MEASUREMENTS.spread,
    speed: MEASUREMENTS.speed,
    error: MEASUREMENTS.error,
    shares: list(
      COALITION.share,
      [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.45, 0.49, 0.51, 0.55, 0.6],
      'The coalition’s parts of all stake; a list',
    ),
    mechanisms: omittable(
      list(choice(MECHANISM_NAMES, 'paper', ''), [], 'Mechanisms that are compared; a list'),
      "all of the library's",
    ),
  },
  check: (where, values) => {
    const { epochs, warmup, validators, members, miners, own } = values;
    checkInteger(where, 'warmup', warmup, 0, epochs - 1);
    checkInteger(where, 'members', members, 1, validators - 1);
    checkInteger(where, 'own', own, 1, miners - 1);
    checkNamedOnce(where, 'mechanisms', values.mechanisms ?? []);
    const size = `${epochs} epochs of ${validators} validators and ${miners} miners`;
    checkMemory(
      where,
      size,
      8 * epochs * miners * (validators + 2) + 24 * (validators + miners) ** 2,
    );
  },
  settings: ({ mechanisms }) =>
    (mechanisms ?? libraryNamesOf(MECHANISM_NAMES)).map((mechanism) => ({ mechanism })),
  work: payCoalition,
  tables: (found, _, { intervals }) => ({
    /** A row for each mechanism and share of the stake. */
    summary: found.flatMap(({ setting, networks }) =>
      networks[0].map(({ share }, at) => ({
        ...{ ...setting, share },
        ...intervals(
          ['incentive', 'gain', 'leverage', 'payGain', 'accuracy', 'counted'],
          networks.map((network) => network[at]),
          { accuracy: 'fisher' },
        ),
      })),
    ),
  }),
  columns: [
    ...['mechanism', 'share', 'gain', 'gainLow', 'gainHigh', 'leverage', 'payGain', 'accuracy'],
    'counted',
  ],
});

export type Coalitions = ResultOf<typeof study>;

/**
 * The gain in incentive of a coalition's own miners, and in pay of the whole coalition, by its share of the stake and under
 * each mechanism: small voters at small shares, majorities above κ.
 */
export const coalitions = present(study, { figure: plotCoalitions, report });

/** The shares of the report: the least, the one next to a fifth, and those just below and just above a half. */
export function shownShares(shares: readonly number[]): number[] {
  const sorted = [...shares].sort((a, b) => a - b);
  const nearest = sorted.reduce((a, b) => (Math.abs(b - 0.2) < Math.abs(a - 0.2) ? b : a));
  const below = sorted.filter((share) => share < 0.5).at(-1);
  const above = sorted.find((share) => share > 0.5);
  return [...new Set([sorted[0], nearest, below ?? nearest, above ?? nearest])];
}

function report({ tables, parameters: { shares } }: Coalitions): string {
  const shown = shownShares(shares);
  const names = [...new Set(tables.summary.map(({ mechanism }) => mechanism))];
  return markdownTable(
    [
      'mechanism',
      ...shown.map((share) => `gain of incentive with ${percent(share)} of the stake`),
      `gain of pay with ${percent(shown[0])}`,
      `r with worth, with ${percent(shown[shown.length - 1])}`,
    ],
    names.map((mechanism) => {
      const at = shown.map((share) => rowsWhere(tables.summary, { mechanism, share })[0]);
      const [first, last] = [at[0], at[at.length - 1]];
      return [
        mechanismTitle(mechanism),
        ...at.map(({ gain, gainLow, gainHigh }) => estimate(gain, gainLow, gainHigh, 4)),
        estimate(first.payGain, first.payGainLow, first.payGainHigh, 4),
        estimate(last.accuracy, last.accuracyLow, last.accuracyHigh, 2),
      ];
    }),
  );
}
