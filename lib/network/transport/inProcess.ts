import { checkNonNegative, checkOptionNames } from '../../math/checks.js';
import { checkCarrier, checkClock } from '../check.js';
import { type Clock } from '../clock.js';
import { TimeoutError, type Call, type Service, type Transport } from './contract.js';
import { delayed } from './delayed.js';

export interface InProcessOptions {
  /** Time of a message one way, for all links or per link. Default 0. */
  latency?: number | ((from: number, to: number) => number);
}

/** The transport within one process: a call takes the link's latency twice, in virtual time. */
export function inProcess(
  clock: Clock,
  service: Service,
  options: InProcessOptions = {},
): Transport {
  checkClock('inProcess', clock);
  checkCarrier('inProcess', 'service', service);
  checkOptionNames('inProcess', options, ['latency']);
  const { latency = 0 } = options;
  if (typeof latency !== 'function') checkNonNegative('inProcess', 'latency', latency);
  const latencyOf = typeof latency === 'function' ? latency : () => latency;
  const call = <T>(what: Call, serve: () => Promise<T>): Promise<T> =>
    within(clock, what, (ended) => {
      const delay = latencyOf(what.from, what.to);
      checkNonNegative('inProcess', 'latency', delay);
      return delay > 0 ? delayed(clock, delay, serve, ended) : serve();
    });
  return {
    forward: (what, x) => call(what, () => service.forward(what.to, x)),
    backward: (what, x, gradient) => call(what, () => service.backward(what.to, x, gradient)),
  };
}

/**
 * The value of `act`, unless the call times out or its signal aborts first.
 *
 * @param act - receives a function that returns whether the call has ended
 * @throws {@link TimeoutError}, the signal's reason, or the error of `act`
 */
export function within<T>(
  clock: Clock,
  what: Call,
  act: (ended: () => boolean) => Promise<T>,
): Promise<T> {
  const { from, to, timeout, signal } = what;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = (): void => {
      end();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(timeout, () => {
      end();
      const rule = `peer ${to} must answer peer ${from} within ${timeout}`;
      reject(new TimeoutError(`call: ${rule}, got nothing`));
    });
    let ended = false;
    const end = (): void => {
      ended = true;
      cancel();
      signal?.removeEventListener('abort', stop);
    };
    signal?.addEventListener('abort', stop);
    const fail = (error: Error): void => {
      end();
      reject(error);
    };
    try {
      Promise.resolve(act(() => ended)).then((value) => {
        end();
        resolve(value);
      }, fail);
    } catch (error) {
      fail(error as Error);
    }
  });
}
