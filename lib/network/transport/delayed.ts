import { type Clock } from '../clock.js';

/**
 * The rule of latency, for every transport: a call is delivered after `delay`, and its result arrives `delay` after it was
 * given.
 *
 * @param ended - whether the call has ended: it is not delivered then
 */
export async function delayed<T>(
  clock: Clock,
  delay: number,
  serve: () => Promise<T>,
  ended: () => boolean,
): Promise<T> {
  await clock.wait(delay);
  if (ended()) return new Promise<never>(() => undefined);
  const result = await serve();
  await clock.wait(delay);
  return result;
}
