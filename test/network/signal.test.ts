import assert from 'node:assert/strict';
import { createNetwork, train, type Network } from '../../lib/network/index.js';
import { createStream } from '../../lib/math/index.js';
import { shardUniformly, teacherDataset } from '../../lib/datasets/index.js';

const PEERS = 5;

function network(): Promise<Network> {
  const stream = createStream(3);
  const data = teacherDataset({ stream, inputs: 3, classes: 2, rows: 50 });
  const shards = shardUniformly(data, { peers: PEERS, stream: stream.split('shards') });
  return createNetwork({
    peers: shards.map((own) => ({ kind: 'dense', data: own })),
    width: 2,
    hidden: 3,
  });
}

describe('a signal with many concurrent calls', () => {
  it('causes no leak warning and retains no listener', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => {
      warnings.push(warning);
    };
    process.on('warning', note);
    try {
      const { signal } = new AbortController();
      await train(await network(), { rounds: 2, batch: 4, jitter: 0, latency: 0.1, signal });
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(warnings, []);
    } finally {
      process.off('warning', note);
    }
  });

  it("rejects the training with its reason and restores the state of the last segment's end", async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const one = await network();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 2) controller.abort(reason);
    };
    const { signal } = controller;
    await assert.rejects(
      train(one, { rounds: 6, segment: 2, batch: 4, signal, onProgress }),
      (error) => error === reason,
    );
    const other = await network();
    await train(other, { rounds: 2, segment: 2, batch: 4 });
    assert.deepEqual(one.save(), other.save());
  });
});
