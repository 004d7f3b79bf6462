/*
 * Limits in real time for the promises of users' code: a peer's function or a transport that does not settle must not
 * stop a network.
 */
import { show } from '../math/checks.js';
import { TimeoutError } from './transport/contract.js';

/** Real time, in milliseconds, within which a peer's function or a transport must settle. */
export const SETTLE_WITHIN = 60_000;

/**
 * The value of `work`, which continues without effect when it settles later.
 *
 * @param what - the subject of the error's sentence: `forward: peer 2`
 * @throws (rejects) {@link TimeoutError} after `limit` milliseconds of real time; the signal's reason; the error of `work`
 */
export function settled<T>(
  work: Promise<T>,
  what: () => string,
  limit = SETTLE_WITHIN,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      end();
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      end();
      reject(new TimeoutError(`${what()} must settle within ${limit} ms, got nothing`));
    }, limit);
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    signal?.addEventListener('abort', stop);
    work.then(resolve, reject).finally(end);
  });
}

/** The reason of a failure as text: the message of an error, or the thrown value. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === 'object' && thrown !== null ? 'an object' : show(thrown);
}
