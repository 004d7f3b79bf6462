import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { createStream } from '../../lib/math/index.js';
import { meanInterval } from '../../lib/math/jackknife.js';
import { keyColumns, quantityColumns } from '../../lib/studies/columns.js';
import { compareRuns, plotComparison, type KeptRun } from '../../lib/runs/index.js';

type Row = KeptRun['tables']['summary'][number];

function runOf(name: string, summary: readonly Row[], parameters: object = {}): KeptRun {
  return {
    run: { name, tags: [], finished: '2026-01-01T00:00:00.000Z', seconds: 1 },
    study: 'figure4',
    parameters: { networks: 4, confidence: 0.95, ...parameters },
    versions: { workbench: '0.1.0' },
    tables: { summary },
  };
}

const estimate = (value: number, low: number, high: number): Row => ({
  pearson: value,
  pearsonLow: low,
  pearsonHigh: high,
});

describe('the columns of a table', () => {
  const rows: Row[] = [
    { stake: 'none', identities: 0, networks: 2, ...estimate(0.5, 0.4, 0.6), steps: 10 },
    { stake: 'none', identities: 2, networks: 2, ...estimate(0.4, 0.3, 0.5), steps: 10 },
    { stake: 'split', identities: 0, networks: 2, ...estimate(0.3, 0.2, 0.4), steps: null },
  ];

  it('are keys as far as they are needed to tell rows apart', () => {
    deepEqual(keyColumns(rows), ['stake', 'identities']);
    deepEqual(keyColumns(rows.slice(0, 1)), []);
    deepEqual(keyColumns([rows[0], rows[0]]), []);
  });

  it('are quantities where they have an interval or are other numbers', () => {
    deepEqual(quantityColumns(rows, keyColumns(rows)), ['networks', 'pearson', 'steps']);
  });
});

describe('compareRuns', () => {
  it('matches rows by their keys and lists the parameters that differ', () => {
    const a = runOf('a', [
      { ratio: 10, ...estimate(0.5, 0.4, 0.7) },
      { ratio: 50, ...estimate(0.9, 0.8, 1) },
    ]);
    const b = runOf(
      'b',
      [
        { ratio: 50, ...estimate(0.2, 0.1, 0.25) },
        { ratio: 99, ...estimate(0, 0, 0) },
      ],
      {
        temperature: 0.5,
        ratios: [50, 99],
      },
    );
    const { keys, rows, unmatched, parameters } = compareRuns(a, b);
    deepEqual(keys, ['ratio']);
    equal(unmatched, 2);
    deepEqual(parameters, [
      { parameter: 'temperature', first: null, second: 0.5 },
      { parameter: 'ratios', first: null, second: '[50,99]' },
    ]);
    equal(rows.length, 1);
    const [row] = rows;
    equal(row.ratio, 50);
    ok(Math.abs((row.difference ?? 0) - 0.7) < 1e-12);
    ok(Math.abs((row.differenceLow ?? 0) - (0.7 - Math.hypot(0.1, 0.05))) < 1e-12);
    ok(Math.abs((row.differenceHigh ?? 0) - (0.7 + Math.hypot(0.1, 0.1))) < 1e-12);
    equal(row.apart, true);
  });

  it('has the interval of the difference of two independent means at its level', () => {
    const stream = createStream(5);
    const networks = 12;
    const trials = 1500;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const [a, b] = [1, 3].map((scale) => {
        const values = Array.from({ length: networks }, () => scale * stream.normal());
        const { estimate: mean, low, high } = meanInterval(values, { confidence: 0.9 });
        return runOf('a', [estimate(mean, low, high)]);
      });
      const [row] = compareRuns(a, b).rows;
      if (!row.apart) covered++;
    }
    ok(Math.abs(covered / trials - 0.9) < 0.03, `${covered} of ${trials} intervals cover 0`);
  });

  it('is undefined where an estimate or an interval is', () => {
    const a = runOf('a', [{ pearson: null, pearsonLow: null, pearsonHigh: null, steps: 3 }]);
    const b = runOf('b', [{ ...estimate(1, 0, 2), steps: 5 }]);
    const [pearson, steps] = compareRuns(a, b).rows;
    equal(pearson.difference, null);
    deepEqual([steps.difference, steps.differenceLow, steps.apart], [-2, null, false]);
  });

  it('refuses runs of different studies', () => {
    const a = runOf('a', [estimate(0, 0, 0)]);
    throws(() => compareRuns(a, { ...a, study: 'figure5' }), {
      name: 'InvalidArgumentError',
      message: 'compareRuns: both runs must be of one study, got figure4 and figure5',
    });
  });
});

describe('plotComparison', () => {
  it('has a line for each run along the first key', () => {
    const rows = [10, 50].map((ratio) => ({ ratio, ...estimate(0.5, 0.4, 0.7) }));
    const figure = plotComparison(runOf('cold', rows), runOf('warm', rows, { temperature: 2 }));
    const names = figure.data.map((trace) => (trace as { name?: string }).name);
    ok(names.includes('run cold') && names.includes('run warm'), names.join(', '));
    const text = JSON.stringify(figure.layout);
    ok(text.includes('warm: networks'), text);
    ok(text.includes('temperature 2'));
  });

  it('refuses a quantity that the summary has not', () => {
    const run = runOf('a', [{ ratio: 10, ...estimate(0.5, 0.4, 0.7) }]);
    throws(() => plotComparison(run, run, { quantities: ['pearsen'] }), {
      message:
        'plotComparison: a quantity must be a column of numbers of the summary, got "pearsen"; did you mean pearson?',
    });
  });
});
