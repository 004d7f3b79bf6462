import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InvalidArgumentError } from '../../lib/math/index.js';
import { checkMemory, memoryLimit } from '../../lib/math/memory.js';

describe('checkMemory', () => {
  it('refuses exactly the sizes above the limit and states size and limit', () => {
    const limit = memoryLimit();
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4 * limit, noNaN: true }), (bytes) => {
        const call = (): void => {
          checkMemory('f', 'a table', bytes);
        };
        if (bytes <= limit) call();
        else
          assert.throws(call, (error) => {
            assert.ok(error instanceof InvalidArgumentError);
            assert.match(
              error.message,
              /^f: a table must fit into the available memory, [\d.]+ GB, got [\d.]+ GB$/,
            );
            return true;
          });
      }),
      { seed: 1 },
    );
  });

  it('refuses an infinite and an undefined number of bytes', () => {
    for (const bytes of [Infinity, NaN]) {
      assert.throws(() => {
        checkMemory('f', 'a table', bytes);
      }, InvalidArgumentError);
    }
  });
});
