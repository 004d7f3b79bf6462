export { compose, inRows } from './compose.js';
export {
  type Axis,
  type Composition,
  type Outline,
  type Panel,
  type Slider,
} from './composition.js';
export { layoutAt } from './layoutAt.js';
export {
  bar,
  cells,
  dot,
  estimates,
  intervalOf,
  line,
  parted,
  points,
  positive,
  rowsOf,
  rule,
  text,
  trend,
  where,
  type CellsMark,
  type Coordinate,
  type Mark,
  type Point,
} from './marks.js';
export { alternativeText, tableOf, type FigureRow, type TableOfOptions } from './table.js';
