import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StalledError, VirtualClock } from '../../lib/network/index.js';
import { DueQueue } from '../../lib/network/dueQueue.js';
import { itRefuses } from '../support/refusals.js';

const NEVER = new Promise<never>(() => undefined);

describe('the virtual clock', () => {
  it('calls events in the order of time, and simultaneous ones in the order of registration', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }),
        async (delays) => {
          const clock = new VirtualClock();
          const seen: [number, number][] = [];
          for (const [at, delay] of delays.entries()) {
            clock.after(delay, () => {
              assert.equal(clock.now, delay);
              seen.push([delay, at]);
            });
          }
          await clock.drain();
          const expected = delays.map((delay, at): [number, number] => [delay, at]);
          assert.deepEqual(
            seen,
            expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]),
          );
        },
      ),
      { seed: 1, numRuns: 30 },
    );
  });

  it('neither calls nor waits for a cancelled event, even one cancelled at the same instant', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const cancels: (() => void)[] = [];
    clock.after(1, () => {
      seen.push('first');
      for (const cancel of cancels) cancel();
    });
    cancels.push(
      clock.after(1, () => seen.push('same instant')),
      clock.after(2, () => seen.push('later')),
    );
    await clock.drain();
    cancels[0]();
    assert.deepEqual(seen, ['first']);
    assert.equal(clock.now, 1);
  });

  it('repeats gathered work before time advances until there is none', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const gathered: string[] = [];
    let rest = 3;
    clock.gather(async () => {
      if (gathered.length === 0) return false;
      seen.push(`${clock.now}: ${gathered.splice(0).join(' ')}`);
      await Promise.resolve();
      // Work registers more work of the same instant.
      if (rest-- > 0) gathered.push(`more ${rest}`);
      return true;
    });
    const wait = async (name: string, delay: number): Promise<void> => {
      await clock.wait(delay);
      await Promise.resolve();
      gathered.push(name);
    };
    await clock.run(
      Promise.all([wait('a', 1), wait('b', 1), wait('c', 2)]).then(() => clock.wait(1)),
    );
    assert.deepEqual(seen, ['1: a b', '1: more 2', '1: more 1', '1: more 0', '2: c']);
  });

  it('completes work registered first before work registered later', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const counts = [2, 1];
    for (const name of [0, 1]) {
      clock.gather(() => {
        if (counts[name] === 0) return Promise.resolve(false);
        seen.push(`${name}`);
        if (name === 1 && seen.length === 3) counts[0]++;
        counts[name]--;
        return Promise.resolve(true);
      });
    }
    await clock.drain();
    assert.deepEqual(seen, ['0', '0', '1', '0']);
  });

  it('returns the value of the awaited promise or rejects with its error', async () => {
    const clock = new VirtualClock(5);
    assert.equal(await clock.run(clock.wait(2).then(() => clock.now)), 7);
    const failing = clock.wait(1).then(() => {
      throw new RangeError('no');
    });
    await assert.rejects(clock.run(failing), RangeError);
    assert.equal(clock.now, 8);
  });

  it('leaves events after the end pending', async () => {
    const clock = new VirtualClock();
    let late = false;
    clock.after(3, () => (late = true));
    await clock.run(clock.wait(1));
    assert.deepEqual([clock.now, late], [1, false]);
    await clock.drain();
    assert.deepEqual([clock.now, late], [3, true]);
  });

  it('refuses a promise behind a proxy, which cannot be awaited', async () => {
    await assert.rejects(new VirtualClock().run(new Proxy(Promise.resolve(1), {})), {
      message: 'run: end must be a promise, got Promise',
    });
  });

  it('rejects with StalledError where nothing is due and the end is pending', async () => {
    const clock = new VirtualClock();
    clock.after(4, () => undefined);
    await assert.rejects(clock.run(NEVER), (error) => {
      assert.ok(error instanceof StalledError);
      assert.match(error.message, /^run: [^.]*, got one that nothing will settle$/);
      return true;
    });
    assert.equal(clock.now, 4);
  });

  it('rejects with the reason of a signal in run and drain', async () => {
    for (const go of [
      (clock: VirtualClock, signal: AbortSignal) => clock.run(NEVER, signal),
      (clock: VirtualClock, signal: AbortSignal) => clock.drain(signal),
    ]) {
      const clock = new VirtualClock();
      const controller = new AbortController();
      const reason = new Error('enough');
      clock.after(1, () => {
        controller.abort(reason);
      });
      clock.after(2, () => assert.fail('time went on'));
      await assert.rejects(go(clock, controller.signal), (error) => error === reason);
      assert.equal(clock.now, 1);
    }
  });

  it('advances ten centuries in a thousand waits without real time', async () => {
    const clock = new VirtualClock();
    const century = 100 * 365.25 * 86400;
    const waits = async (): Promise<void> => {
      for (let k = 0; k < 1000; k++) await clock.wait(century / 100);
    };
    await clock.run(waits());
    assert.equal(clock.now, 10 * century);
  });

  itRefuses('after', [
    {
      what: 'a delay into the past',
      call: () => new VirtualClock().after(-1, () => undefined),
      rule: 'delay must be a finite number of at least 0',
      value: '-1',
    },
    {
      what: 'a delay that never ends',
      call: () => new VirtualClock().after(Infinity, () => undefined),
      rule: 'delay must be a finite number of at least 0',
      value: 'Infinity',
    },
  ]);
  itRefuses('VirtualClock', [
    {
      what: 'a start that is no time',
      call: () => new VirtualClock(Number.NaN),
      rule: 'start must be a finite number of at least 0',
      value: 'NaN',
    },
  ]);
});

describe('a queue of events', () => {
  it('gives the earliest, and of one time the first added, after any removals', () => {
    const operations = fc.array(
      fc.record({ time: fc.integer({ min: 0, max: 6 }), then: fc.integer({ min: -3, max: 60 }) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(operations, (list) => {
        const queue = new DueQueue();
        const left: { time: number; order: number; remove: () => void }[] = [];
        const seen: number[] = [];
        const next = (): void => {
          left.sort((a, b) => a.time - b.time || a.order - b.order);
          const expected = left.shift();
          assert.equal(queue.first?.time, expected?.time);
          queue.shift()?.act();
          assert.equal(seen.pop(), expected?.order);
          // A second removal has no effect.
          expected?.remove();
        };
        for (const [order, { time, then }] of list.entries()) {
          const remove = queue.add({ time, act: () => seen.push(order) });
          left.push({ time, order, remove });
          if (then < 0) next();
          const gone = left.at(then);
          if (then < 0 || !gone) continue;
          gone.remove();
          gone.remove();
          left.splice(then, 1);
        }
        while (left.length > 0) next();
        assert.equal(queue.first, undefined);
        assert.equal(queue.shift(), undefined);
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
