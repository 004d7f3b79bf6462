/*
 * The compiled kernel of sparse markets, assembly/sparse/index.ts, and views of its memory.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { type SparseMarket } from '../../market/index.js';
import { compileFile, instantiate, type KernelModule } from '../engine.js';

/** The exports of the assembly; addresses are bytes in its memory. */
interface Engine {
  readonly memory: { readonly buffer: ArrayBuffer };
  configure(known: number, samples: number, rows: number): number;
  setOptions(peers: number, temperature: number, ratio: number): void;
  shiftAddress(): number;
  neighboursAddress(): number;
  factorsAddress(): number;
  weightsAddress(): number;
  nextAddress(): number;
  stakeAddress(): number;
  ratesAddress(): number;
  step(first: number, count: number): number;
}

/** The engine laid out for a market, with a view of each part of its memory. */
export interface Block {
  /** The most rows of a block. */
  readonly rows: number;
  /** Steps `count` rows, of which the first is peer `first`; returns max |w⁺ − w|, NaN after an overflow. */
  step(first: number, count: number): number;
  /** μ of each entry, [rows, k]. */
  readonly shift: Float64Array;
  readonly neighbours: Uint32Array;
  readonly factors: Float32Array;
  readonly weights: Float64Array;
  readonly next: Float64Array;
  readonly stake: Float64Array;
  readonly rates: Float64Array;
}

/** The bytes of a block, which shall stay in a core's second cache. */
const BLOCK_BYTES = 2 ** 18;

export function compileSparse(): KernelModule {
  return compileFile('sparse.wasm');
}

/** The rows of a block of the market. */
function rowsOf({ peers, known, samples }: SparseMarket): number {
  return Math.min(peers, Math.max(1, Math.floor(BLOCK_BYTES / (known * (4 * samples + 28)))));
}

/**
 * Instantiates the kernel for a market.
 *
 * @throws {@link InvalidArgumentError} when one row exceeds the 4 GiB of a WebAssembly memory
 */
export function createBlock(where: string, module: KernelModule, market: SparseMarket): Block {
  const { peers, known, samples, temperature, ratio } = market;
  const engine = instantiate(where, module) as Engine;
  const rows = rowsOf(market);
  const bytes = 2 ** 17 + (rows * (4 * samples + 28) + 40) * (known + 8) + 16 * rows;
  if (bytes > 2 ** 32 - 2 ** 17 || !engine.configure(known, samples, rows)) {
    const rule = 'known and samples must fit a WebAssembly memory of 4 GiB';
    throw new InvalidArgumentError(where, rule, `${known} and ${samples}`);
  }
  engine.setOptions(peers, temperature, ratio);
  const { buffer } = engine.memory;
  const entries = rows * known;
  // Addresses above 2 GiB are returned as negative numbers.
  const doubles = (address: number, count: number): Float64Array =>
    new Float64Array(buffer, address >>> 0, count);
  return {
    rows,
    step: (first, count) => engine.step(first, count),
    shift: doubles(engine.shiftAddress(), entries),
    neighbours: new Uint32Array(buffer, engine.neighboursAddress() >>> 0, entries),
    factors: new Float32Array(buffer, engine.factorsAddress() >>> 0, entries * samples),
    weights: doubles(engine.weightsAddress(), entries),
    next: doubles(engine.nextAddress(), entries),
    stake: doubles(engine.stakeAddress(), rows),
    rates: doubles(engine.ratesAddress(), rows),
  };
}
