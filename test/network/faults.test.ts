import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import {
  inProcess,
  train,
  VirtualClock,
  withFaults,
  type Clock,
  type Fault,
  type Faults,
  type Network,
  type Service,
  type Training,
  type TrafficRow,
  type Transport,
} from '../../lib/network/index.js';
import { densePeers, maskWithout, smallNetwork, trained } from '../support/network.js';

const ROUNDS = 5;

/** One fault on every call of peer 1 to peer 2 in one direction. */
function onOneLink(direction: 'forward' | 'backward', fault: Fault): Faults {
  return (call) =>
    call.from === 1 && call.to === 2 && call.direction === direction ? fault : undefined;
}

/** The outcomes of the calls on the link; asserts that all other calls were answered. */
function linkOf({ traffic }: Training): Partial<TrafficRow> {
  let found: Partial<TrafficRow> = {};
  for (const row of traffic) {
    const { from, to, rows: _rows, bytes: _bytes, ...counts } = row;
    if (from === 1 && to === 2) found = counts;
    else assert.deepEqual(counts, { ...NONE, asked: ROUNDS, answered: ROUNDS });
  }
  return Object.fromEntries(Object.entries(found).filter(([, count]) => count !== 0));
}

const NONE = {
  asked: 0,
  answered: 0,
  late: 0,
  unreachable: 0,
  invalid: 0,
  failed: 0,
  clipped: 0,
  skipped: 0,
  replaced: 0,
  gradientsLost: 0,
};

function finite(network: Network): boolean {
  return network.cohorts.every((cohort) =>
    [...cohort.save().values()].every((values) => values.every(Number.isFinite)),
  );
}

/** The in-process transport, which discards gradients of peer 1 for peer 2. */
function deaf(clock: Clock, service: Service): Transport {
  const plain = inProcess(clock, service);
  return {
    ...plain,
    backward: (call, x, gradient) =>
      call.from === 1 && call.to === 2 ? Promise.resolve() : plain.backward(call, x, gradient),
  };
}

describe('an answer', () => {
  const column = { crashed: 'unreachable', nan: 'invalid', misshapen: 'invalid' } as const;
  for (const kind of ['crashed', 'nan', 'misshapen'] as const) {
    it(`that is ${kind} is counted, and the run has the bytes of one in which the caller masks that peer`, async () => {
      const { network, training } = await trained({ faults: onOneLink('forward', { kind }) });
      const masked = await trained({ mask: maskWithout(3, [[1, 2]]) });
      assert.deepEqual(network.save(), masked.network.save());
      assert.deepEqual(training.history, masked.training.history);
      assert.deepEqual(training.stopped, []);
      assert.deepEqual(linkOf(training), { asked: ROUNDS, [column[kind]]: ROUNDS });
      assert.notDeepEqual(network.save(), (await trained()).network.save());
    });
  }

  const silences: Fault[] = [{ kind: 'lost' }, { kind: 'late', by: 0.5 }, { kind: 'late', by: 70 }];
  for (const fault of silences) {
    const name = fault.kind === 'late' ? `late by ${fault.by}` : fault.kind;
    it(`that is ${name} ends at the timeout, and the run has the bytes of one in which the caller masks that peer`, async () => {
      const nows: number[] = [];
      const on = onOneLink('forward', fault);
      const { network, training } = await trained({
        timeout: 0.5,
        faults: (call, now) => {
          if (call.from === 1 && call.to === 2 && call.direction === 'forward') nows.push(now);
          return on(call, now);
        },
      });
      // A round takes 1, followed by the timeout of ½.
      assert.deepEqual(nows, [1, 2.5, 4, 5.5, 7]);
      assert.deepEqual(linkOf(training), { asked: ROUNDS, late: ROUNDS });
      // The reference has no timeout: that peer is masked, and the answer of another takes ½.
      const masked = await trained({
        mask: maskWithout(3, [[1, 2]]),
        faults: ({ from, to, direction }) =>
          from === 1 && to === 0 && direction === 'forward' ? { kind: 'late', by: 0.5 } : undefined,
      });
      assert.deepEqual(network.save(), masked.network.save());
      assert.deepEqual(training.history, masked.training.history);
    });
  }

  it('that is late within the timeout is used', async () => {
    const fault: Fault = { kind: 'late', by: 0.5 };
    const { training } = await trained({ timeout: 0.6, faults: onOneLink('forward', fault) });
    assert.deepEqual(linkOf(training), { asked: ROUNDS, answered: ROUNDS });
  });

  it('that is a lie is used like any other', async () => {
    const faults = onOneLink('forward', { kind: 'lie' });
    const { network, training } = await trained({ faults });
    assert.deepEqual(linkOf(training), { asked: ROUNDS, answered: ROUNDS });
    assert.notDeepEqual(network.save(), (await trained()).network.save());
    assert.ok(finite(network));
  });
});

describe('an answer that is no rows', () => {
  it('is carried as it is, with a fault and without, for the caller to refuse', async () => {
    for (const fault of [undefined, { kind: 'nan' }] as const) {
      const clock = new VirtualClock();
      const service = { forward: () => Promise.resolve(5), backward: () => Promise.resolve() };
      const transport = withFaults(
        inProcess(clock, service as unknown as Service),
        clock,
        () => fault,
      );
      const x = { rows: 1, columns: 1, values: new Float32Array(1) };
      const answer = transport.forward({ from: 0, to: 1, timeout: 1 }, x);
      assert.equal(await clock.run(answer as unknown as Promise<number>), 5);
    }
  });
});

describe('a gradient', () => {
  for (const kind of ['crashed', 'lost', 'nan', 'misshapen'] as const) {
    it(`that is ${kind} is counted, and the run has the bytes of one in which it is not sent`, async () => {
      const { network, training } = await trained({ faults: onOneLink('backward', { kind }) });
      const unsent = await trained({ transport: deaf });
      assert.deepEqual(network.save(), unsent.network.save());
      assert.deepEqual(training.history, unsent.training.history);
      assert.deepEqual(linkOf(training), {
        asked: ROUNDS,
        answered: ROUNDS,
        gradientsLost: ROUNDS,
      });
      assert.deepEqual(training.stopped, []);
      assert.notDeepEqual(network.save(), (await trained()).network.save());
    });
  }

  it('that is late beyond the timeout is discarded, and within it joins the next step', async () => {
    const [unsent, prompt] = [await trained({ transport: deaf }), await trained()];
    const late = (by: number) => trained({ faults: onOneLink('backward', { kind: 'late', by }) });
    const [tooLate, inTime] = [await late(2), await late(0.5)];
    assert.deepEqual(tooLate.network.save(), unsent.network.save());
    assert.equal(linkOf(tooLate.training).gradientsLost, ROUNDS);
    assert.deepEqual(linkOf(inTime.training), { asked: ROUNDS, answered: ROUNDS });
    assert.notDeepEqual(inTime.network.save(), unsent.network.save());
    assert.notDeepEqual(inTime.network.save(), prompt.network.save());
    // The last gradient waits for the next step.
    const waiting = (network: Network): boolean =>
      [...(network.save().parts[0].get('gradient') ?? [])].some((value) => value !== 0);
    assert.deepEqual([waiting(inTime.network), waiting(prompt.network)], [true, false]);
  });

  it('that is a lie is used like any other', async () => {
    const { network, training } = await trained({ faults: onOneLink('backward', { kind: 'lie' }) });
    assert.deepEqual(linkOf(training), { asked: ROUNDS, answered: ROUNDS });
    assert.notDeepEqual(network.save(), (await trained()).network.save());
    assert.ok(finite(network));
  });
});

describe('faults', () => {
  it('of any kind on any call stop no peer: all rounds end, requests are counted once, parameters are finite', async () => {
    const kinds: (Fault | undefined)[] = [
      ...[{ kind: 'late', by: 0.4 }, { kind: 'late', by: 3 }, { kind: 'lost' }].map(
        (fault) => fault as Fault,
      ),
      ...(['crashed', 'nan', 'misshapen', 'lie'] as const).map((kind) => ({ kind })),
      undefined,
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom(0, 0.2, 1),
        fc.constantFrom(0, 0.3),
        async (seed, jitter, latency) => {
          const stream = createStream(seed);
          const { network, training } = await trained(
            {
              ...{ rounds: 6, segment: 4, jitter, latency },
              faults: () => kinds[stream.integer(kinds.length)],
            },
            { seed: seed % 1000 },
          );
          assert.equal(network.round, 6);
          assert.deepEqual(training.stopped, []);
          assert.ok(finite(network));
          assert.equal(training.traffic.length, 6);
          for (const row of training.traffic) {
            const { asked, answered, late, unreachable, invalid, failed } = row;
            assert.deepEqual([asked, failed], [6, 0]);
            assert.equal(answered + late + unreachable + invalid, asked);
            assert.ok(row.gradientsLost <= answered);
          }
        },
      ),
      { seed: 4, numRuns: 12 },
    );
  });

  it('of all calls give the bytes of peers that train alone', async () => {
    const { network } = await trained({ faults: () => ({ kind: 'crashed' }) });
    const alone = await trained({ mask: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) });
    assert.deepEqual(network.save(), alone.network.save());
  });

  it('receive the virtual time over all segments', async () => {
    const nows: number[] = [];
    await trained({
      ...{ rounds: 6, segment: 2 },
      faults: ({ from, to, direction }, now) => {
        if (from === 0 && to === 1 && direction === 'forward') nows.push(now);
        return undefined;
      },
    });
    assert.deepEqual(nows, [1, 2, 3, 4, 5, 6]);
  });

  it('of kind lie differ between segments', async () => {
    const told: Float32Array[] = [];
    const liar = { kind: 'lie' } as const;
    const network = await smallNetwork({
      peers: [
        ...densePeers(2),
        {
          kind: 'function',
          peer: {
            forward: ({ rows }) => ({ rows, columns: 4, values: new Float32Array(rows * 4) }),
            accumulate: (_, gradient) => {
              told.push(gradient.values);
            },
          },
        },
      ],
    });
    const faults: Faults = ({ from, direction }) =>
      from === 0 && direction === 'backward' ? liar : undefined;
    await train(network, {
      ...{ rounds: 2, segment: 1, batch: 3, jitter: 0, faults },
      mask: maskWithout(3, [[1, 2]]),
    });
    assert.equal(told.length, 2);
    assert.notDeepEqual(told[0], told[1]);
  });
});
