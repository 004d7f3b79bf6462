/*
 * The transport between worker threads: a port for each peer that is called. Arrays are copied once and then transferred,
 * since their senders go on with them; arrays in shared memory are not copied.
 */
import { types } from 'node:util';
import { MessagePort } from 'node:worker_threads';
import { checkInteger, show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkCarrier, checkClock } from '../check.js';
import { type Clock } from '../clock.js';
import { rowsOf, type Rows } from '../rows.js';
import { UnreachableError, type Service, type Transport } from './contract.js';
import { Exchange } from './exchange.js';
import { type Channel, type Message, type PeerService } from './messages.js';
import { RealClock } from '../realClock.js';

/** A `MessagePort` of Node, whose types a user of the package need not have. */
export interface ThreadPort {
  postMessage(value: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (value: Message) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  close(): void;
}

/** The port's side of an exchange. */
function exchangeOver(port: ThreadPort, clock: Clock, serve: PeerService): Exchange {
  const channel: Channel = {
    send: (message) => {
      const { copy, transfer } = transferred(message);
      port.postMessage(copy, transfer);
      return Promise.resolve();
    },
    close: () => {
      port.close();
    },
  };
  const exchange = new Exchange(channel, clock, serve);
  port.on('message', (message: Message) => {
    exchange.receive(message);
  });
  port.on('close', () => {
    exchange.end(new UnreachableError('call: the thread must be running, got a closed port'));
  });
  return exchange;
}

function transferred(message: Message): { copy: Message; transfer: ArrayBuffer[] } {
  const transfer: ArrayBuffer[] = [];
  const copied = ({ columns, values }: Rows): Rows => {
    if (values.buffer instanceof SharedArrayBuffer) return rowsOf(values, columns);
    const own = values.slice();
    transfer.push(own.buffer);
    return rowsOf(own, columns);
  };
  switch (message.kind) {
    case 'forward':
      return { copy: { ...message, x: copied(message.x) }, transfer };
    case 'backward': {
      const [x, gradient] = [copied(message.x), copied(message.gradient)];
      return { copy: { ...message, x, gradient }, transfer };
    }
    case 'answer':
      return { copy: { ...message, rows: copied(message.rows) }, transfer };
    default:
      return { copy: message, transfer };
  }
}

const UNUSED: PeerService = {
  forward: () => Promise.reject(new UnreachableError('call: the port must be one of a peer')),
  backward: () => Promise.reject(new UnreachableError('call: the port must be one of a peer')),
};

/**
 * The transport to peers that other threads serve by {@link servePort}.
 *
 * @param ports - the port of each peer that is called, by its number
 * @throws (rejects) {@link UnreachableError} for a peer without a port, or one whose thread has ended
 */
export function overPorts(clock: Clock, ports: ReadonlyMap<number, ThreadPort>): Transport {
  checkClock('overPorts', clock);
  const rule = 'ports must be a Map of ports by peer';
  if (!types.isMap(ports)) {
    throw new InvalidArgumentError('overPorts', rule, show(ports));
  }
  for (const port of ports.values()) checkPort('overPorts', rule, port);
  const exchanges = new Map(
    [...ports].map(([peer, port]) => [peer, exchangeOver(port, clock, UNUSED)]),
  );
  const to = async (peer: number): Promise<Exchange> => {
    const exchange = exchanges.get(peer);
    if (exchange) return Promise.resolve(exchange);
    throw new UnreachableError(`call: peer ${peer} must have a port, got none`);
  };
  return {
    forward: async (call, x) => (await to(call.to)).forward(call, x),
    backward: async (call, x, gradient) => (await to(call.to)).backward(call, x, gradient),
  };
}

function checkPort(where: string, rule: string, port: ThreadPort): void {
  try {
    // The methods of a port cannot be called on a proxy of one, nor on what has its prototype.
    // eslint-disable-next-line @typescript-eslint/unbound-method -- applied to the port
    Reflect.apply(MessagePort.prototype.start, port, []);
  } catch {
    throw new InvalidArgumentError(where, rule, show(port));
  }
}

/** Serves one peer of a service at a port, until it is closed. */
export function servePort(port: ThreadPort, service: Service, peer: number): void {
  checkPort('servePort', 'port must be a MessagePort', port);
  checkCarrier('servePort', 'service', service);
  checkInteger('servePort', 'peer', peer, 0);
  exchangeOver(port, new RealClock(), {
    forward: (x) => service.forward(peer, x),
    backward: (x, gradient) => service.backward(peer, x, gradient),
  });
}
