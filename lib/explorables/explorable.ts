/*
 * An explorable is one value: parameters with their controls, work that yields frames, and what a page shows of a frame.
 * Worker, form, address, picture and texts read it.
 */
import { type Schema, type ValuesOf } from '../parameters/index.js';
import { type Composition } from '../plot/compose/index.js';

/** The ends of a slider; a field beside it takes every value that the parameter allows. */
export interface Slider {
  readonly from: number;
  readonly to: number;
  /** The distance of neighbouring values on a linear scale. Default: a hundredth of the range. */
  readonly step?: number;
  /** Default `linear`; on `log`, values have three significant digits. */
  readonly scale?: 'linear' | 'log';
}

/** A number that a page states, with all its digits beside the rounded text. */
export interface Reading {
  readonly name: string;
  readonly label: string;
  /** Null where there is none yet, or it is undefined. */
  readonly value: number | null;
  /** Default: four significant digits. */
  readonly text?: string;
}

/** The parts of a page that follow a frame. */
export interface Shown {
  readonly picture: Composition;
  readonly readings: readonly Reading[];
  /** One sentence on what is seen. */
  readonly says: string;
}

/** Texts that reproduce a state elsewhere. */
export interface Reproduction {
  readonly command: string;
  readonly script: string;
}

/** An explorable page. */
export interface Explorable<S extends Schema = Schema, Frame = unknown> {
  /** The name of its page. */
  readonly name: string;
  readonly title: string;
  /** Its point, in a sentence. */
  readonly lead: string;
  /** The section of the paper. */
  readonly section: string;
  /** The notebook that tells more, in `notebooks`. */
  readonly notebook: string;
  /** The function that refusals name. */
  readonly where: string;
  readonly parameters: S;
  /** Words of the page for parameters, before the field. Default: the parameter's own. */
  readonly labels: Partial<Record<keyof S & string, string>>;
  readonly sliders: Partial<Record<keyof S & string, Slider>>;
  /** The parameters above the picture; the others are folded. */
  readonly first: readonly (keyof S & string)[];
  /** Checks the rules between parameters, after the check of each value. */
  readonly check?: (where: string, values: ValuesOf<S>) => void;
  /** TeX of the equation that moves; `\class{of-name}{…}` marks the symbol of a parameter. */
  readonly equation: string;
  /** The equation in words, for screen readers. */
  readonly spoken: string;
  /**
   * The work: frames as plain data, undefined where there is nothing new to show. Each step takes a few milliseconds where
   * it can, since a newer state waits for it.
   */
  readonly frames: (values: ValuesOf<S>) => Generator<Frame | undefined, void>;
  readonly show: (frame: Frame, values: ValuesOf<S>) => Shown;
  /** @param changed - the values that are not defaults */
  readonly reproduce: (values: ValuesOf<S>, changed: Partial<ValuesOf<S>>) => Reproduction;
}

/** An explorable with its types inferred. */
export function explorable<S extends Schema, Frame>(
  definition: Explorable<S, Frame>,
): Explorable<S, Frame> {
  return definition;
}

/** Any explorable, for code that does not know its parameters. */
export interface AnyExplorable extends Omit<Explorable, 'check' | 'frames' | 'show' | 'reproduce'> {
  readonly check?: (where: string, values: never) => void;
  readonly frames: (values: never) => Generator<unknown, void>;
  readonly show: (frame: never, values: never) => Shown;
  readonly reproduce: (values: never, changed: never) => Reproduction;
}
