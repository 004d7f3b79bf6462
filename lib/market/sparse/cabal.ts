/*
 * A cabal among peers that know k others: a member gives all weight, in equal parts, to the members that it knows.
 */
import { flags, type Members } from '../strategies/members.js';
import { checkSparseAllocation, type SparseAllocation } from './market.js';

export interface CabalRows {
  /** W with the members' rows replaced, [n, k]. */
  readonly weights: Float64Array;
  /** 1 for each member, [n]: the `frozen` rows of a descent. */
  readonly frozen: Uint8Array;
}

/**
 * The strategy `cabal` where peers know k others: w_ij = 1/|G ∩ N_i \ {i}| for the members j ≠ i that i knows. A member that
 * knows no other member weighs itself alone.
 *
 * @param members - the group G, at least one peer
 * @throws {@link InvalidArgumentError} when the market is invalid or a member is no peer
 */
export function cabalSparse(market: SparseAllocation, members: Members): CabalRows {
  const where = 'cabalSparse';
  checkSparseAllocation(where, market);
  const { peers, known: k, neighbours } = market;
  const frozen = flags(where, members, peers);
  const weights = market.weights.slice();
  for (const i of members) {
    const row = weights.subarray(i * k, (i + 1) * k).fill(0);
    const known = neighbours.subarray(i * k, (i + 1) * k);
    let others = 0;
    for (const j of known) if (frozen[j] && j !== i) others++;
    known.forEach((j, l) => {
      if (j === i) row[l] = others === 0 ? 1 : 0;
      else if (frozen[j]) row[l] = 1 / others;
    });
  }
  return { weights, frozen };
}
