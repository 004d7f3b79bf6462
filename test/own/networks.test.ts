import assert from 'node:assert/strict';
import { CORPORA, defineCorpus, type Dataset } from '../../lib/datasets/index.js';
import {
  defaultsOf,
  liveMarket,
  NETWORK,
  sampleNetwork,
  significanceStudy,
  use,
} from '../../lib/studies/index.js';
import {
  definePeer,
  evaluate,
  PEERS,
  train,
  type PeerDefinition,
} from '../../lib/network/index.js';
import { loadTensors } from '../../lib/tensors/index.js';
import { forgettingOwn } from '../support/own.js';

const GIVEN = { ...defaultsOf(NETWORK), peers: 2, hidden: [3, 5], width: 4 };
const WORDS = { name: 'mine', title: 'mine', about: 'mine' };

describe('guests of a network', function () {
  this.timeout(30_000);
  forgettingOwn();

  const sample = (guests: readonly string[]) => sampleNetwork(GIVEN, 'digits', 0, { guests });
  const answer = async (peer: PeerDefinition['create']): Promise<void> => {
    await use(definePeer({ ...WORDS, create: peer }));
  };

  it('follow the peers with data, answer and have no loss', async () => {
    const { network, heldOut } = await sample(['projection', 'projection']);
    assert.deepEqual([network.peers, network.learners], [4, [0, 1]]);
    const { losses } = await evaluate(network, heldOut);
    assert.deepEqual(Array.from(losses, Number.isNaN), [false, false, true, true]);
    const x = { rows: 1, columns: 64, values: heldOut.x.slice(0, 64) };
    const [first, second] = await Promise.all(
      [2, 3].map(async (peer) => (await network.cohortOf(peer).forward([{ peer, x }]))[0].values),
    );
    assert.notDeepEqual(first, second, 'each has a stream');
    const again = await sample(['projection', 'projection']);
    const [same] = await again.network.cohortOf(2).forward([{ peer: 2, x }]);
    assert.deepEqual(same.values, first);
  });

  it('leave data, parameters and batches of the others as they are', async () => {
    const [alone, joined] = [await sample([]), await sample(['projection'])];
    assert.deepEqual(joined.network.data.slice(0, 2), alone.network.data);
    assert.deepEqual(joined.heldOut, alone.heldOut);
  });

  it('may be functions that learn, tfjs models, and made in their time', async () => {
    let steps = 0;
    await answer(({ inputs, width, encoding, learningRate }) => {
      assert.deepEqual([inputs, width, encoding.kind, learningRate], [64, 4, 'numbers', 0.002]);
      const bias = Float32Array.of(0, 0, 0, 0);
      return Promise.resolve({
        forward: ({ rows }) => ({
          ...{ rows, columns: 4 },
          values: Float32Array.from({ length: 4 * rows }, (_, at) => bias[at % 4]),
        }),
        accumulate: (_, { values }) => {
          for (const [at, value] of values.entries()) bias[at % 4] -= 0.01 * value;
        },
        step: () => ++steps,
      });
    });
    const { network } = await sample(['mine']);
    await train(network, { rounds: 3, batch: 4 });
    assert.equal(steps, 3);
    const { tf } = await loadTensors();
    await answer(({ inputs, width }) =>
      tf.sequential({ layers: [tf.layers.dense({ inputShape: [inputs], units: width })] }),
    );
    const { network: withModel } = await sample(['mine']);
    assert.deepEqual(withModel.kinds, ['dense 3', 'dense 5', 'model']);
  });

  it('are refused where they are neither, not in use, or in a study that measures every peer', async () => {
    await assert.rejects(sample(['mine']), {
      message: 'sampleNetwork: guests must be one of projection, got "mine"',
    });
    await answer(() => ({}) as never);
    await assert.rejects(sample(['mine']), {
      name: 'InvalidArgumentError',
      message:
        'sampleNetwork: create of the peer mine must give an object with forward, or a tfjs model, got {}',
    });
    for (const study of [significanceStudy, liveMarket]) {
      await assert.rejects(
        study({ guests: ['mine'] } as never),
        /options must be among .*got "guests"/,
      );
    }
  });

  it('that answer NaN are reported with their peer', async () => {
    await answer(() => ({
      forward: ({ rows }) => ({ rows, columns: 4, values: new Float32Array(4 * rows).fill(NaN) }),
    }));
    const { network, heldOut } = await sample(['mine']);
    await assert.rejects(evaluate(network, heldOut), /peer 2/);
  });

  it('are the library’s under its name', () => {
    assert.deepEqual(Object.keys(PEERS), ['projection']);
  });
});

describe('a corpus with a fault', () => {
  forgettingOwn();
  const { digits } = CORPORA;
  const sample = () => sampleNetwork(GIVEN, 'mine', 0);

  for (const [fault, changed, message] of [
    ['no data sets', { split: () => 5 }, 'split of the corpus mine must be an object, got 5'],
    [
      'NaN in its rows',
      {
        split: (stream: Parameters<typeof digits.split>[0]) => {
          const { train: rows, heldOut } = digits.split(stream);
          return { train: { ...rows, x: rows.x.map(() => NaN) }, heldOut };
        },
      },
      'train of the corpus mine: dataset.x must be finite, got NaN in row 0, column 0',
    ],
    [
      'one shard too few',
      { shard: (rows: Dataset) => [rows] },
      'shard of the corpus mine must give a data set for each of 2 peers, got 1',
    ],
    ['no shards', { shard: () => 5 }, 'shard of the corpus mine must be a list, got 5'],
  ] as const) {
    it(`is refused with its name: ${fault}`, async () => {
      await use(defineCorpus({ ...digits, name: 'mine', ...(changed as object) }));
      await assert.rejects(sample(), {
        name: 'InvalidArgumentError',
        message: `sampleNetwork: ${message}`,
      });
    });
  }
});
