/*
 * Who knows whom: k peers for each of n, itself among them. The others are sampled without repetition:
 *
 *   random     each alike
 *   clustered  peers stand in clusters of 2k in order of their index; a choice falls on the own cluster with
 *              probability 7/8, else on any peer
 *   power-law  in proportion to r^(−2/3) for the r-th of a random order, so that the number of peers that know a
 *              peer has a tail of exponent 5/2:  r = ⌊n u³⌋ with u uniform
 */
import { exp, log } from '../../math/elementary.js';
import { type RandomStream } from '../../math/random.js';
import { sampleIndices } from '../../math/shuffle.js';

export const TOPOLOGIES = ['random', 'clustered', 'power-law'] as const;

/** How peers come to know each other. */
export type Topology = (typeof TOPOLOGIES)[number];

/** The part of a clustered peer's choices that falls on its cluster. */
const WITHIN = 7 / 8;
/** Samples by rejection take long where k is a large part of n. */
const FEW = 1 / 4;

/** A choice of a peer by peer i. */
type Choice = (i: number) => number;

interface Sampler {
  readonly choose: Choice;
  /** The weight of each peer in a choice, where it does not depend on i. */
  readonly odds: (j: number) => number;
}

function samplerOf(topology: Topology, n: number, k: number, stream: RandomStream): Sampler {
  const any: Sampler = { choose: () => stream.integer(n), odds: () => 1 };
  if (topology === 'clustered' && 2 * k < n) {
    const size = 2 * k;
    const choose: Choice = (i) => {
      if (stream.uniform() >= WITHIN) return stream.integer(n);
      const first = i - (i % size);
      return first + stream.integer(Math.min(size, n - first));
    };
    return { choose, odds: any.odds };
  }
  if (topology !== 'power-law') return any;
  const order = sampleIndices(n, stream);
  const place = new Uint32Array(n);
  order.forEach((j, r) => (place[j] = r));
  const reach = (r: number): number => (r === 0 ? 0 : exp(log(r / n) / 3));
  return {
    choose: () => order[Math.floor(n * stream.uniform() ** 3)],
    odds: (j) => reach(place[j] + 1) - reach(place[j]),
  };
}

/** The k peers with the least Exp(1)/odds: a sample without repetition in proportion to the odds. */
function chooseByKeys(
  i: number,
  { odds }: Sampler,
  stream: RandomStream,
  keys: Float64Array,
  row: Uint32Array,
): void {
  for (let j = 0; j < keys.length; j++) keys[j] = stream.exponential() / odds(j);
  keys[i] = -1;
  const order = Uint32Array.from(keys, (_, j) => j).sort((a, b) => keys[a] - keys[b]);
  row.set(order.subarray(0, row.length));
}

/** Writes N, [n, k], rows ascending, to `out`. */
export function sampleNeighbours(
  topology: Topology,
  n: number,
  k: number,
  stream: RandomStream,
  out: Uint32Array,
): void {
  const sampler = samplerOf(topology, n, k, stream);
  const byKeys = k > FEW * n && !(topology === 'clustered' && 2 * k < n);
  const keys = new Float64Array(byKeys ? n : 0);
  // For each peer, the last row, counted from 1, that names it.
  const named = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const row = out.subarray(i * k, (i + 1) * k);
    if (byKeys) chooseByKeys(i, sampler, stream, keys, row);
    else {
      row[0] = i;
      named[i] = i + 1;
      for (let l = 1; l < k;) {
        const j = sampler.choose(i);
        if (named[j] === i + 1) continue;
        named[j] = i + 1;
        row[l++] = j;
      }
    }
    row.sort();
  }
}
