import assert from 'node:assert/strict';
import {
  ablation,
  createNetwork,
  evaluate,
  fisherSignificance,
  train,
  type ModelLike,
  type PeerSpec,
} from '../../lib/network/index.js';
import { characterDataset, type Dataset } from '../../lib/datasets/index.js';
import { createStream } from '../../lib/math/index.js';
import { loadTensors } from '../../lib/tensors/index.js';
import { assertClose } from '../support/compare.js';
import { densePeers, SMALL, smallNetwork, teacherShards } from '../support/network.js';

/** Windows of codes whose class is the first code of at least 3, else 0. */
function codes(rows: number, seed: number): Dataset {
  const x = Float32Array.from(
    { length: rows * 3 },
    (_, at) => (at * 7 + seed * 13 + Math.floor(at / 3) * 5) % 5,
  );
  const y = Int32Array.from({ length: rows }, (_, row) => {
    const window = [...x.subarray(3 * row, 3 * row + 3)];
    return (window.find((code) => code >= 3) ?? 2) - 2;
  });
  return {
    name: 'codes',
    rows,
    inputs: 3,
    classes: 3,
    x,
    y,
    encoding: { kind: 'codes', symbols: 5 },
  };
}

describe('a network of several kinds of peers', () => {
  it('trains, and each kind lowers the losses of the others', async () => {
    const { tf } = await loadTensors();
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [6], units: 7, activation: 'relu' }),
        tf.layers.dense({ units: 4, activation: 'tanh' }),
      ],
    });
    const [first, second] = teacherShards(2);
    const copy: PeerSpec = {
      kind: 'function',
      peer: {
        forward: ({ rows, columns, values }) => ({
          rows,
          columns: 4,
          values: Float32Array.from(
            { length: rows * 4 },
            (_, at) => values[Math.floor(at / 4) * columns + (at % 4)],
          ),
        }),
      },
    };
    const network = await smallNetwork({
      peers: [
        { kind: 'dense', data: first, hidden: 5 },
        { kind: 'model', model },
        { kind: 'projection' },
        copy,
        { kind: 'dense', data: second, hidden: 11 },
      ],
    });
    const before = (await evaluate(network, first)).benchmark;
    const weights = model.getWeights().map((weight) => weight.dataSync().slice());
    await train(network, { rounds: 40, batch: 8 });
    assert.ok((await evaluate(network, first)).benchmark < before - 0.3);
    for (const [at, weight] of model.getWeights().entries()) {
      assert.notDeepEqual(weight.dataSync(), weights[at], `weight ${at} of the model`);
    }
    const [costs, significance] = [await ablation(network), await fisherSignificance(network)];
    for (const i of [0, 4]) {
      for (let j = 0; j < 5; j++) {
        assert.ok(Math.abs(costs[5 * i + j]) > 1e-5, `${j} does not matter to ${i}`);
        assert.ok(significance[5 * i + j] > 0);
      }
    }
    model.dispose();
  });

  it('trains on codes through an embedding', async () => {
    const shards = [codes(40, 1), codes(40, 2)];
    const network = await createNetwork({
      ...{ ...SMALL, learningRate: 0.02 },
      peers: [...shards.map((data): PeerSpec => ({ kind: 'dense', data })), { kind: 'projection' }],
    });
    const before = await evaluate(network, shards[0]);
    await train(network, { rounds: 60, batch: 20 });
    const after = await evaluate(network, shards[0]);
    assert.ok(
      after.benchmark < before.benchmark - 0.5,
      `${before.benchmark} to ${after.benchmark}`,
    );
    const [own, , projection] = await fisherSignificance(network);
    assert.ok(own > 0 && projection > 0);
  });

  it('trains on windows of text', async () => {
    const text = 'we the people of the united states '.repeat(10);
    const { train: data, heldOut } = characterDataset([{ author: 'nobody', text }], {
      ...{ stream: createStream(1), window: 4, examples: 120, heldOutExamples: 40 },
    });
    const peers: PeerSpec[] = [{ kind: 'dense', data }, { kind: 'projection' }];
    const network = await createNetwork({ ...SMALL, learningRate: 0.02, peers });
    const before = (await evaluate(network, heldOut)).benchmark;
    await train(network, { rounds: 60, batch: 30 });
    const after = (await evaluate(network, heldOut)).benchmark;
    assert.ok(after < before - 1, `${before} to ${after}`);
  });
});

describe('a fixed random projection', () => {
  it('depends on the seed only and is not trained', async () => {
    const make = (seed: number) =>
      smallNetwork({
        seed,
        peers: [...densePeers(1), { kind: 'projection' }, { kind: 'projection' }],
      });
    const x = {
      rows: 3,
      columns: 6,
      values: Float32Array.from({ length: 18 }, (_, at) => Math.sin(at)),
    };
    const answers = async (seed: number, rounds: number) => {
      const network = await make(seed);
      await train(network, { rounds, batch: 4 });
      return Promise.all([1, 2].map(async (peer) => network.cohortOf(peer).forward([{ peer, x }])));
    };
    const [first, second] = await answers(3, 0);
    assert.notDeepEqual(first, second);
    assert.deepEqual(await answers(3, 5), [first, second]);
    assert.notDeepEqual((await answers(4, 0))[0], first);
  });

  it('equals on codes the projection of their one-hot encoding, up to the scale of P', async () => {
    // The answer to a window is tanh of a sum with one term per position: replacing a code changes one term.
    const network = await createNetwork({
      ...SMALL,
      peers: [{ kind: 'dense', data: codes(10, 1) }, { kind: 'projection' }],
    });
    const of = async (...window: number[]): Promise<number[]> => {
      const x = { rows: 1, columns: 3, values: Float32Array.from(window) };
      const [answer] = await network.cohortOf(1).forward([{ peer: 1, x }]);
      return [...answer.values].map(Math.atanh);
    };
    const [a, b, c, d] = [
      await of(0, 1, 2),
      await of(4, 1, 2),
      await of(0, 3, 2),
      await of(4, 3, 2),
    ];
    assertClose(
      d,
      a.map((value, k) => b[k] + c[k] - value),
      1e-4,
    );
    assert.notDeepEqual(a, b);
  });
});

describe('a tfjs model as a peer', () => {
  it('moves by Adam along the gradient of ⟨f(x), ∂L/∂f⟩ summed over received gradients', async () => {
    const { tf } = await loadTensors();
    const model = tf.sequential({
      layers: [tf.layers.dense({ inputShape: [6], units: 4, useBias: false })],
    });
    const network = await smallNetwork({ peers: [...densePeers(1), { kind: 'model', model }] });
    const cohort = network.cohortOf(1);
    const numbers = (count: number, phase: number) =>
      Float32Array.from({ length: count }, (_, at) => Math.sin(3 * at + phase));
    const lessons = [1, 2].map((phase) => ({
      peer: 1,
      x: { rows: 5, columns: 6, values: numbers(30, phase) },
      gradient: { rows: 5, columns: 4, values: numbers(20, 10 * phase) },
    }));
    const before = model.getWeights()[0].dataSync<'float32'>().slice();
    await cohort.accumulate(lessons);
    assert.deepEqual(model.getWeights()[0].dataSync(), before, 'nothing moves before the step');
    // f = x W: the gradient is Σ xᵀ g.
    const gradient = before.map((_, at) => {
      const [k, w] = [Math.floor(at / 4), at % 4];
      let sum = 0;
      for (const { x, gradient: g } of lessons) {
        for (let row = 0; row < 5; row++) sum += x.values[6 * row + k] * g.values[4 * row + w];
      }
      return sum;
    });
    assertClose(cohort.save().get('0/gradient') ?? [], gradient, 1e-5);
    await cohort.step([1]);
    // Adam's first step is η times the sign of the gradient.
    const after = model.getWeights()[0].dataSync<'float32'>();
    assertClose(
      after,
      before.map((value, at) => value - SMALL.learningRate * Math.sign(gradient[at])),
      1e-4,
    );
    model.dispose();
  });

  it('accepts gradients and does not change while its weights are frozen', async () => {
    const { tf } = await loadTensors();
    const model = tf.sequential({
      layers: [tf.layers.dense({ inputShape: [6], units: 4, trainable: false })],
    });
    const network = await smallNetwork({ peers: [...densePeers(2), { kind: 'model', model }] });
    const before = model.getWeights()[0].dataSync().slice();
    const { traffic, stopped } = await train(network, { rounds: 3, batch: 4 });
    assert.deepEqual(stopped, []);
    assert.ok(
      traffic.every(
        ({ gradientsLost, asked, answered }) => gradientsLost === 0 && asked === answered,
      ),
    );
    assert.deepEqual(model.getWeights()[0].dataSync(), before);
    model.dispose();
  });

  it('is refused where its shapes do not match', async () => {
    const { tf } = await loadTensors();
    const shapes: [number, number, string][] = [
      [6, 3, '[[null,6]] and [[null,3]]'],
      [5, 4, '[[null,5]] and [[null,4]]'],
    ];
    for (const [inputs, width, value] of shapes) {
      const model = tf.sequential({
        layers: [tf.layers.dense({ inputShape: [inputs], units: width })],
      });
      await assert.rejects(smallNetwork({ peers: [...densePeers(1), { kind: 'model', model }] }), {
        name: 'InvalidArgumentError',
        message: `createNetwork: model must take [rows, 6] and give [rows, 4], got ${value}`,
      });
      model.dispose();
    }
    for (const model of [undefined, {}, { inputs: [], outputs: [] }]) {
      const peers: PeerSpec[] = [
        ...densePeers(1),
        { kind: 'model', model: model as unknown as ModelLike },
      ];
      await assert.rejects(
        smallNetwork({ peers }),
        /^InvalidArgumentError: createNetwork: model must take/,
      );
    }
  });
});
