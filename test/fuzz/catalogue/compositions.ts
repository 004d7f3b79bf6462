/*
 * Valid calls of the grammar of figures: marks, compositions, layouts.
 */
import {
  bar,
  cells,
  compose,
  dot,
  estimates,
  inRows,
  intervalOf,
  layoutAt,
  line,
  parted,
  points,
  positive,
  rowsOf,
  rule,
  text,
  trend,
  where,
  type Composition,
  type Point,
} from '../../../lib/entry/plot.js';
import { target, type Target } from '../target.js';
import { smallFigure } from './plot.js';

/** Values of points, cells and rows that are not finite stay, and are left blank in a figure. */
const isBlank = (_: unknown[], place: string): boolean =>
  /^(\.(points|values))?(\.\d+)*(\.(x|y|low|high|yLow|yHigh))? is /.test(place);

const some = (): Point[] => [
  { x: 1, y: 2, low: 1, high: 3, label: 'a' },
  { x: 2, y: 4, low: null, high: null, label: 'b', open: true },
];
const look = (): { name: string; colour: number; opacity: number } => ({
  ...{ name: 'a series', colour: 1, opacity: 0.5 },
});
const row = (): { x: number; y: number; yLow: number; yHigh: number } => ({
  ...{ x: 1, y: 2, yLow: 1, yHigh: 3 },
});

const composition = (): Composition => ({
  ...{ title: 'A title', caption: 'A caption.', legend: 'series' },
  rows: [
    [
      {
        ...{ title: 'a panel', x: 'x', y: { label: 'y', type: 'log', range: [1, 10] } },
        marks: [line(some(), look()), bar(some(), { name: 'bars', step: 0 })],
      },
      { x: 'column', y: 'row', marks: [cells([[1, null]], { format: String, bar: 'weight' })] },
    ],
  ],
  slider: { name: 'step', labels: ['a', 'b'], active: 0 },
});

/** The grammar of figures. */
export const COMPOSITIONS: readonly Target[] = [
  target('bar', bar, () => [some(), look()], { isUndefined: isBlank }),
  target('cells', cells, () => [[[1, 2]], { scale: 'diverging', range: [0, 2], middle: 1 }], {
    isUndefined: isBlank,
  }),
  target('compose', compose, () => [composition()]),
  target('dot', dot, () => [some(), { ...look(), size: 5, symbol: 'diamond', across: true }], {
    isUndefined: isBlank,
  }),
  target('estimates', estimates, () => [[row()], ({ x }: { x: number }) => x, 'y', () => ({})], {
    isUndefined: isBlank,
  }),
  target('inRows', inRows, () => [composition().rows[0], 1]),
  target('intervalOf', intervalOf, () => [row(), 'y'], { isUndefined: isBlank }),
  target('layoutAt', layoutAt, () => [smallFigure(), 400]),
  target('line', line, () => [some(), { ...look(), dots: true, dash: 'dot', width: 1 }], {
    isUndefined: isBlank,
  }),
  target('parted', parted, () => [[some(), some()]], { isUndefined: isBlank }),
  target('points', points, () => [[1, 2], [3, 4], (at: number) => String(at)], {
    isUndefined: isBlank,
  }),
  target('positive', positive, () => [0.5]),
  target('rowsOf', rowsOf, () => [[1, 2, 3, 4], 2], { isUndefined: isBlank }),
  target('rule', rule, () => [some(), look()], { isUndefined: isBlank }),
  target('text', text, () => [some(), { ...look(), at: 'left' }], { isUndefined: isBlank }),
  target('trend', trend, () => [some(), look()], { isUndefined: isBlank }),
  target('where', where, () => [[row()], { x: 1 }], { isUndefined: isBlank }),
];
