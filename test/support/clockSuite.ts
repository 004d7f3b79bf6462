/*
 * The tests that every clock must pass.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Timeline } from '../../lib/network/index.js';
import { itRefuses } from './refusals.js';

/** Waits until work that was announced is done, however slow the machine. */
async function settle(clock: Timeline): Promise<void> {
  await clock.run(clock.wait(1));
  for (let turns = 0; turns < 100; turns++) await new Promise((resolve) => setImmediate(resolve));
}

/** @param open - a new clock, whose unit is at most a millisecond of real time */
export function describeClock(name: string, open: () => Timeline): void {
  describe(`${name}, as every clock`, () => {
    it('calls events in the order of time, each no earlier than it is due', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }),
          async (delays) => {
            const clock = open();
            const seen: { due: number; at: number }[] = [];
            for (const [at, delay] of delays.entries()) {
              const due = clock.now + delay;
              clock.after(delay, () => {
                assert.ok(clock.now >= due, `${clock.now} before ${due}`);
                seen.push({ due, at });
              });
            }
            assert.equal(clock.due, delays.length);
            await clock.drain();
            assert.equal(clock.due, 0);
            assert.equal(seen.length, delays.length);
            for (const [k, { due, at }] of seen.entries()) {
              if (k === 0) continue;
              const before = seen[k - 1];
              // Equal delays keep the order of the calls; the due times above were read earlier than the clock's.
              if (delays[before.at] === delays[at]) assert.ok(before.at < at);
              else assert.ok(before.due <= due + 1, `${before.due} before ${due}`);
            }
          },
        ),
        { seed: 1, numRuns: 10 },
      );
    });

    it('neither calls nor waits for a cancelled event', async () => {
      const clock = open();
      const seen: string[] = [];
      const cancels = [
        clock.after(0, () => {
          seen.push('first');
          for (const cancel of cancels) cancel();
        }),
        clock.after(0, () => seen.push('of the same time')),
        clock.after(1e9, () => seen.push('later')),
      ];
      await clock.drain();
      assert.equal(clock.due, 0);
      cancels[2]();
      assert.deepEqual(seen, ['first']);
    });

    it('waits, and its time never falls', async () => {
      const clock = open();
      const times = [clock.now];
      const wait = async (): Promise<void> => {
        for (const delay of [2, 0, 1]) {
          await clock.wait(delay);
          assert.ok(clock.now >= times[times.length - 1] + delay);
          times.push(clock.now);
        }
      };
      await clock.run(wait());
      assert.ok(times[0] >= 0 && times.length === 4);
    });

    it('does what has gathered in one batch, and again until there is none', async () => {
      const clock = open();
      const [batches, gathered]: [string[], string[]] = [[], []];
      let rest = 2;
      const announce = clock.gather(async () => {
        if (gathered.length === 0) return false;
        batches.push(gathered.splice(0).join(' '));
        await Promise.resolve();
        if (rest-- > 0) gathered.push(`more ${rest}`);
        return true;
      });
      const add = (name: string): void => {
        gathered.push(name);
        announce();
      };
      add('a');
      add('b');
      await settle(clock);
      add('c');
      await settle(clock);
      assert.deepEqual(batches, ['a b', 'more 1', 'more 0', 'c']);
    });

    it('sees work that is announced while other work is done', async () => {
      const clock = open();
      let [waiting, done] = [0, 0];
      const announce = clock.gather(async () => {
        const found = waiting > 0;
        if (found) {
          waiting--;
          done++;
        }
        await Promise.resolve();
        return found;
      });
      const add = async (): Promise<void> => {
        for (let k = 0; k < 50; k++) {
          waiting++;
          announce();
          for (let turns = k % 7; turns > 0; turns--) await Promise.resolve();
        }
      };
      await clock.run(add());
      await settle(clock);
      assert.equal(done, 50);
    });

    it('lets input and output be served while there is always more work', async () => {
      const clock = open();
      let left = 0;
      const announce = clock.gather(() => {
        if (left === 0) return Promise.resolve(false);
        left--;
        return Promise.resolve(true);
      });
      left = 1e6;
      announce();
      const served = new Promise<void>((resolve) => {
        setTimeout(() => {
          resolve();
        }, 1);
      });
      await clock.run(served);
      assert.ok(left > 0);
      left = 0;
      await settle(clock);
      assert.equal(left, 0);
    });

    it('returns the value of the awaited promise or rejects with its error', async () => {
      const clock = open();
      assert.equal(await clock.run(clock.wait(2).then(() => 'end')), 'end');
      const fail = async (): Promise<never> => {
        await clock.wait(1);
        throw new RangeError('no');
      };
      await assert.rejects(clock.run(fail()), RangeError);
    });

    it('rejects with the reason of a signal in run and drain', async () => {
      for (const go of [
        (clock: Timeline, signal: AbortSignal) => clock.run(new Promise(() => undefined), signal),
        (clock: Timeline, signal: AbortSignal) => clock.drain(signal),
      ]) {
        const clock = open();
        const controller = new AbortController();
        const reason = new Error('enough');
        const cancel = clock.after(1e9, () => assert.fail('time went on'));
        clock.after(1, () => {
          controller.abort(reason);
        });
        await assert.rejects(go(clock, controller.signal), (error) => error === reason);
        cancel();
      }
    });

    it('refuses a promise behind a proxy, which cannot be awaited', async () => {
      const clock = open();
      const refused = async (): Promise<unknown> => clock.run(new Proxy(Promise.resolve(1), {}));
      await assert.rejects(refused, { message: 'run: end must be a promise, got Promise' });
    });

    itRefuses('after', [
      {
        what: 'a delay into the past',
        call: () => open().after(-1, () => undefined),
        rule: 'delay must be a finite number of at least 0',
        value: '-1',
      },
      {
        what: 'a delay that never ends',
        call: () => open().after(Infinity, () => undefined),
        rule: 'delay must be a finite number of at least 0',
        value: 'Infinity',
      },
    ]);
  });
}
