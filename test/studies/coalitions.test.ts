import assert from 'node:assert/strict';
import { coalitions } from '../../lib/studies/index.js';
import { where } from '../../lib/plot/compose/index.js';

const FEW = { networks: 6, epochs: 6, warmup: 2, miners: 16 };

describe('coalitions', function () {
  this.timeout(60_000);

  it('gain in proportion to stake without a clip, less under clips, and least from both sides below a half', async () => {
    const shares = [0.1, 0.3, 0.45];
    const { summary } = (await coalitions({ ...FEW, shares }, { workers: 1 })).tables;
    const at = (mechanism: string, share: number) => where(summary, { mechanism, share })[0];
    for (const share of shares) {
      const gain = (mechanism: string): number => at(mechanism, share).gain ?? NaN;
      assert.equal(gain('l1'), gain('paper'));
      assert.ok(gain('twoSided') < gain('medianAtLeast') && gain('medianAtLeast') < gain('l1') / 2);
      // The clip is that of Yuma consensus, whose versions differ in bonds.
      for (const version of ['yuma1', 'yuma2', 'yuma3'])
        assert.ok(Math.abs(gain(version) - gain('medianAtLeast')) < 1e-12);
      // Bonds pay for votes that agree.
      assert.ok((at('yuma3', share).payGain ?? 1) < 0);
      assert.equal(at('paper', share).counted, 1);
      assert.ok((at('median', share).counted ?? 1) < (at('twoSided', share).counted ?? 0));
    }
    const leverage = shares.map((share) => at('paper', share).leverage ?? NaN);
    for (const one of leverage) assert.ok(Math.abs(one - leverage[0]) < 1e-12);
  });

  it('take all incentive above a half under every clip, and accuracy with it', async () => {
    const { summary } = (await coalitions({ ...FEW, shares: [0.49, 0.51] }, { workers: 1 })).tables;
    for (const mechanism of ['median', 'medianAtLeast', 'twoSided', 'yuma1', 'yuma3TwoSided']) {
      const [below, above] = where(summary, { mechanism });
      assert.ok((below.incentive ?? 1) < 0.6 && (above.incentive ?? 0) > 0.999, mechanism);
      assert.ok((above.accuracy ?? 1) < (below.accuracy ?? 0), mechanism);
    }
  });

  it('refuses parameters that do not fit each other', async () => {
    const refused = (given: object, message: RegExp) => assert.rejects(coalitions(given), message);
    await refused({ members: 14 }, /coalitions: members must be an integer from 1 to 13, got 14/);
    await refused({ own: 32 }, /coalitions: own must be an integer from 1 to 31, got 32/);
    await refused({ warmup: 20 }, /coalitions: warmup must be an integer from 0 to 19, got 20/);
    await refused({ shares: [1] }, /coalitions: shares must lie between 0 and 1/);
    await refused({ mechanisms: ['l1', 'l1'] }, /coalitions: mechanisms must be a list/);
  });
});
