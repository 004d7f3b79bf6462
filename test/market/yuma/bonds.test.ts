import assert from 'node:assert/strict';
import { runYuma, yumaEpoch, YUMA_VERSIONS, type YumaNetwork } from '../../../lib/market/index.js';
import { assertClose } from '../../support/compare.js';

describe('bonds of Yuma consensus', () => {
  const honest = { weights: Array.from({ length: 3 }, () => [0.5, 0.5]), stake: [5, 3, 2] };

  it('pay by stake where all agree, under every version', () => {
    for (const name of YUMA_VERSIONS) {
      const { dividends } = runYuma([honest, honest, honest], { version: name })[2];
      assertClose(dividends, [0.5, 0.3, 0.2], 1e-12);
    }
  });

  it('of a miner that is replaced start from zero', () => {
    const [, kept] = runYuma([honest, honest]);
    const [, reset] = runYuma([honest, { ...honest, reset: [1] }]);
    assertClose([kept.bonds[0], kept.bonds[1]], [0.0246875, 0.0246875], 1e-12);
    assertClose([reset.bonds[0], reset.bonds[1]], [0.0246875, 0.0125], 1e-12);
  });

  it('grow fastest with liquid alpha where votes are above the consensus', () => {
    // 1 validator in 10 votes for miner 1 first; without penalty its bond is bought at 0.3/(1 + e^−5).
    const weights = [
      [1, 0],
      [0, 1],
    ];
    const { bonds } = yumaEpoch(
      { weights, stake: [0.9, 0.1] },
      { liquidAlpha: true, bondPenalty: 0 },
    );
    const alpha = (d: number): number => 0.1 + 0.2 / (1 + Math.exp(-10 * (d - 0.5)));
    assertClose(bonds, [alpha(0), 0, 0, alpha(1)], 1e-14);
  });
});

describe('weights for oneself', () => {
  const given: YumaNetwork = {
    weights: [
      [0.6, 0.2, 0.2],
      [0.5, 0.5, 0],
      [0, 0, 1],
    ],
    stake: [1, 1, 1],
    own: [0, 1, 2],
  };

  it('are masked, the rest of the row divided by its sum, and an emptied row is no vote', () => {
    const { clipped, preranks } = yumaEpoch(given);
    assertClose(preranks, [1 / 3, 1 / 6, 1 / 6], 1e-14);
    assert.deepEqual([...clipped.slice(6)], [0, 0, 0]);
  });

  it('are kept where the option says so, and the owner’s always', () => {
    assertClose(
      yumaEpoch(given, { selfWeights: 'kept' }).preranks,
      [1.1 / 3, 0.7 / 3, 1.2 / 3],
      1e-14,
    );
    assertClose(yumaEpoch({ ...given, owner: 2 }).preranks, [1 / 3, 1 / 6, 1.5 / 3], 1e-14);
  });

  it('alone leave no rank, and pay is by stake, or none', () => {
    const alone = {
      weights: [
        [1, 0],
        [0, 1],
      ],
      stake: [3, 1],
      own: [0, 1],
    };
    assert.deepEqual([...yumaEpoch(alone).validatorPay], [0.75, 0.25]);
    assert.deepEqual([...yumaEpoch(alone).incentive], [0, 0]);
    assert.deepEqual([...yumaEpoch(alone, { unranked: 'none' }).validatorPay], [0, 0]);
  });
});
