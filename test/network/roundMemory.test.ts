import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
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

describe('rows that a function peer keeps', () => {
  it('stay as they came', async () => {
    const kept: [came: Float32Array, copy: Float32Array][] = [];
    const network = await smallNetwork({
      peers: [
        ...densePeers(2),
        {
          kind: 'function',
          peer: {
            forward: ({ rows, values }) => {
              kept.push([values, values.slice()]);
              return { rows, columns: 4, values: new Float32Array(4 * rows) };
            },
          },
        },
      ],
    });
    await train(network, { rounds: 5, batch: 6, jitter: 0.2 });
    equal(kept.length, 10);
    for (const [came, copy] of kept) deepEqual(came, copy);
  });
});
