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
  line,
  rule,
  text,
  trend,
  type CellsMark,
  type Coordinate,
  type Mark,
  type Point,
} from './marks.js';
export { estimates, intervalOf, parted, points, positive, rowsOf, where } from './points.js';
export { alternativeText, tableOf, type FigureRow, type TableOfOptions } from './table.js';
