import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomMarket } from '../../lib/market/index.js';
import { run } from '../support/commandLine.js';
import { temporaryFolder } from '../support/folders.js';
import { QUICK, QUICK_STRATEGIC } from '../support/quickStudies.js';

const STRATEGIC = QUICK_STRATEGIC.map((command) => [...command, ...QUICK]);

describe('the studies of markets on the command line', () => {
  const folder = temporaryFolder();

  it('gathers the studies of self-interested and dishonest peers on one page', async () => {
    for (const command of STRATEGIC) {
      const { code, stderr } = await run([...command, '--out', '.'], folder());
      assert.equal(code, 0, stderr);
    }
    const page = readFileSync(join(folder(), 'index.html'), 'utf8');
    for (const [id] of STRATEGIC) {
      assert.ok(page.includes(`<section id="${id}">`), id);
      assert.ok(existsSync(join(folder(), `${id}.svg`)), id);
    }
  });

  it('uses measured Hessians in every study of self-interested and dishonest peers', async () => {
    const { hessians } = randomMarket({ peers: 3, seed: 1 });
    const nested = [0, 1, 2].map((i) =>
      [0, 1, 2].map((j) => Array.from(hessians.slice(9 * i + 3 * j, 9 * i + 3 * j + 3))),
    );
    writeFileSync(join(folder(), 'h.json'), JSON.stringify([nested, nested]));
    for (const command of [
      ...QUICK_STRATEGIC,
      ['regret', '--steps', '50', '--checkpoints', '4', '--ratios', '10'],
    ]) {
      const { code, stderr } = await run(
        [...command, '--hessians-from', 'h.json', '--out', '.'],
        folder(),
      );
      assert.equal(code, 0, stderr);
      const path = join(folder(), `${command[0]}.json`);
      const { parameters } = JSON.parse(readFileSync(path, 'utf8')) as {
        parameters: { hessians: string; networks: number };
      };
      assert.deepEqual([parameters.hessians, parameters.networks], ['measured', 2]);
    }
  });

  it('runs every study of markets on trained networks, by default on all of them', async () => {
    for (const [study, ...command] of [
      ['figure-4', 'figure', '4', '--max-steps', '20', '--ratios', '10'],
      ['figure-5', 'figure', '5', '--steps', '50', '--samples', '5'],
      ['regret', 'regret', '--steps', '20', '--checkpoints', '3', '--ratios', '10'],
      ['choices', 'choices', '--max-steps', '20', '--ratios', '10'],
      ['scaling', 'scaling', '--max-steps', '20', '--ratios', '10', '--temperatures', '1'],
      ...QUICK_STRATEGIC.map((quick) => [quick[0], ...quick]),
    ]) {
      const { code, stderr } = await run(
        [...command, '--hessians', 'trained', '--out', '.'],
        folder(),
      );
      assert.equal(code, 0, stderr);
      const { parameters } = JSON.parse(readFileSync(join(folder(), `${study}.json`), 'utf8')) as {
        parameters: { hessians: string; peers: number | number[]; networks: number };
      };
      assert.equal(parameters.hessians, 'trained');
      assert.deepEqual(parameters.peers, study === 'scaling' ? [8] : 8);
      // The study's default where that is smaller.
      assert.equal(
        parameters.networks,
        ['anarchy', 'attacks', 'invariance'].includes(study) ? 6 : 8,
      );
    }
  });
});
