/*
 * The loss of a dense peer when only some of the answers reach it. The body of layout.ts is linear in the answers, so
 * that the share of each is computed once, and many sets A of answers are one product of their indicators with S:
 *
 *   z = tanh(b + Σ_{j ∈ A} s_j) G + g,   b = h U + j V + u,   s_j = m_ij f_j(x) J_j V
 */
import type { Rank, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { fromHost, toHost, type Tensorflow } from '../../tensors/index.js';
import { type Batch } from '../cohort.js';
import { type Rows } from '../rows.js';
import { embedded, layerOf, linear, type Parameters } from './forward.js';
import { isGiven, placeScaled } from './joining.js';
import { type Dimensions, type LayerName } from './layout.js';

/** Sets of answers in one product, which bounds memory. */
const CHUNK = 64;

/** The mean cross-entropy of a batch, in nats, for each list of the peers whose answers are not set to zero. */
export type LossesAmong = (coalitions: readonly (readonly number[])[]) => Float64Array;

/** @param layers - the peer's parameters */
export function lossesAmong(
  tf: Tensorflow,
  layers: ReadonlyMap<LayerName, Rows>,
  dimensions: Pick<Dimensions, 'encoding' | 'inputs'>,
  batch: Batch,
): LossesAmong {
  const { x, y, joined } = batch;
  const [head, bias] = ['head', 'headBias'].map((name) => layers.get(name as LayerName));
  if (!head || !bias) throw new TypeError('layers must have a head');
  const [width, classes, rows] = [head.rows, head.columns, y.length];
  const columnOf = new Map(joined.map(({ peer }, column) => [peer, column]));
  // One share of zeros where nothing is joined.
  const n = Math.max(1, joined.length);
  const base = new Float32Array(rows * width);
  const shares = new Float32Array(n * rows * width);
  // A tidy must return no array: it would search it for tensors.
  tf.tidy(() => {
    const parameters = parametersFrom(tf, layers);
    const entering = embedded(tf, parameters, stacked(tf, x), dimensions);
    const h = linear(tf, parameters, entering, 'encoder', 'relu');
    const through = (of: Tensor3D): Tensor3D => tf.matMul(of, layerOf(parameters, 'bodyContext'));
    const ofHidden = linear(tf, parameters, h, 'bodyHidden', 'linear', 'bodyBias');
    base.set(tf.add(ofHidden, through(layerOf(parameters, 'joinBias'))).dataSync());
    if (joined.length === 0) return;
    const all: Tensor3D = tf.reshape(through(layerOf(parameters, 'join')), [-1, width, width]);
    const blocks = tf.gather(all, tf.tensor1d([...columnOf.keys()], 'int32'));
    const answers = fromHost<Rank.R3>(tf, [joined.length, rows, width], (values) => {
      for (const [column, one] of joined.entries()) {
        if (!isGiven(one)) throw new TypeError('the answers of a measured batch must be given');
        const part = { start: column * rows * width, stride: width };
        placeScaled(values, one, rows, width, part);
      }
    });
    shares.set(tf.matMul(answers, blocks).dataSync());
  });
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
      tf.matMul(a, tf.tensor2d(shares, [n, rows * width])),
      tf.tensor1d(base),
    );
    const logits = tf.fused.matMul({
      a: tf.reshape(tf.tanh(sums), [coalitions.length * rows, width]),
      b: tf.tensor2d(head.values, [width, classes]),
      bias: tf.tensor1d(bias.values),
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

/** The layers of one peer as tensors, [1, rows, columns]. */
function parametersFrom(tf: Tensorflow, layers: ReadonlyMap<LayerName, Rows>): Parameters {
  return Object.fromEntries([...layers].map(([name, rows]) => [name, stacked(tf, rows)]));
}

function stacked(tf: Tensorflow, { rows, columns, values }: Rows): Tensor3D {
  return tf.tensor3d(values, [1, rows, columns]);
}

/** −ln softmax(z)_y of the classes that begin at `start`, in nats. */
function surprise(z: Float32Array, start: number, classes: number, y: number): number {
  let most = -Infinity;
  for (let c = 0; c < classes; c++) most = Math.max(most, z[start + c]);
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += Math.exp(z[start + c] - most);
  return Math.log(sum) + most - z[start + y];
}
