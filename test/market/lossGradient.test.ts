import fc from 'fast-check';
import { lossGradient, payoffGradient } from '../../lib/market/index.js';
import { assertClose } from '../support/compare.js';
import { markets, seeded } from '../support/markets.js';

describe('lossGradient', () => {
  it('gives the payoff’s gradient together with the income s_i/n, (15)', () => {
    fc.assert(
      fc.property(markets(), ({ market }) => {
        const { peers: n, ratio, stake } = market;
        const loss = lossGradient(market);
        const whole = payoffGradient(market);
        const income = whole.map((_, at) => (at % (n + 1) === 0 ? stake[at / (n + 1)] / n : 0));
        assertClose(
          income.map((value, at) => value - ratio * loss[at]),
          whole,
          1e-12,
        );
      }),
      seeded(100),
    );
  });
});
