import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createNetwork,
  evaluate,
  onnxPeer,
  train,
  type OnnxOptions,
} from '../../lib/network/index.js';
import { loadOnnx } from '../../lib/network/encoder/onnxRuntime.js';
import { benchmarkStudy, use, type BenchmarkResult } from '../../lib/studies/index.js';
import { ROOT, temporaryFolder } from '../support/folders.js';
import { forgettingOwn } from '../support/own.js';
import { densePeers, SMALL, teacherShards } from '../support/network.js';
import { affineModel } from '../support/onnx.js';

const WEIGHTS = [
  [1, 2],
  [3, 4],
  [5, 6],
];
const [INT32, INT64, FLOAT64, STRING] = [6, 7, 11, 8];

function isInstalled(): boolean {
  try {
    createRequire(__filename).resolve('onnxruntime-node');
    return true;
  } catch {
    return false;
  }
}

describe('onnxPeer', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  forgettingOwn();
  before(function () {
    if (isInstalled() || process.env.CI) return;
    console.log('      onnxruntime-node is not installed: npm install --no-save onnxruntime-node');
    this.skip();
  });
  const file = (bytes: Uint8Array): string => {
    const path = join(folder(), 'model.onnx');
    writeFileSync(path, bytes);
    return path;
  };
  const options: OnnxOptions = { inputs: 3, width: 2 };
  const x = { rows: 2, columns: 3, values: Float32Array.of(1, 0, -1, 2, 2, 2) };
  /** x W + b. */
  const expected = Float32Array.of(-3.5, -4.5, 18.5, 23.5);

  it('answers with the output of the model, whatever numbers it takes', async () => {
    for (const type of [1, FLOAT64, INT32, INT64]) {
      const peer = await onnxPeer(file(affineModel(WEIGHTS, [0.5, -0.5], { type })), options);
      assert.deepEqual(await peer.forward(x), { rows: 2, columns: 2, values: expected });
      assert.equal(peer.accumulate, undefined);
    }
  });

  it('is projected to another width', async () => {
    const path = file(affineModel(WEIGHTS, [0.5, -0.5]));
    const peer = await onnxPeer(path, { ...options, width: 5, projection: 'trained' });
    const { columns, values } = await peer.forward(x);
    const p = peer.save?.().get('values') ?? new Float32Array();
    assert.equal(columns, 5);
    for (const [at, value] of values.entries()) {
      const [row, w] = [Math.floor(at / 5), at % 5];
      const sum = expected[2 * row] * p[w] + expected[2 * row + 1] * p[5 + w];
      assert.ok(Math.abs(value - Math.tanh(sum)) < 1e-6);
    }
  });

  it('is a peer of a network, whose training is the same each time', async () => {
    const weights = Array.from({ length: 6 }, (_, k) =>
      [0, 1, 2, 3].map((w) => Math.sin(k + 3 * w)),
    );
    const path = file(affineModel(weights, [0, 0, 0, 0]));
    const found: number[] = [];
    for (let time = 0; time < 2; time++) {
      const peer = await onnxPeer(path, { inputs: 6, width: 4 });
      const network = await createNetwork({
        ...SMALL,
        peers: [...densePeers(2), { kind: 'function', peer }],
      });
      await train(network, { rounds: 10, jitter: 0 });
      found.push((await evaluate(network, teacherShards(1, 40, 9)[0])).benchmark);
    }
    assert.ok(Number.isFinite(found[0]));
    assert.equal(found[0], found[1]);
  });

  it('joins the networks of a study as a guest, with the same bytes on any number of workers', async () => {
    const weights = Array.from({ length: 64 }, (_, k) => [Math.sin(k), Math.cos(k)]);
    const model = JSON.stringify(file(affineModel(weights, [0, 0])));
    const entry = JSON.stringify(pathToFileURL(join(ROOT, 'dist/lib/entry/network.js')).href);
    const module = join(folder(), 'scorer.mjs');
    writeFileSync(
      module,
      `import { definePeer, onnxPeer } from ${entry};
export const scorer = definePeer({
  ...{ name: 'scorer', title: 'scorer, pre-trained', about: 'an ONNX model' },
  create: ({ inputs, width, learningRate }) =>
    onnxPeer(${model}, { inputs, width, learningRate, projection: 'trained' }),
});`,
    );
    await use(module);
    const given = { peers: 2, hidden: 4, width: 4, networks: 2, rounds: 2, every: 2, batch: 8 };
    const run = (workers: number): Promise<BenchmarkResult> =>
      benchmarkStudy({ ...given, corpora: ['digits'], guests: ['scorer'] }, { workers });
    const [one, two] = [await run(1), await run(2)];
    assert.deepEqual(one, two);
    assert.notEqual(one.tables.summary[1].connected, one.tables.summary[1].disconnected);
  });

  const refusals: [string, () => Promise<unknown>, RegExp][] = [
    [
      'a file that is missing',
      () => onnxPeer('no.onnx', options),
      /no\.onnx must be a file with an ONNX/,
    ],
    [
      'a file that is no model',
      () => onnxPeer(file(Buffer.from('text')), options),
      /must be an ONNX model \(/,
    ],
    [
      'a model of other inputs',
      () => onnxPeer(file(affineModel(WEIGHTS, [1, 1])), { inputs: 4, width: 2 }),
      /must take one input \[rows, 4\] of float32, float64, int32, int64, got "x" \[rows, 3\] of float32$/,
    ],
    [
      'a model of a fixed number of rows',
      () => onnxPeer(file(affineModel(WEIGHTS, [1, 1], { rows: 7 })), options),
      /got "x" \[7, 3\] of float32$/,
    ],
    [
      'a model of other numbers',
      () => onnxPeer(file(affineModel(WEIGHTS, [1, 1], { type: STRING })), options),
      /must take one input .* got "x" \[rows, 3\] of string$/,
    ],
    [
      'a model of another width without a projection',
      () => onnxPeer(file(affineModel(WEIGHTS, [1, 1])), { inputs: 3, width: 5 }),
      /features must be the width 5 where projection is none; take fixed or trained for others, got 2$/,
    ],
    [
      'a model that answers with NaN',
      async () => {
        const peer = await onnxPeer(file(affineModel(WEIGHTS, [Number.NaN, 1])), options);
        return peer.forward(x);
      },
      /model\.onnx must give \[2, 2\] finite numbers, got NaN at 0$/,
    ],
    [
      'fractions for a model of integers',
      async () => {
        const peer = await onnxPeer(file(affineModel(WEIGHTS, [1, 1], { type: INT64 })), options);
        return peer.forward({ rows: 1, columns: 3, values: Float32Array.of(1, 0.5, 2) });
      },
      /model\.onnx must be given integers, as its input is int64, got 0\.5$/,
    ],
    [
      'a runtime that is not installed',
      () => loadOnnx('onnxPeer', file(affineModel(WEIGHTS, [1, 1])), 'onnxruntime-nowhere'),
      /^onnxPeer: the package onnxruntime-nowhere must be installed for ONNX models, by npm install/,
    ],
  ];
  for (const [what, call, message] of refusals) {
    it(`refuses ${what} with one sentence`, async () => {
      await assert.rejects(call, (error) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, message);
        assert.ok(!error.message.includes('\n'));
        return true;
      });
    });
  }
});
