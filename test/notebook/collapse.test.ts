/*
 * The markets of 4 to 1,000 peers that notebook 3, phase diagram, shows: the form of the stored file, its least rows
 * computed again, and what it says.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

interface Row {
  readonly [name: string]: number | string | null;
  readonly hessians: string;
  readonly unit: string;
  readonly temperature: number;
  readonly ratio: number;
  readonly peers: number;
  readonly kept: number;
  readonly spread: number;
}

interface Stored {
  readonly command: string;
  readonly rows: readonly Row[];
}

const stored = JSON.parse(
  readFileSync(join(ROOT, 'notebooks/data/collapse.json'), 'utf8'),
) as Stored;

const FIXED = 'uniform, m = 16';

describe('notebooks/data/collapse.json', () => {
  it('has its command and every setting of every source, from 4 peers on, with finite numbers', () => {
    assert.equal(stored.command, 'node dist/bench/collapse.js > notebooks/data/collapse.json');
    const sizesOf = (source: string, unit: string, temperature: number): number[] =>
      stored.rows
        .filter(
          (row) => row.hessians === source && row.unit === unit && row.temperature === temperature,
        )
        .map(({ peers }) => peers);
    const square = [4, 8, 16, 32, 64];
    for (const [unit, temperature] of [
      ['meanBid', 4.8],
      ['meanBid', 10],
      ['meanBid', 20],
      ['absolute', 1],
    ] as const) {
      assert.deepEqual(sizesOf(FIXED, unit, temperature), [...square, 128, 256, 512, 1000]);
      assert.deepEqual(sizesOf('uniform, m = n', unit, temperature), square);
      assert.deepEqual(sizesOf('diagonal', unit, temperature), square);
    }
    for (const row of stored.rows) {
      for (const name of ['kept', 'mask', 'converged']) {
        const value = row[name];
        assert.ok(typeof value === 'number' && value >= 0 && value <= 1, `${name}: ${value}`);
      }
      for (const name of ['ideal', 'shapley']) {
        const value = row[name];
        assert.ok(value === null || (typeof value === 'number' && Math.abs(value) <= 1), name);
      }
    }
  });

  it('is what its command computes, at 4 peers', () => {
    const text = execFileSync(process.execPath, [join(ROOT, 'dist/bench/collapse.js'), '4'], {
      ...{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    });
    const again = JSON.parse(text) as Stored;
    assert.equal(again.command, stored.command);
    assert.deepEqual(
      again.rows,
      stored.rows.filter(({ peers }) => peers === 4),
    );
  });

  it('is flat from 64 peers on in mean bids, and at fixed T the ranking falls, where rows of Hessians differ alike', () => {
    const valuesOf = (unit: string, temperature: number, of: (row: Row) => number): number[] =>
      stored.rows
        .filter(
          (row) =>
            row.hessians === FIXED &&
            row.unit === unit &&
            row.temperature === temperature &&
            row.peers >= 64,
        )
        .map(of);
    const own = ({ kept, peers }: Row): number => kept * peers;
    const spread = ({ spread: sd, peers }: Row): number => sd * Math.sqrt(peers);
    const correlation = ({ ideal }: Row): number => Number(ideal);
    const ratio = (values: readonly number[]): number => Math.max(...values) / Math.min(...values);
    for (const temperature of [4.8, 10, 20]) {
      const of = (name: string, what: (row: Row) => number, most: number): void => {
        const found = ratio(valuesOf('meanBid', temperature, what));
        assert.ok(found < most, `${name} at θ = ${temperature}: ${found}`);
      };
      of('own weight', own, 1.3);
      of('spread of ranks', spread, 1.3);
      of('correlation', correlation, 1.15);
    }
    const [first, ...later] = valuesOf('absolute', 1, correlation);
    assert.ok(Math.min(...later) < 0.7 * first, `${first}, then ${later.join(', ')}`);
  });
});
