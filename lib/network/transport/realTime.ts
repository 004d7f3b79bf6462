import { AsyncLocalStorage } from 'node:async_hooks';
import { type Clock, type VirtualClock } from '../clock.js';
import { TimeoutError, type Call, type Service, type Transport } from './contract.js';

/** One call in flight: virtual time stands still while it waits for neither clock nor service. */
class CallInFlight {
  #waits = 0;
  #ended = false;
  #resume: (() => void) | undefined;

  /**
   * @param limit - real time, in milliseconds, for which the call may stop virtual time without interruption
   * @param onLimit - is called when that time has passed
   */
  constructor(
    readonly clock: VirtualClock,
    readonly limit: number,
    readonly onLimit: () => void,
  ) {
    this.#stopTime();
  }

  /** The value of a promise of the clock or the service, while virtual time passes. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const resume = this.wait();
    try {
      return await work();
    } finally {
      resume();
    }
  }

  /** Lets virtual time pass until the returned function is called. */
  wait(): () => void {
    if (this.#ended) throw new TimeoutError('call: a transport must not continue an ended call');
    this.#waits++;
    this.#resume?.();
    let waiting = true;
    return () => {
      if (!waiting) return;
      waiting = false;
      if (--this.#waits === 0 && !this.#ended) this.#stopTime();
    };
  }

  end(): void {
    this.#ended = true;
    this.#resume?.();
  }

  #stopTime(): void {
    const release = this.clock.hold();
    const timer = setTimeout(this.onLimit, this.limit);
    this.#resume = () => {
      release();
      clearTimeout(timer);
    };
  }
}

/**
 * A transport with real input and output under virtual time: time stands still while a call waits for anything but the
 * clock and the service that `create` receives. A call that waits longer than `limit` milliseconds of real time rejects
 * with {@link TimeoutError}, and has no effect afterwards.
 */
export function inRealTime(
  create: (clock: Clock, service: Service) => Transport,
  clock: VirtualClock,
  service: Service,
  limit: number,
): Transport {
  const calls = new AsyncLocalStorage<CallInFlight>();
  const during = <T>(work: () => Promise<T>): Promise<T> =>
    calls.getStore()?.during(work) ?? work();
  const transport = create(
    {
      get now() {
        return clock.now;
      },
      wait: (delay) => during(() => clock.wait(delay)),
      after: (delay, act) => {
        const resume = calls.getStore()?.wait();
        const cancel = clock.after(delay, () => {
          resume?.();
          act();
        });
        return () => {
          resume?.();
          cancel();
        };
      },
    },
    {
      forward: (peer, x) => during(() => service.forward(peer, x)),
      backward: (peer, x, gradient) => during(() => service.backward(peer, x, gradient)),
    },
  );
  const call = <T>({ to, signal }: Call, carry: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const inFlight = new CallInFlight(clock, limit, () => {
        end();
        reject(new TimeoutError(`call: peer ${to} must answer within ${limit} ms, got nothing`));
      });
      const stop = (): void => {
        end();
        reject(signal?.reason as Error);
      };
      const end = (): void => {
        inFlight.end();
        signal?.removeEventListener('abort', stop);
      };
      signal?.addEventListener('abort', stop);
      calls
        .run(inFlight, async () => carry())
        .then(resolve, reject)
        .finally(end);
    });
  return {
    forward: (what, x) => call(what, () => transport.forward(what, x)),
    backward: (what, x, gradient) => call(what, () => transport.backward(what, x, gradient)),
  };
}
