/*
 * Divisions of a data set among peers: every row goes to exactly one of them. A shard keeps the order of the rows and
 * the data set's name, classes and groups.
 */
import { InvalidArgumentError } from '../math/errors.js';
import { dirichlet } from '../math/gamma.js';
import type { RandomStream } from '../math/random.js';
import { sampleIndices } from '../math/shuffle.js';
import {
  integer,
  positive,
  readParameters,
  required,
  stream,
  type OptionsOf,
} from '../parameters/index.js';
import { checkDataset, takeRows, type Dataset } from './dataset.js';
import { rowsByClass } from './split.js';

/** The options of {@link shardUniformly}. */
export const SHARDS = {
  peers: required(integer(1, 'Shards')),
  stream: stream('Source of the order of rows'),
};

export type ShardOptions = OptionsOf<typeof SHARDS>;

/** The options of {@link shardByDirichlet}. */
export const DIRICHLET = {
  peers: SHARDS.peers,
  beta: required(
    positive(1, 'Towards ∞ shards are alike, towards 0 each class belongs to one peer', {
      symbol: 'β',
    }),
  ),
  stream: SHARDS.stream,
  least: integer(16, 'Rows that every peer has at least', { least: 0 }),
};

export type DirichletShardOptions = OptionsOf<typeof DIRICHLET>;

/** The shards of the dealt rows, `dealt[i]` those of peer i. */
function shards(dataset: Dataset, dealt: readonly (readonly number[])[]): Dataset[] {
  return dealt.map((rows) => takeRows(dataset, Int32Array.from(rows).sort()));
}

function noRows(peers: number): number[][] {
  return Array.from({ length: peers }, () => []);
}

function checkPeers(where: string, peers: number, dataset: Dataset, least: number): void {
  checkDataset(where, dataset);
  if (peers * least <= dataset.rows) return;
  const rule = `dataset must have at least ${peers * least} rows, ${least} for each of ${peers} peers`;
  throw new InvalidArgumentError(where, rule, String(dataset.rows));
}

/**
 * Identically distributed shards: rows are dealt one by one in random order, and sizes differ by at most one.
 *
 * @returns one data set for each peer
 * @throws {@link InvalidArgumentError} when an option is invalid or there are fewer rows than peers
 */
export function shardUniformly(dataset: Dataset, options: ShardOptions): Dataset[] {
  const where = 'shardUniformly';
  const { peers, stream: source } = readParameters(where, SHARDS, options);
  checkPeers(where, peers, dataset, 1);
  const dealt = noRows(peers);
  for (const [k, row] of sampleIndices(dataset.rows, source).entries()) dealt[k % peers].push(row);
  return shards(dataset, dealt);
}

/**
 * Shards of different classes (Hsu, Qi and Brown 2019, arXiv:1909.06335): for each class the peers' fractions of
 * its rows are sampled from Dirichlet(β, …, β).
 *
 * While a peer has fewer than `least` rows, the peer with the fewest takes a random row from the one with the most,
 * which takes at most peers · least moves.
 *
 * @returns one data set for each peer
 * @throws {@link InvalidArgumentError} when an option is invalid or there are fewer than peers · least rows
 */
export function shardByDirichlet(dataset: Dataset, options: DirichletShardOptions): Dataset[] {
  const where = 'shardByDirichlet';
  const { peers, beta, stream: source, least } = readParameters(where, DIRICHLET, options);
  checkPeers(where, peers, dataset, least);
  const dealt = noRows(peers);
  const parts = source.split('parts');
  for (const [label, own] of rowsByClass(dataset, source.split('rows')).entries()) {
    const drawn = dirichlet(peers, beta, parts.split(label));
    let [taken, sum] = [0, 0];
    for (let i = 0; i < peers; i++) {
      sum += drawn[i];
      const end = i === peers - 1 ? own.length : Math.round(Math.min(1, sum) * own.length);
      while (taken < end) dealt[i].push(own[taken++]);
    }
  }
  moveRows(dealt, least, source.split('moves'));
  return shards(dataset, dealt);
}

/** Gives every peer at least `least` of the rows in `dealt`, in place; the rows must suffice. */
function moveRows(dealt: number[][], least: number, stream: RandomStream): void {
  for (;;) {
    let [fewest, most] = [dealt[0], dealt[0]];
    for (const rows of dealt) {
      if (rows.length < fewest.length) fewest = rows;
      if (rows.length > most.length) most = rows;
    }
    if (fewest.length >= least) return;
    fewest.push(...most.splice(stream.integer(most.length), 1));
  }
}

/**
 * Shards by source: every author's rows go to one peer. Authors are dealt one by one in random order, so that
 * the numbers of authors differ by at most one.
 *
 * @returns one data set for each peer
 * @throws {@link InvalidArgumentError} when an option is invalid, or the data set has no groups or fewer groups with
 *   rows than peers
 */
export function shardByGroup(dataset: Dataset, options: ShardOptions): Dataset[] {
  const where = 'shardByGroup';
  const { peers, stream: source } = readParameters(where, SHARDS, options);
  checkPeers(where, peers, dataset, 0);
  const { groups } = dataset;
  if (!groups) {
    throw new InvalidArgumentError(where, 'dataset must have groups', `none in ${dataset.name}`);
  }
  const present = [...new Set(groups)].sort((a, b) => a - b);
  if (peers > present.length) {
    const rule = `peers must be at most the number of groups, ${present.length}`;
    throw new InvalidArgumentError(where, rule, String(peers));
  }
  const peerOf = new Map<number, number>();
  for (const [k, at] of sampleIndices(present.length, source).entries()) {
    peerOf.set(present[at], k % peers);
  }
  const dealt = noRows(peers);
  for (const [row, group] of groups.entries()) dealt[peerOf.get(group) ?? 0].push(row);
  return shards(dataset, dealt);
}
