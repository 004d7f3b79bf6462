import { checkObject, checkOptionNames, isPlainList, show } from '../../math/checks.js';
import { readParameters } from '../../parameters/index.js';
import { checkStake, type Market } from '../market.js';
import { matrix } from '../parse.js';
import { POSTED, type PostedWeights, type Voters, type WeightsFields } from './fields.js';
import { checkDense, checkPosted } from './check.js';
import { namesOfMatrix, placesOf, refuse, stakeOf, WHERE, type Places } from './peers.js';
import { rowsFrom, type Entries } from './rows.js';
import { readTriplets } from './triplets.js';

const FIELDS = ['weights', 'triplets', 'stake', 'names', 'rowNames', ...Object.keys(POSTED)];

/** The rows of a matrix: as many as it has, or as there are stakes where its numbers are in one list. */
function rowsOf(weights: unknown, stake: unknown): number {
  const { rows } = weights as { readonly rows?: unknown };
  if (typeof rows === 'number') return rows;
  if (isPlainList(weights) && typeof weights[0] !== 'number') return weights.length;
  return (stake as ArrayLike<unknown> | null)?.length ?? 0;
}

/** Peers and entries of a matrix. */
function readMatrix(
  fields: WeightsFields,
  voters: Voters | null,
): { places: Places; entries: Entries } {
  const { weights, stake } = fields;
  const numbers = matrix(WHERE, 'weights', weights);
  const v = rowsOf(weights, stake);
  const m = numbers.length / v;
  if (!(numbers.length > 0)) refuse('weights must have a row and a column', 'none');
  if (!Number.isInteger(m)) {
    refuse('weights must fill a row for each stake', `${numbers.length} numbers and ${v} stakes`);
  }
  const { rows, columns } = namesOfMatrix(v, m, fields, voters);
  const places = placesOf(rows, columns);
  const kept = numbers.reduce((count, weight) => (weight === 0 ? count : count + 1), 0);
  const [from, to, weight] = [new Uint32Array(kept), new Uint32Array(kept), new Float64Array(kept)];
  for (let at = 0, next = 0; at < numbers.length; at++) {
    if (numbers[at] === 0) continue;
    from[next] = places.rows[Math.floor(at / m)];
    to[next] = places.columns[at % m];
    weight[next++] = numbers[at];
  }
  return { places, entries: { from, to, weight } };
}

/**
 * Weights and stake of a network, as it has posted them: a matrix, [v, m], or triplets, with names or without, rows that
 * name no peer among them, and rows of other peers than those that are ranked.
 *
 * Peers are columns and rows by name, n in all. A sum of a row that misses 1 by at most 1e-6 is rounding of a file and is
 * divided away; `scaled` counts these rows.
 *
 * @param fields.voters - whose the rows are: `peers`, the first columns (default where both are as many); `apart`,
 *   other peers. Names of rows decide it where they are given.
 * @throws {@link InvalidArgumentError} when weights or stake are missing, negative, not finite or of another shape, a row does
 *   not sum to 1, a triplet is there twice or names no peer, or a name is there twice
 */
export function fromWeights(fields: WeightsFields): PostedWeights {
  checkObject(WHERE, 'fields', fields);
  checkOptionNames(WHERE, fields, FIELDS);
  const { weights, triplets, stake: held, names: _, rowNames: __, ...options } = fields;
  const { emptyRows, rowSums, voters } = readParameters(WHERE, POSTED, options);
  if ((weights === undefined) === (triplets === undefined)) {
    refuse(
      'fields must have either weights or triplets',
      weights === undefined ? 'neither' : 'both',
    );
  }
  if (typeof held !== 'object' || (held as unknown) === null) {
    refuse('stake must be numbers in an array, or by name', show(held));
  }
  const { places, entries } =
    triplets === undefined ? readMatrix(fields, voters) : readTriplets(triplets, fields, voters);
  const n = places.names.length;
  if (n === 0) refuse('weights must name a peer', 'none');
  const stake = stakeOf(held, places);
  checkStake(WHERE, n, stake);
  return {
    peers: n,
    names: places.names,
    stake,
    ...rowsFrom(places.names, entries, { emptyRows, rowSums }),
  };
}

/** The stake that votes: s_i where peer i has a row, else 0; written to `out`, [n]. */
export function votingInto(
  { peers, rowStart }: PostedWeights,
  stake: Float64Array,
  out: Float64Array,
): Float64Array {
  for (let i = 0; i < peers; i++) out[i] = rowStart[i + 1] > rowStart[i] ? stake[i] : 0;
  return out;
}

/**
 * The square market that posted weights stand for, which rank, mask and mechanisms take as it is, and `market()` with
 * Hessians: a peer without a row weighs itself, with stake 0, which adds nothing to any sum.
 *
 * @returns weights [n, n] and the stake that votes, [n]
 * @throws {@link InvalidArgumentError} when the posted weights are invalid, or of more than 8192 peers, whose n² numbers
 *   take more than 512 MiB
 */
export function expandPosted(posted: PostedWeights): Pick<Market, 'peers' | 'weights' | 'stake'> {
  checkPosted('expandPosted', posted);
  return expanded('expandPosted', posted);
}

/** The same, on behalf of the function `where`, of checked weights. */
export function expanded(
  where: string,
  posted: PostedWeights,
): Pick<Market, 'peers' | 'weights' | 'stake'> {
  const { peers: n, rowStart, columns, values, stake } = posted;
  checkDense(where, n);
  const weights = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++)
      weights[i * n + columns[at]] = values[at];
    if (rowStart[i] === rowStart[i + 1]) weights[i * n + i] = 1;
  }
  return { peers: n, weights, stake: votingInto(posted, stake, new Float64Array(n)) };
}
