import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { keptRuns, plotSweep, sweep } from '../../lib/runs/index.js';
import { figure4, scaling, type Progress } from '../../lib/studies/index.js';
import { temporaryFolder } from '../support/folders.js';

const SMALL = { networks: 2, peers: 3, maxSteps: 20, ratios: [10, 50] };

describe('sweep', () => {
  const folder = temporaryFolder();

  it('has the summary of every combination, the last parameter varying fastest', async () => {
    const over = { temperature: [0.5, 1], interaction: [1, 0] };
    const { rows, parameters } = await sweep(figure4, { over, parameters: SMALL, workers: 1 });
    deepEqual(
      rows.map(({ temperature, interaction, ratio }) => [temperature, interaction, ratio]),
      [0.5, 1].flatMap((t) => [1, 0].flatMap((i) => [10, 50].map((ratio) => [t, i, ratio]))),
    );
    equal(parameters.networks, 2);
    ok(!('temperature' in parameters));
    const alone = await figure4({ ...SMALL, temperature: 1, interaction: 0 }, { workers: 1 });
    deepEqual(
      rows.slice(6).map(({ temperature, interaction, ...row }) => row),
      alone.tables.summary,
    );
  });

  it('goes on after a stop with the runs that it has kept, to the same table', async () => {
    const options = {
      over: { temperature: [0.5, 1, 2] },
      ...{ parameters: SMALL, workers: 1, folder: folder(), tags: ['draft'] },
    };
    const wanted = await sweep(figure4, { over: options.over, parameters: SMALL, workers: 1 });
    const controller = new AbortController();
    const stopped = sweep(figure4, {
      ...options,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 3) controller.abort(new Error('stop'));
      },
    });
    await rejects(stopped, /stop/);
    equal(keptRuns(folder()).length, 1);
    const steps: Progress[] = [];
    const found = await sweep(figure4, {
      ...options,
      onProgress: (progress) => steps.push(progress),
    });
    deepEqual(found, wanted);
    equal(steps[0].resumed, 1, 'the journal of the combination that was stopped is read');
    deepEqual(
      keptRuns(folder())
        .map(({ run, parameters }) => [run.tags, parameters.temperature])
        .sort(),
      [
        [['draft'], 0.5],
        [['draft'], 1],
        [['draft'], 2],
      ],
    );
    ok(readdirSync(join(folder(), 'runs')).every((file) => file.endsWith('.json')));
    let runs = 0;
    await sweep(figure4, { ...options, onProgress: () => runs++ });
    equal(runs, 0, 'kept runs are read');
  });

  it('sweeps a parameter that is a list', async () => {
    const over = { peers: [[3], [4]] };
    const parameters = { networks: 2, temperatures: [1], ratios: [50], gapNetworks: 1 };
    const few = { ...parameters, meanBidTemperatures: [5], meanBidRatios: [250] };
    const { rows } = await sweep(scaling, { over, parameters: few, workers: 1 });
    deepEqual([...new Set(rows.map(({ peers }) => peers))], [3, 4]);
  });

  for (const [options, message] of [
    [{ over: {} }, 'sweep: over must name a parameter, got {}'],
    [
      { over: { temprature: [1] } },
      'sweep: over must name parameters of figure4, got temprature; did you mean temperature?',
    ],
    [
      { over: { temperature: [] } },
      'sweep: over.temperature must be a list of different values, got ""',
    ],
    [
      { over: { temperature: [1, 1] } },
      'sweep: over.temperature must be a list of different values, got "1, 1"',
    ],
    [
      { over: { temperature: [1, -1] } },
      'figure4: temperature must be a finite number above 0, got -1',
    ],
    [
      { over: { temperature: [1] }, parameters: { temperature: 2 } },
      'sweep: temperature must be varied or given once, got both',
    ],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, async () => {
      let pieces = 0;
      await rejects(
        sweep(figure4, { ...(options as { over: object }), onProgress: () => pieces++ }),
        { name: 'InvalidArgumentError', message },
      );
      equal(pieces, 0, 'nothing is run');
    });
  }
});

describe('plotSweep', () => {
  it('has a row of panels for each quantity, and shares the range of its axis', async () => {
    const over = { temperature: [0.5, 1], anchor: ['open', 'initial'] as const };
    const result = await sweep(figure4, { over, parameters: SMALL, workers: 1 });
    const { layout, data } = plotSweep(result, { quantities: ['pearson', 'nashGap'] });
    const ranges = Object.entries(layout)
      .filter(([name]) => name.startsWith('yaxis'))
      .map(([, axis]) => JSON.stringify((axis as { range?: unknown }).range));
    equal(ranges.length, 4, 'two quantities at two ratios');
    equal(new Set(ranges).size, 2);
    const names = new Set(data.map((trace) => (trace as { name?: string }).name));
    deepEqual([...names].sort(), ['anchor initial', 'anchor open']);
  });
});
