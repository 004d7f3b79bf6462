/*
 * x W for a gate: a matrix product where x holds numbers, a sum of rows of W where it holds codes (one-hot).
 */
import { type Encoding } from '../../datasets/index.js';
import { type Rows } from '../rows.js';
import { gateKernel, type GateKernel } from './kernel.js';

/** The number of rows of W. */
export function featureCount(inputs: number, encoding: Encoding): number {
  return encoding.kind === 'codes' ? inputs * encoding.symbols : inputs;
}

/** The address of x W, [rows, n], in the kernel's memory. */
export function timesIn(
  kernel: GateKernel,
  { rows, columns, values }: Rows,
  encoding: Encoding,
  matrix: Float32Array,
  peers: number,
): number {
  const out = kernel.zeros(rows * peers);
  if (encoding.kind === 'codes') {
    const [from, weights] = [kernel.put(values), kernel.put(matrix)];
    kernel.call.gather(from, weights, out, rows, columns, encoding.symbols, peers);
  } else {
    const [from, weights] = [kernel.widened(values), kernel.widened(matrix)];
    kernel.call.through(from, weights, out, rows, columns, peers);
  }
  return out;
}

/** x W, [rows, n]. */
export function times(
  x: Rows,
  encoding: Encoding,
  matrix: Float32Array,
  peers: number,
): Float64Array {
  const kernel = gateKernel();
  const out = timesIn(kernel, x, encoding, matrix, peers);
  return kernel.doubles(out, x.rows * peers).slice();
}

/** Adds xᵀ D, D [rows, n], to `sum`, [features, n]. */
export function addTransposed(
  x: Rows,
  encoding: Encoding,
  gradient: Float64Array,
  peers: number,
  sum: Float32Array,
): void {
  const { rows, columns, values } = x;
  const kernel = gateKernel();
  const [from, to] = [kernel.put(gradient), kernel.put(sum)];
  if (encoding.kind === 'codes') {
    kernel.call.scatter(kernel.put(values), from, to, rows, columns, encoding.symbols, peers);
  } else {
    const [inputs, change] = [kernel.widened(values), kernel.zeros(sum.length)];
    kernel.call.within(inputs, from, change, rows, columns, peers);
    kernel.call.addNarrowed(change, to, sum.length);
  }
  sum.set(kernel.singles(to, sum.length));
}
