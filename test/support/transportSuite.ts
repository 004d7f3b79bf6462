/*
 * The tests that every transport must pass.
 */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import {
  TimeoutError,
  type Call,
  type Rows,
  type Timeline,
  type Transport,
} from '../../lib/network/index.js';
import { RECORDING, type ServiceName } from './services.js';

/** Distinct rows, [count, columns]. */
export function someRows(count: number, columns: number, first = 0): Rows {
  const values = Float32Array.from({ length: count * columns }, (_, at) => first + at);
  return { rows: count, columns, values };
}

/** A transport to peers 0 to 4 of a service, and the clock of its calls. */
export interface Opened {
  readonly clock: Timeline;
  readonly transport: Transport;
}

/** A kind of transport. */
export interface TransportKind {
  readonly name: string;
  /** Opens a transport to a new service, with a latency below 0.5 one way in virtual time. */
  readonly open: (service: ServiceName) => Opened | Promise<Opened>;
  /** Whether time passes only where the calls wait: times are exact. */
  readonly exact: boolean;
  /** Ends what the transports need. */
  readonly close?: () => Promise<void>;
}

export function describeTransport({ name, open, exact, close }: TransportKind): void {
  const call: Call = { from: 0, to: 3, timeout: 1000 };

  const calls: readonly [string, (transport: Transport, what: Call) => Promise<unknown>][] = [
    ['forward', (transport, what) => transport.forward(what, someRows(2, 2))],
    ['backward', (transport, what) => transport.backward(what, someRows(2, 2), someRows(2, 1))],
  ];
  const isAt = (clock: Timeline, time: number): void => {
    assert.ok(exact ? clock.now === time : clock.now >= time, `${clock.now} instead of ${time}`);
  };

  describe(`${name}, as every transport`, () => {
    if (close) after(close);

    it('sends x to the peer and returns its answer', async () => {
      const { clock, transport } = await open('recorder');
      const answer = await clock.run(transport.forward(call, someRows(3, 2, 5)));
      assert.deepEqual({ ...answer }, { rows: 3, columns: 1, values: Float32Array.of(53, 73, 93) });
    });

    it('sends x and a gradient to the peer and resolves on their arrival', async () => {
      const { clock, transport } = await open('recorder');
      const [x, gradient] = [someRows(2, 2), someRows(2, 1, 7)];
      // The peer that tells what was learnt is the one that learns: another may be of another process.
      await clock.run(transport.backward({ ...call, to: RECORDING }, x, gradient));
      const learnt = await clock.run(transport.forward({ ...call, to: RECORDING }, x));
      assert.deepEqual([...learnt.values], [RECORDING, 2, 0, 1, 2, 3, 2, 7, 8]);
      assert.deepEqual([x, gradient], [someRows(2, 2), someRows(2, 1, 7)]);
    });

    for (const [kind, make] of calls) {
      it(`${kind} rejects with the other side's error`, async () => {
        const { clock, transport } = await open('failing');
        await assert.rejects(clock.run(make(transport, call)), /no such row/);
      });

      it(`${kind} rejects with a TimeoutError at its time limit`, async () => {
        const { clock, transport } = await open('silent');
        await clock.run(clock.wait(2));
        const start = clock.now;
        await assert.rejects(clock.run(make(transport, { ...call, timeout: 7.25 })), (error) => {
          assert.ok(error instanceof TimeoutError);
          assert.equal(error.message, 'call: peer 3 must answer peer 0 within 7.25, got nothing');
          return true;
        });
        isAt(clock, start + 7.25);
      });

      it(`${kind} rejects with a signal's reason, immediately where it has aborted before`, async () => {
        const { clock, transport } = await open('silent');
        const controller = new AbortController();
        const reason = new Error('enough');
        const start = clock.now;
        clock.after(3, () => {
          controller.abort(reason);
        });
        const { signal } = controller;
        const is = (error: unknown): boolean => error === reason;
        await assert.rejects(clock.run(make(transport, { ...call, signal })), is);
        isAt(clock, start + 3);
        await assert.rejects(clock.run(make(transport, { ...call, signal })), is);
        isAt(clock, start + 3);
      });

      it(`${kind} leaves no timer or listener after any end`, async () => {
        const ends: [ServiceName, number, number][] = [
          ['recorder', 1000, 990],
          ['failing', 1000, 990],
          ['silent', 5, 990],
          ['silent', 1000, 6],
        ];
        for (const [service, timeout, abort] of ends) {
          const { clock, transport } = await open(service);
          const controller = new AbortController();
          const { signal } = controller;
          const cancel = clock.after(abort, () => {
            controller.abort(new Error('enough'));
          });
          await clock.run(make(transport, { ...call, timeout, signal }).catch(() => undefined));
          cancel();
          assert.equal(clock.due, 0, 'something is still due');
          assert.equal(getEventListeners(signal, 'abort').length, 0, 'a listener is left');
        }
      });
    }

    it('does not mix concurrent calls', async () => {
      const parts = fc.array(
        fc.record({
          to: fc.integer({ min: 0, max: 3 }),
          delay: fc.integer({ min: -1, max: 8 }),
          rows: fc.integer({ min: 1, max: 3 }),
        }),
        { maxLength: 12 },
      );
      // A round trip takes less than 1 in virtual time: a delay of 8 is in time.
      const timeout = exact ? 9 : 500;
      await fc.assert(
        fc.asyncProperty(parts, async (list) => {
          const { clock, transport } = await open('recorder');
          const results = await clock.run(
            Promise.allSettled(
              list.map(({ to, delay, rows }, at) => {
                const x = someRows(rows, 3, at);
                x.values[1] = delay;
                return transport.forward({ from: 0, to, timeout }, x);
              }),
            ),
          );
          for (const [at, { to, delay, rows }] of list.entries()) {
            const result = results[at];
            assert.equal(result.status, delay < 0 ? 'rejected' : 'fulfilled');
            if (result.status === 'rejected') {
              assert.ok(result.reason instanceof TimeoutError, String(result.reason));
              continue;
            }
            const values = Float32Array.from(
              { length: rows },
              (_, row) => to + 10 * (at + 3 * row),
            );
            assert.deepEqual({ ...result.value }, { rows, columns: 1, values });
          }
        }),
        { seed: 2, numRuns: exact ? 30 : 6 },
      );
    });
  });
}
