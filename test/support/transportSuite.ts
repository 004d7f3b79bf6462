/*
 * The tests that every transport must pass.
 */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import {
  TimeoutError,
  VirtualClock,
  type Call,
  type Clock,
  type Rows,
  type Service,
  type Transport,
} from '../../lib/network/index.js';

/** Distinct rows, [count, columns]. */
export function someRows(count: number, columns: number, first = 0): Rows {
  const values = Float32Array.from({ length: count * columns }, (_, at) => first + at);
  return { rows: count, columns, values };
}

/** Peer p answers p + 10 x in one column, after the delay in `delays` of its first number. */
class Recorder implements Service {
  readonly learnt: [number, Rows, Rows][] = [];
  constructor(
    readonly clock: Clock,
    readonly delays: readonly number[] = [],
  ) {}

  async forward(peer: number, x: Rows): Promise<Rows> {
    const delay = this.delays[x.values[0]] ?? 0;
    if (delay > 0) await this.clock.wait(delay);
    const values = Float32Array.from(
      { length: x.rows },
      (_, row) => peer + 10 * x.values[row * x.columns],
    );
    return { rows: x.rows, columns: 1, values };
  }

  backward(peer: number, x: Rows, gradient: Rows): Promise<void> {
    this.learnt.push([peer, x, gradient]);
    return Promise.resolve();
  }
}

/**
 * @param name - the kind of transport
 * @param open - opens a transport to a service, with a latency below 0.5 one way
 */
export function describeTransport(
  name: string,
  open: (clock: VirtualClock, service: Service) => Transport,
): void {
  const call: Call = { from: 0, to: 3, timeout: 100 };

  /** A transport to a service, and their common clock. */
  function opened(service: Partial<Service>): { clock: VirtualClock; transport: Transport } {
    const clock = new VirtualClock();
    const unused = (): Promise<never> => Promise.reject(new Error('must not be called'));
    return { clock, transport: open(clock, { forward: unused, backward: unused, ...service }) };
  }

  const calls: readonly [string, (transport: Transport, what: Call) => Promise<unknown>][] = [
    ['forward', (transport, what) => transport.forward(what, someRows(2, 2))],
    ['backward', (transport, what) => transport.backward(what, someRows(2, 2), someRows(2, 1))],
  ];
  const never = {
    forward: () => new Promise<Rows>(() => undefined),
    backward: () => new Promise<void>(() => undefined),
  };

  describe(`${name}, as every transport`, () => {
    it('sends x to the peer and returns its answer', async () => {
      const clock = new VirtualClock();
      const transport = open(clock, new Recorder(clock));
      const answer = await clock.run(transport.forward(call, someRows(3, 2, 5)));
      assert.deepEqual(answer, { rows: 3, columns: 1, values: Float32Array.of(53, 73, 93) });
    });

    it('sends x and a gradient to the peer and resolves on their arrival', async () => {
      const clock = new VirtualClock();
      const service = new Recorder(clock);
      const [x, gradient] = [someRows(3, 2), someRows(3, 1, 7)];
      await clock.run(open(clock, service).backward(call, x, gradient));
      assert.deepEqual(service.learnt, [[3, x, gradient]]);
    });

    for (const [kind, make] of calls) {
      it(`${kind} rejects with the other side's error`, async () => {
        const fail = (): Promise<never> => Promise.reject(new RangeError('no such row'));
        const { clock, transport } = opened({ forward: fail, backward: fail });
        await assert.rejects(clock.run(make(transport, call)), /no such row/);
      });

      it(`${kind} rejects with a TimeoutError exactly at its time limit`, async () => {
        const { clock, transport } = opened(never);
        await clock.run(clock.wait(2));
        await assert.rejects(clock.run(make(transport, { ...call, timeout: 7.25 })), (error) => {
          assert.ok(error instanceof TimeoutError);
          assert.equal(error.message, 'call: peer 3 must answer peer 0 within 7.25, got nothing');
          return true;
        });
        assert.equal(clock.now, 9.25);
      });

      it(`${kind} rejects with a signal's reason, immediately where it has aborted before`, async () => {
        const { clock, transport } = opened(never);
        const controller = new AbortController();
        const reason = new Error('enough');
        clock.after(3, () => {
          controller.abort(reason);
        });
        const { signal } = controller;
        const is = (error: unknown): boolean => error === reason;
        await assert.rejects(clock.run(make(transport, { ...call, signal })), is);
        assert.equal(clock.now, 3);
        await assert.rejects(clock.run(make(transport, { ...call, signal })), is);
        assert.equal(clock.now, 3);
      });

      it(`${kind} leaves no timer or listener after any end`, async () => {
        const ends: [Partial<Service>, number, number][] = [
          [
            { forward: () => Promise.resolve(someRows(2, 1)), backward: () => Promise.resolve() },
            1000,
            99,
          ],
          [
            {
              forward: () => Promise.reject(new Error('no')),
              backward: () => Promise.reject(new Error('no')),
            },
            1000,
            99,
          ],
          [never, 5, 99],
          [never, 1000, 6],
        ];
        for (const [service, timeout, abort] of ends) {
          const { clock, transport } = opened(service);
          const controller = new AbortController();
          const { signal } = controller;
          const cancel = clock.after(abort, () => {
            controller.abort(new Error('enough'));
          });
          await clock.run(make(transport, { ...call, timeout, signal }).catch(() => undefined));
          cancel();
          const end = clock.now;
          await clock.drain();
          assert.equal(clock.now, end, 'something is still due');
          assert.equal(getEventListeners(signal, 'abort').length, 0, 'a listener is left');
        }
      });
    }

    it('does not mix concurrent calls', async () => {
      const parts = fc.array(
        fc.record({
          to: fc.integer({ min: 0, max: 4 }),
          delay: fc.integer({ min: 0, max: 12 }),
          rows: fc.integer({ min: 1, max: 3 }),
        }),
        { maxLength: 12 },
      );
      await fc.assert(
        fc.asyncProperty(parts, async (list) => {
          const clock = new VirtualClock();
          const service = new Recorder(
            clock,
            list.map(({ delay }) => delay),
          );
          const transport = open(clock, service);
          // A round trip takes less than 1: a delay of 8 is in time, and one of 9 is not.
          const results = await clock.run(
            Promise.allSettled(
              list.map(({ to, rows }, at) =>
                transport.forward({ from: 0, to, timeout: 9 }, someRows(rows, 1, at)),
              ),
            ),
          );
          for (const [at, { to, delay, rows }] of list.entries()) {
            const result = results[at];
            if (result.status === 'rejected') {
              assert.ok(delay >= 9 && result.reason instanceof TimeoutError, String(result.reason));
              continue;
            }
            assert.ok(delay <= 8, `an answer after ${delay}`);
            const values = Float32Array.from({ length: rows }, (_, row) => to + 10 * (at + row));
            assert.deepEqual(result.value, { rows, columns: 1, values });
          }
        }),
        { seed: 2, numRuns: 30 },
      );
    });
  });
}
