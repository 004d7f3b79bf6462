import assert from 'node:assert/strict';
import {
  inProcess,
  VirtualClock,
  withLatency,
  type Service,
  type Transport,
} from '../../lib/network/index.js';
import { itRefuses } from '../support/refusals.js';
import { someRows } from '../support/transportSuite.js';

const answering: Service = {
  forward: (_, x) => Promise.resolve(x),
  backward: () => Promise.resolve(),
};

describe('a transport over a longer way', () => {
  it('takes twice the latency for each of k calls one after the other, and for k at once', async () => {
    const [k, latency] = [5, 0.25];
    const call = { from: 0, to: 1, timeout: 1 };
    const clock = new VirtualClock();
    const far = withLatency(inProcess(clock, answering), clock, latency);
    const inTurn = async (): Promise<void> => {
      for (let at = 0; at < k; at++) await far.forward(call, someRows(1, 1));
    };
    await clock.run(inTurn());
    assert.equal(clock.now, 2 * k * latency);
    const at = clock.now;
    await clock.run(
      Promise.all(Array.from({ length: k }, () => far.forward(call, someRows(1, 1)))),
    );
    assert.equal(clock.now - at, 2 * latency);
  });

  it('delivers requests and gradients at the times of the in-process transport with that latency', async () => {
    const timesOf = async (
      open: (clock: VirtualClock, service: Service) => Transport,
    ): Promise<number[]> => {
      const clock = new VirtualClock();
      const times: number[] = [];
      const seen = <T>(value: T): Promise<T> => {
        times.push(clock.now);
        return Promise.resolve(value);
      };
      const service: Service = {
        forward: (_, x) => seen(x),
        backward: () => seen(undefined),
      };
      const transport = open(clock, service);
      const call = { from: 0, to: 1, timeout: 1 };
      await clock.run(transport.forward(call, someRows(1, 1)));
      times.push(clock.now);
      await clock.run(transport.backward(call, someRows(1, 1), someRows(1, 1)));
      return [...times, clock.now];
    };
    const latency = 0.25;
    const near = await timesOf((clock, service) => inProcess(clock, service, { latency }));
    assert.deepEqual(near, [0.25, 0.5, 0.75, 1]);
    assert.deepEqual(
      await timesOf((clock, service) => withLatency(inProcess(clock, service), clock, latency)),
      near,
    );
  });

  it('does not deliver a call that has timed out on its way', async () => {
    const clock = new VirtualClock();
    const far = withLatency(
      inProcess(clock, {
        forward: () => assert.fail('asked'),
        backward: () => assert.fail('taught'),
      }),
      clock,
      2,
    );
    const call = far.forward({ from: 0, to: 1, timeout: 1 }, someRows(1, 1));
    await assert.rejects(clock.run(call), { name: 'TimeoutError' });
    await clock.drain();
  });

  itRefuses('withLatency', [
    {
      what: 'a negative latency',
      call: () => withLatency(inProcess(new VirtualClock(), answering), new VirtualClock(), -1),
      rule: 'latency must be a finite number of at least 0',
      value: '-1',
    },
  ]);
});
