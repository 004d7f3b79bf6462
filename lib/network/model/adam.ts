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

/** Whether all numbers are finite: exactly then is their sum in double precision. */
function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (const value of values) sum += value;
  return Number.isFinite(sum);
}

/**
 * Step number `step`, from 1, of the parameters from `start` to `end`, and a cleared gradient.
 *
 * Parts of `size` parameters step independently: a part whose new state is not finite keeps its state.
 *
 * @returns the indices of the parts that kept their state
 */
export function stepOn(
  tf: Tensorflow,
  { values, gradient, first, second }: AdamState,
  [start, end]: readonly [number, number],
  step: number,
  learningRate: number,
  size = end - start,
): number[] {
  const skipped = new Set<number>();
  const part = (array: Float32Array): Float32Array => array.subarray(start, end);
  tf.tidy(() => {
    const [value, mean, square, change] = [values, first, second, gradient].map((array) =>
      fromHost(tf, [end - start], (to) => {
        to.set(part(array));
      }),
    );
    const after = adamStep(tf, { value, mean, square }, change, step, { learningRate });
    const changes = [
      [values, after.value],
      [first, after.mean],
      [second, after.square],
    ] as const;
    for (const [, tensor] of changes) {
      toHost(tf, tensor, (from) => {
        for (let at = 0; at * size < from.length; at++) {
          if (!allFinite(from.subarray(at * size, (at + 1) * size))) skipped.add(at);
        }
      });
    }
    for (const [array, tensor] of changes) {
      toHost(tf, tensor, (from) => {
        for (let at = 0; at * size < from.length; at++) {
          if (skipped.has(at)) continue;
          part(array).set(from.subarray(at * size, (at + 1) * size), at * size);
        }
      });
    }
  });
  part(gradient).fill(0);
  return [...skipped];
}
