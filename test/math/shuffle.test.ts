import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/random.js';
import { sampleIndices } from '../../lib/math/shuffle.js';

describe('sampleIndices', () => {
  it('takes the given count of distinct numbers, and a permutation for the full count', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 50 }), fc.nat({ max: 50 }), (seed, a, b) => {
        const [count, size] = [Math.min(a, b), Math.max(a, b)];
        const taken = sampleIndices(size, createStream(seed), count);
        assert.equal(taken.length, count);
        assert.equal(new Set(taken).size, count);
        assert.ok(taken.every((index) => index >= 0 && index < size));
        assert.deepEqual(
          sampleIndices(size, createStream(seed)).sort(),
          Int32Array.from({ length: size }, (_, k) => k),
        );
      }),
    );
  });

  it('takes a sample as the beginning of the permutation', () => {
    const all = sampleIndices(20, createStream(3));
    assert.deepEqual(sampleIndices(20, createStream(3), 7), all.slice(0, 7));
  });

  it('takes a small sample as the beginning of the permutation too, with no list of all', () => {
    const all = sampleIndices(1000, createStream(3));
    for (const count of [0, 1, 20, 62])
      assert.deepEqual(sampleIndices(1000, createStream(3), count), all.slice(0, count));
    assert.equal(new Set(sampleIndices(2 ** 31 - 1, createStream(3), 1000)).size, 1000);
  });

  it('gives all orders of four the same chance', () => {
    const seen = new Map<string, number>();
    const stream = createStream(1);
    for (let k = 0; k < 24_000; k++) {
      const order = sampleIndices(4, stream).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    assert.equal(seen.size, 24);
    const chi = [...seen.values()].reduce((total, hits) => total + (hits - 1000) ** 2 / 1000, 0);
    assert.ok(Math.abs(chi - 23) / Math.sqrt(46) < 4);
  });
});
