import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  accessPosted,
  compareRanks,
  defineYuma,
  driftPosted,
  expandPosted,
  fromWeights,
  likenessPosted,
  market,
  mask,
  MECHANISM_NAMES,
  MECHANISMS,
  randomMarket,
  rank,
  rankPosted,
  payPosted,
  trustPosted,
  yumaEpoch,
  yumaPosted,
  type YumaVersion,
} from '../../../lib/market/index.js';
import { use } from '../../../lib/studies/index.js';
import { denseRanker } from '../../../lib/market/posted/rank.js';
import { assertClose } from '../../support/compare.js';
import { forgettingOwn } from '../../support/own.js';
import {
  asTriplets,
  levels,
  maskOf,
  NETWORK,
  randomFull,
  RANKS,
  sumOf,
  validatorsOf,
  votes,
} from './dense.js';

const networks = fc
  .record({ n: fc.integer({ min: 2, max: 9 }), seed: fc.nat(10_000) })
  .map(({ n, seed }) => ({ n, seed, full: randomFull(n, 0.6, 0.6, seed) }))
  .filter(({ full }) => sumOf(votes(full)) > 0);

const runs = (
  check: (given: { n: number; seed: number; full: ReturnType<typeof randomFull> }) => void,
) => {
  fc.assert(fc.property(networks, check), { seed: 1, numRuns: 60 });
};

describe('rank of posted weights', () => {
  it('is that of a second implementation, for every mechanism, rows empty and stakes equal', () => {
    runs(({ full, seed }) => {
      const posted = fromWeights(asTriplets(full, seed));
      for (const mechanism of MECHANISM_NAMES)
        assertClose(rankPosted(posted, { mechanism }), RANKS[mechanism](full), 1e-12);
    });
  });

  it('is to the last bit that of the market, which the network expands to', () => {
    runs(({ full }) => {
      const posted = fromWeights(full);
      const square = expandPosted(posted);
      assert.deepEqual(rankPosted(posted), rank(square));
      for (const mechanism of MECHANISM_NAMES) {
        const dense = new Float64Array(posted.peers);
        denseRanker('test', posted, MECHANISMS[mechanism])(square.stake, dense);
        assertClose(rankPosted(posted, { mechanism }), dense, 1e-14);
      }
    });
  });

  it('follows a permutation of the peers', () => {
    runs(({ n, full, seed }) => {
      const order = Array.from({ length: n }, (_, i) => (i + seed) % n).reverse();
      const moved = {
        weights: order.map((i) => order.map((j) => full.weights[i][j])),
        stake: order.map((i) => full.stake[i]),
      };
      const [a, b] = [fromWeights(full), fromWeights(moved)];
      for (const mechanism of MECHANISM_NAMES) {
        const [before, after] = [a, b].map((posted) => rankPosted(posted, { mechanism }));
        assertClose(
          after,
          order.map((i) => before[i]),
          1e-13,
        );
      }
      const [trust, access] = [trustPosted(b), accessPosted(b)];
      assertClose(
        trust.trust,
        order.map((i) => trustPosted(a).trust[i]),
        1e-13,
      );
      assertClose(
        access.served,
        order.map((i) => accessPosted(a).served[i]),
        1e-13,
      );
    });
  });

  it('is that of a square market where all peers post', () => {
    const square = randomMarket({ peers: 6, seed: 2 });
    const posted = fromWeights({ weights: square.weights, stake: square.stake });
    assert.deepEqual(rankPosted(posted), rank(square));
    const { weights, stake } = expandPosted(posted);
    assert.deepEqual({ weights, stake }, { weights: square.weights, stake: square.stake });
    const whole = market({ ...expandPosted(posted), hessians: square.hessians });
    assert.equal(whole.peers, 6);
  });
});

describe('trust of posted weights', () => {
  it('is the stake that ranks a peer, and consensus the level of a search over all weights', () => {
    runs(({ full }) => {
      const posted = fromWeights(full);
      const voting = votes(full);
      const { trust, voters, consensus } = trustPosted(posted);
      const column = (j: number): boolean[] => full.weights.map((row) => row[j] > 0);
      for (let j = 0; j < posted.peers; j++) {
        assert.equal(voters[j], column(j).filter(Boolean).length);
        const part = sumOf(voting.filter((_, i) => column(j)[i])) / sumOf(voting);
        assert.ok(Math.abs(trust[j] - part) < 1e-12);
      }
      assert.deepEqual([...consensus], levels(full, 0.5, true));
      const half = trustPosted(posted, { majority: NETWORK, ties: 'atLeast' });
      assert.deepEqual([...half.consensus], levels(full, NETWORK, false));
    });
  });
});

describe('access by posted weights', () => {
  it('is the mean of the mask over rows and columns, (7) and (8)', () => {
    runs(({ n, full }) => {
      const posted = fromWeights(full);
      const access = accessPosted(posted, { temperature: 0.7, temperatureUnit: 'absolute' });
      const m = maskOf({ weights: full.weights, stake: votes(full) }, 0.7);
      assertClose(
        access.received,
        m.map((row) => sumOf(row) / n),
        1e-12,
      );
      assertClose(
        access.served,
        m.map((_, j) => sumOf(m.map((row) => row[j])) / n),
        1e-12,
      );
      assert.deepEqual(
        [...access.open],
        m.map((row) => row.filter((part) => part > 0.5).length),
      );
      assert.equal(sumOf([...access.open]), sumOf([...access.clients]));
    });
  });

  it('takes T in mean bids of the stake that votes, and exempts the own input', () => {
    runs(({ n, full }) => {
      const posted = fromWeights(full);
      const bid = sumOf(votes(full)) / n ** 2;
      const access = accessPosted(posted, { temperature: 2, ownInput: 'exempt' });
      assert.ok(Math.abs(access.temperature - 2 * bid) < 1e-12);
      const m = mask({ ...expandPosted(posted), temperature: 2 * bid, ownInput: 'exempt' });
      const rows = Array.from(
        { length: n },
        (_, i) => sumOf([...m.subarray(i * n, i * n + n)]) / n,
      );
      assertClose(access.received, rows, 1e-12);
      assert.ok(access.open.every((count) => count >= 1));
    });
  });
});

describe('stake over blocks at posted weights', () => {
  it('is (6) in the norm of each mechanism, peers without rows paid and not counted', () => {
    runs(({ full }) => {
      const posted = fromWeights(full);
      for (const mechanism of MECHANISM_NAMES.filter((name) => !name.startsWith('yuma'))) {
        const drift = driftPosted(posted, { mechanism, issuance: 0.05, blocks: 3, points: 3 });
        const stake = [...full.stake];
        const tau = 0.05 * sumOf(stake);
        const kept = [...stake];
        for (let block = 1; block <= 3; block++) {
          const r = RANKS[mechanism]({ weights: full.weights, stake });
          const size = mechanism === 'paper' ? Math.sqrt(sumOf(r.map((x) => x * x))) : sumOf(r);
          r.forEach((value, j) => (stake[j] += size > 0 ? (tau * value) / size : 0));
          kept.push(...stake);
        }
        assert.deepEqual(drift.blocks, [0, 1, 2, 3]);
        assertClose(drift.stakes, kept, 1e-10);
      }
    });
  });
});

describe('Yuma consensus of posted weights', () => {
  forgettingOwn();

  it('is that of the epochs of a matrix: all sums, and stake over blocks with the bonds of each', () => {
    runs(({ full }) => {
      const posted = fromWeights(full);
      for (const version of ['yuma1', 'yuma2', 'yuma3'] as YumaVersion[]) {
        const stake = [...full.stake];
        const tau = 0.5 * sumOf(stake);
        const kept = [...stake];
        let bonds: Float64Array | null = null;
        for (let block = 1; block <= 4; block++) {
          const { peers, epoch } = validatorsOf({ weights: full.weights, stake });
          const out = yumaEpoch(epoch, { version }, bonds);
          ({ bonds } = out);
          const pay = [...out.minerPay];
          peers.forEach((peer, at) => (pay[peer] += out.validatorPay[at]));
          if (block === 1) {
            const found = yumaPosted(posted, { version });
            for (const name of ['consensus', 'ranks', 'incentive', 'trust'] as const)
              assertClose(found[name], out[name], 1e-12, name);
            for (const name of ['validatorTrust', 'dividends'] as const) {
              const each = peers.map((peer) => found[name][peer]);
              assertClose(each, out[name], 1e-12, name);
              assertClose([sumOf([...found[name]])], [sumOf(each)], 1e-12);
            }
            assertClose(payPosted(posted, { mechanism: version }), pay, 1e-12);
          }
          pay.forEach((part, j) => (stake[j] += tau * part));
          kept.push(...stake);
        }
        const options = { mechanism: version, issuance: 0.5, blocks: 4, points: 4 };
        assertClose(driftPosted(posted, options).stakes, kept, 1e-11);
      }
    });
  });

  it('pays a mechanism by rank its shares of rank', () => {
    runs(({ full }) => {
      const ranks = RANKS.impartial(full);
      const expected = ranks.map((rank) => rank / (sumOf(ranks) || 1));
      assertClose(payPosted(fromWeights(full), { mechanism: 'impartial' }), expected, 1e-12);
    });
  });

  it('of a definition of one’s own is that of its matrix', async () => {
    await use(defineYuma({ name: 'mine', title: 'mine', about: 'mine' }, { version: 'yuma2' }));
    runs(({ full }) => {
      const posted = fromWeights(full);
      const [own, library] = ['mine', 'yuma2'].map((mechanism) =>
        driftPosted(posted, { mechanism, issuance: 0.5, blocks: 4, points: 4 }),
      );
      assertClose(own.stakes, library.stakes, 1e-12);
    });
  });
});

describe('likeness of posted rows', () => {
  it('finds the most alike row as a search over all pairs does', () => {
    runs(({ full }) => {
      const rows = full.weights;
      const size = (i: number): number => Math.sqrt(sumOf(rows[i].map((w) => w * w)));
      for (const found of likenessPosted(fromWeights(full))) {
        const own = rows[found.peer];
        const cosine = (k: number): number =>
          sumOf(own.map((w, j) => w * rows[k][j])) / (size(found.peer) * size(k));
        const others = rows.map((_, k) => k).filter((k) => k !== found.peer && size(k) > 0);
        const best = Math.max(0, ...others.map(cosine));
        assert.ok(Math.abs(found.effective - 1 / size(found.peer) ** 2) < 1e-9);
        assert.equal(found.own, own[found.peer]);
        if (found.nearest === null) {
          assert.equal(best, 0);
          continue;
        }
        assert.ok(Math.abs((found.cosine ?? 0) - best) < 1e-12);
        const apart = sumOf(own.map((w, j) => Math.abs(w - rows[found.nearest ?? 0][j]))) / 2;
        assert.ok(Math.abs((found.distance ?? 0) - apart) < 1e-12);
      }
    });
  });

  it('names a copy', () => {
    const posted = fromWeights({
      weights: [
        [0.2, 0.3, 0.5],
        [0.1, 0.8, 0.1],
        [0.2, 0.3, 0.5],
      ],
      stake: [1, 1, 1],
    });
    const [first] = likenessPosted(posted);
    assert.equal(first.nearest, 2);
    assert.equal(first.distance, 0);
  });
});

describe('the agreement of two ranks', () => {
  it('has the part of the pay that moves and the peers that both put first', () => {
    const found = compareRanks([4, 3, 2, 1], [1, 1, 1, 7], 2);
    assert.ok(Math.abs((found.moved ?? 0) - 0.6) < 1e-15);
    assert.equal(found.commonTop, 1);
    assert.equal(compareRanks([1, 2], [2, 4]).kendall, 1);
    const { kendall, moved } = compareRanks([1, 2], [0, 0]);
    assert.deepEqual({ kendall, moved }, { kendall: null, moved: null });
  });
});
