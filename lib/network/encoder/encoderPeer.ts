/*
 * A pre-trained encoder as a peer: the encoder is fixed, and its features are projected to the network's width.
 *
 *   f(x) = tanh(e(x) P + p),   e(x) [rows, features],  P [features, width],  p [width]
 *
 * P is sampled from N(0, 1/features), p is zero. Where the projection is trained, Adam follows the gradients of the other
 * peers' losses:
 *
 *   δ = ∂L/∂f ∘ (1 − f²),   ∂L/∂P = Σ_x e(x)ᵀ δ(x),   ∂L/∂p = Σ_x δ(x)
 */
import { createStream } from '../../math/random.js';
import {
  choice,
  integer,
  positive,
  programmatic,
  readParameters,
  required,
  type OptionsOf,
} from '../../parameters/index.js';
import { checkFunction } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { loadTensors } from '../../tensors/index.js';
import { initialState, stepOn, type AdamState } from '../model/adam.js';
import { NETWORK_SETTINGS } from '../network.js';
import { flawOf, rowsOf, type Rows } from '../rows.js';
import { type PeerFunction } from '../single.js';

/** The ways from features to the network's width. */
export const PROJECTIONS = ['fixed', 'trained', 'none'] as const;

export type Projection = (typeof PROJECTIONS)[number];

/** A fixed function of rows: [rows, inputs] → [rows, features]. */
export type Encode = (x: Rows) => Rows | Promise<Rows>;

/** The options of {@link encoderPeer}. */
export const ENCODER = {
  encode: required(
    programmatic<Encode | undefined>(
      undefined,
      'The encoder: rows [rows, inputs] to features [rows, features]',
      checkFunction,
    ),
  ),
  features: required(integer(1, 'Features that the encoder returns for a row')),
  width: integer(NETWORK_SETTINGS.width, 'Width of the representations that peers exchange'),
  projection: choice(
    PROJECTIONS,
    'fixed',
    'Features to width: fixed at random, trained by the other peers’ gradients, or none, for as many features as width',
  ),
  learningRate: positive(NETWORK_SETTINGS.learningRate, 'Learning rate of Adam', { symbol: 'η' }),
  seed: integer(0, 'Decides the projection', { least: 0 }),
};

export type EncoderOptions = OptionsOf<typeof ENCODER>;

const where = 'encoderPeer';

/**
 * A pre-trained encoder as a peer of kind `function`: f(x) = tanh(e(x) P + p), or e(x) without projection. The encoder
 * does not learn; a trained projection does. A promise of `encode` is awaited without a limit, except by training, which has
 * `settleWithin`.
 *
 * @throws {@link InvalidArgumentError} when an option is invalid, or there is no projection and `features` is not `width`
 */
export function encoderPeer(options: EncoderOptions): PeerFunction {
  const settings = readParameters(where, ENCODER, options);
  const { encode, features, width, projection } = settings;
  if (projection === 'none') {
    if (features !== width) {
      const rule = `features must be the width ${width} where projection is none; take fixed or trained for others`;
      throw new InvalidArgumentError(where, rule, String(features));
    }
    return { forward: async (x) => encoded(encode, x, features) };
  }
  return projectedPeer(settings);
}

/** The features of rows. @throws {@link InvalidArgumentError} (rejects) unless they are finite and of their shape */
async function encoded(encode: Encode, x: Rows, features: number): Promise<Rows> {
  const found = await encode(x);
  const flaw = flawOf(found, x.rows, features);
  if (flaw === undefined) return found;
  const rule = `encode must return [${x.rows}, ${features}] finite numbers`;
  throw new InvalidArgumentError(where, rule, flaw);
}

function projectedPeer(settings: Required<EncoderOptions>): PeerFunction {
  const { encode, features, width, projection, learningRate, seed } = settings;
  checkMemory(where, `a projection of ${features} features`, 16 * (features + 1) * width);
  const stream = createStream(seed).split('projection');
  // P, then p as its last row.
  const state = initialState(
    Float32Array.from({ length: (features + 1) * width }, (_, at) =>
      at < features * width ? stream.normal() / Math.sqrt(features) : 0,
    ),
  );
  const forward = async (x: Rows): Promise<Rows> =>
    projected(await encoded(encode, x, features), state.values, width);
  if (projection === 'fixed') return { forward };
  const steps = Float32Array.of(0);
  const arrays = new Map<string, Float32Array>([
    ['steps', steps],
    ...(Object.entries(state) as [keyof AdamState, Float32Array][]),
  ]);
  return {
    forward,
    accumulate: async (x, gradient) => {
      const e = await encoded(encode, x, features);
      const f = projected(e, state.values, width);
      const delta = new Float64Array(width);
      for (let row = 0; row < e.rows; row++) {
        for (let w = 0; w < width; w++) {
          const at = row * width + w;
          delta[w] = gradient.values[at] * (1 - f.values[at] ** 2);
          state.gradient[features * width + w] += delta[w];
        }
        for (let k = 0; k < features; k++) {
          const value = e.values[row * features + k];
          for (let w = 0; w < width; w++) state.gradient[k * width + w] += value * delta[w];
        }
      }
    },
    step: async () => {
      const { tf } = await loadTensors();
      steps[0]++;
      return stepOn(tf, [{ state, step: steps[0], owner: 0 }], learningRate).size === 0;
    },
    save: () => {
      return new Map([...arrays].map(([name, values]) => [name, values.slice()]));
    },
    restore: (saved) => {
      for (const [name, values] of arrays) values.set(saved.get(name) ?? []);
    },
  };
}

/** tanh(e P + p), [rows, width]; `parameters` holds P and p. */
function projected(e: Rows, parameters: Float32Array, width: number): Rows {
  const features = e.columns;
  const values = new Float32Array(e.rows * width);
  const sums = new Float64Array(width);
  for (let row = 0; row < e.rows; row++) {
    for (let w = 0; w < width; w++) sums[w] = parameters[features * width + w];
    for (let k = 0; k < features; k++) {
      const value = e.values[row * features + k];
      for (let w = 0; w < width; w++) sums[w] += value * parameters[k * width + w];
    }
    for (let w = 0; w < width; w++) values[row * width + w] = Math.tanh(sums[w]);
  }
  return rowsOf(values, width);
}
