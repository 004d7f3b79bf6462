import assert from 'node:assert/strict';
import {
  inProcess,
  RealClock,
  VirtualClock,
  withFaults,
  withLatency,
  type Rows,
  type Service,
  type Transport,
} from '../../lib/network/index.js';
import { pickRows } from '../../lib/network/answers.js';
import { MeasuredRows } from '../../lib/network/measuredRows.js';
import { checkedOnce, guarded } from '../../lib/network/transport/guard.js';
import { inRealTime } from '../../lib/network/transport/realTime.js';
import { itRefuses, itRejects } from '../support/refusals.js';
import { SERVICES } from '../support/services.js';
import { describeTransport, someRows } from '../support/transportSuite.js';

/** A kind of transport in virtual time. */
function virtual(name: string, open: (clock: VirtualClock, service: Service) => Transport): void {
  describeTransport({
    name,
    exact: true,
    open: (service) => {
      const clock = new VirtualClock();
      return { clock, transport: open(clock, SERVICES[service](clock)) };
    },
  });
}

virtual('the in-process transport', (clock, service) => inProcess(clock, service));

virtual('the in-process transport with latency', (clock, service) =>
  inProcess(clock, service, { latency: (from, to) => 0.1 * Math.abs(from - to) }),
);

virtual('a transport with real input and output', (clock, service) =>
  inRealTime((own, served) => inProcess(own, served, { latency: 0.1 }), clock, service, 60_000),
);

virtual('a faulty transport without faults', (clock, service) =>
  withFaults(inProcess(clock, service), clock, () => undefined),
);

virtual('a faulty transport whose every call is late by nothing', (clock, service) =>
  withFaults(inProcess(clock, service, { latency: 0.25 }), clock, () => ({ kind: 'late', by: 0 })),
);

virtual('a transport over a longer way', (clock, service) =>
  withLatency(inProcess(clock, service), clock, 0.25),
);

describeTransport({
  name: 'the in-process transport in real time',
  exact: false,
  open: (service) => {
    const clock = new RealClock(1);
    return { clock, transport: inProcess(clock, SERVICES[service](clock)) };
  },
});

const answering: Service = {
  forward: (_, x) => Promise.resolve(x),
  backward: () => Promise.resolve(),
};

describe('the in-process transport', () => {
  it('takes the latency of the link twice', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    const service: Service = {
      ...answering,
      forward: (_, x) => {
        seen.push(clock.now);
        return Promise.resolve(x);
      },
    };
    const transport = inProcess(clock, service, { latency: (from, to) => 10 * from + to });
    await clock.run(transport.forward({ from: 1, to: 2, timeout: 100 }, someRows(1, 1)));
    assert.deepEqual([...seen, clock.now], [12, 24]);
  });

  it('does not deliver a call that has timed out', async () => {
    const clock = new VirtualClock();
    const service: Service = {
      forward: () => assert.fail('asked'),
      backward: () => assert.fail('taught'),
    };
    const transport = inProcess(clock, service, { latency: 2 });
    const call = { from: 0, to: 1, timeout: 1 };
    const calls = [
      transport.forward(call, someRows(1, 1)),
      transport.backward(call, someRows(1, 1), someRows(1, 1)),
    ];
    const ends = await clock.run(Promise.allSettled(calls));
    assert.deepEqual(
      ends.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    await clock.drain();
    assert.equal(clock.now, 2);
  });

  itRefuses('inProcess', [
    {
      what: 'a negative latency',
      call: () => inProcess(new VirtualClock(), answering, { latency: -1 }),
      rule: 'latency must be a finite number of at least 0',
      value: '-1',
    },
    {
      what: 'a latency that is not a number',
      call: () => inProcess(new VirtualClock(), answering, { latency: 'slow' as never }),
      rule: 'latency must be a finite number of at least 0',
      value: '"slow"',
    },
    {
      what: 'an unknown option',
      call: () => inProcess(new VirtualClock(), answering, { delay: 1 } as never),
      rule: 'options must be among latency',
      value: '"delay"',
    },
  ]);
  itRejects('inProcess', [
    {
      what: 'a link with a negative latency',
      call: () => {
        const clock = new VirtualClock();
        const transport = inProcess(clock, answering, { latency: () => -2 });
        return transport.forward({ from: 0, to: 1, timeout: 1 }, someRows(1, 1));
      },
      rule: 'latency must be a finite number of at least 0',
      value: '-2',
    },
  ]);
});

describe('a transport with faults', () => {
  const open = () => {
    const clock = new VirtualClock();
    return { clock, transport: inProcess(clock, answering) };
  };

  it('lies with different noise in each call, decided by the seed', async () => {
    const lies = async (seed?: number): Promise<Rows[]> => {
      const { clock, transport } = open();
      const options = seed === undefined ? {} : { seed };
      const liar = withFaults(transport, clock, () => ({ kind: 'lie' }), options);
      const told: Rows[] = [];
      for (let k = 0; k < 2; k++) {
        told.push(await clock.run(liar.forward({ from: 0, to: 1, timeout: 1 }, someRows(50, 4))));
      }
      return told;
    };
    const [first, second] = await lies();
    assert.deepEqual([first.rows, first.columns, first.values.length], [50, 4, 200]);
    assert.notDeepEqual(first, second);
    assert.deepEqual(await lies(0), [first, second]);
    assert.notDeepEqual((await lies(1))[0], first);
    // For standard normal noise the mean of 400 is within 4/√400 of 0, and that of the squares within 4√(2/400) of 1.
    const all = [...first.values, ...second.values];
    assert.ok(Math.abs(all.reduce((sum, x) => sum + x, 0) / 400) < 0.2);
    assert.ok(Math.abs(all.reduce((sum, x) => sum + x * x, 0) / 400 - 1) < 0.29);
  });

  it('evaluates the fault of every call with its time', async () => {
    const { clock, transport } = open();
    const asked: unknown[] = [];
    const faulty = withFaults(transport, clock, (call, now) => {
      asked.push([call, now]);
      return undefined;
    });
    await clock.run(clock.wait(2));
    const call = { from: 0, to: 1, timeout: 1 };
    await clock.run(faulty.forward(call, someRows(1, 1)));
    await clock.run(faulty.backward(call, someRows(1, 1), someRows(1, 1)));
    assert.deepEqual(asked, [
      [{ from: 0, to: 1, direction: 'forward' }, 2],
      [{ from: 0, to: 1, direction: 'backward' }, 2],
    ]);
  });

  itRefuses('withFaults', [
    {
      what: 'faults that are not a function',
      call: () => withFaults(open().transport, open().clock, { kind: 'lost' } as never),
      rule: 'faults must be a function',
      value: '{"kind":"lost"}',
    },
    {
      what: 'a negative seed',
      call: () => withFaults(open().transport, open().clock, () => undefined, { seed: -1 }),
      rule: 'seed must be an integer of at least 0',
      value: '-1',
    },
    {
      what: 'an unknown option',
      call: () => withFaults(open().transport, open().clock, () => undefined, { sed: 1 } as never),
      rule: 'options must be among seed',
      value: '"sed"; did you mean seed?',
    },
  ]);
});

describe('a guarded service', () => {
  const clipped: number[] = [];
  const received: Rows[] = [];
  const encoding = { kind: 'numbers' } as const;
  const service: Service = {
    forward: (_, x) => Promise.resolve(x),
    backward: (_, __, gradient) => {
      received.push(gradient);
      return Promise.resolve();
    },
  };
  const bounds = { inputs: 2, width: 3, encoding, request: 10, gradient: 10 };
  const guard = guarded(service, bounds, (peer) => {
    clipped.push(peer);
  });
  const spoilt = (rows: Rows, value: number): Rows => {
    const values = rows.values.slice();
    values[1] = value;
    return { ...rows, values };
  };

  it('accepts valid arguments', async () => {
    assert.deepEqual(await guard.forward(0, someRows(2, 2)), someRows(2, 2));
    await guard.backward(0, someRows(2, 2), someRows(2, 3));
    assert.deepEqual(received.splice(0), [someRows(2, 3)]);
    assert.deepEqual(clipped, []);
  });

  it('clips gradients beyond the limit and reports the receiver', async () => {
    const values = Float32Array.of(30, 0, 40, 1, 2, 2);
    await guard.backward(7, someRows(2, 2), { rows: 2, columns: 3, values });
    assert.deepEqual([...received.splice(0)[0].values], [6, 0, 8, 1, 2, 2]);
    assert.deepEqual(clipped.splice(0), [7]);
  });

  it('does not check again what reaches it as it was made', async () => {
    const onClip = (peer: number): void => {
      clipped.push(peer);
    };
    const lenient = guarded(service, bounds, onClip, true);
    const x = checkedOnce(someRows(2, 2), bounds);
    const part = pickRows(x, [1]);
    const gradientOf = ({ rows }: Rows, largest: number): Rows =>
      new MeasuredRows(rows, 3, new Float32Array(3 * rows).fill(50), largest);
    x.values.fill(1e4);
    part.values.fill(1e4);
    for (const known of [x, part]) {
      assert.equal(await lenient.forward(0, known), known);
      const gradient = gradientOf(known, 10);
      await lenient.backward(3, known, gradient);
      assert.equal(received.pop(), gradient);
    }
    assert.deepEqual(clipped, []);
    const refused = { name: 'InvalidArgumentError' };
    // A copy, another service, and other bounds.
    await assert.rejects(lenient.forward(0, { ...x }), refused);
    await assert.rejects(guard.forward(0, x), refused);
    await assert.rejects(guarded(service, { ...bounds }, onClip, true).forward(0, x), refused);
    await assert.rejects(lenient.backward(3, { ...x }, gradientOf(x, 10)), refused);
    await assert.rejects(lenient.backward(3, x, gradientOf(part, 10)), refused);
    const own = checkedOnce(someRows(2, 2), bounds);
    await assert.rejects(lenient.backward(3, own, gradientOf(own, Number.NaN)), refused);
    const large = gradientOf(own, 10.1);
    await lenient.backward(3, own, large);
    assert.notEqual(received.pop(), large);
    assert.deepEqual(clipped.splice(0), [3]);
  });

  it('leaves rows that are no request as they are, to be refused with each message', async () => {
    const lenient = guarded(service, bounds, () => undefined, true);
    const wrong = spoilt(someRows(2, 2), 11);
    assert.equal(checkedOnce(wrong, bounds), wrong);
    await assert.rejects(lenient.forward(0, wrong), { name: 'InvalidArgumentError' });
  });

  const rule = 'x must be rows of 2 finite numbers in a Float32Array';
  itRejects('forward', [
    {
      what: 'other columns',
      call: () => guard.forward(0, someRows(2, 3)),
      rule,
      value: 'shape [2, 3] with 6 numbers',
    },
    { what: 'no rows', call: () => guard.forward(0, someRows(0, 2)), rule, value: 'no rows' },
    { what: 'nothing', call: () => guard.forward(0, undefined as never), rule, value: 'undefined' },
    {
      what: 'a shape that does not match its numbers',
      call: () => guard.forward(0, { ...someRows(2, 2), rows: 3 }),
      rule,
      value: 'shape [3, 2] with 4 numbers',
    },
    {
      what: 'NaN',
      call: () => guard.forward(0, spoilt(someRows(2, 2), Number.NaN)),
      rule,
      value: 'NaN at 1',
    },
    {
      what: 'rows beyond the limit',
      call: () => guard.forward(0, spoilt(someRows(2, 2), 3e38)),
      rule,
      value: 'a row of norm 3.00e+38',
    },
    ...[4, -1, 0.5].map((code) => ({
      what: `the code ${code} of four symbols`,
      call: () => {
        const codes = { ...bounds, encoding: { kind: 'codes', symbols: 4 } as const };
        const coded = guarded(service, codes, () => undefined);
        return coded.forward(0, { rows: 1, columns: 2, values: Float32Array.of(3, code) });
      },
      rule: 'x must be codes from 0 to 3',
      value: `${code} at 1`,
    })),
  ]);
  const gradientRule = 'gradient must be rows of 3 finite numbers in a Float32Array';
  itRejects('backward', [
    {
      what: 'an x of other columns',
      call: () => guard.backward(0, someRows(2, 1), someRows(2, 3)),
      rule,
      value: 'shape [2, 1] with 2 numbers',
    },
    {
      what: 'a gradient that is not finite',
      call: () => guard.backward(0, someRows(2, 2), spoilt(someRows(2, 3), -Infinity)),
      rule: gradientRule,
      value: '-Infinity at 1',
    },
    {
      what: 'a gradient in double precision',
      call: () =>
        guard.backward(0, someRows(2, 2), {
          ...someRows(2, 3),
          values: new Float64Array(6) as unknown as Float32Array,
        }),
      rule: gradientRule,
      value: 'values of type Float64Array',
    },
    {
      what: 'a gradient far beyond the limit',
      call: () => guard.backward(0, someRows(2, 2), spoilt(someRows(2, 3), 1e10)),
      rule: gradientRule,
      value: 'a row of norm 1.00e+10',
    },
    {
      what: 'a gradient of more rows than x',
      call: () => guard.backward(0, someRows(2, 2), someRows(3, 3)),
      rule: 'gradient must have the 2 rows of x',
      value: '3 rows',
    },
  ]);
});
