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

/** Parameters that take a step. */
export interface AdamPart {
  readonly state: AdamState;
  /** The number of this step, from 1. */
  readonly step: number;
  /** The owner of the parameters: its parts take the step together or not at all. */
  readonly owner: number;
}

/** Whether all numbers are finite: exactly then is their sum in double precision. */
function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  return Number.isFinite(sum);
}

/** The arrays that a step changes, in the order of its result. */
const CHANGED = ['values', 'first', 'second'] as const;

/**
 * One step of every part along its gradient, which is cleared.
 *
 * @returns the owners with a part whose new state is not finite: all their parts keep their state
 */
export function stepOn(
  tf: Tensorflow,
  parts: readonly AdamPart[],
  learningRate: number,
): Set<number> {
  const skipped = new Set<number>();
  const groups = new Map<number, AdamPart[]>();
  for (const part of parts) {
    const group = groups.get(part.step);
    if (group) group.push(part);
    else groups.set(part.step, [part]);
  }
  tf.tidy(() => {
    const results = [...groups].map(([step, group]) => {
      const tensors = stepped(tf, group, step, learningRate);
      for (const tensor of tensors) {
        toHost(tf, tensor, (found) => {
          eachPart(group, found, ({ owner }, own) => {
            if (!allFinite(own)) skipped.add(owner);
          });
        });
      }
      return { group, tensors };
    });
    for (const { group, tensors } of results) {
      for (const [at, tensor] of tensors.entries()) {
        toHost(tf, tensor, (found) => {
          eachPart(group, found, ({ owner, state }, own) => {
            if (!skipped.has(owner)) state[CHANGED[at]].set(own);
          });
        });
      }
    }
  });
  for (const { state } of parts) state.gradient.fill(0);
  return skipped;
}

/** The new values and moments of parts with one step number, each as one tensor of all parts. */
function stepped(tf: Tensorflow, parts: readonly AdamPart[], step: number, learningRate: number) {
  const length = parts.reduce((sum, { state }) => sum + state.values.length, 0);
  const [value, mean, square, gradient] = [...CHANGED, 'gradient' as const].map((name) =>
    fromHost(tf, [length], (to) => {
      eachPart(parts, to, ({ state }, own) => {
        own.set(state[name]);
      });
    }),
  );
  const after = adamStep(tf, { value, mean, square }, gradient, step, { learningRate });
  return [after.value, after.mean, after.square];
}

/** Visits the part of an array of all parts, one after the other, that belongs to each. */
function eachPart(
  parts: readonly AdamPart[],
  all: Float32Array,
  visit: (part: AdamPart, own: Float32Array) => void,
): void {
  let start = 0;
  for (const part of parts) {
    const end = start + part.state.values.length;
    visit(part, all.subarray(start, end));
    start = end;
  }
}
