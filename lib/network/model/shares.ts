/*
 * The part of each joined answer in a dense peer's body. The body of layout.ts is linear in the answers, so that what
 * depends on their presence or scale needs no pass through the rest of the peer:
 *
 *   z = tanh(b + Σ_j a_j s_j) G + g,   b = h U + j V + u,   s_j = m_ij f_j(x) J_j V,   a_j the scale of an answer
 */
import type { Rank, Tensor3D } from '@tensorflow/tfjs';
import { fromHost, type Tensorflow } from '../../tensors/index.js';
import { type Batch } from '../cohort.js';
import { type Rows } from '../rows.js';
import { embedded, layerOf, linear, type Parameters } from './forward.js';
import { isGiven, placeScaled } from './joining.js';
import { type Dimensions, type LayerName } from './layout.js';

/** The body's input of a batch, divided among the joined answers. */
export interface Shares {
  readonly rows: number;
  readonly width: number;
  readonly classes: number;
  /** b, [rows, width]. */
  readonly base: Float32Array;
  /** s of each joined answer, [k, rows, width]; one of zeros where nothing is joined. */
  readonly shares: Float32Array;
  /** k, at least 1. */
  readonly count: number;
  /** G, [width, classes], and g, [classes]. */
  readonly head: Float32Array;
  readonly bias: Float32Array;
}

/**
 * The shares of the answers of a batch, all of which are given.
 *
 * @param layers - the peer's parameters
 */
export function sharesOf(
  tf: Tensorflow,
  layers: ReadonlyMap<LayerName, Rows>,
  dimensions: Pick<Dimensions, 'encoding' | 'inputs'>,
  { x, y, joined }: Batch,
): Shares {
  const [head, bias] = ['head', 'headBias'].map((name) => layers.get(name as LayerName));
  if (!head || !bias) throw new TypeError('layers must have a head');
  const [width, classes, rows] = [head.rows, head.columns, y.length];
  const count = Math.max(1, joined.length);
  const base = new Float32Array(rows * width);
  const shares = new Float32Array(count * rows * width);
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
    const peers = joined.map(({ peer }) => peer);
    const blocks = tf.gather(all, tf.tensor1d(peers, 'int32'));
    const answers = fromHost<Rank.R3>(tf, [joined.length, rows, width], (values) => {
      for (const [column, one] of joined.entries()) {
        if (!isGiven(one)) throw new TypeError('the answers of a measured batch must be given');
        const part = { start: column * rows * width, stride: width };
        placeScaled(values, one, rows, width, part);
      }
    });
    shares.set(tf.matMul(answers, blocks).dataSync());
  });
  return { rows, width, classes, base, shares, count, head: head.values, bias: bias.values };
}

/** The layers of one peer as tensors, [1, rows, columns]. */
function parametersFrom(tf: Tensorflow, layers: ReadonlyMap<LayerName, Rows>): Parameters {
  return Object.fromEntries([...layers].map(([name, rows]) => [name, stacked(tf, rows)]));
}

function stacked(tf: Tensorflow, { rows, columns, values }: Rows): Tensor3D {
  return tf.tensor3d(values, [1, rows, columns]);
}
