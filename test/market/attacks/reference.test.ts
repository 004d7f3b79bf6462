import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  honestWeights,
  seekAttack,
  withGroupStake,
  type MechanismName,
} from '../../../lib/market/index.js';
import { defaultsOf } from '../../../lib/parameters/index.js';
import { MARKET, sampleMarket } from '../../../lib/studies/market/parameters.js';

interface Case {
  readonly members: number[];
  readonly share: number;
  readonly mechanism: MechanismName;
  readonly gain: number;
}

describe('the gains of CMA-ES', () => {
  const cases = JSON.parse(readFileSync('test/reference/sought-attacks.json', 'utf8')) as Case[];
  const sampled = sampleMarket(defaultsOf(MARKET), 0);
  const start = { ...sampled, ratio: 25, weights: honestWeights(sampled) };
  for (const { members, share, mechanism, gain } of cases) {
    it(`are found with a fraction of its evaluations: ${members.length} of 10 peers, ${share}, ${mechanism}`, () => {
      const found = seekAttack(withGroupStake(start, members, share), {
        ...{ members, horizon: 50, inflation: 0.2, mechanism },
        ...{ evaluations: 400, restarts: 1 },
      });
      assert.ok(found.gain > gain - 1e-6, `${found.gain} < ${gain}`);
      // One case of CMA-ES ends at a local maximum, 0.0037 below.
      assert.ok(found.gain < gain + 4e-3, `${found.gain} > ${gain}`);
    });
  }
});
