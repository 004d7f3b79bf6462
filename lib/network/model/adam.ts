/*
 * Adam on plain arrays, in which peers keep their parameters; lib/tensors does the arithmetic.
 */
import { adamStep, fromHost, toHost, type Tensorflow } from '../../tensors/index.js';

/** Parameters and the state of Adam, all of one length. */
export interface AdamState {
  readonly values: Float32Array;
  /** The sum of the gradients since the last step; cleared by it. */
  readonly gradient: Float32Array;
  /** Running means of the gradient and of its square. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** The state before the first step. */
export function initialState(values: Float32Array): AdamState {
  const zeros = (): Float32Array => new Float32Array(values.length);
  return { values, gradient: zeros(), first: zeros(), second: zeros() };
}

/** Step number `step`, from 1, of the parameters from `start` to `end`. */
export function stepOn(
  tf: Tensorflow,
  { values, gradient, first, second }: AdamState,
  [start, end]: readonly [number, number],
  step: number,
  learningRate: number,
): void {
  const part = (array: Float32Array): Float32Array => array.subarray(start, end);
  tf.tidy(() => {
    const [value, mean, square, change] = [values, first, second, gradient].map((array) =>
      fromHost(tf, [end - start], (to) => {
        to.set(part(array));
      }),
    );
    const after = adamStep(tf, { value, mean, square }, change, step, { learningRate });
    for (const [array, tensor] of [
      [values, after.value],
      [first, after.mean],
      [second, after.square],
    ] as const) {
      toHost(tf, tensor, (from) => {
        part(array).set(from);
      });
    }
  });
  part(gradient).fill(0);
}
