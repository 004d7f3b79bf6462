/*
 * A figure as it is declared: rows of panels with axes and marks, a caption, a slider.
 */
import { type Mark } from './marks.js';

/** An axis. A string stands for its label alone. */
export interface Axis {
  /** The quantity, with its unit. */
  readonly label: string;
  /** Default `linear`. */
  readonly type?: 'linear' | 'log';
  /** Both ends, in units of the data. Default: from the marks. */
  readonly range?: readonly [number, number];
  /** Starts at 0 where no range is given. Default false. */
  readonly zero?: boolean;
  /** Names in order; marks may use them as coordinates, or the numbers of their places. */
  readonly categories?: readonly string[];
  /** The values that are labelled. Default: chosen for the room. */
  readonly ticks?: readonly number[];
  /** The format of labels, as d3 takes it. */
  readonly format?: string;
  /** The first value is at the far end. Default false. */
  readonly reverse?: boolean;
}

/** One panel: marks between two axes. */
export interface Panel {
  /** Default: none. */
  readonly title?: string;
  readonly x: string | Axis;
  readonly y: string | Axis;
  readonly marks: readonly Mark[];
  /** Height between the axes, in pixels. Default: from its width. */
  readonly height?: number;
  /** As high as it is wide. Default false. */
  readonly square?: boolean;
}

/** The quantity that a slider changes. */
export interface Slider {
  /** Stands before the label of the step that is shown. */
  readonly name: string;
  /** One label a step. */
  readonly labels: readonly string[];
  /** The step shown first. Default 0. */
  readonly active?: number;
}

/** The argument of `compose`. */
export interface Composition {
  readonly title: string;
  /** Sentences below the panels. */
  readonly caption: string;
  /** Panels side by side, row below row; a row breaks into several where the width is too small. */
  readonly rows: readonly (readonly Panel[])[];
  readonly slider?: Slider;
  /** A title before the legend's entries. Default: none. */
  readonly legend?: string;
}

/** The parts of an axis that its layout depends on. */
export interface AxisOutline {
  readonly label: string;
  /** Labels at fixed places; none on an axis of numbers. */
  readonly labels: readonly string[];
  readonly ticks: readonly (number | string)[];
  /** Powers of ten on a logarithmic axis, places on an axis of a matrix, else 0. */
  readonly span: number;
}

/** The parts of a panel that its layout depends on. */
export interface PanelOutline {
  readonly title: string;
  readonly x: AxisOutline;
  readonly y: AxisOutline;
  readonly height: number;
  readonly square: boolean;
  /** The least width between the axes, in pixels. */
  readonly least: number;
  /** Columns of cells with texts; 0: none. */
  readonly columns: number;
  /** The widest of these texts at 11 pixels. */
  readonly widest: number;
}

/** All that the layout of a figure depends on: the composition without its data. */
export interface Outline {
  readonly title: string;
  readonly caption: string;
  readonly rows: readonly (readonly PanelOutline[])[];
  /** Entries of the legend; fewer than two: none is drawn. */
  readonly legend: readonly string[];
  readonly legendTitle: string;
  /** Whether a colour bar stands above the panels. */
  readonly bar: boolean;
  readonly slider: boolean;
}
