/*
 * Simulated markets of peers that know k others: a topology, factors of an ensemble on each peer's neighbours, random
 * rows W₀, stake 1. The arrays lie in shared memory, which worker threads read without a copy.
 */
import { sharedBuffer } from '../../math/sharedMemory.js';
import { createStream, type RandomStream } from '../../math/random.js';
import { normalise } from '../../math/rows.js';
import {
  choice,
  integer,
  nonNegative,
  positive,
  readParameters,
  type OptionsOf,
} from '../../parameters/index.js';
import { HESSIAN_ENSEMBLES, HESSIANS, type HessianEnsemble } from '../hessians/index.js';
import { checkFactored, checkScale, sampleFactor } from '../randomFactors.js';
import { checkSizes, type SparseMarket } from './market.js';
import { sampleNeighbours, TOPOLOGIES } from './topologies.js';

/** The parameters of {@link randomSparseMarket}. */
export const SPARSE_MARKET = {
  peers: integer(1000, 'Peers', { symbol: 'n', most: 2 ** 32 - 1 }),
  known: integer(32, 'Peers that each peer knows, itself among them', { symbol: 'k' }),
  samples: integer(8, 'Rows of each factor', { symbol: 'm' }),
  topology: choice(TOPOLOGIES, 'random', 'Sampling of the peers that a peer knows'),
  ensemble: choice(HESSIAN_ENSEMBLES, 'uniform', 'Distribution and scale of the factors'),
  temperature: positive(1, 'Softness of the mask (8)', { symbol: 'T' }),
  ratio: nonNegative(25, 'Worth of a unit of loss in units of inflation', { symbol: 'α/τ' }),
  seed: integer(0, 'Seed of topology, factors and weights', { least: 0 }),
};

export type RandomSparseParameters = OptionsOf<typeof SPARSE_MARKET>;

/** Factors on the neighbours, written to `out`, [n, m, k]. */
function sampleFactors(
  ensemble: HessianEnsemble,
  { peers: n, known: k, samples, neighbours }: Omit<SparseMarket, 'factors' | 'weights'>,
  stream: RandomStream,
  out: Float32Array,
): void {
  const definition = HESSIANS[ensemble];
  const importance = definition.importance?.(n, stream);
  const weight = new Float64Array(k).fill(1);
  const size = samples * k;
  const factor = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    if (importance) for (let l = 0; l < k; l++) weight[l] = importance[neighbours[i * k + l]];
    const divisor = sampleFactor(definition, weight, samples, stream, factor, i);
    checkScale('randomSparseMarket', ensemble, divisor, i);
    for (let at = 0; at < size; at++) out[i * size + at] = factor[at] / divisor;
  }
}

/**
 * A random market of peers that know k others, with stake 1 and random rows W₀.
 *
 * @returns each H_i = A_iᵀ A_i has 1ᵀH1 = 1 (`gaussian`: trace 1) over the peers that i knows
 * @throws {@link InvalidArgumentError} when a parameter is invalid or the market exceeds the memory
 */
export function randomSparseMarket(parameters: RandomSparseParameters = {}): SparseMarket {
  const where = 'randomSparseMarket';
  const values = readParameters(where, SPARSE_MARKET, parameters);
  const { peers, known, samples, topology, ensemble, temperature, ratio, seed } = values;
  checkSizes(where, peers, known, samples);
  checkFactored(where, ensemble, samples, known);
  const stream = createStream(seed);
  const entries = peers * known;
  const market: SparseMarket = {
    ...{ peers, known, samples, temperature, ratio },
    neighbours: new Uint32Array(sharedBuffer(4 * entries)),
    factors: new Float32Array(sharedBuffer(4 * entries * samples)),
    weights: new Float64Array(sharedBuffer(8 * entries)),
    stake: new Float64Array(peers).fill(1),
  };
  sampleNeighbours(topology, peers, known, stream.split('neighbours'), market.neighbours);
  sampleFactors(ensemble, market, stream.split('factors'), market.factors);
  const uniform = stream.split('weights');
  for (let i = 0; i < peers; i++) {
    const row = market.weights.subarray(i * known, (i + 1) * known);
    for (let l = 0; l < known; l++) row[l] = 1 - uniform.uniform();
    normalise(row);
  }
  return market;
}
