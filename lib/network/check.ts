import { checkMethods, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { type Clock } from './clock.js';
import { Network } from './network.js';
import { type Service, type Transport } from './transport/contract.js';

/** @throws {@link InvalidArgumentError} unless `network` is a network itself, and no copy or proxy of one. */
export function checkIsNetwork(where: string, network: Network): void {
  if (Network.isNetwork(network)) return;
  throw new InvalidArgumentError(where, 'network must be from createNetwork', show(network));
}

/** @throws {@link InvalidArgumentError} unless `clock` has a clock's methods. */
export function checkClock(where: string, clock: Clock): void {
  checkMethods(where, 'clock must be a clock, such as new VirtualClock()', clock, [
    'wait',
    'after',
  ]);
}

/** @throws {@link InvalidArgumentError} unless `carrier`, named `name`, has forward and backward. */
export function checkCarrier(where: string, name: string, carrier: Service | Transport): void {
  const rule = `${name} must have the methods forward and backward`;
  checkMethods(where, rule, carrier, ['forward', 'backward']);
}
