import assert from 'node:assert/strict';
import { join } from 'node:path';
import { anarchy, attacks, detection, mechanisms, regretStudy, invariance, sybils, type AnyResult, type RunOptions } from '../../lib/studies/index.js';
import { randomHessians } from '../../lib/market/index.js';
import { NETWORK_DEFAULTS, networkStream } from '../../lib/experiments/parameters.js';
import { temporaryFolder } from '../support/folders.js';

const FEW = { networks: 3, peers: 4, resamples: 50 };
const GROUP = { ...FEW, attackers: 2, blocks: 30, checkpoints: 4 };

type Run = (extra?: object, options?: RunOptions) => Promise<AnyResult>;

/** Every study of self-interested and dishonest peers, small. */
const STUDIES: Record<string, Run> = {
  regret: (extra, options) =>
    regretStudy({ ...FEW, steps: 40, checkpoints: 4, ratios: [10], ...extra }, options),
  anarchy: (extra, options) => anarchy({ ...FEW, starts: 2, maxSteps: 60, ...extra }, options),
  attacks: (extra, options) =>
    attacks(
      { ...GROUP, temperatures: [0.5, 1], shares: [0.2, 0.5], ratios: [1, 25], ...extra },
      options,
    ),
  sybils: (extra, options) =>
    sybils({ ...FEW, identities: [0, 1, 3], maxSteps: 60, ...extra }, options),
  scale: (extra, options) =>
    scale({ ...FEW, steps: 30, factors: [0.5, 2], newcomers: [0, 2], ...extra }, options),
  mechanisms: (extra, options) => mechanisms({ ...GROUP, ...extra }, options),
  detection: (extra, options) =>
    detection({ ...FEW, attackers: 1, blocks: 30, batches: [3, 300], ...extra }, options),
};

/** The Hessians that network `network` draws at the default seed, as numbers. */
function drawnHessians(network: number): number[] {
  const stream = networkStream(NETWORK_DEFAULTS.seed, network).split('hessians');
  return Array.from(randomHessians(FEW.peers, stream));
}

describe('every study of self-interested and dishonest peers', () => {
  const folder = temporaryFolder();

  for (const [name, run] of Object.entries(STUDIES)) {
    it(`${name}: measured Hessians take the place of drawn ones, network by network`, async () => {
      const measured = [0, 1, 2].map(drawnHessians);
      const [drawn, given] = [await run(), await run({ hessians: 'measured', measured })];
      assert.deepEqual(given.tables, drawn.tables);
      const other = await run({ hessians: 'measured', measured: [...measured].reverse() });
      assert.notDeepEqual(other.tables, drawn.tables);
    });

    it(`${name}: the tables do not depend on the workers, nor on a journal that is resumed`, async () => {
      const journal = join(folder(), 'journal.jsonl');
      const one = await run({}, { workers: 1, journal });
      const progress: number[] = [];
      const again = await run(
        {},
        { workers: 2, journal, onProgress: ({ resumed }) => progress.push(resumed) },
      );
      assert.deepEqual(again, one);
      assert.ok(progress[0] > 0);
      assert.deepEqual(await run({}, { workers: 2 }), one);
    });

    it(`${name}: another seed is another result, a name that nobody reads is refused`, async () => {
      assert.notDeepEqual((await run({ seed: 8 })).tables, (await run()).tables);
      await assert.rejects(run({ tempreature: 1 }), /options must be among .*got "tempreature"/);
      await assert.rejects(
        run({ networks: 0 }),
        /networks must be an integer of at least 1, got 0/,
      );
      await assert.rejects(run({ confidence: 1 }), /confidence must lie between 0 and 1/);
      await assert.rejects(
        run({ hessians: 'measured', measured: [drawnHessians(0)] }),
        /measured must hold Hessians for 3 networks, got 1/,
      );
    });
  }
});
