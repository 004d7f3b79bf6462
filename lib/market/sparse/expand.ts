/*
 * The dense market of a sparse one: weights and Hessians are 0 between peers that do not know each other.
 */
import { checkMemory } from '../../math/memory.js';
import { marketBytes, type Market } from '../market.js';
import { checkSparseMarket, type SparseMarket } from './market.js';

/**
 * The dense market with the same rank, masks among neighbours, losses and payoffs. Its descent differs where k < n,
 * since a dense row may give weight to every peer.
 *
 * @throws {@link InvalidArgumentError} when the market is invalid or its n³ numbers exceed the memory
 */
export function expandSparse(market: SparseMarket): Market {
  const where = 'expandSparse';
  checkSparseMarket(where, market);
  const { peers: n, known: k, samples: m, neighbours, factors, stake, temperature, ratio } = market;
  checkMemory(where, `a market of ${n} peers`, marketBytes(n));
  const weights = new Float64Array(n * n);
  const hessians = new Float64Array(n * n * n);
  for (let i = 0; i < n; i++) {
    const known = neighbours.subarray(i * k, (i + 1) * k);
    known.forEach((j, l) => (weights[i * n + j] = market.weights[i * k + l]));
    for (let s = 0; s < m; s++) {
      const a = factors.subarray((i * m + s) * k, (i * m + s + 1) * k);
      known.forEach((j, l) => {
        const row = (i * n + j) * n;
        for (let p = 0; p < k; p++) hessians[row + known[p]] += a[l] * a[p];
      });
    }
  }
  return { peers: n, weights, stake: stake.slice(), hessians, temperature, ratio };
}
