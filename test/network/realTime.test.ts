import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  inProcess,
  train,
  VirtualClock,
  type Clock,
  type Service,
  type Transport,
} from '../../lib/network/index.js';
import { inRealTime } from '../../lib/network/transport/realTime.js';
import { smallNetwork, trained } from '../support/network.js';
import { someRows } from '../support/transportSuite.js';

const never = (): Promise<never> => new Promise(() => undefined);

/** A transport in which every call takes a different real time. */
function slow(_: Clock, service: Service): Transport {
  let calls = 0;
  const pause = (): Promise<void> => sleep(calls++ % 3);
  return {
    forward: async (call, x) => {
      await pause();
      const answer = await service.forward(call.to, x);
      await pause();
      return answer;
    },
    backward: async (call, x, gradient) => {
      await pause();
      await service.backward(call.to, x, gradient);
    },
  };
}

describe('a transport with real input and output', () => {
  it('gives the bytes of the in-process transport: virtual time waits for it', async () => {
    for (const jitter of [0, 0.5]) {
      const real = await trained({ jitter, transport: slow });
      const virtual = await trained({ jitter });
      assert.deepEqual(real.training, virtual.training);
      assert.deepEqual(real.network.save(), virtual.network.save());
    }
  });

  it('can be combined with latency in virtual time', async () => {
    const latency = 0.1;
    const combined = (clock: Clock, service: Service): Transport => {
      const [near, far] = [inProcess(clock, service, { latency }), slow(clock, service)];
      return {
        forward: async (call, x) => {
          if (call.to === 0) await sleep(1);
          return near.forward(call, x);
        },
        backward: (call, ...rest) => (call.to === 0 ? far : near).backward(call, ...rest),
      };
    };
    const [first, second] = [
      await trained({ transport: combined }),
      await trained({ transport: combined }),
    ];
    assert.deepEqual(first.network.save(), second.network.save());
    assert.ok(first.training.traffic.every(({ asked, answered }) => asked === answered));
  });

  it('that never settles times out after the limit in real time, and the peers train on', async () => {
    const { network, training } = await trained({
      transport: () => ({ forward: never, backward: never }),
      settleWithin: 10,
    });
    assert.ok(training.traffic.every(({ asked, late }) => asked === 5 && late === 5));
    const alone = await trained({ mask: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) });
    assert.deepEqual(network.save(), alone.network.save());
  });

  it('cannot deliver a call that has timed out', async () => {
    const clock = new VirtualClock();
    const ends: unknown[] = [];
    let proceed = (): void => undefined;
    const service: Service = {
      forward: () => assert.fail('forward of an ended call'),
      backward: () => assert.fail('backward of an ended call'),
    };
    const create = (_: Clock, given: Service): Transport => ({
      forward: async (call, x) => {
        await new Promise<void>((resolve) => {
          proceed = resolve;
        });
        return given.forward(call.to, x).catch((error: unknown) => {
          ends.push((error as Error).message);
          throw error;
        });
      },
      backward: never,
    });
    const transport = inRealTime(create, clock, service, 10);
    const call = transport.forward({ from: 0, to: 1, timeout: 1 }, someRows(1, 1));
    await assert.rejects(clock.run(call), {
      name: 'TimeoutError',
      message: 'call: peer 1 must answer within 10 ms, got nothing',
    });
    proceed();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(ends, ['call: a transport must not continue an ended call']);
  });

  it('stops with the signal while a call is in flight', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const network = await smallNetwork();
    const state = network.save();
    const transport = (): Transport => ({
      forward: () => {
        controller.abort(reason);
        return never();
      },
      backward: never,
    });
    const training = train(network, { rounds: 1, transport, signal: controller.signal });
    await assert.rejects(training, (error) => error === reason);
    assert.deepEqual(network.save(), state);
  });
});
