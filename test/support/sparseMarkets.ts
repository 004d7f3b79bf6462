import fc from 'fast-check';
import {
  HESSIAN_ENSEMBLES,
  randomSparseMarket,
  TOPOLOGIES,
  type SparseMarket,
} from '../../lib/market/index.js';
import { drawStake } from './markets.js';

/** Sparse markets of any topology and ensemble, with uneven stake; `dense` ones know all peers. */
export function sparseMarkets(dense: boolean): fc.Arbitrary<SparseMarket> {
  return fc
    .record({
      peers: fc.integer({ min: 1, max: 12 }),
      part: fc.double({ min: 0.01, max: 1, noNaN: true }),
      samples: fc.integer({ min: 1, max: 9 }),
      topology: fc.constantFrom(...TOPOLOGIES),
      ensemble: fc.constantFrom(...HESSIAN_ENSEMBLES),
      temperature: fc.constantFrom(0.05, 0.4, 1),
      ratio: fc.constantFrom(0, 1, 25),
      seed: fc.nat(1000),
    })
    .map(({ part, ...given }) => {
      const known = dense ? given.peers : Math.ceil(part * given.peers);
      // A diagonal factor has a row for each peer that is known.
      const rows = given.ensemble === 'diagonal' ? known : 1;
      const samples = Math.max(given.samples, rows);
      const market = randomSparseMarket({ ...given, known, samples });
      return { ...market, stake: drawStake(given.peers, given.seed, given.seed % 3 === 0) };
    });
}
