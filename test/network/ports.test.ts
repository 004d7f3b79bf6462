import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import {
  overPorts,
  RealClock,
  servePort,
  UnreachableError,
  type Rows,
} from '../../lib/network/index.js';
import { itRefuses } from '../support/refusals.js';
import { SERVICES, type ServiceName } from '../support/services.js';
import { describeTransport, someRows, type Opened } from '../support/transportSuite.js';

/** Five peers of a service in a worker thread. */
class Threads {
  readonly #worker = new Worker(join(__dirname, '..', 'support', 'portsWorker.js'));
  readonly #ports: MessagePort[] = [];

  open(name: ServiceName): Opened {
    const channels = Array.from({ length: 5 }, () => new MessageChannel());
    const ports = channels.map(({ port2 }) => port2);
    this.#worker.postMessage({ name, ports }, ports);
    for (const { port1 } of channels) this.#ports.push(port1);
    const clock = new RealClock(1);
    return {
      clock,
      transport: overPorts(clock, new Map(channels.map(({ port1 }, peer) => [peer, port1]))),
    };
  }

  async end(): Promise<void> {
    for (const port of this.#ports) port.close();
    await this.#worker.terminate();
  }
}

let threads: Threads | undefined;
describeTransport({
  name: 'the transport between threads',
  exact: false,
  open: (service) => (threads ??= new Threads()).open(service),
  close: async () => threads?.end(),
});

describe('the transport between threads', () => {
  it('rejects calls to peers without a port, and those in flight when a thread ends', async () => {
    const { port1, port2 } = new MessageChannel();
    servePort(port2, SERVICES.silent(), 0);
    const transport = overPorts(new RealClock(1), new Map([[0, port1]]));
    const call = transport.forward({ from: 1, to: 0, timeout: 1e4 }, someRows(1, 1));
    const missing = transport.forward({ from: 1, to: 7, timeout: 1e4 }, someRows(1, 1));
    await assert.rejects(missing, UnreachableError);
    port2.close();
    await assert.rejects(call, UnreachableError);
  });

  it('sends arrays in shared memory without a copy', async () => {
    const { port1, port2 } = new MessageChannel();
    const seen: Rows[] = [];
    const service = {
      forward: (_: number, x: Rows) => {
        seen.push(x);
        return Promise.resolve(x);
      },
      backward: () => Promise.resolve(),
    };
    servePort(port2, service, 0);
    const values = new Float32Array(new SharedArrayBuffer(8));
    const transport = overPorts(new RealClock(1), new Map([[0, port1]]));
    await transport.forward({ from: 1, to: 0, timeout: 1e4 }, { rows: 1, columns: 2, values });
    values[1] = 5;
    assert.equal(seen[0].values[1], 5);
    port1.close();
    await once(port2, 'close');
  });

  itRefuses('overPorts', [
    {
      what: 'ports that are no map',
      call: () => overPorts(new RealClock(), [] as never),
      rule: 'ports must be a Map of ports by peer',
      value: 'Array of length 0',
    },
  ]);
  itRefuses('servePort', [
    {
      what: 'a port that is none',
      call: () => {
        servePort(5 as never, SERVICES.silent(), 0);
      },
      rule: 'port must be a MessagePort',
      value: '5',
    },
  ]);
});
