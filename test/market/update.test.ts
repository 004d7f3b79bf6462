import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  boundedUpdate,
  lossGradient,
  losses,
  mask,
  payoffGradient,
  randomMarket,
  randomWeights,
  rank,
  setWeight,
  withNewcomers,
} from '../../lib/market/index.js';
import { createStream } from '../../lib/math/index.js';
import { assertClose, assertOnSimplex } from '../support/compare.js';
import { markets, seeded } from '../support/markets.js';
import { itRefuses } from '../support/refusals.js';

const market = randomMarket({ peers: 4, seed: 6 });
const n = market.peers;

describe('setWeight', () => {
  it('sets one weight, keeps the proportions of its row and all other rows', () => {
    const weights = setWeight(market, { from: 1, to: 2, weight: 0.7 });
    assertOnSimplex(weights, n);
    assert.equal(weights[n + 2], 0.7);
    assertClose([weights[n] / weights[n + 3]], [market.weights[n] / market.weights[n + 3]], 1e-12);
    assert.deepEqual(weights.subarray(2 * n), market.weights.subarray(2 * n));
  });

  it('shares the rest equally where one peer had all the weight', () => {
    const weights = setWeight(market, { from: 0, to: 0, weight: 1 });
    const after = setWeight({ peers: n, weights }, { from: 0, to: 0, weight: 0.4 });
    assertClose(after.subarray(0, n), [0.4, 0.2, 0.2, 0.2], 1e-12);
  });

  it('raises the rank of a peer by s (1 − w_ii)/n when it sets w_ii = 1', () => {
    const weights = setWeight(market, { from: 3, to: 3, weight: 1 });
    const gain = rank({ ...market, weights })[3] - rank(market)[3];
    assertClose([gain], [(1 - market.weights[3 * n + 3]) / n], 1e-12);
  });

  itRefuses('setWeight', [
    {
      what: 'more than everything',
      call: () => setWeight(market, { from: 0, to: 1, weight: 1.5 }),
      rule: 'weight must lie in [0, 1]',
      value: '1.5',
    },
    {
      what: 'a peer that is not there',
      call: () => setWeight(market, { from: 0, to: 4, weight: 0.5 }),
      rule: 'to must be an integer from 0 to 3',
      value: '4',
    },
  ]);
});

describe('boundedUpdate', () => {
  it('moves every row straight towards its proposal, by the bound or to the proposal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (peers, seed) => {
        const stream = createStream(seed);
        const weights = randomWeights(peers, stream.split('weights'));
        const proposal = randomWeights(peers, stream.split('proposal'));
        const next = boundedUpdate({ peers, weights }, proposal, 0.1);
        assertOnSimplex(next, peers);
        for (let row = 0; row < peers * peers; row += peers) {
          const slice = (values: Float64Array): Float64Array => values.slice(row, row + peers);
          const far = Math.hypot(...slice(proposal).map((value, j) => value - weights[row + j]));
          const moved = Math.hypot(...slice(next).map((value, j) => value - weights[row + j]));
          const left = Math.hypot(...slice(proposal).map((value, j) => value - next[row + j]));
          assertClose([moved, left], [Math.min(far, 0.1), Math.max(0, far - 0.1)], 1e-9);
        }
      }),
      seeded(50),
    );
  });

  itRefuses('boundedUpdate', [
    {
      what: 'no bound',
      call: () => boundedUpdate(market, market.weights, 0),
      rule: 'bound must be a finite number above 0',
      value: '0',
    },
  ]);
});

describe('withNewcomers', () => {
  it('changes no loss at an equal mask, and no share of rank', () => {
    fc.assert(
      fc.property(
        markets({ peers: [2, 5] }),
        fc.integer({ min: 0, max: 4 }),
        ({ market }, count) => {
          const wider = withNewcomers(market, count);
          const [before, after] = [rank(market), rank(wider)];
          const scale = wider.peers / market.peers;
          assertClose(
            after.map((value) => scale * value),
            [...before, ...new Array<number>(count).fill(0)],
            1e-12,
          );
          // At a very high temperature every mask is ½, with newcomers or without.
          const warm = { ...market, temperature: 1e9 };
          const warmer = { ...wider, temperature: 1e9 };
          assertClose(losses(warmer).subarray(0, market.peers), losses(warm), 1e-7);
        },
      ),
      seeded(50),
    );
  });

  it('opens every mask, since μ divides by more peers', () => {
    const before = mask(market);
    const after = mask(withNewcomers(market, 3));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) assert.ok(after[i * (n + 3) + j] > before[i * n + j]);
    }
  });

  itRefuses('withNewcomers', [
    {
      what: 'half a peer',
      call: () => withNewcomers(market, 0.5),
      rule: 'count must be an integer of at least 0',
      value: '0.5',
    },
  ]);
});

describe('lossGradient', () => {
  it('is the factor of −α/τ in the gradient of the payoff', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const { peers, stake, ratio } = market;
        const loss = lossGradient(market);
        const expected = loss.map(
          (value, at) =>
            -ratio * value + (at % (peers + 1) === 0 ? stake[at / (peers + 1)] / peers : 0),
        );
        assertClose(payoffGradient(market), expected, 1e-12);
      }),
      seeded(50),
    );
  });
});
