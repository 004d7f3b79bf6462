import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { InvalidArgumentError, WorkbenchError } from '../../lib/math/index.js';
import { selectTensorBackend } from '../../lib/tensors/public.js';
import { loadTensors } from '../../lib/tensors/index.js';
import { ROOT } from '../support/folders.js';

const FACE = JSON.stringify(join(ROOT, 'dist/lib/tensors/index.js'));
const LIBRARY = JSON.stringify(join(ROOT, 'dist/lib/entry/index.js'));

/** The parameters of two layers after twenty training steps, as text with all bits. */
const TRAINED = `
const train = (tf) => tf.tidy(() => {
  const numbers = (count, phase) => Float32Array.from({ length: count }, (_, at) => Math.fround(Math.sin(at * 1.7 + phase)));
  const x = tf.tensor2d(numbers(64 * 24, 0), [64, 24]);
  const labels = tf.oneHot(Int32Array.from({ length: 64 }, (_, at) => at % 5), 5);
  const weights = [tf.variable(tf.tensor3d(numbers(3 * 24 * 17, 1), [3, 24, 17])), tf.variable(tf.tensor3d(numbers(3 * 17 * 5, 2), [3, 17, 5]))];
  const adam = tf.train.adam(0.01);
  for (let step = 0; step < 20; step++) {
    adam.minimize(() => tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(tf.matMul(tf.tanh(tf.matMul(x, weights[0])), weights[1]))))));
  }
  const bytes = weights.map((each) => Buffer.from(each.dataSync().buffer).toString('hex')).join('');
  weights.forEach((each) => each.dispose());
  adam.dispose();
  return bytes;
});
`;

/** Runs a script in a separate process. */
function run(
  script: string,
  environment: Readonly<Record<string, string>> = {},
): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    env: { ...process.env, BITTENSOR_BACKEND: '', ...environment },
  });
}

describe('loadTensors', () => {
  after(() => selectTensorBackend({ backend: 'wasm' }));

  it('gives wasm by default, and the same tfjs at every call', async () => {
    const [first, second] = await Promise.all([loadTensors(), loadTensors()]);
    assert.equal(first, second);
    assert.equal(first.backend, 'wasm');
    assert.equal(first.tf.getBackend(), 'wasm');
    assert.equal(await import('@tensorflow/tfjs').then(({ default: tf }) => tf), first.tf);
  });

  it('activates the backend requested last, and keeps it', async () => {
    const [, cpu] = await Promise.all([
      loadTensors({ backend: 'wasm' }),
      loadTensors({ backend: 'cpu' }),
    ]);
    assert.equal(cpu.tf.getBackend(), 'cpu');
    assert.equal(await selectTensorBackend(), 'cpu');
    const x = cpu.tf.tensor1d([1, 2]);
    assert.equal(await selectTensorBackend({ backend: 'wasm' }), 'wasm');
    assert.deepEqual([...cpu.tf.square(x).dataSync()], [1, 4]);
    x.dispose();
  });

  it('refuses unknown backends and options', async () => {
    const refuses = (options: object, message: string): Promise<void> =>
      assert.rejects(selectTensorBackend(options), (error) => {
        assert.ok(error instanceof InvalidArgumentError);
        assert.equal(error.message, message);
        return true;
      });
    await refuses(
      { backend: 'webgl' },
      'loadTensors: backend must be one of auto, wasm, native, cpu, got "webgl"',
    );
    await refuses(
      { bakcend: 'cpu' },
      'loadTensors: options must be among backend, got "bakcend"; did you mean backend?',
    );
    assert.equal(await selectTensorBackend(), 'wasm');
  });

  it('gives native or refuses it with the reason, and keeps the previous backend', async () => {
    try {
      assert.equal(await selectTensorBackend({ backend: 'native' }), 'native');
    } catch (error) {
      assert.ok(error instanceof WorkbenchError);
      assert.match(
        error.message,
        /^loadTensors: backend native needs the optional package .* got: ./,
      );
      assert.equal(await selectTensorBackend(), 'wasm');
    }
  });

  it('takes its default from BITTENSOR_BACKEND, and refuses unknown names there', () => {
    const script = `require(${FACE}).loadTensors().then(({ backend, tf }) => console.log(backend, tf.getBackend()), (error) => console.log(error.message))`;
    assert.equal(run(script).stdout, 'wasm wasm\n');
    assert.equal(run(script, { BITTENSOR_BACKEND: 'cpu' }).stdout, 'cpu cpu\n');
    assert.equal(
      run(script, { BITTENSOR_BACKEND: 'gpu' }).stdout,
      'loadTensors: BITTENSOR_BACKEND must be one of wasm, native, cpu, got "gpu"\n',
    );
  });

  it('prints nothing and opens no connection on any backend', () => {
    for (const backend of ['wasm', 'native', 'cpu']) {
      const { stdout, stderr, status } = run(`
        globalThis.fetch = () => { throw new Error('fetch'); };
        require('node:net').Socket.prototype.connect = () => { throw new Error('connect'); };
        require(${FACE}).loadTensors({ backend: '${backend}' }).catch(() => require(${FACE}).loadTensors())
          .then(({ tf }) => tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).dataSync());`);
      assert.deepEqual({ stdout, stderr, status }, { stdout: '', stderr: '', status: 0 }, backend);
    }
  });

  it('leaves uncaught errors to the program', () => {
    const { stdout, status } = run(`
      process.on('uncaughtException', (error) => console.log('caught', error.message));
      process.on('unhandledRejection', (reason) => console.log('rejected', reason.message));
      require(${FACE}).loadTensors().then(() => {
        setImmediate(() => { throw new Error('one'); });
        Promise.reject(new Error('two'));
      });`);
    assert.equal(stdout, 'rejected two\ncaught one\n');
    assert.equal(status, 0);
  });

  it('is lazy: importing the library does not load tfjs', () => {
    const { stdout } = run(
      `require(${LIBRARY}); console.log(Object.keys(require.cache).filter((file) => file.includes('@tensorflow')).length)`,
    );
    assert.equal(stdout, '0\n');
  });

  it('computes the same bytes in another process and in parallel worker threads', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    const train = runInThisContext(`${TRAINED} train`) as (with_: typeof tf) => string;
    const here = train(tf);
    assert.equal(here.length, 8 * 3 * (24 * 17 + 17 * 5));
    assert.ok(train(tf) === here, 'again');
    const elsewhere = `${TRAINED} require(${FACE}).loadTensors().then(({ tf }) => `;
    assert.ok(run(`${elsewhere} process.stdout.write(train(tf)))`).stdout === here, 'process');
    const script = `${elsewhere} require('node:worker_threads').parentPort.postMessage(train(tf)))`;
    const workers = [0, 1].map(() => new Worker(script, { eval: true }));
    for (const answer of await Promise.all(workers.map((worker) => once(worker, 'message')))) {
      assert.ok(answer[0] === here, 'worker');
    }
    await Promise.all(workers.map((worker) => worker.terminate()));
  });
});

describe('the memory of tensors on the wasm backend', () => {
  it('is constant over a thousand rounds of products, gradients and lookups', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
    const [a, b] = [tf.ones([3, 20, 30]), tf.ones([1, 25, 30])];
    const ids = tf.tensor1d([0, 2, 2, 1], 'int32');
    const round = (): void => {
      tf.tidy(() => {
        const loss = (x: typeof a, y: typeof b) => {
          const products = tf.matMul(tf.gather(x, ids), y, false, true);
          const biased = tf.fused.matMul({
            a: products.reshape([80, 25]),
            b: tf.ones([25, 4]),
            bias: tf.ones([4]),
            activation: 'elu',
          });
          return tf.sum(biased);
        };
        loss(a, b);
        tf.grads(loss)([a, b]);
      });
    };
    for (let warm = 0; warm < 20; warm++) round();
    const before = { ...tf.memory(), heap: wasm.HEAPU8.length, kept: held(tf) };
    for (let count = 0; count < 1000; count++) round();
    assert.deepEqual({ ...tf.memory(), heap: wasm.HEAPU8.length, kept: held(tf) }, before);
    for (const tensor of [a, b, ids]) tensor.dispose();
  });
});

/** The number of tensors of the backend, including those that tfjs does not count. */
function held(tf: Awaited<ReturnType<typeof loadTensors>>['tf']): number {
  return (tf.backend() as unknown as { numDataIds: () => number }).numDataIds();
}
