/*
 * Messages between a page and its worker. The page asks for a state and shows the frames that follow; a newer question
 * takes the place of an older one after the older one's first frame, so that a picture follows a drag however long a
 * frame takes.
 */
import { type PanelOutline } from '../../plot/compose/composition.js';
import { type Shown } from '../explorable.js';

/** A state that the page asks for; numbers of questions ascend. */
export interface Ask {
  readonly kind: 'ask';
  readonly id: number;
  readonly explorable: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The page has painted a frame of the question, and takes the next. */
export interface More {
  readonly kind: 'more';
  readonly id: number;
}

export type ToWorker = Ask | More;

/** A frame of a question. */
export interface FrameMessage extends Shown {
  readonly kind: 'frame';
  readonly id: number;
  readonly outline: readonly (readonly PanelOutline[])[];
  /** Whether it is the last one. */
  readonly last: boolean;
}

/** The work of a question has thrown. */
export interface Refused {
  readonly kind: 'refused';
  readonly id: number;
  readonly message: string;
}

export type FromWorker = FrameMessage | Refused;
