import { differences, percent, sentences, version } from '../../plot/caption.js';
import { cells, compose } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting } from '../market/caption.js';
import { type InvarianceResult } from './index.js';
import { OUTPUT_NAMES } from './work.js';

/** Smaller relative changes are rounding. */
const ROUNDING = 1e-9;

const still = (value: number): boolean => value <= ROUNDING;

/** A change in at most five characters. */
function shown(value: number): string {
  if (still(value)) return 'stays';
  return value < 0.01 ? value.toExponential(0) : value.toPrecision(2);
}

/** The invariance study: the relative change of every output under every change of description. */
export function plotInvariance({ parameters, tables, versions }: InvarianceResult): Figure {
  const { networks, ratio, steps, inflation } = parameters;
  const { summary } = tables;
  const changes = [...new Set(summary.map(({ change }) => change))];
  const moved = OUTPUT_NAMES.map((output) =>
    changes.map(
      (change) =>
        summary.find((row) => row.output === output && row.change === change)?.moved ?? null,
    ),
  );
  const moving = OUTPUT_NAMES.filter((output) =>
    summary.some((row) => row.output === output && row.moves),
  );
  const never = changes.filter((change) =>
    summary.every((row) => row.change !== change || !row.moves),
  );
  return compose({
    title: 'Scale: which outputs move when the market is only written down differently',
    rows: [
      [
        {
          title: 'relative change of an output',
          x: { label: 'what is changed', categories: changes },
          y: { label: '', categories: [...OUTPUT_NAMES], reverse: true },
          height: 340,
          marks: [
            cells(moved, {
              columns: changes,
              rows: OUTPUT_NAMES,
              format: shown,
              shade: (value) => (still(value) ? -4 : Math.log10(value)),
              range: [-4, 0],
            }),
          ],
        },
      ],
    ],
    caption: sentences(
      `${networks} simulated networks at honest weights and uneven stake: ${setting(parameters)}, α/τ = ${ratio}; ${steps} steps of descent, ${steps} blocks with τ = ${inflation} and weights held.`,
      `A cell is the mean over networks of max |after − before| / max |before|, the description undone; stays: below ${ROUNDING} in all of them (table: ${percent(parameters.confidence)} intervals over networks).`,
      'New peers have no stake, weigh themselves alone and are of no use.',
      never.length > 0 ? `Nothing moves under: ${never.join(', ')}.` : '',
      moving.length > 0
        ? `The mechanism is not invariant otherwise: of ${OUTPUT_NAMES.length} outputs these move: ${moving.join('; ')}.`
        : '',
      differences(parameters),
      'The paper mentions neither.',
      version(versions),
    ),
  });
}
