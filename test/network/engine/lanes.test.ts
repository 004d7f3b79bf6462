import { equal, throws } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { lanesFromEnvironment } from '../../../lib/network/engine/lanes.js';

const JOINS = Number.parseInt(process.versions.node) >= 24 && process.arch === 'x64';

/** Calls with BITTENSOR_LANES set. */
function within<T>(lanes: string | undefined, call: () => T): T {
  const before = process.env.BITTENSOR_LANES;
  const set = (value: string | undefined): void => {
    if (value === undefined) delete process.env.BITTENSOR_LANES;
    else process.env.BITTENSOR_LANES = value;
  };
  set(lanes);
  try {
    return call();
  } finally {
    set(before);
  }
}

describe('lanes', () => {
  it('are of 128 bits where BITTENSOR_LANES is not set, is empty or names them', () => {
    for (const lanes of [undefined, '', '128']) {
      equal(
        within(lanes, () => lanesFromEnvironment('test')),
        128,
      );
    }
  });

  it('of another width are refused', () => {
    throws(() => within('512', () => lanesFromEnvironment('test')), {
      name: 'InvalidArgumentError',
      message: 'test: BITTENSOR_LANES must be one of 128, 256, got "512"',
    });
  });

  it('of 256 bits train to the same bytes, and are refused by an engine that joins no registers', () => {
    if (!JOINS) {
      throws(() => within('256', () => lanesFromEnvironment('test')), {
        name: 'InvalidArgumentError',
        message: `test: BITTENSOR_LANES must be 128 on an engine that joins no registers, which Node 24 and later do on x64, got 256 on Node ${process.versions.node}, ${process.arch}`,
      });
      return;
    }
    const [narrow, wide] = ['128', '256'].map((lanes) =>
      // Without Liftoff every function is compiled by the compiler that joins registers before it is first called.
      execFileSync(process.execPath, ['--no-liftoff', join(__dirname, 'trainedBytes.js')], {
        encoding: 'utf8',
        env: { ...process.env, BITTENSOR_LANES: lanes },
      }),
    );
    equal(wide.split('\n').length, 9);
    equal(wide, narrow);
  });
});
