/*
 * A study: the accuracy that the rank keeps where peers measure significance with an error. Honest rows are multiplied by
 * log-normal noise, w_ij e^(σ ξ_ij) with ξ ~ N(0, 1), and the rank (5) is compared with the ideal rank (2).
 */
import { correlation, createStream, honestWeights, idealRank, rank } from 'bittensor-workbench';
import * as studies from 'bittensor-workbench/studies';

const { COMMON, defineStudy, list, MARKET, nonNegative, sampleMarket } = studies;

export const noise = defineStudy({
  name: 'noise',
  title: 'The accuracy of the rank where peers measure significance with an error',
  parameters: {
    ...MARKET,
    ...COMMON,
    levels: list(nonNegative(0, ''), [0, 0.3, 1, 3], 'Standard deviations σ of the log error'),
  },
  settings: ({ levels }) => levels.map((level) => ({ level })),
  work: (values, network) => {
    const market = sampleMarket(values, network);
    const stream = createStream(values.seed).split('error').split(network);
    const honest = honestWeights(market);
    const noisy = honest.map((weight) => weight * Math.exp(values.level * stream.normal()));
    const { peers: n } = market;
    for (let i = 0; i < n; i++) {
      const row = noisy.subarray(i * n, (i + 1) * n);
      const sum = row.reduce((total, weight) => total + weight, 0);
      row.forEach((weight, j) => (row[j] = weight / sum));
    }
    return { fidelity: correlation(rank({ ...market, weights: noisy }), idealRank(market)) };
  },
  tables: (found, _, { intervals }) => ({
    summary: found.map(({ setting, networks }) => ({
      ...{ level: setting.level, ...intervals(['fidelity'], networks, { fidelity: 'fisher' }) },
    })),
  }),
  columns: ['level', 'fidelity', 'fidelityLow', 'fidelityHigh'],
});
