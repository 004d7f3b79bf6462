/*
 * Makes one call in this process and judges it.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { bitsOf, notFinite } from './inspect.js';
import { judgeError, type Outcome } from './outcome.js';
import { type Target } from './target.js';

/** Errors that no call has returned: rejections that are not handled, and exceptions that come late. */
export class LateErrors {
  readonly #errors: unknown[] = [];

  constructor() {
    for (const event of ['uncaughtException', 'unhandledRejection'] as const)
      process.on(event, (error: unknown) => this.#errors.push(error));
  }

  /** The errors so far, which are forgotten. */
  take(): unknown[] {
    return this.#errors.splice(0);
  }
}

async function callOutcome({ call, isUndefined }: Target, args: unknown[]): Promise<Outcome> {
  try {
    const result = await call(args);
    const place = notFinite(result);
    if (place !== undefined && isUndefined?.(args, place) !== true)
      return { kind: 'nan', detail: place };
    return { kind: 'finite', detail: '' };
  } catch (error) {
    return judgeError(error);
  }
}

/** Calls the target and returns the outcome; a late error or a changed argument outweighs a result. */
export async function perform(
  target: Target,
  args: unknown[],
  lateErrors: LateErrors,
): Promise<Outcome> {
  const before = bitsOf(args);
  const outcome = await callOutcome(target, args);
  // Rejections that nothing handles are known after a turn of the event loop.
  await turn();
  await turn();
  const late = lateErrors
    .take()
    .map(judgeError)
    .find(({ kind }) => kind === 'raw');
  if (late) return { kind: 'raw', detail: `late ${late.detail}` };
  const passes = outcome.kind === 'refused' || outcome.kind === 'finite';
  if (passes && bitsOf(args) !== before) return { kind: 'changed', detail: 'an argument' };
  return outcome;
}
