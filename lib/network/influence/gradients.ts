/*
 * The gradients of peers' losses in the parameters of all peers: a peer's own, and those that the answers to its data
 * depend on. What a peer makes of the answers is differentiated automatically, through model/forward.ts; from there on
 * the gradients are those of an answer in training, model/backward.ts. Answers to one x are computed once for all peers
 * that are measured on it, and peers of like size in one stack, without the padding that larger ones make.
 */
import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import { toHost, type Tensorflow } from '../../tensors/index.js';
import { backwardOf, type Activations, type Gradients } from '../model/backward.js';
import {
  ANSWERING,
  embedded,
  forwardOf,
  layerOf,
  linear,
  type Parameters,
} from '../model/forward.js';
import { layersOf, type Dimensions, type Layer, type LayerName } from '../model/layout.js';
import { type Rows } from '../rows.js';
import { inputsOf, ofAnswers, ofMember, stacksOf, type Stack } from './stacks.js';

/**
 * `loss`: the cross-entropy L_i of (1). `objective`: all that peer i descends in training, L_i with the student's
 * cross-entropy and (11).
 */
export type Descended = 'loss' | 'objective';

/** Data, and the peers that are measured on them. */
export interface Measured {
  readonly x: Rows;
  readonly y: Int32Array;
  readonly askers: readonly Asker[];
}

export interface Asker {
  /** The place of the peer in the cohort. */
  readonly member: number;
  /** Its row of the mask, [n]. */
  readonly mask: Float64Array;
}

/**
 * The gradient of one peer's loss by {@link placesOf} a member's layers, member after member; undefined where the loss
 * does not depend on the layer.
 */
export type NetworkGradient = readonly (Float32Array | undefined)[];

/** The gradients of each asker's losses, in the order of `descended`. */
export type GradientsOf = (
  of: Measured,
  descended: readonly Descended[],
) => readonly (readonly NetworkGradient[])[];

/** The layers that the loss of a peer depends on besides those of answers. */
const READING: readonly LayerName[] = ['join', 'joinBias', 'head', 'headBias'];

/** The layers of answers that teach and do not read them. */
const STUDENT: readonly LayerName[] = [
  'studentHidden',
  'studentHiddenBias',
  'student',
  'studentBias',
];

/** Columns that a product computes at a time: fewer hidden units take as long. */
const UNITS = 8;

/** The layers of a member that gradients are taken in, in the order of their storage, with padding to `UNITS` alone. */
export function placesOf(dimensions: Dimensions, hidden: number): Layer[] {
  const padded = Math.min(dimensions.hidden, UNITS * Math.ceil(hidden / UNITS));
  return layersOf({ ...dimensions, hidden: padded }).filter(
    ({ name }) => ANSWERING.includes(name) || READING.includes(name),
  );
}

/**
 * Gradients at the parameters of the members of a cohort, which are all peers of the network. Tensors are the caller's to
 * dispose of.
 *
 * @param members - the layers of each, of the shapes {@link placesOf} gives
 */
export function gradientsAt(
  tf: Tensorflow,
  dimensions: Dimensions,
  members: readonly ReadonlyMap<LayerName, Rows>[],
  distillationTemperature: number,
): GradientsOf {
  const { width, encoding } = dimensions;
  const forward = forwardOf(tf, dimensions);
  const backward = backwardOf(tf, dimensions);
  const stacks = stacksOf(tf, members);
  const names = [...members[0].keys()];

  /** Answers with their activations. Biases are added to whole sums, as under automatic differentiation: to its bits. */
  const answersOf = ({ members: { length }, parameters }: Stack, shared: Tensor3D): Activations => {
    const x = encoding.kind === 'numbers' ? shared : tf.tile(shared, [length, 1, 1]);
    const entering = embedded(tf, parameters, x, dimensions);
    const [encoded, imagined] = (['encoder', 'studentHidden'] as const).map((name) => {
      const sums = tf.matMul(entering, layerOf(parameters, name));
      return tf.relu(tf.add<Tensor3D>(sums, layerOf(parameters, `${name}Bias`)));
    });
    const imitated = linear(tf, parameters, imagined, 'student');
    const ofHidden = linear(tf, parameters, encoded, 'bodyHidden', 'linear', 'bodyBias');
    const ofContext = tf.matMul(imitated, layerOf(parameters, 'bodyContext'));
    const answer = tf.tanh(tf.add<Tensor3D>(ofHidden, ofContext));
    return { x, entering, encoded, imagined, imitated, answer };
  };
  /** The own part of a loss: ∂L/∂F(x), and the gradients of the layers that it depends on. */
  const readingOf = (
    own: Parameters,
    { x, inputs, y }: { x: Tensor3D; inputs: Tensor3D; y: Int32Array },
    what: Descended,
  ): { inputs: Tensor; layers: Gradients } => {
    const read = names.filter((name) => what === 'objective' || !STUDENT.includes(name));
    const total = (given: Tensor, ...layers: Tensor[]): Tensor => {
      const parameters: Parameters = {
        ...own,
        ...Object.fromEntries(read.map((name, at) => [name, layers[at]])),
      };
      const others = { inputs: given as Tensor3D, join: layerOf(parameters, 'join') };
      const terms = forward.losses(parameters, x, { others }, y, distillationTemperature);
      const { loss, studentLoss, distillation } = terms;
      return tf.sum(what === 'loss' ? loss : tf.addN([loss, studentLoss, distillation]));
    };
    const of = [inputs, ...read.map((name) => layerOf(own, name))];
    const [given, ...layers] = tf.grads(total)(of);
    return { inputs: given, layers: new Map(read.map((name, at) => [name, layers[at]])) };
  };

  return ({ x: { values, rows, columns }, y, askers }, descended) => {
    const found: NetworkGradient[][] = [];
    tf.tidy(() => {
      const x = tf.tensor3d(values, [1, rows, columns]);
      const activations = stacks.map((stack) => answersOf(stack, x));
      const answers = activations.map(({ answer }) => answer.dataSync<'float32'>());
      for (const { member, mask } of askers) {
        const inputs = inputsOf(tf, stacks, answers, { rows, width, mask });
        const own = ofMember(tf, stacks, member);
        const reading = descended.map((what) => readingOf(own, { x, inputs, y }, what));
        // The student's terms have none in the answers of others.
        const given = reading[0].inputs.dataSync<'float32'>();
        const answering = stacks.map((stack, at) =>
          backward.answerGradients(
            stack.parameters,
            activations[at],
            ofAnswers(tf, stack, given, { rows, width, mask }),
          ),
        );
        const sent = byMember(tf, stacks, answering, names);
        found.push(reading.map(({ layers }) => withOwn(tf, sent, layers, names, member)));
      }
    });
    return found;
  };
}

/** The gradients of answers by the layers of their members. */
function byMember(
  tf: Tensorflow,
  stacks: readonly Stack[],
  gradients: readonly Gradients[],
  names: readonly LayerName[],
): (Float32Array | undefined)[] {
  const count = stacks.reduce((sum, { members }) => sum + members.length, 0) * names.length;
  const out = new Array<Float32Array | undefined>(count).fill(undefined);
  for (const [at, { members }] of stacks.entries()) {
    for (const [layer, name] of names.entries()) {
      const gradient = gradients[at].get(name);
      if (!gradient) continue;
      toHost(tf, gradient, (values) => {
        const size = values.length / members.length;
        for (const [place, member] of members.entries()) {
          const own = values.slice(place * size, (place + 1) * size);
          out[member * names.length + layer] = own;
        }
      });
    }
  }
  return out;
}

/** The gradients of answers with those of the peer that reads them. */
function withOwn(
  tf: Tensorflow,
  sent: readonly (Float32Array | undefined)[],
  own: ReadonlyMap<LayerName, Tensor>,
  names: readonly LayerName[],
  member: number,
): NetworkGradient {
  const out = sent.slice();
  for (const [layer, name] of names.entries()) {
    const gradient = own.get(name);
    if (!gradient) continue;
    const at = member * names.length + layer;
    out[at] = toHost(tf, gradient, (values) => {
      const before = sent[at];
      return before ? before.map((value, k) => value + values[k]) : values.slice();
    });
  }
  return out;
}
