/*
 * Events in the life of a validator: its pay beside that in the same network without the event, under each rule of bonds.
 */
import { checkInteger } from '../../math/checks.js';
import { checkMemory } from '../../math/memory.js';
import { MEASUREMENTS } from '../../market/copiers/measurements.js';
import { VALIDATOR_EVENT } from '../../market/validators/options.js';
import { YUMA } from '../../market/yuma/options.js';
import { choice, fraction, integer, list, withDefault } from '../../parameters/index.js';
import { where as rowsWhere } from '../../plot/compose/index.js';
import { COMMON } from '../common.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { BOND_RULE_NAMES, BOND_RULE_TITLES } from '../market/bondRules.js';
import { checkNamedOnce } from '../market/group.js';
import { estimate, markdownTable } from '../report.js';
import { plotValidatorEvents } from './figure.js';
import { checkpointsOf, payEvent, STUDIED_EVENTS } from './work.js';

const study = defineStudy({
  name: 'validatorEvents',
  section: '§2, beyond the paper',
  title: 'Pay of validators that merge, split, grow, join late or find a miner early',
  parameters: {
    ...COMMON,
    networks: withDefault(COMMON.networks, 8),
    before: integer(200, 'Epochs before the event, in which bonds grow'),
    horizon: integer(200, 'Epochs from the event on', { symbol: 'H' }),
    checkpoints: integer(30, 'Epochs of the figure, about evenly spaced on a logarithmic scale'),
    validators: { ...MEASUREMENTS.validators, about: 'Validators, which measure' },
    miners: MEASUREMENTS.miners,
    share: fraction(0.1, 'The validator’s part of all stake; the others have equal parts', {
      symbol: 'q',
    }),
    keys: VALIDATOR_EVENT.keys,
    factor: VALIDATOR_EVENT.factor,
    lead: VALIDATOR_EVENT.lead,
    worth: VALIDATOR_EVENT.worth,
    speed: MEASUREMENTS.speed,
    spread: MEASUREMENTS.spread,
    error: withDefault(MEASUREMENTS.error, 0.3),
    events: list(
      choice(STUDIED_EVENTS, 'split', ''),
      STUDIED_EVENTS,
      'Events, of which splitOwn is a split whose new keys post their own measurements; a list',
    ),
    penalties: list(YUMA.bondPenalty, [1, 0], 'Bond penalties; a list', { symbol: 'β' }),
    mechanisms: list(
      choice(BOND_RULE_NAMES, 'yuma3', ''),
      BOND_RULE_NAMES,
      'Rules of bonds, of which liquid is yuma3 with liquid alpha; a list',
    ),
  },
  check: (where, values) => {
    const { before, horizon, validators, miners, keys, events, mechanisms } = values;
    checkInteger(where, 'validators', validators, 2);
    checkNamedOnce(where, 'events', events);
    checkNamedOnce(where, 'mechanisms', mechanisms);
    const rows = validators + keys - 1;
    const size = `${before + horizon} epochs of ${rows} validators and ${miners} miners`;
    checkMemory(where, size, 8 * (before + horizon) * miners * (rows + 2));
  },
  settings: ({ events, penalties }) =>
    events.flatMap((event) => penalties.map((penalty) => ({ event, penalty }))),
  work: payEvent,
  tables: (found, { horizon, checkpoints }, { intervals, interval }) => ({
    /** A row for each event, bond penalty and rule. */
    summary: found.flatMap(({ setting, networks }) =>
      networks[0].map(({ mechanism }, at) => ({
        ...{ ...setting, mechanism },
        ...intervals(
          ['gain', 'first', 'settled'],
          networks.map((network) => network[at]),
        ),
      })),
    ),
    /** Relative pay over epochs since the event, the first of which is that of the event. */
    epochs: found.flatMap(({ setting, networks }) =>
      networks[0].flatMap(({ mechanism }, at) =>
        checkpointsOf(horizon, checkpoints).map((epoch, point) => ({
          ...{ ...setting, mechanism, epoch },
          ...interval(
            'relative',
            networks.map((network) => network[at].relative[point]),
          ),
        })),
      ),
    ),
  }),
  columns: [
    ...['event', 'penalty', 'mechanism', 'gain', 'gainLow', 'gainHigh', 'first', 'settled'],
  ],
});

export type ValidatorEvents = ResultOf<typeof study>;

/**
 * A validator's dividends per unit of stake over those in the same network without the event, epoch by epoch, and what it gains
 * over the horizon, in epochs of its pay.
 */
export const validatorEvents = present(study, { figure: plotValidatorEvents, report });

function report({
  tables,
  parameters: { events, penalties, mechanisms, horizon },
}: ValidatorEvents): string {
  return markdownTable(
    [
      ...['event', 'β', 'rule', `gain over ${horizon} epochs, in epochs of pay`],
      ...['relative pay, first epoch', 'relative pay, last quarter'],
    ],
    events.flatMap((event) =>
      penalties.flatMap((penalty) =>
        mechanisms.map((mechanism) => {
          const [row] = rowsWhere(tables.summary, { event, penalty, mechanism });
          return [
            ...[event, String(penalty), BOND_RULE_TITLES[mechanism]],
            estimate(unsigned(row.gain), unsigned(row.gainLow), unsigned(row.gainHigh), 2),
            estimate(row.first, row.firstLow, row.firstHigh, 3),
            estimate(row.settled, row.settledLow, row.settledHigh, 3),
          ];
        }),
      ),
    ),
  );
}

/** 0 in place of a value that two digits do not show, which has no sign then. */
function unsigned(value: number | null): number | null {
  return value !== null && Math.abs(value) < 5e-3 ? 0 : value;
}
