/*
 * The worker's side: performs the newest question step by step, and takes messages between the steps.
 */
import { panelOutline } from '../../plot/compose/axes.js';
import { checkComposition } from '../../plot/compose/shapes.js';
import { type AnyExplorable } from '../explorable.js';
import { EXPLORABLES } from '../list.js';
import { type Ask, type FrameMessage, type FromWorker, type ToWorker } from './protocol.js';

/** A question at work. */
interface Work {
  readonly ask: Ask;
  readonly explorable: AnyExplorable;
  readonly frames: Generator<unknown, void>;
  /** A finished frame that waits for the page. */
  ready: FrameMessage | undefined;
  shown: boolean;
}

/**
 * Serves a page.
 *
 * @param post - sends a message to the page
 * @param turn - calls a function after the messages that wait
 * @returns takes a message of the page
 */
export function serve(
  post: (message: FromWorker) => void,
  turn: (next: () => void) => void,
): (message: ToWorker) => void {
  let current: Work | undefined;
  let next: Ask | undefined;
  let waiting = false;
  let turning = false;

  const begin = (ask: Ask): void => {
    const explorable = EXPLORABLES.find(({ name }) => name === ask.explorable);
    if (!explorable) return;
    const frames = explorable.frames(ask.values as never);
    current = { ask, explorable, frames, ready: undefined, shown: false };
    waiting = false;
  };
  const send = (work: Work): void => {
    if (!work.ready) return;
    post(work.ready);
    work.ready = undefined;
    work.shown = true;
    waiting = true;
  };
  /** One step: undefined where the work is over. */
  const step = (work: Work): void => {
    const { ask, explorable, frames } = work;
    try {
      const { value, done } = frames.next();
      if (done === true) {
        current = undefined;
        return;
      }
      if (value === undefined) return;
      const shown = explorable.show(value as never, ask.values as never);
      checkComposition(explorable.name, shown.picture);
      const outline = shown.picture.rows.map((row) => row.map(panelOutline));
      const last = (value as { readonly done?: boolean }).done === true;
      work.ready = { kind: 'frame', id: ask.id, ...shown, outline, last };
    } catch (error) {
      current = undefined;
      post({
        kind: 'refused',
        id: ask.id,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  };
  const run = (): void => {
    turning = false;
    if (next && (!current || current.shown)) {
      begin(next);
      next = undefined;
    }
    if (!current) return;
    if (!current.ready) step(current);
    const work = current as Work | undefined;
    if (work?.ready && !waiting) send(work);
    schedule();
  };
  const schedule = (): void => {
    // With a frame ready, the next step is the page's.
    const idle = !next && (!current || (current.ready !== undefined && waiting));
    if (turning || idle) return;
    turning = true;
    turn(run);
  };
  return (message) => {
    if (message.kind === 'ask') next = message;
    else if (message.id === current?.ask.id) {
      waiting = false;
      send(current);
    }
    schedule();
  };
}
