import assert from 'node:assert/strict';
import { CATALOGUE } from './run.js';
import { Crew } from './crew.js';
import { temporaryFolder } from '../support/folders.js';

/** The most seconds of a valid call, on a machine that is busy. */
const PATIENCE = 60;

/** One test: the valid call of each of these targets has a result without NaN, and leaves its arguments. */
export function itMakesValidCalls(names: readonly string[]): void {
  const folder = temporaryFolder();
  it(`makes ${names.length} valid calls`, async () => {
    const crew = new Crew({ catalogue: CATALOGUE, folder: folder(), memory: 2 ** 31 });
    try {
      for (const target of names) {
        const { outcome } = await crew.make({ target, edits: [] }, PATIENCE);
        assert.equal(outcome.kind, 'finite', `${target}: ${outcome.detail}`);
      }
    } finally {
      crew.close();
    }
  }).timeout(600_000);
}
