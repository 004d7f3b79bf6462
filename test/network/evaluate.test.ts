import assert from 'node:assert/strict';
import { closedMask, evaluate, openMask, train, type Network } from '../../lib/network/index.js';
import { takeRows, teacherDataset, type Dataset } from '../../lib/datasets/index.js';
import { createStream } from '../../lib/math/index.js';
import { assertClose } from '../support/compare.js';
import { DensePeer, logSoftmax, type Sizes } from '../support/densePeer.js';
import { denseState, densePeers, SMALL, smallNetwork, trained } from '../support/network.js';

const MASK = Float64Array.of(1, 0.5, 0, 0.25, 1, 1, 0.75, 0, 0.5);

function heldOut(rows: number): Dataset {
  return teacherDataset({ stream: createStream(9), inputs: 6, classes: 3, hidden: 8, rows });
}

/** Losses and accuracies by the equations of layout.ts, row by row in double precision. */
function expected(network: Network, data: Dataset, mask: Float64Array, student: boolean) {
  const sizes: Sizes = { ...SMALL, inputs: 6, classes: 3, peers: 3 };
  const peers = [0, 1, 2].map((peer) => new DensePeer(sizes, denseState(network, peer).values));
  const [losses, right] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let row = 0; row < data.rows; row++) {
    const x = data.x.subarray(6 * row, 6 * row + 6);
    const answers = peers.map((peer) => peer.answer(x));
    for (const [i, peer] of peers.entries()) {
      const inputs = answers.flatMap((answer, j) => answer.map((value) => mask[3 * i + j] * value));
      const z = student ? peer.studentLogits(x) : peer.logits(x, inputs);
      losses[i] -= logSoftmax(z)[data.y[row]] / data.rows;
      if (z.indexOf(Math.max(...z)) === data.y[row]) right[i]++;
    }
  }
  return { losses, accuracies: right.map((count) => count / data.rows) };
}

describe('the benchmark', () => {
  for (const context of ['network', 'student'] as const) {
    it(`is the sum of the mean cross-entropies, with the context of the ${context}`, async () => {
      const { network } = await trained({ rounds: 20 });
      // The number of rows is not a multiple of the chunk size.
      const data = heldOut(300);
      for (const mask of [openMask(3), MASK]) {
        const found = await evaluate(network, data, { mask, context });
        const { losses, accuracies } = expected(network, data, mask, context === 'student');
        assertClose(found.losses, losses, 1e-5);
        assertClose(found.accuracies, accuracies, 1e-12);
        assertClose([found.benchmark], [losses[0] + losses[1] + losses[2]], 1e-5);
      }
      const open = await evaluate(network, data, { context });
      assert.deepEqual(open, await evaluate(network, data, { context, mask: openMask(3) }));
    });
  }

  it('depends on the mask through the network and not through the student', async () => {
    const { network } = await trained();
    const data = heldOut(40);
    const of = async (mask: Float64Array, context: 'network' | 'student') =>
      evaluate(network, data, { mask, context });
    assert.deepEqual(await of(MASK, 'student'), await of(openMask(3), 'student'));
    assert.notDeepEqual(await of(MASK, 'network'), await of(openMask(3), 'network'));
  });

  it('of a data set is the mean over its rows', async () => {
    const { network } = await trained();
    const data = heldOut(7);
    const whole = await evaluate(network, data);
    let sum = 0;
    for (let row = 0; row < 7; row++)
      sum += (await evaluate(network, takeRows(data, [row]))).benchmark / 7;
    assertClose([sum], [whole.benchmark], 1e-12);
  });

  it('includes only peers with a loss', async () => {
    const network = await smallNetwork({ peers: [{ kind: 'projection' }, ...densePeers(2)] });
    const { benchmark, losses, accuracies } = await evaluate(network, heldOut(20));
    assert.ok(Number.isNaN(losses[0]) && Number.isNaN(accuracies[0]));
    assert.equal(benchmark, losses[1] + losses[2]);
  });

  it('asks only the peers whose mask is not 0 for some learner, once about all rows', async () => {
    const asked: number[] = [];
    const forward = ({ rows }: { rows: number }) => {
      asked.push(rows);
      return { rows, columns: 4, values: new Float32Array(4 * rows) };
    };
    const network = await smallNetwork({
      peers: [...densePeers(2), { kind: 'function', peer: { forward } }],
    });
    await evaluate(network, heldOut(9), { mask: closedMask(3) });
    await evaluate(network, heldOut(9), { context: 'student' });
    await evaluate(network, heldOut(9), { offline: [2] });
    assert.deepEqual(asked, []);
    await evaluate(network, heldOut(9));
    assert.deepEqual(asked, [9]);
  });

  it('leaves the network unchanged', async () => {
    const { network } = await trained();
    const state = network.save();
    await evaluate(network, heldOut(30));
    assert.deepEqual(network.save(), state);
  });

  it('refuses an answer that is not rows of finite numbers', async () => {
    const forward = ({ rows }: { rows: number }) => ({
      rows,
      columns: 3,
      values: new Float32Array(3 * rows),
    });
    const network = await smallNetwork({
      peers: [...densePeers(2), { kind: 'function', peer: { forward } }],
    });
    await assert.rejects(evaluate(network, heldOut(5)), {
      name: 'InvalidArgumentError',
      message:
        'evaluate: answer of peer 2 must be [5, 4] finite numbers, got shape [5, 3] with 15 numbers',
    });
  });
});

describe('a closed mask', () => {
  it('is the identity matrix', () => {
    assert.deepEqual(closedMask(3), Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
    assert.deepEqual(openMask(2), Float64Array.of(1, 1, 1, 1));
  });

  it('makes the training of a peer independent of the others, bit for bit, at any pace', async () => {
    const [a, b, c] = densePeers(3);
    const forward = () => {
      throw new Error('no peer may ask');
    };
    const companies = [
      [a, b, c],
      [a, c, b],
      [a, { kind: 'projection' }, { kind: 'function', peer: { forward } }],
    ] as const;
    for (const jitter of [0, 0.6]) {
      const found: unknown[] = [];
      for (const peers of companies) {
        const network = await smallNetwork({ peers });
        const options = { rounds: 6, segment: 4, batch: 6, jitter, mask: closedMask(3) };
        const { history, traffic } = await train(network, options);
        assert.deepEqual(traffic, []);
        found.push([denseState(network, 0), history.filter(({ peer }) => peer === 0)]);
      }
      assert.deepEqual(found[1], found[0]);
      assert.deepEqual(found[2], found[0]);
    }
    // With an open mask the result depends on the others.
    const open = await Promise.all(
      companies
        .slice(0, 2)
        .map(async (peers) => denseState((await trained({}, { peers })).network, 0)),
    );
    assert.notDeepEqual(open[0], open[1]);
  });

  it('makes the loss of a peer independent of the others', async () => {
    const [network, twin] = [await smallNetwork(), await smallNetwork()];
    await train(twin, { rounds: 5, batch: 6, jitter: 0, mask: closedMask(3) });
    const [cohort] = twin.cohorts;
    // Untrained peer 0 beside trained peers.
    const [mixed, first] = [new Map(cohort.save()), network.cohorts[0].save()];
    for (const [name, values] of mixed) {
      if (name.startsWith('blocks/0')) mixed.delete(name);
      const size = values.length / 3;
      if (!name.startsWith('blocks')) values.set(first.get(name)?.subarray(0, size) ?? []);
    }
    cohort.restore(mixed);
    const of = async (which: Network, mask: Float64Array) =>
      (await evaluate(which, heldOut(30), { mask })).losses;
    assert.equal((await of(twin, closedMask(3)))[0], (await of(network, closedMask(3)))[0]);
    assert.notEqual((await of(twin, openMask(3)))[0], (await of(network, openMask(3)))[0]);
  });
});
