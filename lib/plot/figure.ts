import { InvalidArgumentError } from '../math/errors.js';
import { show } from '../math/show.js';
import { type Composition, type Outline } from './compose/composition.js';
import { plain } from './compose/text.js';
import { harmless } from './words.js';

/** A Plotly trace: plain data, see the Plotly reference. */
export type Trace = Record<string, unknown>;

/** A Plotly layout with the size that its panels and caption were laid out for. */
export type Layout = Record<string, unknown> & { width: number; height: number };

/** A Plotly figure as plain data: `Plotly.newPlot(element, figure)` draws it. */
export interface Figure {
  readonly data: Trace[];
  readonly layout: Layout;
  /** The states that sliders and buttons of the layout switch to; a picture shows the state before any of them. */
  readonly frames?: Record<string, unknown>[];
  /** The declaration that `compose` made the figure of; other figures have none. */
  readonly composition?: Composition;
  /** The part of the composition that its layout depends on. */
  readonly outline?: Outline;
}

/** How figures are drawn where they are interactive: nothing on them leads elsewhere. */
export const PLOTLY_CONFIG = { displaylogo: false, plotlyServerURL: '' } as const;

/** A copy as JSON keeps it, without the declaration, and with texts that no picture or page reads as its own. */
export function plainFigure(where: string, { composition, ...figure }: Figure): Figure {
  return plainCopy(where, 'figure', figure, harmless);
}

/**
 * A copy as JSON keeps it: typed arrays become arrays of numbers, what is not finite null.
 *
 * @param words - what becomes of its texts. Default: nothing
 * @throws {@link InvalidArgumentError} for what JSON cannot keep, such as circles
 */
export function plainCopy<T extends object>(
  where: string,
  name: string,
  given: T,
  words = (text: string): string => text,
): T {
  const replacer = (_: string, value: unknown): unknown => {
    if (typeof value === 'string') return words(value);
    const isNumbers = ArrayBuffer.isView(value) && !(value instanceof DataView);
    return isNumbers ? [...(value as Float64Array)] : value;
  };
  try {
    return JSON.parse(JSON.stringify(given, replacer)) as T;
  } catch (cause) {
    const refusal = new InvalidArgumentError(where, `${name} must be plain data`, show(given));
    throw Object.assign(refusal, { cause });
  }
}

/** The title's text, without marks such as `<b>`; empty where there is none. */
export function titleOf({ layout, outline }: Figure): string {
  const { title } = outline ?? (layout as { title?: unknown });
  const text = typeof title === 'string' ? title : (title as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? plain(text) : '';
}
