/*
 * The members of a cohort in stacks of one shape, and the places of their answers in F(x).
 */
import type { Rank, Tensor3D } from '@tensorflow/tfjs';
import { fromHost, type Tensorflow } from '../../tensors/index.js';
import { type Parameters } from '../model/forward.js';
import { type LayerName } from '../model/layout.js';
import { type Rows } from '../rows.js';

/** Members of one shape. */
export interface Stack {
  readonly members: readonly number[];
  /** [members, rows, columns] each. */
  readonly parameters: Parameters;
}

/** Members of like size, stacked. */
export function stacksOf(
  tf: Tensorflow,
  members: readonly ReadonlyMap<LayerName, Rows>[],
): Stack[] {
  const alike = new Map<number, number[]>();
  for (const [member, layers] of members.entries()) {
    const hidden = layers.get('bodyHidden')?.rows ?? 0;
    alike.set(hidden, [...(alike.get(hidden) ?? []), member]);
  }
  return [...alike.values()].map((those) => {
    const layers = [...members[those[0]]].map(([name, { rows, columns }]) => {
      const shape: [number, number, number] = [those.length, rows, columns];
      const tensor = fromHost<Rank.R3>(tf, shape, (to) => {
        for (const [place, member] of those.entries()) {
          to.set(members[member].get(name)?.values ?? [], place * rows * columns);
        }
      });
      return [name, tensor] as const;
    });
    return { members: those, parameters: Object.fromEntries(layers) };
  });
}

/** The layers of one member, [1, rows, columns] each. */
export function ofMember(tf: Tensorflow, stacks: readonly Stack[], member: number): Parameters {
  const stack = stacks.find(({ members }) => members.includes(member));
  if (!stack) throw new TypeError(`member ${member} must be in a stack`);
  const place = stack.members.indexOf(member);
  return Object.fromEntries(
    Object.entries(stack.parameters).map(([name, layer]) => [
      name,
      tf.slice(layer, [place, 0, 0], [1, -1, -1]),
    ]),
  );
}

/** Rows that a peer joins: as many of each answer, of `width` numbers, times its row of the mask, [n]. */
interface Joined {
  readonly rows: number;
  readonly width: number;
  readonly mask: Float64Array;
}

/** F(x) for a peer, [1, rows, n · width]: the answers of all members, side by side, times the mask. */
export function inputsOf(
  tf: Tensorflow,
  stacks: readonly Stack[],
  answers: readonly Float32Array[],
  joined: Joined,
): Tensor3D {
  const { rows, width, mask } = joined;
  return fromHost<Rank.R3>(tf, [1, rows, mask.length * width], (inputs) => {
    for (const [at, stack] of stacks.entries()) {
      eachAnswer(stack, joined, (factor, place, column) => {
        scale(answers[at], place, factor, inputs, column, width);
      });
    }
  });
}

/** ∂L/∂f of a stack's answers, [members, rows, width], from ∂L/∂F(x). */
export function ofAnswers(
  tf: Tensorflow,
  stack: Stack,
  gradient: Float32Array,
  joined: Joined,
): Tensor3D {
  const { rows, width } = joined;
  return fromHost<Rank.R3>(tf, [stack.members.length, rows, width], (answers) => {
    eachAnswer(stack, joined, (factor, place, column) => {
      scale(gradient, column, factor, answers, place, width);
    });
  });
}

/** Calls `visit` for every row of a stack's answers: its factor, and where it begins in the stack and in F(x). */
function eachAnswer(
  { members }: Stack,
  { rows, width, mask }: Joined,
  visit: (factor: number, place: number, column: number) => void,
): void {
  for (const [slice, member] of members.entries()) {
    for (let row = 0; row < rows; row++) {
      visit(mask[member], (slice * rows + row) * width, (row * mask.length + member) * width);
    }
  }
}

/** Writes `count` numbers times a factor in single precision. */
function scale(
  from: Float32Array,
  start: number,
  factor: number,
  to: Float32Array,
  at: number,
  count: number,
): void {
  const single = Math.fround(factor);
  for (let k = 0; k < count; k++) to[at + k] = single * from[start + k];
}
