import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultsOf } from '../../lib/parameters/index.js';
import { figure4, StudyError } from '../../lib/studies/index.js';
import { carriedBy } from '../../lib/studies/run/carried.js';
import { runTasks } from '../../lib/studies/run/pool.js';
import { type Task } from '../../lib/studies/run/task.js';
import { temporaryFolder } from '../support/folders.js';

const SMALL = { peers: 3, seed: 41, maxSteps: 20 };
const VALUES = { ...defaultsOf(figure4.parameters), ...SMALL };
const HEADER = { study: 'test', parameters: VALUES, versions: {} };

const STUDY = { perform: figure4.perform, carried: carriedBy(figure4, VALUES) };

const tasks = (networks: number): Task[] =>
  Array.from({ length: networks }, (_, network) => ({ study: 'figure4', network, values: VALUES }));

describe('runTasks', () => {
  const folder = temporaryFolder();

  it('reports a network that fails with its number and seed, and keeps the finished ones', async () => {
    const journal = join(folder(), 'journal.jsonl');
    const all = tasks(4);
    // No worker can sample a network of −1 peers; parameters are checked before, so this simulates a defect.
    const broken = { ...all[3], values: { ...VALUES, peers: -1 } };
    const run = runTasks(HEADER, [...all.slice(0, 3), broken], STUDY, { workers: 1, journal });
    await assert.rejects(run, (error) => {
      assert.ok(error instanceof StudyError);
      assert.match(
        error.message,
        /^test: network 3 of seed 41 failed \(.*peers.*\); run again to go on$/,
      );
      return true;
    });
    // The pool may have begun the broken piece before the last of the others.
    const kept = readFileSync(journal, 'utf8').trimEnd().split('\n').length - 1;
    assert.ok(kept >= 1 && kept <= 3, `${kept} pieces are kept`);
    const resumed: number[] = [];
    const results = await runTasks(HEADER, all, STUDY, {
      journal,
      onProgress: (progress) => resumed.push(progress.resumed),
    });
    assert.equal(resumed[0], kept);
    assert.deepEqual(results, await runTasks(HEADER, all, STUDY, {}));
  });
});

describe('figure4', () => {
  it('names the implementation that descended', async () => {
    const of = async (given: object): Promise<string[]> => {
      const { tables } = await figure4({ ...SMALL, networks: 1, ...given });
      return [...new Set(tables.networks.map(({ implementation }) => implementation))];
    };
    assert.deepEqual(await of({}), ['kernel']);
    assert.deepEqual(await of({ order: 'sequential' }), ['definition']);
    assert.deepEqual(await of({ solver: 'fast' }), ['solver']);
  });
});
