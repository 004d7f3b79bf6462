import { equal, throws } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { vectorBitsFromEnvironment } from '../../../lib/network/engine/vectorBits.js';

const JOINS = Number.parseInt(process.versions.node) >= 24 && process.arch === 'x64';

/** Calls with BITTENSOR_VECTOR_BITS set. */
function within<T>(vectorBits: string | undefined, call: () => T): T {
  const before = process.env.BITTENSOR_VECTOR_BITS;
  const set = (value: string | undefined): void => {
    if (value === undefined) delete process.env.BITTENSOR_VECTOR_BITS;
    else process.env.BITTENSOR_VECTOR_BITS = value;
  };
  set(vectorBits);
  try {
    return call();
  } finally {
    set(before);
  }
}

describe('vectors of the kernel', () => {
  it('are of 128 bits where BITTENSOR_VECTOR_BITS is not set, is empty or names them', () => {
    for (const vectorBits of [undefined, '', '128']) {
      equal(
        within(vectorBits, () => vectorBitsFromEnvironment('test')),
        128,
      );
    }
  });

  it('of another width are refused', () => {
    throws(() => within('512', () => vectorBitsFromEnvironment('test')), {
      name: 'InvalidArgumentError',
      message: 'test: BITTENSOR_VECTOR_BITS must be one of 128, 256, got "512"',
    });
  });

  it('of 256 bits train to the same bytes, and are refused by an engine that joins no vectors', () => {
    if (!JOINS) {
      throws(() => within('256', () => vectorBitsFromEnvironment('test')), {
        name: 'InvalidArgumentError',
        message: `test: BITTENSOR_VECTOR_BITS must be 128 on an engine that joins no vectors, which Node 24 and later do on x64, got 256 on Node ${process.versions.node}, ${process.arch}`,
      });
      return;
    }
    const [narrow, wide] = ['128', '256'].map((vectorBits) =>
      // Without Liftoff every function is compiled by the compiler that joins vectors before it is first called.
      execFileSync(process.execPath, ['--no-liftoff', join(__dirname, 'trainedBytes.js')], {
        encoding: 'utf8',
        env: { ...process.env, BITTENSOR_VECTOR_BITS: vectorBits },
      }),
    );
    equal(wide.split('\n').length, 11);
    equal(wide, narrow);
  });
});
