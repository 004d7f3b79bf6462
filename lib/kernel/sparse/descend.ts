/*
 * Competitive descent of sparse markets, (13) and (14), in WebAssembly SIMD on several threads. A step sums μ by blocks
 * of columns, then moves tiles of rows; the factors are copied through a block of the kernel's memory, so that the
 * market may exceed the 4 GiB that WebAssembly addresses.
 */
import { checkMemory } from '../../math/memory.js';
import { sharedBuffer } from '../../math/sharedMemory.js';
import { integer, readParameters, type OptionsOf } from '../../parameters/index.js';
import { type Descent, type SparseMarket } from '../../market/index.js';
import { checkFrozenRows, SPARSE_RUN } from '../../market/sparse/descent.js';
import { checkSparseMarket, sparseBytes } from '../../market/sparse/market.js';
import { createCrew, type Crew } from './crew.js';
import { compileSparse } from './engine.js';
import { sharedFloat64, toShared } from './shared.js';
import { type Shared } from './stepper.js';
import { createTiles, tileBytes } from './tiles.js';

const { simplex: _, ...MOVE } = SPARSE_RUN;

/** The options of {@link descendSparseFast}. */
export const SPARSE_FAST = {
  ...MOVE,
  workers: integer(1, 'Threads: the caller’s where it is 1, else worker threads', { most: 256 }),
};

export type SparseFastOptions = OptionsOf<typeof SPARSE_FAST>;

/** The market with its arrays in shared memory, where more than one thread reads them. */
function shareMarket(market: SparseMarket): SparseMarket {
  const { neighbours, factors, stake } = market;
  return {
    ...market,
    neighbours: toShared(neighbours),
    factors: toShared(factors),
    stake: toShared(stake),
    weights: new Float64Array(0),
  };
}

/** One step from the weights `from`; max |W⁺ − W|. */
async function stepOf(crew: Crew, { counter }: Shared, from: 0 | 1): Promise<number> {
  counter[0] = 0;
  await crew.perform({ phase: 'sum', from });
  counter[0] = 0;
  return crew.perform({ phase: 'move', from });
}

/**
 * {@link descendSparse} in WebAssembly on one or more threads: the same steps by Euclidean projection, to 1e-10 after
 * hundreds of them, and the same bits on any number of threads. A step reads the market once, in sequence.
 *
 * Arrays in shared memory, such as those of {@link randomSparseMarket}, are read where they are; others are copied
 * where `workers` is above 1.
 *
 * @throws {@link InvalidArgumentError} when the market or an option is invalid, or the memory is too small
 */
export async function descendSparseFast(
  market: SparseMarket,
  options: SparseFastOptions = {},
): Promise<Descent> {
  const where = 'descendSparseFast';
  const settings = readParameters(where, SPARSE_FAST, options);
  const { learningRate, tolerance, maxSteps, frozen, onStep, workers } = settings;
  checkSparseMarket(where, market);
  const { peers, known, samples } = market;
  checkFrozenRows(where, peers, frozen);
  const bytes = sparseBytes(peers, known, samples) + tileBytes(peers, known) + 16 * peers * known;
  checkMemory(where, `a descent of ${peers} peers that know ${known}`, bytes);
  const shared: Shared = {
    module: compileSparse(),
    market: workers > 1 ? shareMarket(market) : market,
    tiles: createTiles(market),
    weights: [sharedFloat64(peers * known), sharedFloat64(peers * known)],
    learningRate,
    frozen: toShared(frozen),
    counter: new Int32Array(sharedBuffer(4)),
  };
  shared.weights[0].set(market.weights);
  const crew = createCrew(where, shared, workers);
  let [steps, residual, converged] = [0, Number.POSITIVE_INFINITY, false];
  let from: 0 | 1 = 0;
  try {
    while (steps < maxSteps && !converged) {
      const change = await stepOf(crew, shared, from);
      if (Number.isNaN(change)) {
        residual = Number.POSITIVE_INFINITY;
        break;
      }
      from = from === 0 ? 1 : 0;
      steps++;
      residual = change / learningRate;
      converged = residual < tolerance;
      onStep?.(steps, shared.weights[from]);
    }
  } finally {
    await crew.end();
  }
  return { weights: shared.weights[from], steps, residual, converged };
}
