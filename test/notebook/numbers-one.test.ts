/*
 * Recomputes the numbers in the text of notebooks 00 and 1.2 to 1.5. `npm run notebooks -- --check` compares the
 * outputs of their cells.
 */
import assert from 'node:assert/strict';
import { correlation } from '../../lib/math/index.js';
import {
  descend,
  honestWeights,
  idealRank,
  lossGradient,
  losses,
  mask,
  nashGap,
  randomMarket,
  rank,
  removalCosts,
  setWeight,
  simulateInflation,
  sparsity,
  type Market,
  type RandomMarketParameters,
} from '../../lib/market/index.js';
import { plotCheaters, plotNewcomers } from '../../lib/plot/index.js';
import { sum } from '../support/compare.js';

const seed = 7;

/** The number in the format of the text. */
function says(value: number, digits: number, sentence: string): void {
  assert.equal(value.toFixed(digits), sentence);
}

const accuracy = (market: Market): number => correlation(rank(market), idealRank(market));

function settled(parameters: RandomMarketParameters): Market {
  const market = randomMarket({ seed, ...parameters });
  return { ...market, weights: descend(market).weights };
}

describe('numbers in the text of notebook 00', () => {
  it('at its parameters', () => {
    says(accuracy(randomMarket({ seed })), 2, '0.45');
    says(accuracy(settled({})), 2, '0.63');
  });

  it('at other α/τ, Hessians and temperatures', () => {
    assert.equal(sparsity(settled({ ratio: 1 }), { definition: 'fraction' }), 1);
    says(accuracy(settled({ ratio: 10 })), 2, '0.53');
    says(accuracy(settled({ ratio: 50 })), 2, '0.73');
    says(accuracy(settled({ hessians: 'planted' })), 2, '0.88');
    says(accuracy(settled({ hessians: 'gaussian' })), 2, '-0.02');
    says(accuracy(settled({ temperature: 0.2 })), 2, '0.92');
    says(nashGap(settled({ temperature: 0.1 })), 2, '0.25');
  });
});

describe('numbers in the text of notebook 1.2', () => {
  it('exact costs, sums and spreads', () => {
    const market = randomMarket({ seed });
    const approximate = idealRank(market, { outputs: 'masked' });
    const exact = approximate.map(
      (_, i) => sum(removalCosts(market, [i], { outputs: 'masked' })) / 10,
    );
    const ratios = exact.map((value, i) => value / approximate[i]);
    assert.ok(Math.min(...ratios) > 15.5 && Math.max(...ratios) < 18);
    says(correlation(exact, approximate), 2, '0.98');
    says(sum(idealRank(market)), 2, '0.13');
    const spread = (hessians: 'uniform' | 'gaussian' | 'planted'): number => {
      const ideal = idealRank(randomMarket({ seed, hessians }));
      return Math.max(...ideal) / Math.min(...ideal);
    };
    says(spread('uniform'), 1, '1.4');
    says(spread('gaussian'), 1, '1.3');
    says(spread('planted'), 0, '15');
  });
});

describe('numbers in the text of notebook 1.3', () => {
  it('scales and one cheater', () => {
    const market = randomMarket({ seed });
    const honest = { ...market, weights: honestWeights(market) };
    says(accuracy(honest), 3, '0.999');
    const scaled = market.hessians.map((value, at) => (at < 100 ? 10 * value : value));
    says(accuracy({ ...honest, hessians: scaled }), 2, '0.55');
    const [, cheated] = plotCheaters(honest).data.filter(({ name }) =>
      String(name).includes('rank of'),
    );
    assert.match(String(cheated.name), /r = -0\.33$/);
  });
});

describe('numbers in the text of notebook 1.4', () => {
  const stake = Float64Array.of(5, 1, 1, 1, 1, 1, 1, 1, 1, 1);

  it('inflation improves the ranking and then ruins it', () => {
    const after = (blocks: number, ofSeed: number): number => {
      const market = randomMarket({ seed: ofSeed, stake });
      const end = simulateInflation(market, { inflation: 0.5, blocks });
      return accuracy({ ...market, weights: end.weights, stake: end.stake });
    };
    says(after(50, seed), 2, '0.88');
    says(after(200, seed), 2, '0.04');
    const seeds = Array.from({ length: 20 }, (_, at) => at);
    const mean = (blocks: number): number => sum(seeds.map((at) => after(blocks, at))) / 20;
    says(mean(50), 2, '0.78');
    says(mean(500), 2, '0.24');
  });

  it('peers without stake', () => {
    const { data } = plotNewcomers(randomMarket({ seed }), { counts: [0, 20], maxSteps: 10_000 });
    const [, kept, r] = data.map(({ y }) => (y as number[]).map((value) => value.toFixed(2)));
    assert.deepEqual(
      [kept, r],
      [
        ['0.39', '0.19'],
        ['0.63', '0.72'],
      ],
    );
  });
});

describe('numbers in the text of notebook 1.5', () => {
  it('masks, the cost of self-weight, and harmful inputs', () => {
    const market = randomMarket({ seed });
    const masks = mask(market);
    says(Math.min(...masks), 2, '0.47');
    says(Math.max(...masks), 2, '0.54');
    const now = losses(market)[0];
    const alone = losses({
      ...market,
      weights: setWeight(market, { from: 0, to: 0, weight: 1 }),
    })[0];
    says(now, 3, '0.249');
    says(alone, 3, '0.253');
    says((1 - market.weights[0]) / 10 / (alone - now), 0, '18');
    const gradient = lossGradient(randomMarket({ seed, hessians: 'gaussian' }));
    assert.equal(gradient.filter((value) => value > 0).length, 14);
  });
});
