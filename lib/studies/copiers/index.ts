/*
 * Validators that copy: the pay of the average of published rows beside that of honest measurement, by the delay of commit–reveal
 * and by how fast miners change.
 */
import { plotCopiers } from './figure.js';
import { checkInteger } from '../../math/checks.js';
import { checkMemory } from '../../math/memory.js';
import { COPIERS } from '../../market/copiers/simulate.js';
import { MEASUREMENTS } from '../../market/copiers/measurements.js';
import { choice, integer, list, withDefault } from '../../parameters/index.js';
import { COMMON } from '../common.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { checkNamedOnce } from '../market/group.js';
import { estimate, markdownTable } from '../report.js';
import { where as rowsWhere } from '../../plot/compose/index.js';
import { BOND_RULE_NAMES, BOND_RULE_TITLES } from '../market/bondRules.js';
import { payCopiers } from './work.js';

const study = defineStudy({
  name: 'copiers',
  section: '§2, beyond the paper',
  title: 'Pay of validators that copy published weights, by delay of commit–reveal and by drift',
  parameters: {
    ...COMMON,
    epochs: withDefault(MEASUREMENTS.epochs, 400),
    warmup: withDefault(COPIERS.warmup, 200),
    honest: MEASUREMENTS.validators,
    miners: MEASUREMENTS.miners,
    copiers: integer(3, 'Validators that copy, of equal stake'),
    share: { ...COPIERS.share, about: 'The copiers’ part of all stake' },
    spread: MEASUREMENTS.spread,
    speeds: list(
      MEASUREMENTS.speed,
      [0, 0.01, 0.03, 0.1, 1],
      'Changes of the miners in an epoch, from 0, never, to 1, worth without memory; a list',
    ),
    errors: list(
      MEASUREMENTS.error,
      [0, 0.3],
      'Standard deviations of the logarithm of a measurement; a list',
    ),
    delays: list(
      COPIERS.delay,
      [0, 1, 2, 5, 10, 20],
      'Epochs between the commitment of a row and its publication; a list',
    ),
    mechanisms: list(
      choice(BOND_RULE_NAMES, 'yuma3', ''),
      BOND_RULE_NAMES,
      'Rules of bonds, of which liquid is yuma3 with liquid alpha; a list',
    ),
  },
  check: (where, values) => {
    const { epochs, warmup, honest, miners, delays, mechanisms } = values;
    checkInteger(where, 'warmup', warmup, 0, epochs - 1);
    for (const delay of delays) checkInteger(where, 'delays', delay, 0, warmup);
    checkNamedOnce(where, 'mechanisms', mechanisms);
    const size = `${epochs} epochs of ${honest} validators and ${miners} miners`;
    checkMemory(where, size, 8 * epochs * miners * (honest + 2));
  },
  settings: ({ errors, speeds }) =>
    errors.flatMap((error) => speeds.map((speed) => ({ error, speed }))),
  work: payCopiers,
  tables: (found, _, { intervals }) => ({
    /** A row for each error, speed, rule and delay. */
    summary: found.flatMap(({ setting, networks }) =>
      networks[0].map(({ mechanism, delay }, at) => ({
        ...{ ...setting, mechanism, delay },
        ...intervals(
          ['profit', 'breakEven', 'accuracy', 'alone'],
          networks.map((network) => network[at]),
          { profit: 'log', accuracy: 'fisher', alone: 'fisher' },
        ),
      })),
    ),
  }),
  columns: [
    ...['error', 'speed', 'mechanism', 'delay', 'profit', 'profitLow', 'profitHigh', 'breakEven'],
    ...['accuracy', 'alone'],
  ],
});

export type CopiersResult = ResultOf<typeof study>;

/**
 * A copier's dividends over an honest validator's, per unit of stake, under each rule of bonds; the cost of measuring above
 * which copying pays more; the accuracy of incentive.
 */
export const copiersStudy = present(study, { figure: plotCopiers, report });

/** 0 in place of a value that three digits do not show, which has no sign then. */
const unsigned = (value: number | null): number | null =>
  value !== null && Math.abs(value) < 5e-4 ? 0 : value;

function report({
  tables,
  parameters: { errors, speeds, delays, mechanisms },
}: CopiersResult): string {
  const shown = [...new Set([delays[0], delays[delays.length >> 1], delays[delays.length - 1]])];
  return markdownTable(
    [
      ...['error', 'ρ', 'rule'],
      ...shown.map((delay) => `profit, d = ${delay}`),
      `break-even cost, d = ${shown[shown.length - 1]}`,
      ...[`r, d = ${shown[0]}`, `r, d = ${shown[shown.length - 1]}`, 'r without copiers'],
    ],
    errors.flatMap((error) =>
      speeds.flatMap((speed) =>
        mechanisms.map((mechanism) => {
          const found = shown.map(
            (delay) => rowsWhere(tables.summary, { error, speed, mechanism, delay })[0],
          );
          const [first, last] = [found[0], found[found.length - 1]];
          return [
            ...[String(error), String(speed), BOND_RULE_TITLES[mechanism]],
            ...found.map(({ profit, profitLow, profitHigh }) =>
              estimate(profit, profitLow, profitHigh, 3),
            ),
            estimate(
              unsigned(last.breakEven),
              unsigned(last.breakEvenLow),
              unsigned(last.breakEvenHigh),
              3,
            ),
            estimate(first.accuracy, first.accuracyLow, first.accuracyHigh, 3),
            estimate(last.accuracy, last.accuracyLow, last.accuracyHigh, 3),
            estimate(last.alone, last.aloneLow, last.aloneHigh, 3),
          ];
        }),
      ),
    ),
  );
}
