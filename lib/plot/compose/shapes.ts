/*
 * The argument of `compose` and a figure, part by part: checked before it is read, since both may come from a file.
 */
import {
  callable,
  coordinate,
  each,
  either,
  ends,
  fields,
  finite,
  flag,
  integer,
  maybe,
  number,
  object,
  positive,
  text,
  value,
  word,
} from '../checks.js';
import { checkObject } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { type Check } from '../../parameters/index.js';
import { type Figure } from '../figure.js';
import { type Composition, type Slider } from './composition.js';
import { type Mark } from './marks.js';

const isText = (given: unknown): boolean => typeof given === 'string';
const grey = (given: unknown): boolean => given === 'grey';

const style = {
  ...{ name: maybe(text), step: maybe(integer()), opacity: maybe(finite) },
  colour: maybe(either(grey, integer())),
};

/** A point of a mark. */
export const point = fields({
  ...{ x: coordinate, y: coordinate, low: maybe(value), high: maybe(value) },
  ...{ label: maybe(text), open: maybe(flag) },
});

const points = each(point);

/** The fields of every kind of mark besides its kind. */
const MARKS: Readonly<Record<Mark['mark'], Check>> = {
  line: fields({
    ...{ ...style, points, dots: maybe(flag), width: maybe(finite) },
    dash: maybe(word('solid', 'dash', 'dot', 'dashdot')),
  }),
  dot: fields({
    ...{ ...style, points, size: maybe(finite), across: maybe(flag) },
    symbol: maybe(word('circle', 'diamond', 'square')),
  }),
  bar: fields({ ...style, points }),
  rule: fields({ ...style, points }),
  text: fields({ ...style, points, at: maybe(word('top', 'left', 'right')) }),
  cells: fields({
    ...{ ...style, values: each(each(value, 1), 1), bar: maybe(text), range: maybe(ends) },
    ...{ columns: maybe(each(coordinate)), rows: maybe(each(coordinate)), middle: maybe(finite) },
    ...{ format: maybe(callable), shade: maybe(callable), doubtful: maybe(each(each(flag))) },
    scale: maybe(word('sequential', 'diverging')),
  }),
};

/** A mark of any kind. */
export const mark: Check = (where, name, given) => {
  checkObject(where, name, given);
  const { mark: kind } = given as Mark;
  word(...Object.keys(MARKS))(where, `${name}.mark`, kind);
  MARKS[kind](where, name, given);
};

const axis = either(
  isText,
  fields({
    ...{ label: text, type: maybe(word('linear', 'log')), range: maybe(ends), zero: maybe(flag) },
    ...{ categories: maybe(each(text)), ticks: maybe(each(finite)), format: maybe(text) },
    reverse: maybe(flag),
  }),
);

const panel = fields({
  ...{ title: maybe(text), x: axis, y: axis, marks: each(mark) },
  ...{ height: maybe(positive), square: maybe(flag) },
});

/** A slider: its name, a label a step, the step shown first. */
export const slider: Check = (where, name, given) => {
  fields({ name: text, labels: each(text, 1), active: maybe(integer()) })(where, name, given);
  const { labels, active = 0 } = given as Slider;
  integer(0, labels.length - 1)(where, `${name}.active`, active);
};

const composition = fields({
  ...{ title: text, caption: text, rows: each(each(panel, 1), 1) },
  ...{ slider: maybe(slider), legend: maybe(text) },
});

/** @throws {@link InvalidArgumentError} unless every part of the composition is of its kind. */
export function checkComposition(
  where: string,
  given: unknown,
  name = 'composition',
): asserts given is Composition {
  composition(where, name, given);
  const { rows, slider: steps } = given as Composition;
  const most = (steps?.labels.length ?? 0) - 1;
  for (const { step } of rows.flat().flatMap(({ marks }) => marks)) {
    if (step === undefined || step <= most) continue;
    const rule = 'step of a mark must be a step of the slider';
    throw new InvalidArgumentError(where, rule, String(step));
  }
}

const axisOutline = fields({
  ...{ label: text, labels: each(text), span: number },
  ticks: maybe(each(coordinate)),
});

const outline = fields({
  ...{ title: text, caption: text, legend: each(text), legendTitle: text, bar: flag, slider: flag },
  rows: each(
    each(
      fields({
        ...{ title: text, x: axisOutline, y: axisOutline, height: number, square: flag },
        ...{ least: number, columns: number, widest: number },
      }),
      1,
    ),
    1,
  ),
});

const figure = fields({
  data: each(object),
  layout: fields({ width: maybe(positive), height: maybe(positive) }),
  ...{ frames: maybe(each(object)), outline: maybe(outline) },
});

const colourBar = fields({ coloraxis: fields({ colorbar: object }) });
const sliders = fields({ sliders: each(object, 1) });

/** @throws {@link InvalidArgumentError} unless the value is a figure, as Plotly takes it or as `compose` makes it. */
export function checkFigure(where: string, given: unknown): asserts given is Figure {
  figure(where, 'figure', given);
  const { composition: declared, layout, outline: parts } = given as Figure;
  // The parts of a layout that a layout for another width keeps.
  if (parts?.bar) colourBar(where, 'figure.layout', layout);
  if (parts?.slider) sliders(where, 'figure.layout', layout);
  if (declared !== undefined) checkComposition(where, declared, 'figure.composition');
}
