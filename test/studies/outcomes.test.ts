import assert from 'node:assert/strict';
import { Kernel } from '../../lib/kernel/index.js';
import { WorkbenchError } from '../../lib/math/errors.js';
import { figure4, scaling } from '../../lib/studies/index.js';
import { runTasks } from '../../lib/studies/run/inPage.js';
import { type Task } from '../../lib/studies/run/task.js';

const GIVEN = { networks: 2, peers: 3, ratios: [10], maxSteps: 50 };

describe('outcomes of pieces of work', () => {
  const kernel = new Kernel();
  const taskOf = (network: number): Task => ({
    study: 'figure4',
    network,
    values: figure4.read(GIVEN),
  });

  it('make the result of a run, wherever they were performed', async () => {
    const outcomes = [0, 1].map((network) => figure4.perform(taskOf(network), kernel));
    assert.deepEqual(figure4.resultFrom(GIVEN, outcomes), await figure4(GIVEN, { workers: 1 }));
  });

  it('are as many as the pieces of work', () => {
    assert.throws(() => figure4.resultFrom(GIVEN, []), {
      name: 'InvalidArgumentError',
      message:
        'figure4.resultFrom: outcomes must be a list of 2, one for each piece of work, got Array of length 0',
    });
    assert.throws(() => scaling.resultFrom({ networks: 0 }, []), /networks must be an integer/);
  });

  it('come from the calling thread on a page, in order, with progress and a signal', async () => {
    const tasks = [0, 1].map(taskOf);
    const performed = { perform: figure4.perform, carried: undefined as never };
    const header = { study: 'figure4' } as never;
    const seen: number[] = [];
    const outcomes = await runTasks(header, tasks, performed, {
      onProgress: ({ done }) => seen.push(done),
    });
    assert.deepEqual(seen, [0, 1, 2]);
    assert.deepEqual(figure4.resultFrom(GIVEN, outcomes), await figure4(GIVEN, { workers: 1 }));
    const reason = new Error('enough');
    await assert.rejects(
      runTasks(header, tasks, performed, { signal: AbortSignal.abort(reason) }),
      reason,
    );
  });

  it('are refused a journal on a page', async () => {
    const performed = { perform: figure4.perform, carried: undefined as never };
    await assert.rejects(
      runTasks({ study: 'figure4' } as never, [], performed, { journal: 'x.jsonl' }),
      (error) =>
        error instanceof WorkbenchError && error.message.startsWith('figure4: a page performs'),
    );
  });
});
