import assert from 'node:assert/strict';
import { correlation } from '../../lib/math/index.js';
import {
  descend,
  idealRank,
  lossGradient,
  nashGap,
  randomMarket,
  rank,
  regret,
  scaleInteraction,
  shapleyRank,
  solveEquilibrium,
  sparsity,
  type Market,
} from '../../lib/market/index.js';
import { defaultsOf, MARKET, sampleMarket } from '../../lib/studies/index.js';

/** Recomputes the numbers of the texts of the notebooks of §2 and §3 on their one network. */
describe('numbers in the texts of notebooks 2.1 to 3', () => {
  const market = randomMarket({ peers: 10, ratio: 25, seed: 7 });
  const ideal = idealRank(market);
  const accuracy = (end: Pick<Market, 'weights'>): number =>
    correlation(rank({ ...market, ...end }), ideal);
  const near = (actual: number, said: number, within: number): void => {
    assert.ok(Math.abs(actual - said) <= within, `${actual}, but the text says ${said}`);
  };

  it('at low temperature the descent converges with a Nash gap of 0.25, and regret remains', () => {
    const cold = { ...market, temperature: 0.1 };
    const { weights, steps, converged } = descend(cold);
    assert.ok(converged);
    assert.equal(steps, 1439);
    near(nashGap({ ...cold, weights }), 0.25, 0.005);
    const { average } = regret(cold, { checkpoints: 3 });
    near(Math.max(...average.subarray(-10)), 0.25, 0.005);
  });

  it('without interaction the gaussian market ranks by (2) at 0.80 and not at −0.02', () => {
    const gaussian = randomMarket({ peers: 10, ratio: 25, seed: 7, hessians: 'gaussian' });
    const followed = (interaction: number): number[] => {
      const hessians = scaleInteraction(10, gaussian.hessians, { interaction, keep: 'trace' });
      const start = { ...gaussian, hessians };
      const found = rank({ ...start, ...solveEquilibrium(start) });
      return [correlation(found, idealRank(start)), correlation(found, shapleyRank(start))];
    };
    near(followed(1)[0], -0.02, 0.005);
    near(followed(1)[1], 0.41, 0.005);
    near(followed(0)[0], 0.8, 0.005);
    near(correlation(ideal, shapleyRank(market)), 0.97, 0.005);
  });

  it('a thousand times the paper’s λ converges in 19 steps, and λ = 20 does not converge', () => {
    assert.equal(descend(market, { learningRate: 5 }).steps, 19);
    assert.equal(descend(market, { learningRate: 20 }).converged, false);
  });

  it('the first gradient correlates with the ideal rank at the open anchor and not at the initial one', () => {
    const gradient = lossGradient(market);
    const pull = Array.from(ideal, (_, j) =>
      gradient.reduce((sum, value, at) => sum - (at % 10 === j ? value / 10 : 0), 0),
    );
    near(correlation(pull, ideal), 0.97, 0.005);
    const start = randomMarket({ peers: 10, ratio: 25, seed: 7, anchor: 'initial' });
    assert.ok(lossGradient(start).every((value) => value === 0));
    const { weights } = solveEquilibrium(start);
    assert.equal(sparsity({ ...start, weights }, { definition: 'fraction' }), 1);
  });

  it('clip-and-divide ranks with 0.97 away from an equilibrium and decays to 0.63', () => {
    const divided = descend(market, { simplex: 'renormalise' });
    near(accuracy(divided), 0.97, 0.005);
    near(nashGap({ ...market, weights: divided.weights }), 0.155, 0.0005);
    near(accuracy(descend({ ...market, weights: divided.weights })), 0.63, 0.005);
  });
});

/** The market that explorables below cells show, and what the texts beside them say of it. */
describe('numbers in the texts of notebooks 2.1, 2.2 and 3 on network 0 of the studies', () => {
  const market = { ...sampleMarket({ ...defaultsOf(MARKET), seed: 7 }, 0), ratio: 25 };
  const kept = (weights: Float64Array): number =>
    sparsity({ ...market, weights }, { definition: 'fraction' });

  it('at rest each peer weights one to three, half of the peers themselves among them', () => {
    const { weights } = descend(market);
    const rows = Array.from({ length: 10 }, (_, i) => weights.subarray(10 * i, 10 * i + 10));
    for (const row of rows) {
      const weighted = row.filter((weight) => weight > 1e-3).length;
      assert.ok(weighted >= 1 && weighted <= 3, `${weighted}`);
    }
    assert.equal(rows.filter((row, i) => row[i] > 1e-3).length, 5);
  });

  it('between α/τ of 6 and 7 the first weight is given away', () => {
    assert.equal(kept(solveEquilibrium({ ...market, ratio: 6 }).weights), 1);
    assert.ok(kept(solveEquilibrium({ ...market, ratio: 7 }).weights) < 0.99);
  });

  it('at T = 0.1 the descent rests with a Nash gap, and at the initial anchor all weight is kept', () => {
    const cold = { ...market, temperature: 0.1 };
    const { weights, converged } = descend(cold);
    assert.ok(converged && nashGap({ ...cold, weights }) > 0.05);
    const start = sampleMarket({ ...defaultsOf(MARKET), seed: 7, anchor: 'initial' }, 0);
    assert.equal(kept(descend({ ...start, ratio: 25 }).weights), 1);
  });
});
