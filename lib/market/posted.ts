/*
 * Weights as a real network has them: fewer rows than columns, since not all peers vote, and rows of zeros of peers that
 * post nothing. They are read as a market of n peers, n the number of columns, so that every function takes them:
 *
 *   (5)  R_j = (1/n) Σ_i s_i w_ij   over the rows there are: rows that are missing have stake 0
 */
import { checkObject } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkMemory } from '../math/memory.js';
import { type Numbers } from '../math/rows.js';
import { choice, readParameters } from '../parameters/index.js';
import { checkStake, checkWeights, type Market } from './market.js';
import { matrix, numbers, type MatrixLike } from './parse.js';

/**
 * How a row of zeros is read: refused (default); `zero`: the peer does not vote, its stake counts as 0; `self`: the peer
 * keeps all weight for itself.
 */
export const EMPTY_ROWS = ['refuse', 'zero', 'self'] as const;
export type EmptyRows = (typeof EMPTY_ROWS)[number];

/** The argument of {@link postedWeights}. */
export interface PostedFields {
  /** W, [v, n] with v ≤ n: the rows of the first v peers, each with sum 1 or of zeros alone. */
  readonly weights: MatrixLike;
  /** S of the rows, [v]. */
  readonly stake: Numbers;
  /** Default `refuse`. */
  readonly emptyRows?: EmptyRows;
}

/** The options of {@link postedWeights}. */
export const POSTED = { emptyRows: choice(EMPTY_ROWS, 'refuse', 'How a row of zeros is read') };
const WHERE = 'postedWeights';

/**
 * The market of n peers that posted weights stand for: peers without a row have stake 0 and weigh themselves.
 *
 * @returns weights [n, n] and stake [n], which rank and mechanisms take as they are, and `market()` with Hessians
 * @throws {@link InvalidArgumentError} when weights or stake are invalid, or a row is empty where none may be
 */
export function postedWeights(fields: PostedFields): Pick<Market, 'peers' | 'weights' | 'stake'> {
  checkObject(WHERE, 'fields', fields);
  const { weights: given, stake: held, ...options } = fields;
  const { emptyRows } = readParameters(WHERE, POSTED, options);
  const rows = matrix(WHERE, 'weights', given);
  const voting = numbers(WHERE, 'stake', held);
  const n = rows.length / voting.length;
  if (!Number.isInteger(n) || n < voting.length) {
    const rule = 'weights must have a row for each stake, and as many columns at least';
    const found = `${rows.length} weights and ${voting.length} stakes`;
    throw new InvalidArgumentError(WHERE, rule, found);
  }
  checkMemory(WHERE, `the weights of ${n} peers`, 8 * n ** 2);
  const weights = new Float64Array(n * n);
  const stake = new Float64Array(n);
  weights.set(rows);
  stake.set(voting);
  for (let peer = 0; peer < n; peer++) {
    if (!weights.subarray(peer * n, (peer + 1) * n).every((weight) => weight === 0)) continue;
    const posted = peer < voting.length;
    if (posted && emptyRows === 'refuse') {
      const rule = 'weights must have no row of zeros unless emptyRows is zero or self';
      throw new InvalidArgumentError(WHERE, rule, `one in row ${peer}`);
    }
    if (posted && emptyRows === 'zero') stake[peer] = 0;
    weights[peer * n + peer] = 1;
  }
  checkWeights(WHERE, n, weights);
  checkStake(WHERE, n, stake);
  return { peers: n, weights, stake };
}
