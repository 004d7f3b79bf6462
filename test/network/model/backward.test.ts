import assert from 'node:assert/strict';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import { type Encoding } from '../../../lib/datasets/index.js';
import { createStream } from '../../../lib/math/index.js';
import { type AnswerGradient } from '../../../lib/network/index.js';
import { backwardOf } from '../../../lib/network/model/backward.js';
import { DenseCohort } from '../../../lib/network/model/denseCohort.js';
import { ANSWERING, forwardOf, type Parameters } from '../../../lib/network/model/forward.js';
import { fixedLayers, type Dimensions, type LayerName } from '../../../lib/network/model/layout.js';
import { rowsOf } from '../../../lib/network/rows.js';
import { loadTensors, type Tensorflow } from '../../../lib/tensors/index.js';

const PEERS = 3;
const ROWS = 5;

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  numbers: { kind: 'numbers' },
  codes: { kind: 'codes', symbols: 6 },
};

function dimensionsOf(encoding: Encoding): Dimensions {
  return {
    inputs: 7,
    encoding,
    hidden: 6,
    width: 5,
    context: 3,
    peers: PEERS,
    classes: 4,
    standIns: false,
  };
}

function normal(tf: Tensorflow, name: string, shape: [number, number, number]): Tensor3D {
  const stream = createStream(3).split(name);
  const values = Array.from({ length: tf.util.sizeFromShape(shape) }, stream.normal);
  return tf.tensor3d(values, shape);
}

function parametersOf(tf: Tensorflow, dimensions: Dimensions): Record<string, Tensor3D> {
  return Object.fromEntries(
    fixedLayers(dimensions).map(({ name, rows, columns }) => [
      name,
      tf.mul<Tensor3D>(normal(tf, name, [PEERS, rows, columns]), 0.5),
    ]),
  );
}

/** x of several peers, numbers or codes. */
function xOf(tf: Tensorflow, peers: number, { encoding, inputs }: Dimensions): Tensor3D {
  if (encoding.kind === 'numbers') return normal(tf, 'x', [peers, ROWS, inputs]);
  const stream = createStream(3).split('codes');
  const { symbols } = encoding;
  const codes = Array.from({ length: peers * ROWS * inputs }, () => stream.integer(symbols));
  return tf.tensor3d(codes, [peers, ROWS, inputs], 'float32');
}

/** Gradients of a sum by tfjs. */
function automatic(
  tf: Tensorflow,
  names: readonly LayerName[],
  parameters: Parameters,
  others: readonly Tensor3D[],
  sum: (parameters: Parameters, others: readonly Tensor3D[]) => Tensor,
): Tensor[] {
  return tf.grads((...given: Tensor[]) => {
    const layers = Object.fromEntries(names.map((name, at) => [name, given[at]]));
    return tf.sum(sum({ ...parameters, ...layers }, given.slice(names.length) as Tensor3D[]));
  })([...names.map((name) => parameters[name] as Tensor), ...others]);
}

/** Equal within 1e-5 of the largest number. */
function assertSame(name: string, found: Tensor | undefined, expected: Tensor): void {
  assert.deepEqual(found?.shape, expected.shape, name);
  const values = found.dataSync<'float32'>();
  const wanted = expected.dataSync<'float32'>();
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.ok(largest > 0, `${name} has a gradient`);
  for (const [at, value] of wanted.entries()) {
    assert.ok(Math.abs(values[at] - value) <= 1e-5 * largest, `${name} ${at}`);
  }
}

describe('the hand-written gradients of a peer', () => {
  for (const [kind, encoding] of Object.entries(ENCODINGS)) {
    const dimensions = dimensionsOf(encoding);
    const names = fixedLayers(dimensions).map(({ name }) => name);

    it(`equal those of tfjs for the loss, in all layers and in F: ${kind}`, async () => {
      const { tf } = await loadTensors();
      tf.tidy(() => {
        const parameters = parametersOf(tf, dimensions);
        const x = xOf(tf, PEERS, dimensions);
        const { width, context } = dimensions;
        const inputs = normal(tf, 'F', [PEERS, ROWS, 2 * width]);
        const join = tf.mul<Tensor3D>(normal(tf, 'J', [PEERS, 2 * width, context]), 0.5);
        const ownJoin = tf.mul<Tensor3D>(normal(tf, 'own', [PEERS, width, context]), 0.5);
        const factors = normal(tf, 'factors', [PEERS, ROWS, width]);
        const joined = { others: { inputs, join }, own: { factors, join: ownJoin } };
        const y = Int32Array.from({ length: PEERS * ROWS }, (_, at) => (at * 7) % 4);
        const hot = tf.oneHot(tf.tensor1d(y, 'int32'), 4);
        const labels: Tensor3D = tf.reshape(tf.cast(hot, 'float32'), [PEERS, ROWS, 4]);
        const temperature = 1.7;
        const forward = forwardOf(tf, dimensions);
        const { losses, gradients, others, own } = backwardOf(tf, dimensions).descent(
          ...([parameters, x, joined, labels, temperature] as const),
        );
        const reference = forward.losses(parameters, x, joined, y, temperature);
        assertSame('loss', losses.loss, reference.loss);
        assertSame('studentLoss', losses.studentLoss, reference.studentLoss);
        assertSame('distillation', losses.distillation, reference.distillation);
        const variables = [inputs, join, ownJoin, factors];
        const expected = automatic(tf, names, parameters, variables, (given, replaced) => {
          const [newInputs, newJoin, newOwn, newFactors] = replaced;
          const moved = {
            others: { inputs: newInputs, join: newJoin },
            own: { factors: newFactors, join: newOwn },
          };
          const terms = forward.losses(given, x, moved, y, temperature);
          return tf.add(tf.add(terms.loss, terms.studentLoss), terms.distillation);
        });
        for (const [at, name] of names.entries()) {
          assertSame(name, gradients.get(name), expected[at]);
        }
        assert.equal(gradients.size, names.length);
        const [ofInputs, ofJoin, ofOwnJoin, ofFactors] = expected.slice(names.length);
        assertSame('F', others?.inputs, ofInputs);
        assertSame('J', others?.join, ofJoin);
        assertSame('own J', own?.join, ofOwnJoin);
        // The derivative in a factor is ∂L/∂F_i times the answer.
        assertSame('own F', own && tf.mul(own.inputs, own.answer), ofFactors);
      });
    });

    // Codes are not shared.
    for (const shared of kind === 'numbers' ? [false, true] : [false]) {
      it(`equal those of tfjs for an answer: ${kind}${shared ? ', with shared x' : ''}`, async () => {
        const { tf } = await loadTensors();
        tf.tidy(() => {
          const parameters = parametersOf(tf, dimensions);
          const x = xOf(tf, shared ? 1 : PEERS, dimensions);
          const all = shared ? tf.tile(x, [PEERS, 1, 1]) : x;
          const answering = ANSWERING.filter((name) => names.includes(name));
          const cotangent = normal(tf, 'cotangent', [PEERS, ROWS, dimensions.width]);
          const backward = backwardOf(tf, dimensions);
          const forward = forwardOf(tf, dimensions);
          const trail = backward.forward(parameters, x);
          assertSame('f', trail.answer, forward.forward(parameters, all));
          const gradients = backward.answerGradients(parameters, trail, cotangent);
          const expected = automatic(tf, answering, parameters, [], (given) =>
            tf.mul(forward.forward(given, all), cotangent),
          );
          for (const [at, name] of answering.entries()) {
            assertSame(name, gradients.get(name), expected[at]);
          }
          assert.equal(gradients.size, answering.length);
        });
      });
    }
  }
});

describe('a cohort with caching', () => {
  async function cohortOf(): Promise<DenseCohort> {
    const { tf } = await loadTensors();
    const dimensions = dimensionsOf({ kind: 'numbers' });
    const streams = [0, 1, 2].map((peer) => createStream(5).split(peer));
    const learning = { learningRate: 0.01, distillationTemperature: 1 };
    return new DenseCohort(tf, dimensions, [0, 1, 2], [6, 4, 6], streams, learning);
  }

  const x = [0, 1].map((at) => {
    const stream = createStream(5).split('x').split(at);
    return rowsOf(Float32Array.from({ length: 4 * 7 }, stream.normal), 7);
  });
  const gradient = rowsOf(
    Float32Array.from({ length: 4 * 5 }, (_, at) => Math.sin(at)),
    5,
  );
  const lessons: AnswerGradient[] = [0, 1, 2].flatMap((peer) =>
    x.map((rows) => ({ peer, x: rows, gradient })),
  );

  it('learns the same bytes as without, for cached and uncached activations', async () => {
    const { tf } = await loadTensors();
    const before = tf.memory().numTensors;
    const states = [];
    for (const way of ['without', 'found', 'not found', 'others moved'] as const) {
      const cohort = await cohortOf();
      if (way !== 'without') cohort.cache(1);
      for (let round = 0; round < 3; round++) {
        if (way === 'found') cohort.forward(lessons);
        if (way === 'not found') cohort.forward(lessons.slice(1));
        if (way === 'others moved') {
          cohort.forward(lessons);
          cohort.restore(cohort.save());
        }
        cohort.accumulate(lessons);
        // One gradient alone, then the others.
        cohort.step([1]);
        cohort.step([2, 0]);
      }
      states.push(cohort.save());
      cohort.release();
    }
    for (const state of states) assert.deepEqual(state, states[0]);
    assert.equal(tf.memory().numTensors, before);
  });

  it('answers with its updated parameters, and releases every tensor', async () => {
    const { tf } = await loadTensors();
    const before = tf.memory().numTensors;
    const [holding, plain] = [await cohortOf(), await cohortOf()];
    holding.cache(1);
    const counts = [];
    for (let round = 0; round < 4; round++) {
      assert.deepEqual(holding.forward(lessons), plain.forward(lessons));
      for (const cohort of [holding, plain]) {
        cohort.accumulate(lessons);
        cohort.step([0, 1, 2]);
      }
      assert.deepEqual(holding.forward(lessons), plain.forward(lessons));
      counts.push(tf.memory().numTensors);
    }
    assert.equal(new Set(counts).size, 1);
    holding.release();
    assert.equal(tf.memory().numTensors, before);
  });
});
