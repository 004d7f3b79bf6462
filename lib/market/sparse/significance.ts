/*
 * The worth of a peer to all that know it, by its Hessians alone:
 *
 *   (2)      R_i = (1/n) Σ_j (H_j)_ii = (1/n) Σ_j Σ_s (A_j)_si²
 *   Shapley  φ_i = (1/n) Σ_j (H_j 1)_i, the Shapley value of i in v_j(C) = 1_Cᵀ H_j 1_C, the loss of j without the
 *            peers C: a pair of inputs shares 2 (H_j)_il in equal parts. The values of one j sum to 1ᵀH_j 1.
 *
 * Sums run over the peers j that know i.
 */
import { checkResult } from '../market.js';
import { checkSparseFactors, type SparseMarket } from './market.js';

type Significant = Pick<SparseMarket, 'peers' | 'known' | 'samples' | 'neighbours' | 'factors'>;

/** (1/n) Σ over the rows a of all factors of `term(a, l)` for each input l, scattered to the neighbours. */
function scatter(
  where: string,
  market: Significant,
  term: (value: number, total: number) => number,
): Float64Array {
  checkSparseFactors(where, market);
  const { peers: n, known: k, samples, neighbours, factors } = market;
  const out = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    for (let s = 0; s < samples; s++) {
      const start = (j * samples + s) * k;
      let total = 0;
      for (let at = start; at < start + k; at++) total += factors[at];
      for (let l = 0; l < k; l++) out[neighbours[j * k + l]] += term(factors[start + l], total);
    }
  }
  for (let i = 0; i < n; i++) out[i] /= n;
  return checkResult(where, out);
}

/**
 * {@link idealRank} where peers know k others, (2): R_i = (1/n) Σ_j (H_j)_ii.
 *
 * @returns [n], in units of the Hessians
 * @throws {@link InvalidArgumentError} when sizes, neighbours or factors are invalid
 */
export function idealRankSparse(market: Significant): Float64Array {
  return scatter('idealRankSparse', market, (value) => value * value);
}

/**
 * The mean Shapley value of each peer for the quadratic losses of the peers that know it: φ_i = (1/n) Σ_j (H_j 1)_i.
 *
 * @returns [n], in units of the Hessians; negative where a peer's output cancels those of others
 * @throws {@link InvalidArgumentError} when sizes, neighbours or factors are invalid
 */
export function shapleySparse(market: Significant): Float64Array {
  return scatter('shapleySparse', market, (value, total) => value * total);
}
