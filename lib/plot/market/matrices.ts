import { type Allocation, type Market, type RandomMarketParameters } from '../../market/index.js';
import { marketCaption, type MarketFigureOptions, type Varied } from '../caption.js';
import { cells, compose, rowsOf, type CellsMark, type Panel } from '../compose/index.js';
import { type Figure } from '../figure.js';
import {
  allocation,
  checkOptions,
  DESCRIBED_OPTIONS,
  each,
  ends,
  fields,
  finite,
  integer,
  maybe,
  numbers,
  text,
} from '../checks.js';

/** An [n, n] matrix under a label. */
export interface LabelledMatrix {
  readonly label: string;
  /** [n, n], row-major. */
  readonly values: Float64Array;
}

export interface MatricesOptions extends MarketFigureOptions {
  readonly title: string;
  /** The meaning of a value, beside the colours. */
  readonly unit: string;
  /** The differences from the paper: a sentence, or the parameters of the sampled market. */
  readonly differs: string | RandomMarketParameters;
  /** Shows one matrix at a time under a slider of this name; left out, they stand side by side. */
  readonly slider?: string;
  /** The step of the slider shown first. Default 0. */
  readonly active?: number;
  /** The ends of the colours. Default: the least and the largest value of all. */
  readonly range?: readonly [least: number, most: number];
  /** The value with no colour, for values of both signs. */
  readonly middle?: number;
  /** Titles of columns and rows. Default `peer j` and `peer i`. */
  readonly axes?: readonly [columns: string, rows: string];
  /** Parameters that the figure varies itself. */
  readonly varied?: readonly Varied[];
}

const OPTIONS = {
  ...{ ...DESCRIBED_OPTIONS, unit: text, slider: maybe(text), active: maybe(integer()) },
  ...{ range: maybe(ends), middle: maybe(finite), axes: maybe(each(text, 1)) },
};

/** Matrices of a market as heatmaps of one colour scale: weights, masks, what a Hessian's diagonal says. */
export function plotMatrices(
  market: Allocation & Partial<Market>,
  matrices: readonly LabelledMatrix[],
  given: MatricesOptions,
): Figure {
  const where = 'plotMatrices';
  allocation(where, 'market', market);
  each(fields({ label: text, values: numbers }), 1)(where, 'matrices', matrices);
  checkOptions(where, given, OPTIONS);
  const { title, unit, slider, active = 0, range, middle, note = '', ...options } = given;
  const [columns, rows] = options.axes ?? ['peer j', 'peer i'];
  const marks = matrices.map(({ label, values }, at): CellsMark =>
    cells(rowsOf(values, Math.sqrt(values.length)), {
      ...{ name: label, bar: unit },
      ...(range && { range }),
      ...(middle !== undefined && { scale: 'diverging', middle }),
      ...(slider !== undefined && { step: at }),
    }),
  );
  const panel = (of: readonly CellsMark[], heading: string): Panel => ({
    ...{ title: heading, x: columns, y: { label: rows, reverse: true }, square: true, marks: of },
  });
  return compose({
    title,
    caption: marketCaption(market, note, options),
    rows: [
      slider === undefined
        ? marks.map((mark, at) => panel([mark], matrices[at].label))
        : [panel(marks, '')],
    ],
    ...(slider !== undefined && {
      slider: { name: slider, labels: matrices.map(({ label }) => label), active },
    }),
  });
}
