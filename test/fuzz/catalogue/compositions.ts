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
  target('bar', bar, () => [some(), look()]),
  target('cells', cells, () => [[[1, 2]], { scale: 'diverging', range: [0, 2], middle: 1 }]),
  target('compose', compose, () => [composition()]),
  target('dot', dot, () => [some(), { ...look(), size: 5, symbol: 'diamond', across: true }]),
  target('estimates', estimates, () => [[row()], ({ x }: { x: number }) => x, 'y', () => ({})]),
  target('inRows', inRows, () => [composition().rows[0], 1]),
  target('intervalOf', intervalOf, () => [row(), 'y']),
  target('layoutAt', layoutAt, () => [smallFigure(), 400]),
  target('line', line, () => [some(), { ...look(), dots: true, dash: 'dot', width: 1 }]),
  target('parted', parted, () => [[some(), some()]]),
  target('points', points, () => [[1, 2], [3, 4], (at: number) => String(at)]),
  target('positive', positive, () => [0.5]),
  target('rowsOf', rowsOf, () => [[1, 2, 3, 4], 2]),
  target('rule', rule, () => [some(), look()]),
  target('text', text, () => [some(), { ...look(), at: 'left' }]),
  target('trend', trend, () => [some(), look()]),
  target('where', where, () => [[row()], { x: 1 }]),
];
