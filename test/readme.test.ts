import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  anarchy,
  attacks,
  bandwidth,
  benchmarkStudy,
  choices,
  detection,
  distillation,
  draw,
  figure4,
  figure5,
  gating,
  liveMarket,
  mechanisms,
  regretStudy,
  scale,
  scaling,
  significanceStudy,
  sybils,
  toSvg,
  type AnyResult,
} from '../lib/index.js';
import { ROOT } from './support/folders.js';
import { readmeBlock, withBlock } from './support/readme.js';
import { onTrainedBlock } from './support/readmeOnTrained.js';
import { compareTrainedHessians, writeTrainedHessians } from './support/trainedHessians.js';

const README = join(ROOT, 'README.md');
const PICTURE = join(ROOT, '.github', 'figures', 'figure-4.svg');
/** `npm run readme` sets it: write what the studies give instead of comparing. */
const UPDATE = process.env.UPDATE_README !== undefined;

describe('the README', function () {
  this.timeout(900_000);

  const studies: Record<AnyResult['study'], () => Promise<AnyResult>> = {
    figure4,
    figure5,
    regret: regretStudy,
    choices,
    scaling,
    anarchy,
    attacks,
    sybils,
    scale,
    mechanisms,
    detection,
    benchmark: benchmarkStudy,
    significance: significanceStudy,
    liveMarket,
    bandwidth,
    gating,
    distillation,
  };
  for (const [study, run] of Object.entries(studies)) {
    it(`tells what ${study} gives at its defaults`, async () => {
      const result = await run();
      const readme = readFileSync(README, 'utf8');
      const expected = withBlock(readme, result.study, readmeBlock(result));
      if (UPDATE) writeFileSync(README, expected);
      else assert.equal(readme, expected);
      if (result.study === 'significance') {
        if (UPDATE) writeTrainedHessians(result);
        else compareTrainedHessians(result);
      }
      if (result.study !== 'figure4') return;
      const picture = await toSvg(draw(result));
      if (UPDATE) writeFileSync(PICTURE, picture);
      else assert.equal(readFileSync(PICTURE, 'utf8'), picture);
    });
  }

  // After significance, which writes what it reads.
  it('tells what the studies of markets give on trained networks', async () => {
    const block = await onTrainedBlock();
    const readme = readFileSync(README, 'utf8');
    const expected = withBlock(readme, 'trained', block);
    assert.ok(expected.includes(block));
    if (UPDATE) writeFileSync(README, expected);
    else assert.equal(readme, expected);
  });
});
