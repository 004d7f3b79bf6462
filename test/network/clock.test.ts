import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RealClock, StalledError, VirtualClock } from '../../lib/network/index.js';
import { DueQueue, type DueCall } from '../../lib/network/dueQueue.js';
import { describeClock } from '../support/clockSuite.js';
import { itRefuses } from '../support/refusals.js';

describeClock('the virtual clock', () => new VirtualClock());

describeClock('the real clock', () => new RealClock(1));

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

  it('leaves events after the end pending', async () => {
    const clock = new VirtualClock();
    let late = false;
    clock.after(3, () => (late = true));
    await clock.run(clock.wait(1));
    assert.deepEqual([clock.now, late], [1, false]);
    await clock.drain();
    assert.deepEqual([clock.now, late], [3, true]);
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

  it('advances ten centuries in a thousand waits without real time', async () => {
    const clock = new VirtualClock();
    const century = 100 * 365.25 * 86400;
    const waits = async (): Promise<void> => {
      for (let k = 0; k < 1000; k++) await clock.wait(century / 100);
    };
    await clock.run(waits());
    assert.equal(clock.now, 10 * century);
  });

  itRefuses('VirtualClock', [
    {
      what: 'a start that is no time',
      call: () => new VirtualClock(Number.NaN),
      rule: 'start must be a finite number of at least 0',
      value: 'NaN',
    },
  ]);
});

describe('the real clock', () => {
  it('waits longer than a timer of Node can, in parts', () => {
    const clock = new RealClock();
    const cancel = clock.after(2 ** 32, () => assert.fail('at once'));
    assert.equal(clock.due, 1);
    cancel();
  });

  it('has units of the given milliseconds', async () => {
    const [clock, start] = [new RealClock(20), performance.now()];
    await clock.wait(1);
    assert.ok(performance.now() - start >= 20);
    assert.ok(clock.now >= 1);
  });

  itRefuses('RealClock', [
    {
      what: 'a unit of no time',
      call: () => new RealClock(0),
      rule: 'unit must be a finite number above 0',
      value: '0',
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
        const queue = new DueQueue<DueCall>();
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
