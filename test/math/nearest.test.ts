import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nearest } from '../../lib/math/nearest.js';

const names = ['peers', 'seed', 'temperature', 'journal', 'learningRate', 'maxSteps'];

describe('nearest: the intended name', () => {
  it('finds a name after one letter is dropped, doubled or swapped with its neighbour', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.nat(2), (name, place, edit) => {
        const at = place % (name.length - 1);
        const [a, b] = [name[at], name[at + 1]];
        const written = name.slice(0, at) + [b, a + a + b, b + a][edit] + name.slice(at + 2);
        assert.equal(nearest(written, names), name);
      }),
      { seed: 1 },
    );
  });

  it('ignores case', () => {
    assert.equal(nearest('LEARNINGRATE', names), 'learningRate');
  });

  for (const given of ['', 'lambda', 'xyz', 'x'.repeat(1e6)]) {
    it(`finds none for ${given.slice(0, 10) || 'an empty text'}`, () => {
      assert.equal(nearest(given, names), undefined);
    });
  }
});
