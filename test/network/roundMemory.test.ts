import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { train } from '../../lib/network/index.js';
import { RoundMemories, RoundMemory } from '../../lib/network/roundMemory.js';
import { densePeers, smallNetwork } from '../support/network.js';

describe('the memory of a round', () => {
  it('has arrays that do not overlap, also where it grows', () => {
    const memory = new RoundMemory();
    const arrays = [3, 1, 40, 7].map((count, at) => memory.take(count).fill(at));
    arrays.forEach((array, at) => {
      ok(array.every((number) => number === at));
    });
    deepEqual(
      arrays.map(({ length }) => length),
      [3, 1, 40, 7],
    );
  });

  it('serves the next round once it is given back, and no other before', () => {
    const memories = new RoundMemories();
    const [first, second] = [memories.take(), memories.take()];
    notEqual(first, second);
    const before = first.take(5);
    memories.give(first);
    const next = memories.take();
    equal(next, first);
    equal(next.take(5).buffer, before.buffer);
  });
});

describe('rows of a gradient that a function peer reads after it timed out', () => {
  it('are those that were sent', async () => {
    const asked: string[] = [];
    const read: string[] = [];
    const network = await smallNetwork({
      peers: [
        ...densePeers(2),
        {
          kind: 'function',
          peer: {
            forward: ({ rows, values }) => {
              asked.push(values.join());
              return { rows, columns: 4, values: new Float32Array(4 * rows) };
            },
            accumulate: async ({ values }) => {
              read.push(values.join());
              await setTimeout(20);
            },
          },
        },
      ],
    });
    // The dense peers go on for many rounds before the second gradient is read.
    const rounds = 500;
    const options = { rounds, segment: rounds, batch: 6, jitter: 0, settleWithin: 5 };
    const { stopped } = await train(network, options);
    deepEqual(
      stopped.map(({ peer }) => peer),
      [2],
    );
    equal(read.length, 2);
    for (const x of read) ok(asked.includes(x));
  });
});
