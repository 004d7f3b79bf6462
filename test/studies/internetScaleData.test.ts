/*
 * The stored runs of the study internetScale: their form, their commands, and one of their rows run again.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { internetScale, plot, type InternetScale } from '../../lib/studies/index.js';
import { assertClose } from '../support/compare.js';
import { ROOT } from '../support/folders.js';

interface Stored {
  readonly about: string;
  readonly runs: readonly { readonly command: string; readonly result: InternetScale }[];
}

const { about, runs } = JSON.parse(
  readFileSync(join(ROOT, 'datasets', 'internet-scale.json'), 'utf8'),
) as Stored;

/** A run's parameters as its command gives them. */
function optionsOf(command: string): Record<string, string> {
  const [program, name, ...words] = command.split(' ').slice(1);
  assert.deepEqual([program, name], ['bittensor-workbench', 'internet-scale']);
  const options: Record<string, string> = {};
  for (let at = 0; at < words.length; at += 2) {
    const key = words[at]
      .replace(/^--/, '')
      .replace(/-[a-z]/g, ([, letter]) => letter.toUpperCase());
    options[key] = words[at + 1];
  }
  return options;
}

describe('the stored runs of internetScale', () => {
  it('are results of the study at the parameters of their commands', () => {
    assert.match(about, /internetScale/);
    assert.ok(runs.length > 0);
    for (const { command, result } of runs) {
      const { workers: _, ...given } = optionsOf(command);
      const values = internetScale.read(result.parameters);
      assert.deepEqual(values, result.parameters);
      for (const [name, text] of Object.entries(given)) {
        assert.equal(String(values[name as keyof typeof values]), text, name);
      }
      const kinds = values.temperatures.length + values.scaled.length;
      const size = values.topologies.length * values.peers.length * kinds;
      assert.equal(result.tables.summary.length, size);
      assert.match(JSON.stringify(plot(result)), /Internet scale/);
    }
  });

  it('hold correlations and gains up to a million peers', () => {
    const rows = runs.flatMap(({ result }) => result.tables.summary);
    assert.ok(rows.some(({ peers }) => peers === 1_000_000));
    for (const { peers, ideal, shapley, gap } of rows) {
      for (const r of [ideal, shapley]) assert.ok(r !== null && Math.abs(r) <= 1);
      // In mean ranks 1/n: a small part of the payoff.
      assert.ok(gap !== null && gap / peers < 0.1, `${gap} at ${peers} peers`);
    }
  });

  it('repeat', async () => {
    const { parameters, tables } = runs[0].result;
    const again = await internetScale({ ...parameters, peers: [100], topologies: ['random'] });
    const numbers = (row: object): number[] =>
      Object.values(row).filter((value) => typeof value === 'number');
    for (const row of again.tables.summary) {
      const before = tables.summary.find(
        ({ topology, scale, peers }) =>
          topology === 'random' && peers === 100 && scale === row.scale,
      );
      assert.ok(before);
      assertClose(numbers(row), numbers(before), 1e-6);
    }
  });
});
