import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DATASETS } from '../fuzz/catalogue/datasets.js';
import { EQUILIBRIA } from '../fuzz/catalogue/equilibria.js';
import { MECHANISM } from '../fuzz/catalogue/market.js';
import { STATISTICS } from '../fuzz/catalogue/statistics.js';
import { WorkbenchError } from '../../lib/math/index.js';
import { temporaryFolder } from '../support/folders.js';
import { broken, hostile } from '../support/hostile.js';

describe('arguments of the wrong kind', () => {
  // Some arguments are files of the working folder.
  const folder = temporaryFolder();
  const home = process.cwd();
  beforeEach(() => {
    process.chdir(folder());
  });
  afterEach(() => {
    process.chdir(home);
  });

  for (const { name, args, call } of [...STATISTICS, ...MECHANISM, ...EQUILIBRIA, ...DATASETS]) {
    it(`${name} accepts them or refuses them in one short sentence`, () =>
      fc.assert(
        fc.asyncProperty(hostile, fc.nat(1000), async (value, place) => {
          const given = broken(await args(), value, place);
          try {
            await call(given);
          } catch (error) {
            assert.ok(error instanceof WorkbenchError, String(error));
            assert.ok(error.message.length < 400, error.message);
          }
        }),
        { seed: 1, numRuns: 60 },
      ));
  }
});
