import { checkFunction, checkInteger, checkObject } from '../../math/checks.js';
import { type Figure, type Layout } from '../figure.js';
import { layOut } from './layout.js';
import { checkFigure } from './shapes.js';
import { textWidth, type Measure } from './text.js';

/** Widths between which a figure has room for its panels and a picture can be drawn, in pixels. */
const LEAST_WIDTH = 100;
const MOST_WIDTH = 100_000;

/** @throws {@link InvalidArgumentError} unless a figure can be laid out for the width. */
export function checkWidth(where: string, width: unknown): asserts width is number {
  checkInteger(where, 'width', width, LEAST_WIDTH, MOST_WIDTH);
}

/**
 * The layout of a figure for `width` pixels.
 *
 * @param figure - made by `compose`; any other keeps its layout, at the width
 * @param width - from 100 to 100,000
 * @param measure - the widths of texts. Default: those of a wide font
 * @throws {@link InvalidArgumentError} for what is no figure, and for other widths
 */
export function layoutAt(
  figure: Pick<Figure, 'layout' | 'outline'>,
  width: number,
  measure: Measure = textWidth,
): Layout {
  checkObject('layoutAt', 'figure', figure);
  checkFigure('layoutAt', { data: [], ...figure });
  checkWidth('layoutAt', width);
  checkFunction('layoutAt', 'measure', measure);
  return layOut(figure, width, measure);
}
