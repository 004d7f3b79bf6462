import { checkNonNegative } from '../../math/checks.js';
import { checkCarrier, checkClock } from '../check.js';
import { type Clock } from '../clock.js';
import { type Call, type Transport } from './contract.js';
import { delayed } from './delayed.js';
import { within } from './inProcess.js';

/**
 * `transport` over a longer way: a call takes twice `latency` besides its own time, once before it is delivered and once
 * before its result arrives. Without latency it is `transport` itself.
 *
 * @param clock - the clock of the transport
 * @param latency - the time of a message one way, in units of the clock
 * @throws {@link InvalidArgumentError} when the latency is negative, or an argument is of another kind
 */
export function withLatency(transport: Transport, clock: Clock, latency: number): Transport {
  checkCarrier('withLatency', 'transport', transport);
  checkClock('withLatency', clock);
  checkNonNegative('withLatency', 'latency', latency);
  if (latency === 0) return transport;
  const call = <T>(what: Call, carry: (on: Call) => Promise<T>): Promise<T> => {
    // A call that has ended is not carried on.
    const end = new AbortController();
    const on = { ...what, signal: end.signal };
    const made = within(clock, what, (ended) => delayed(clock, latency, () => carry(on), ended));
    made.catch(() => {
      end.abort();
    });
    return made;
  };
  return {
    forward: (what, x) => call(what, (on) => transport.forward(on, x)),
    backward: (what, x, gradient) => call(what, (on) => transport.backward(on, x, gradient)),
  };
}
