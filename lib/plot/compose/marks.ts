/*
 * Marks: the parts that panels are made of. Each is plain data, made by a function of its name.
 */
import { linearRegression } from 'simple-statistics';
import { each } from '../checks.js';
import { mark, point } from './shapes.js';

/** A value on an axis: a number, a category, or null for a gap; a number that is not finite is a gap too. */
export type Coordinate = number | string | null;

/** A point, with the interval of its value where it has one. */
export interface Point {
  readonly x: Coordinate;
  readonly y: Coordinate;
  /** Ends of the interval of y (of x where the mark lies `across`); null or left out: none. */
  readonly low?: number | null;
  readonly high?: number | null;
  /** The text of the point: shown on hovering, written beside it by {@link text}. */
  readonly label?: string;
  /** Draws the point as a ring, for a value with a reservation. */
  readonly open?: boolean;
}

/** The look that all marks share. */
export interface Style {
  /** The series, for the legend: marks of one name have one colour. */
  readonly name?: string;
  /** A place in the palette, or grey for what serves as a yardstick. Default: by the name. */
  readonly colour?: number | 'grey';
  /** The step of the composition's slider at which the mark is seen. Default: all. */
  readonly step?: number;
  /** Part of the light that a mark stops, 0 to 1. Default 1. */
  readonly opacity?: number;
}

/** A line through points, with dots and bars or with a band. */
export interface LineMark extends Style {
  readonly mark: 'line';
  readonly points: readonly Point[];
  /** Draws the points; their intervals are bars then, and a band without them. Default false. */
  readonly dots?: boolean;
  readonly dash?: 'solid' | 'dash' | 'dot' | 'dashdot';
  /** In pixels. Default 2. */
  readonly width?: number;
}

/** Points without a line. */
export interface DotMark extends Style {
  readonly mark: 'dot';
  readonly points: readonly Point[];
  /** Diameter in pixels. Default 7. */
  readonly size?: number;
  readonly symbol?: 'circle' | 'diamond' | 'square';
  /** Whether intervals are those of x. Default false. */
  readonly across?: boolean;
}

/** Bars from 0; bars of several names stand side by side. */
export interface BarMark extends Style {
  readonly mark: 'bar';
  readonly points: readonly Point[];
}

/** A dashed line that serves as a yardstick: a target, a bound, equality. */
export interface RuleMark extends Style {
  readonly mark: 'rule';
  readonly points: readonly Point[];
}

/** The labels of points, written above them. */
export interface TextMark extends Style {
  readonly mark: 'text';
  readonly points: readonly Point[];
  /** Where the label stands. Default `top`. */
  readonly at?: 'top' | 'left' | 'right';
}

/** A matrix as coloured cells. */
export interface CellsMark extends Style {
  readonly mark: 'cells';
  /** A row for each of `rows`; what is null or not finite is left blank. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Positions of the columns. Default 0, 1, … */
  readonly columns?: readonly (number | string)[];
  /** Positions of the rows. Default 0, 1, … */
  readonly rows?: readonly (number | string)[];
  /** The text written into a cell. Default: none. */
  readonly format?: (value: number) => string;
  /** `diverging` for values of both signs. Default `sequential`. */
  readonly scale?: 'sequential' | 'diverging';
  /** The value without colour on the diverging scale. Default 0. */
  readonly middle?: number;
  /** The values at the ends of the colours. Default: the least and the largest, or equally far from the middle. */
  readonly range?: readonly [number, number];
  /** The number that the colour shows in place of the value, such as its logarithm. */
  readonly shade?: (value: number) => number;
  /** Cells without colour, by row and column: their values are in doubt. */
  readonly doubtful?: readonly (readonly boolean[])[];
  /** The meaning of the colours, for a colour bar. Default: no bar. */
  readonly bar?: string;
}

/** Any mark. */
export type Mark = LineMark | DotMark | BarMark | RuleMark | TextMark | CellsMark;

type Look<M extends Mark> = Omit<M, 'mark' | 'points' | 'values'>;

/** @throws {@link InvalidArgumentError} on behalf of the function of the mark's name, unless its parts are of their kinds. */
function checked<M extends Mark>(made: M): M {
  mark(made.mark, 'mark', made);
  return made;
}

/** A line through points; where y is null it has a gap. */
export function line(points: readonly Point[], look: Look<LineMark> = {}): LineMark {
  return checked({ mark: 'line', points, ...look });
}

/** Points without a line. */
export function dot(points: readonly Point[], look: Look<DotMark> = {}): DotMark {
  return checked({ mark: 'dot', points, ...look });
}

/** Bars from 0. */
export function bar(points: readonly Point[], look: Look<BarMark> = {}): BarMark {
  return checked({ mark: 'bar', points, ...look });
}

/** A grey dashed line through points. */
export function rule(points: readonly Point[], look: Look<RuleMark> = {}): RuleMark {
  return checked({ mark: 'rule', points, colour: 'grey', ...look });
}

/** The labels of points. */
export function text(points: readonly Point[], look: Look<TextMark> = {}): TextMark {
  return checked({ mark: 'text', points, ...look });
}

/** The least-squares line of the points whose x and y are finite numbers; nothing where they lie on one x. */
export function trend(found: readonly Point[], look: Look<LineMark> = {}): LineMark {
  each(point)('trend', 'points', found);
  const pairs = found
    .map(({ x, y }) => [x, y] as [number, number])
    .filter((pair) => pair.every(Number.isFinite));
  const xs = pairs.map(([x]) => x);
  const [from, to] = [Math.min(...xs), Math.max(...xs)];
  if (!(from < to)) return line([], look);
  const { m, b } = linearRegression(pairs);
  return line(
    [from, to].map((x) => ({ x, y: m * x + b })),
    look,
  );
}

/** Coloured cells. */
export function cells(values: CellsMark['values'], look: Look<CellsMark> = {}): CellsMark {
  return checked({ mark: 'cells', values, ...look });
}
