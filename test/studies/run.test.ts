import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StudyError, type CompetitionParameters } from '../../lib/studies/index.js';
import { runTasks } from '../../lib/experiments/run.js';
import { tasksFor } from '../../lib/experiments/tasks.js';
import { temporaryFolder } from '../support/folders.js';

const PARAMETERS: CompetitionParameters = {
  ...COMPETITION_DEFAULTS,
  peers: 3,
  seed: 41,
  maxSteps: 20,
};
const HEADER = { study: 'test', parameters: PARAMETERS, versions: {} };

describe('runTasks', () => {
  const folder = temporaryFolder();

  it('reports a network that fails with its number and seed, and keeps what was finished', async () => {
    const journal = join(folder(), 'journal.jsonl');
    const tasks = tasksFor('compete', PARAMETERS, 4);
    // No worker can draw a network of −1 peers: parameters are checked before, so this stands for a defect.
    const broken = { ...tasks[3], parameters: { ...PARAMETERS, peers: -1 } };
    const run = runTasks(HEADER, [...tasks.slice(0, 3), broken], { workers: 1, journal });
    await assert.rejects(run, (error) => {
      assert.ok(error instanceof StudyError);
      assert.match(
        error.message,
        /^test: network 3 of seed 41 failed \(.*peers.*\); run again to go on$/,
      );
      return true;
    });
    assert.equal(readFileSync(journal, 'utf8').trimEnd().split('\n').length, 1 + 3);
    const resumed: number[] = [];
    const results = await runTasks(HEADER, tasks, {
      journal,
      onProgress: (progress) => resumed.push(progress.resumed),
    });
    assert.equal(resumed[0], 3);
    assert.deepEqual(results, await runTasks(HEADER, tasks, {}));
  });

  it('says which program descended', async () => {
    const [network] = await runTasks(HEADER, tasksFor('compete', PARAMETERS, 1), {});
    assert.deepEqual(
      network.outcomes.map(({ implementation }) => implementation),
      ['kernel', 'kernel', 'kernel', 'kernel'],
    );
    const sequential = tasksFor('compete', { ...PARAMETERS, order: 'sequential' as const }, 1);
    const [other] = await runTasks(HEADER, sequential, {});
    assert.equal(other.outcomes[0].implementation, 'definition');
    const [fast] = await runTasks(
      HEADER,
      tasksFor('compete', { ...PARAMETERS, solver: 'fast' as const }, 1),
      {},
    );
    assert.equal(fast.outcomes[0].implementation, 'solver');
  });
});
