import { OUTPUT_NAMES } from './work.js';
import { type InvarianceResult } from './index.js';
const ROUNDING = 1e-9;
import { percent, version } from '../../plot/caption.js';
import { differences } from '../../plot/market/caption.js';
import { setting } from '../market/caption.js';
import { type Figure } from '../../plot/figure.js';
import { heat } from '../../plot/heat.js';
import { axesOf, layOut } from '../../plot/theme.js';

/** The scale study: how far every output moves under every change of description. */
export function plotInvariance({ parameters, tables, versions }: InvarianceResult): Figure {
  const { networks, ratio, steps, inflation } = parameters;
  const changes = [...new Set(tables.summary.map(({ change }) => change))];
  const outputs = [...OUTPUT_NAMES].reverse();
  const z = outputs.map((output) =>
    changes.map((change) => {
      const row = tables.summary.find((cell) => cell.output === output && cell.change === change);
      return row?.moved ?? null;
    }),
  );
  const still = (value: number): boolean => value <= ROUNDING;
  const data = [
    heat(
      {
        x: changes,
        y: outputs,
        z,
        format: (value) => (still(value) ? 'stays' : value.toPrecision(2)),
        shade: (value) => (still(value) ? -4 : Math.log10(value)),
        range: [-4, 0],
      },
      axesOf(0),
    ),
  ];
  const moving = outputs.filter((output) =>
    tables.summary.some((row) => row.output === output && row.moves),
  );
  const never = changes.filter((change) =>
    tables.summary.every((row) => row.change !== change || !row.moves),
  );
  const caption =
    `${networks} simulated networks at honest weights and uneven stake: ${setting(parameters)}, α/τ = ${ratio}; ${steps} steps of descent, ${steps} blocks with ` +
    `τ = ${inflation} and weights held. A cell is the mean over networks of max |after − before| / max |before|, the description undone; stays: below ${ROUNDING} ` +
    `in all of them (table: ${percent(parameters.confidence)} bootstrap over networks). New peers have no stake, weigh themselves alone and are of no use. ` +
    (never.length > 0 ? `Nothing moves under: ${never.join(', ')}. ` : '') +
    (moving.length > 0
      ? `The mechanism is not invariant otherwise: of ${outputs.length} outputs these move: ${moving.reverse().join('; ')}. `
      : '') +
    `${differences(parameters)} ` +
    `The paper mentions neither. ${version(versions)}`;
  return layOut(
    {
      title: 'Scale: which outputs move when the market is only written down differently',
      caption,
      panels: [
        {
          row: 0,
          column: 0,
          title: 'relative change of an output',
          x: { title: 'what is changed', type: 'category', showgrid: false },
          y: { title: '', type: 'category', showgrid: false },
        },
      ],
      rows: 1,
      columns: 1,
      width: 780,
      height: 340,
      gap: { x: 0, y: 0 },
      left: 200,
    },
    data,
  );
}
