/*
 * Learners of three peers, by the kernel or by tensors, for tests of both.
 */
import { createStream, type RandomStream } from '../../lib/math/index.js';
import { onKernel } from '../../lib/network/engine/computation.js';
import { type Precision } from '../../lib/network/engine/module.js';
import { type Learner } from '../../lib/network/model/learner.js';
import { type Dimensions } from '../../lib/network/model/layout.js';
import { ParameterStore } from '../../lib/network/model/store.js';
import { rowsOf, type Rows } from '../../lib/network/rows.js';

const LEARNING = { learningRate: 0.01, distillationTemperature: 1.5 };

/** Odd sizes, so that no product is a whole number of tiles. */
export const NUMBERS: Dimensions = {
  inputs: 13,
  encoding: { kind: 'numbers' },
  hidden: 19,
  width: 7,
  context: 21,
  peers: 4,
  classes: 5,
  standIns: true,
};
export const CODES: Dimensions = {
  ...NUMBERS,
  inputs: 6,
  encoding: { kind: 'codes', symbols: 11 },
  standIns: false,
};
/** Sizes of more than one block of a product. */
export const LARGE: Dimensions = { ...NUMBERS, inputs: 300, hidden: 280, width: 32, context: 48 };

export const MEMBERS = [0, 1, 3];
const HIDDEN = (dimensions: Dimensions): number[] => [dimensions.hidden, 11, dimensions.hidden];

export interface Pair {
  readonly store: ParameterStore;
  readonly learner: Learner;
}

export function onTheKernel(dimensions: Dimensions, precision: Precision = 'portable'): Pair {
  return pairOf(dimensions, onKernel('test', precision));
}

export function pairOf(dimensions: Dimensions, computation: ReturnType<typeof onKernel>): Pair {
  const streams = MEMBERS.map((member) => createStream(7).split(member));
  const hidden = HIDDEN(dimensions);
  const store = new ParameterStore(dimensions, MEMBERS, hidden, streams, computation.allocator);
  return { store, learner: computation.learner(store, LEARNING) };
}

export function xOf({ inputs, encoding }: Dimensions, rows: number, stream: RandomStream): Rows {
  const draw = (): number =>
    encoding.kind === 'codes' ? stream.integer(encoding.symbols) : stream.normal();
  return rowsOf(Float32Array.from({ length: rows * inputs }, draw), inputs);
}

export function gradientsOf({ store }: Pair): [string, Float32Array][] {
  return MEMBERS.flatMap((_, member) => [
    [`fixed ${member}`, store.gradient(member).slice()] as [string, Float32Array],
    ...store
      .heldBlocks(member)
      .map(({ neighbour, gradient }): [string, Float32Array] => [
        `block ${member}, ${neighbour}`,
        gradient.slice(),
      ]),
  ]);
}
