/*
 * Weights rounded to whole numbers of few bits: the incentive that moves, the miners that lose theirs or change places, the ties.
 */
import { checkMemory } from '../../math/memory.js';
import { MEASUREMENTS } from '../../market/copiers/measurements.js';
import { ROUNDED } from '../../market/rounding.js';
import { YUMA } from '../../market/yuma/options.js';
import { list, withDefault } from '../../parameters/index.js';
import { where as rowsWhere } from '../../plot/compose/index.js';
import { COMMON } from '../common.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { markdownTable, percent } from '../report.js';
import { plotRounding } from './figure.js';
import { roundNetwork } from './work.js';

/** The quantities of {@link roundingEffects} that the study keeps. */
const QUANTITIES = [
  ...['lost', 'moved', 'bound', 'largest', 'vanished', 'displaced', 'tied', 'shared'],
  ...['tieRuleBefore', 'tieRule'],
] as const;

const study = defineStudy({
  name: 'rounding',
  section: '§1.3, beyond the paper',
  title: 'Weights rounded to few bits: incentive that moves, places that change, ties',
  parameters: {
    ...COMMON,
    validators: { ...MEASUREMENTS.validators, about: 'Validators, which measure, of equal stake' },
    spread: MEASUREMENTS.spread,
    miners: list(MEASUREMENTS.miners, [16, 256, 4096], 'Numbers of miners; a list'),
    errors: list(
      MEASUREMENTS.error,
      [0, 0.3],
      'Standard deviations of the logarithm of a measurement; a list',
    ),
    bits: list(ROUNDED.bits, [4, 8, 12, 16], 'Bits to which weights are rounded; a list'),
    majority: withDefault(YUMA.majority, 0.5),
    ties: YUMA.ties,
  },
  check: (where, { miners, validators }) => {
    // A row's entry takes a weight, a column and a place in an order, several times over.
    for (const count of miners)
      checkMemory(where, `${validators} rows of ${count} miners`, 160 * validators * count);
  },
  settings: ({ errors, miners }) =>
    errors.flatMap((error) => miners.map((count) => ({ error, miners: count }))),
  work: roundNetwork,
  tables: (found, { bits }, { intervals }) => ({
    /** A row for each error, number of miners and number of bits. */
    summary: found.flatMap(({ setting, networks }) =>
      bits.map((count, at) => ({
        ...{ ...setting, bits: count },
        ...intervals(
          QUANTITIES,
          networks.map((network) => network[at]),
          { moved: 'log', bound: 'log', largest: 'log' },
        ),
      })),
    ),
  }),
  columns: [
    ...['error', 'miners', 'bits', 'moved', 'bound', 'largest', 'vanished', 'displaced', 'tied'],
  ],
});

export type RoundingResult = ResultOf<typeof study>;

/**
 * Incentive under Yuma consensus after weights are rounded to few bits, beside that of the weights as they are, by the number of
 * miners and the error of validators.
 */
export const rounding = present(study, { figure: plotRounding, report });

const small = (value: number | null): string =>
  value === null ? '—' : value === 0 ? '0' : value.toPrecision(2);
const part = (value: number | null): string => (value === null ? '—' : percent(value));

function report({ tables, parameters: { errors, miners, bits } }: RoundingResult): string {
  return markdownTable(
    [
      ...['error', 'miners', 'bits', 'incentive that moves', 'its bound', 'largest change'],
      ...['miners without incentive', 'places changed', 'miners tied'],
      ...['moved by the rule of ties, as posted', 'rounded'],
    ],
    errors.flatMap((error) =>
      miners.flatMap((count) =>
        bits.map((b) => {
          const [row] = rowsWhere(tables.summary, { error, miners: count, bits: b });
          return [
            ...[String(error), String(count), String(b)],
            ...[small(row.moved), small(row.bound), small(row.largest)],
            ...[part(row.vanished), part(row.displaced), part(row.tied)],
            ...[small(row.tieRuleBefore), small(row.tieRule)],
          ];
        }),
      ),
    ),
  );
}
