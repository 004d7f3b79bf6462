/*
 * The gradient of one peer's loss in the parameters of all peers: its own, and those that the answers to its data depend
 * on. Automatic differentiation of model/forward.ts through the whole network; training computes the same by hand, a
 * message at a time.
 */
import type { Rank, Tensor, Tensor3D } from '@tensorflow/tfjs';
import { fromHost, toHost, type Tensorflow } from '../../tensors/index.js';
import { ANSWERING, forwardOf, layerOf, type Parameters } from '../model/forward.js';
import { layersOf, type Dimensions, type LayerName } from '../model/layout.js';
import { type Rows } from '../rows.js';

/**
 * `loss`: the cross-entropy L_i of (1). `objective`: all that peer i descends in training, L_i with the student's
 * cross-entropy and (11).
 */
export type Descended = 'loss' | 'objective';

/** The data of a peer, and its row of the mask. */
export interface Measured {
  /** The place of the peer in the cohort. */
  readonly member: number;
  readonly x: Rows;
  readonly y: Int32Array;
  /** [n]. */
  readonly mask: Float64Array;
}

/** The gradient of one peer's loss, [p, parameters of a peer]: member after member, in the order of their storage. */
export type NetworkGradient = (of: Measured, descended: Descended) => Float32Array;

/** The layers that the loss of a peer depends on besides those of answers. */
const READING: readonly LayerName[] = ['join', 'joinBias', 'head', 'headBias'];

/**
 * Gradients at the parameters `values` of the p peers of a cohort, which are all peers of the network.
 *
 * @param values - [p, parameters of a peer]
 */
export function gradientsAt(
  tf: Tensorflow,
  dimensions: Dimensions,
  values: Float32Array,
  distillationTemperature: number,
): NetworkGradient {
  const { peers: p, width } = dimensions;
  const forward = forwardOf(tf, dimensions);
  const all = layersOf(dimensions);
  const size = values.length / p;
  let start = 0;
  const placed = all.map((layer) => {
    const from = start;
    start += layer.rows * layer.columns;
    return { ...layer, from, length: layer.rows * layer.columns };
  });
  const layers = placed.filter(({ name }) => ANSWERING.includes(name) || READING.includes(name));
  const stacked = (): Tensor3D[] =>
    layers.map(({ rows, columns, from, length }) =>
      fromHost<Rank.R3>(tf, [p, rows, columns], (to) => {
        for (let member = 0; member < p; member++) {
          const own = member * size + from;
          to.set(values.subarray(own, own + length), member * length);
        }
      }),
    );
  const named = (tensors: readonly Tensor[]): Parameters =>
    Object.fromEntries(layers.map(({ name }, at) => [name, tensors[at]]));
  /** F(x) for a peer: the answers of all members, side by side, times the mask, [1, r, n · width]. */
  const inputsOf = (parameters: Parameters, x: Tensor3D, mask: Float64Array): Tensor3D => {
    const [, r] = x.shape;
    const answers = forward.forward(parameters, tf.tile(x, [p, 1, 1]));
    const masked = tf.mul(answers, tf.tensor3d(Float32Array.from(mask), [p, 1, 1]));
    return tf.reshape(tf.transpose(masked, [1, 0, 2]), [1, r, p * width]);
  };
  return ({ member, x, y, mask }, descended) => {
    const out = new Float32Array(values.length);
    const loss = (...tensors: Tensor[]): Tensor => {
      const parameters = named(tensors);
      const rows = tf.tensor3d(x.values, [1, x.rows, x.columns]);
      const own = named(tensors.map((layer) => tf.slice(layer, [member, 0, 0], [1, -1, -1])));
      const inputs = inputsOf(parameters, rows, mask);
      const others = { inputs, join: layerOf(own, 'join') };
      const terms = forward.losses(own, rows, { others }, y, distillationTemperature);
      const { loss: entropy, studentLoss, distillation } = terms;
      const total = descended === 'loss' ? entropy : tf.addN([entropy, studentLoss, distillation]);
      return tf.sum(total);
    };
    tf.tidy(() => {
      for (const [at, gradient] of tf.grads(loss)(stacked()).entries()) {
        const { from, length } = layers[at];
        toHost(tf, gradient, (found) => {
          for (let peer = 0; peer < p; peer++) {
            const part = found.subarray(peer * length, (peer + 1) * length);
            out.set(part, peer * size + from);
          }
        });
      }
    });
    return out;
  };
}
