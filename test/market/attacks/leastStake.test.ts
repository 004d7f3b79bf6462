import assert from 'node:assert/strict';
import {
  defineMechanism,
  honestWeights,
  leastPayingStake,
  MECHANISMS,
  randomMarket,
  withGroupStake,
  type Market,
} from '../../../lib/market/index.js';
import { use } from '../../../lib/studies/index.js';
import { assertClose, sum } from '../../support/compare.js';
import { forgettingOwn } from '../../support/own.js';
import { itRefuses } from '../../support/refusals.js';

function honestMarket(peers: number, seed: number): Market {
  const start = randomMarket({ peers, seed, ratio: 25 });
  return { ...start, weights: honestWeights(start) };
}

describe('leastPayingStake', () => {
  forgettingOwn();

  it('brackets the closed form of one peer in a block under ‖R‖₁', () => {
    for (const seed of [1, 2, 3]) {
      const market = honestMarket(5, seed);
      const [inflation, worth] = [2, 0.05];
      // gain = σ (1 − w_ii) τ/(S + τ): the votes that the peer gave to others return.
      const exact = (worth * (5 + inflation)) / (inflation * (1 - market.weights[12]));
      const found = leastPayingStake(market, {
        ...{ members: [2], horizon: 1, inflation, mechanism: 'l1', worth, resolution: 1e-6 },
        shares: [0.9, 0.01, 0.5, 0.5],
      });
      assert.ok(found.share !== null && found.monotone);
      assert.ok(found.without < exact + 1e-9 && found.share > exact - 1e-9);
      assert.ok(found.share - found.without <= 1e-6);
      assert.deepEqual(
        found.grid.map(({ share }) => share),
        [0.01, 0.5, 0.9],
      );
      for (const { share, gain, pays } of [...found.grid, ...found.bisection]) {
        assertClose([gain], [(share * worth) / exact], 1e-9);
        assert.equal(pays, gain > worth);
      }
    }
  });

  it('has none where no vote of a peer moves its own rank, which is no proof elsewhere', () => {
    const options = { members: [0], horizon: 1, inflation: 1, shares: [0.1, 0.4], worth: 0 };
    const found = leastPayingStake(honestMarket(4, 1), { ...options, mechanism: 'impartial' });
    assert.deepEqual([found.share, found.without, found.bisection.length], [null, 0.4, 0]);
  });

  it('brackets the first share that pays where larger ones do not', async () => {
    const { paper, impartial } = MECHANISMS;
    const islands = defineMechanism({
      name: 'islandOfStake',
      title: 'an island',
      about: 'votes for oneself count where the largest stake is from 0.26 to 0.45 of all',
      norm: 'l1',
      rank: (n, weights, stake, out) => {
        const largest = Math.max(...stake) / sum(stake);
        (largest > 0.26 && largest < 0.45 ? paper : impartial).rank(n, weights, stake, out);
      },
    });
    await use(islands);
    const found = leastPayingStake(honestMarket(6, 2), {
      ...{ members: [1], horizon: 1, inflation: 1, worth: 1e-4, resolution: 1e-3 },
      ...{ mechanism: 'islandOfStake', shares: [0.1, 0.2, 0.3, 0.4, 0.6] },
    });
    assert.ok(found.share !== null && !found.monotone);
    assert.ok(Math.abs(found.share - 0.26) <= 1e-3 && found.without <= 0.26 + 1e-9);
    assert.deepEqual(
      found.grid.map(({ pays }) => pays),
      [false, false, true, true, false],
    );
  });
});

describe('withGroupStake', () => {
  it('keeps all stake and the proportions on both sides, and leaves its market as it is', () => {
    const market = { ...honestMarket(4, 1), stake: Float64Array.of(1, 2, 3, 6) };
    const { stake } = withGroupStake(market, [1, 3], 0.25);
    assertClose(stake, [2.25, 0.75, 6.75, 2.25], 1e-14);
    assert.deepEqual(market.stake, Float64Array.of(1, 2, 3, 6));
    const empty = withGroupStake({ ...market, stake: Float64Array.of(0, 0, 3, 6) }, [0, 1], 0.5);
    assertClose(empty.stake, [2.25, 2.25, 1.5, 3], 1e-14);
  });
});

describe('refusals', () => {
  const market = honestMarket(3, 1);
  const given = { members: [0, 1, 2], horizon: 1, inflation: 1 };
  const rule = 'members must leave at least one peer outside the group';
  itRefuses('leastPayingStake', [
    {
      what: 'a group of all peers',
      call: () => leastPayingStake(market, given),
      rule,
      value: 'all 3 peers',
    },
    {
      what: 'a share of all stake',
      call: () => leastPayingStake(market, { ...given, members: [0], shares: [1] }),
      rule: 'shares must lie between 0 and 1, both excluded',
      value: '1',
    },
    {
      what: 'a worth below 0',
      call: () => leastPayingStake(market, { ...given, members: [0], worth: -1 }),
      rule: 'worth must be a finite number of at least 0',
      value: '-1',
    },
    {
      what: 'a change after the horizon',
      call: () => leastPayingStake(market, { ...given, members: [0], change: 2 }),
      rule: 'change must be a block of the horizon, at most 1',
      value: '2',
    },
  ]);
  itRefuses('withGroupStake', [
    {
      what: 'a group of all peers',
      call: () => withGroupStake(market, [0, 1, 2], 0.5),
      rule,
      value: 'all 3 peers',
    },
    {
      what: 'a market without stake',
      call: () => withGroupStake({ ...market, stake: new Float64Array(3) }, [0], 0.5),
      rule: 'stake must be above 0 for at least one peer',
      value: 'none',
    },
  ]);
});
