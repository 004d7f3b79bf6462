import { type Service, type Transport } from './contract.js';

/**
 * The transport of messages that take no time, to a service that answers within the instant: no call can time out, so
 * that none has a timer.
 */
export function instant(service: Service): Transport {
  return {
    forward: ({ to }, x) => service.forward(to, x),
    backward: ({ to }, x, gradient) => service.backward(to, x, gradient),
  };
}
