import assert from 'node:assert/strict';
import {
  ablation,
  evaluate,
  fisherSignificance,
  gateWeights,
  train,
  type Network,
} from '../../lib/network/index.js';
import { loadTensors, type Tensorflow } from '../../lib/tensors/index.js';
import { densePeers, smallNetwork, teacherShards } from '../support/network.js';

/** The number of tensors and the bytes of the backend's memory. */
function held(tf: Tensorflow): { tensors: number; bytes: number } {
  const { asm } = (tf.backend() as unknown as { wasm: { asm: { memory: WebAssembly.Memory } } })
    .wasm;
  return { tensors: tf.memory().numTensors, bytes: asm.memory.buffer.byteLength };
}

describe('the memory of a network', () => {
  it('is constant over 200 rounds', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    const model = tf.sequential({
      layers: [tf.layers.dense({ inputShape: [6], units: 4, activation: 'tanh' })],
    });
    const network = await smallNetwork({
      peers: [...densePeers(2), { kind: 'model', model }, { kind: 'projection' }],
    });
    const [data] = teacherShards(1);
    const everything = async (of: Network, rounds: number): Promise<void> => {
      // Faults and interruptions must not retain tensors either.
      const faults = () => (of.round % 20 === 0 ? ({ kind: 'nan' } as const) : undefined);
      await train(of, { rounds, batch: 4, segment: 10, faults });
      const controller = new AbortController();
      const onProgress = (): void => {
        setImmediate(() => {
          controller.abort(new Error('enough'));
        });
      };
      const stopped = train(of, {
        rounds: rounds + 5,
        batch: 4,
        signal: controller.signal,
        onProgress,
      });
      await assert.rejects(stopped, /enough/);
      of.restore(of.save());
      await evaluate(of, data);
      await fisherSignificance(of, { data, method: 'exact' });
      await fisherSignificance(of, { data, method: 'monteCarlo' });
      await ablation(of, { data });
    };
    await everything(network, 10);
    const first = held(tf);
    for (let rounds = 50; rounds <= 200; rounds += 50) await everything(network, rounds);
    assert.equal(network.round, 200);
    assert.deepEqual(held(tf), first);
    model.dispose();
  });

  it('has no tensors between calls', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    const { tensors } = held(tf);
    await train(await smallNetwork(), { rounds: 2, batch: 4 });
    assert.equal(held(tf).tensors, tensors);
  });

  it('has no tensors of gates or stand-ins between calls', async () => {
    const { tf } = await loadTensors({ backend: 'wasm' });
    const { tensors } = held(tf);
    const network = await smallNetwork({ gate: { k: 2 }, standIns: true });
    const faults = ({ to }: { to: number }) =>
      to === 1 ? ({ kind: 'crashed' } as const) : undefined;
    await train(network, { rounds: 12, batch: 4, segment: 5, faults });
    const [data] = teacherShards(1);
    await evaluate(network, data, { offline: [0, 1], missing: 'standIn' });
    await evaluate(network, data, { context: 'student' });
    gateWeights(network);
    assert.equal(held(tf).tensors, tensors);
  });
});
