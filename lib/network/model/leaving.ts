/*
 * The loss of a dense peer when only some of the answers reach it. Many sets A of answers are one product of their
 * indicators with the shares S of shares.ts:
 *
 *   z = tanh(b + Σ_{j ∈ A} s_j) G + g
 */
import type { Tensor2D } from '@tensorflow/tfjs';
import { toHost, type Tensorflow } from '../../tensors/index.js';
import { type Batch } from '../cohort.js';
import { type Shares } from './shares.js';

/** Sets of answers in one product, which bounds memory. */
const CHUNK = 64;

/** The mean cross-entropy of a batch, in nats, for each list of the peers whose answers are not set to zero. */
type LossesAmong = (coalitions: readonly (readonly number[])[]) => Float64Array;

/** @param given - the shares of the batch */
export function lossesAmong(tf: Tensorflow, { y, joined }: Batch, given: Shares): LossesAmong {
  const { rows, width, classes, count: n } = given;
  const columnOf = new Map(joined.map(({ peer }, column) => [peer, column]));
  const addLosses = (coalitions: readonly (readonly number[])[], out: Float64Array): void => {
    const present = new Float32Array(coalitions.length * n);
    for (const [at, members] of coalitions.entries()) {
      for (const j of members) {
        const column = columnOf.get(j);
        if (column !== undefined) present[at * n + column] = 1;
      }
    }
    const a = tf.tensor2d(present, [coalitions.length, n]);
    const sums: Tensor2D = tf.add(
      tf.matMul(a, tf.tensor2d(given.shares, [n, rows * width])),
      tf.tensor1d(given.base),
    );
    const logits = tf.fused.matMul({
      a: tf.reshape(tf.tanh(sums), [coalitions.length * rows, width]),
      b: tf.tensor2d(given.head, [width, classes]),
      bias: tf.tensor1d(given.bias),
    });
    toHost(tf, logits, (z) => {
      for (let at = 0; at < coalitions.length * rows; at++) {
        const row = at % rows;
        out[(at - row) / rows] += surprise(z, at * classes, classes, y[row]) / rows;
      }
    });
  };
  return (coalitions) => {
    const losses = new Float64Array(coalitions.length);
    for (let from = 0; from < coalitions.length; from += CHUNK) {
      tf.tidy(() => {
        addLosses(coalitions.slice(from, from + CHUNK), losses.subarray(from));
      });
    }
    return losses;
  };
}

/** −ln softmax(z)_y of the classes that begin at `start`, in nats. */
function surprise(z: Float32Array, start: number, classes: number, y: number): number {
  let most = -Infinity;
  for (let c = 0; c < classes; c++) most = Math.max(most, z[start + c]);
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += Math.exp(z[start + c] - most);
  return Math.log(sum) + most - z[start + y];
}
