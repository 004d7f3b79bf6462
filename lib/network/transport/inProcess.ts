import { checkNonNegative, checkOptionNames } from '../../math/checks.js';
import { type Clock } from '../clock.js';
import { TimeoutError, type Call, type Service, type Transport } from './contract.js';

export interface InProcessOptions {
  /** How long a message takes one way, for all links or each. Default 0. */
  latency?: number | ((from: number, to: number) => number);
}

/** All peers in one process: a call takes the link's latency there and back, in the clock's time. */
export function inProcess(
  clock: Clock,
  service: Service,
  options: InProcessOptions = {},
): Transport {
  checkOptionNames('inProcess', options, ['latency']);
  const { latency = 0 } = options;
  if (typeof latency !== 'function') checkNonNegative('inProcess', 'latency', latency);
  const latencyOf = typeof latency === 'function' ? latency : () => latency;
  const call = async <T>(what: Call, serve: () => Promise<T>): Promise<T> => {
    const delay = latencyOf(what.from, what.to);
    checkNonNegative('inProcess', 'latency', delay);
    return within(clock, what, async (ended) => {
      if (delay > 0) await clock.wait(delay);
      // Whoever has given up has taken the message back.
      if (ended()) return new Promise<never>(() => undefined);
      const result = await serve();
      if (delay > 0) await clock.wait(delay);
      return result;
    });
  };
  return {
    forward: (what, x) => call(what, () => service.forward(what.to, x)),
    backward: (what, x, gradient) => call(what, () => service.backward(what.to, x, gradient)),
  };
}

/**
 * The value of `act`, unless the call's time runs out or its signal aborts before; `act` can ask whether it has.
 *
 * @throws {@link TimeoutError}, the signal's reason, or what `act` throws
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
    act(() => ended)
      .then(resolve, reject)
      .finally(end);
  });
}
