import { percent, sentences, version } from '../../plot/caption.js';
import { compose, estimates, line, rule, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { BOND_RULE_TITLES } from '../market/bondRules.js';
import { type ValidatorEvents } from './index.js';
import { type StudiedEvent } from './work.js';

/** Events side by side: of stake alone, of keys without bonds, of a new miner. */
const ROWS: readonly (readonly StudiedEvent[])[] = [
  ['merge', 'grow'],
  ['split', 'splitOwn', 'join'],
  ['lead'],
];

/** The event in words. */
function titleOf(event: StudiedEvent, { keys, factor, lead }: ValidatorEvents['parameters']) {
  const titles: Readonly<Record<StudiedEvent, string>> = {
    merge: 'merger of two',
    split: `split in ${keys}, same rows`,
    splitOwn: `split in ${keys}, own rows`,
    grow: `stake × ${factor}`,
    join: 'late entry',
    lead: `miner found ${lead} epochs early`,
  };
  return titles[event];
}

/** The gains of an event by rule, in words. */
function gains({ tables, parameters }: ValidatorEvents, event: StudiedEvent, penalty: number) {
  const found = parameters.mechanisms.map((mechanism) => {
    const [{ gain }] = where(tables.summary, { event, penalty, mechanism });
    if (gain === null) return 'undefined';
    const size = Math.abs(gain) < 0.05 ? '0.0' : Math.abs(gain).toFixed(1);
    return `${gain < 0 && size !== '0.0' ? '−' : ''}${size}`;
  });
  return `${titleOf(event, parameters)}${event === 'lead' ? ` at β = ${penalty}` : ''}: ${found.join(', ')}`;
}

/**
 * Relative pay against the epochs since the event: a panel for each event at the first bond penalty, and for the early find at
 * every other one, on which it depends most; a line for each rule.
 */
export function plotValidatorEvents(result: ValidatorEvents): Figure {
  const { parameters, tables, versions } = result;
  const { events, penalties, mechanisms, networks, validators, miners, share, horizon } =
    parameters;
  const { before, worth, speed, error, confidence } = parameters;
  const [first, ...others] = penalties;
  const shown = [
    ...events.map((event) => ({ event, penalty: first })),
    ...(events.includes('lead') ? others : []).map((penalty) => ({
      ...{ event: 'lead' as const, penalty },
    })),
  ];
  const panelOf = ({ event, penalty }: (typeof shown)[number]): Panel => ({
    title: `${titleOf(event, parameters)}, β = ${penalty}`,
    x: { label: 'epochs since the event', type: 'log' },
    y: 'pay / pay without',
    height: 190,
    marks: [
      rule(
        [1, horizon].map((x) => ({ x, y: 1 })),
        { name: 'no event' },
      ),
      ...mechanisms.map((mechanism) =>
        line(
          estimates(
            where(tables.epochs, { event, penalty, mechanism }),
            ({ epoch }) => epoch,
            'relative',
          ),
          // Yuma 1 and Yuma 2 often pay alike.
          { name: BOND_RULE_TITLES[mechanism], dash: mechanism === 'yuma2' ? 'dash' : 'solid' },
        ),
      ),
    ],
  });
  const rows = ROWS.map((row) => shown.filter(({ event }) => row.includes(event)).map(panelOf));
  return compose({
    title: 'Events in the life of a validator: its pay beside that without the event',
    rows: rows.filter((row) => row.length > 0),
    caption: sentences(
      `${networks} networks of ${miners} miners and ${validators} validators, of which one with ${percent(share)} of the stake has the event after ${before} epochs; seed ${parameters.seed}.`,
      `The logarithm of a miner’s worth forgets the part ${speed} in an epoch; a measurement’s error is ${error} of it.`,
      'Pay is dividends for a unit of stake, relative to the same network without the event, of the same random numbers; late entry is relative to a validator that is there from the first epoch.',
      `Epoch 1 is that of the event; the early miner has the weight ${worth}.`,
      `Gains over ${horizon} epochs, in epochs of pay, under ${mechanisms.map((mechanism) => BOND_RULE_TITLES[mechanism]).join(', ')} – ${shown.map(({ event, penalty }) => gains(result, event, penalty)).join('; ')}.`,
      `Bands: ${percent(confidence)} intervals over networks.`,
      'The paper has no bonds.',
      version(versions),
    ),
  });
}
