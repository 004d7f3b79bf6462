import type { LayersModel, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs';
import { InvalidArgumentError } from '../math/errors.js';
import { type Tensorflow } from '../tensors/index.js';
import { stepOn, initialState } from './model/adam.js';
import { type ModelLike } from './modelLike.js';
import { rowsOf, type Rows } from './rows.js';
import { type PeerFunction } from './single.js';

/**
 * A user's tfjs model as a peer without a loss: Adam updates its weights in place along the gradients of other peers.
 *
 * @throws {@link InvalidArgumentError} unless the model maps [rows, inputs] to [rows, width]
 */
export function modelPeer(
  tf: Tensorflow,
  given: Partial<ModelLike> | undefined,
  { inputs, width, learningRate }: { inputs: number; width: number; learningRate: number },
): PeerFunction {
  const ends: Partial<ModelLike> = given ?? {};
  const [from, to] = [ends.inputs, ends.outputs].map(
    (list) => list?.map(({ shape }) => shape) ?? 'nothing',
  );
  if (JSON.stringify([from, to]) !== JSON.stringify([[[null, inputs]], [[null, width]]])) {
    throw new InvalidArgumentError(
      'createNetwork',
      `model must take [rows, ${inputs}] and give [rows, ${width}]`,
      `${JSON.stringify(from)} and ${JSON.stringify(to)}`,
    );
  }
  const model = given as unknown as LayersModel;
  const weights = model.trainableWeights.map(trainable);
  const states = weights.map((weight) => initialState(weight.dataSync().slice() as Float32Array));
  const steps = Float32Array.of(0);
  const arrays = (): [string, Float32Array][] => [
    ['steps', steps],
    ...states.flatMap((state, at) =>
      Object.entries(state).map(([name, values]): [string, Float32Array] => [
        `${at}/${name}`,
        values as Float32Array,
      ]),
    ),
  ];
  const tensor = ({ rows, columns, values }: Rows): Tensor2D =>
    tf.tensor2d(values, [rows, columns]);
  const assign = (): void => {
    for (const [at, weight] of weights.entries()) {
      tf.tidy(() => {
        weight.assign(tf.tensor(states[at].values, weight.shape));
      });
    }
  };
  return {
    forward: (x) =>
      rowsOf(tf.tidy(() => (model.predict(tensor(x)) as Tensor).dataSync()) as Float32Array, width),
    accumulate: (x, gradient) => {
      if (weights.length === 0) return;
      tf.tidy(() => {
        const { grads } = tf.variableGrads(
          () =>
            tf.sum(tf.mul(model.apply(tensor(x), { training: true }) as Tensor, tensor(gradient))),
          weights,
        );
        for (const [at, { name }] of weights.entries()) {
          const values = grads[name].dataSync();
          for (let k = 0; k < values.length; k++) states[at].gradient[k] += values[k];
        }
      });
    },
    step: () => {
      steps[0]++;
      const parts = states.map((state, owner) => ({ state, step: steps[0], owner }));
      const skipped = stepOn(tf, parts, learningRate);
      assign();
      return skipped.size === 0;
    },
    save: () => new Map(arrays().map(([name, values]) => [name, values.slice()])),
    restore: (saved) => {
      for (const [name, values] of arrays()) values.set(saved.get(name) ?? []);
      assign();
    },
  };
}

/** The variable of a weight, whose declared type is wider. */
function trainable(weight: { read: () => unknown }): Variable {
  return weight.read() as never;
}
