import assert from 'node:assert/strict';
import { teacherDataset } from '../../lib/datasets/index.js';
import { mask } from '../../lib/market/index.js';
import { columnMeans, createStream } from '../../lib/math/index.js';
import {
  ablation,
  createNetwork,
  evaluate,
  linearCosts,
  runLiveMarket,
  shapleySignificance,
  train,
  type Network,
} from '../../lib/network/index.js';
import { assertClose, distance } from '../support/compare.js';
import { DensePeer, logSoftmax } from '../support/densePeer.js';
import { densePeers, denseState, SMALL, smallNetwork, trained } from '../support/network.js';
import { itRejects } from '../support/refusals.js';

const N = 3;
const DATA = teacherDataset({
  ...{ stream: createStream(9), inputs: 6, classes: 3, hidden: 8, rows: 30, noise: 0.3 },
});
/** Single precision in the other way of computing. */
const TOLERANCE = 2e-6;

/** L_i of every peer when the answers of `members` alone reach it, by evaluate with a mask. */
async function lossesAmong(network: Network, members: readonly number[], scale = 1) {
  const n = network.peers;
  const mask = new Float64Array(n * n).map((_, at) => (members.includes(at % n) ? scale : 0));
  return (await evaluate(network, DATA, { mask })).losses;
}

/** L_i in double precision as a function of the scales of all answers. */
function lossOf(network: Network, i: number): (scales: readonly number[]) => number {
  const sizes = { ...SMALL, inputs: 6, classes: 3, peers: N };
  const peers = [0, 1, 2].map((peer) => new DensePeer(sizes, denseState(network, peer).values));
  return (scales) => {
    let loss = 0;
    for (let row = 0; row < DATA.rows; row++) {
      const x = DATA.x.subarray(6 * row, 6 * row + 6);
      const inputs = peers.flatMap((peer, j) => peer.answer(x).map((value) => scales[j] * value));
      loss -= logSoftmax(peers[i].logits(x, inputs))[DATA.y[row]] / DATA.rows;
    }
    return loss;
  };
}

describe('shapleySignificance', () => {
  let network: Network;
  before(async () => {
    ({ network } = await trained({ rounds: 30 }));
  });

  it('is the mean marginal loss over all orders of three peers, by brute force', async () => {
    const orders = [
      ...[
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
      ],
      ...[
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
      ],
    ];
    const expected = new Float64Array(N * N);
    for (const order of orders) {
      for (const [place, j] of order.entries()) {
        const before = await lossesAmong(network, order.slice(0, place));
        const after = await lossesAmong(network, order.slice(0, place + 1));
        for (let i = 0; i < N; i++) expected[i * N + j] += (before[i] - after[i]) / orders.length;
      }
    }
    const found = await shapleySignificance(network, { data: DATA });
    assertClose(found, expected, TOLERANCE);
    assert.ok(distance(found, await ablation(network, { data: DATA })) > 0.01, 'not ablation');
  });

  it('has rows that sum to the loss of removing all, on own data and through masks', async () => {
    const scales = Float64Array.from({ length: N * N }, (_, at) =>
      at === 5 ? 0 : 0.3 + 0.08 * at,
    );
    const found = await shapleySignificance(network, { data: DATA, mask: scales });
    const [open, closed] = [
      (await evaluate(network, DATA, { mask: scales })).losses,
      (await evaluate(network, DATA, { mask: new Float64Array(N * N) })).losses,
    ];
    const sums = [0, 1, 2].map((i) => found[i * N] + found[i * N + 1] + found[i * N + 2]);
    assertClose(
      sums,
      open.map((loss, i) => closed[i] - loss),
      TOLERANCE,
    );
    assert.equal(found[5], 0);
    const own = await shapleySignificance(network);
    for (const [peer, data] of network.data.entries()) {
      assert.ok(data);
      const given = await shapleySignificance(network, { data });
      assert.deepEqual(own.slice(peer * N, peer * N + N), given.slice(peer * N, peer * N + N));
    }
  });

  it('is linear term plus row sums of ½ the Hessian, up to third order in the answers', async () => {
    const restOf = async (s: number): Promise<{ all: number; diagonal: number }> => {
      const mask = new Float64Array(N * N).fill(s);
      const found = await shapleySignificance(network, { data: DATA, mask });
      const linear = await linearCosts(network, { data: DATA, mask });
      const [all, diagonal] = [linear.slice(), linear.slice()];
      for (let i = 0; i < N; i++) {
        const loss = lossOf(network, i);
        const step = 1e-3;
        const at = (j: number, k: number, a: number, b: number): number =>
          loss([0, 1, 2].map((p) => s * (1 + (p === j ? a * step : 0) + (p === k ? b * step : 0))));
        for (let j = 0; j < N; j++) {
          for (let k = 0; k < N; k++) {
            const bend =
              (at(j, k, 1, 1) - at(j, k, 1, -1) - at(j, k, -1, 1) + at(j, k, -1, -1)) /
              (4 * step ** 2);
            all[i * N + j] += bend / 2;
            if (j === k) diagonal[i * N + j] += bend / 2;
          }
        }
      }
      return { all: distance(found, all), diagonal: distance(found, diagonal) };
    };
    const [large, small] = [await restOf(0.2), await restOf(0.05)];
    assert.ok(small.all < large.all / 30, `${large.all} at 0.2, ${small.all} at 0.05`);
    assert.ok(small.diagonal > 3 * small.all, `${small.diagonal} and ${small.all}`);
  });

  it('sampled agrees with exact, has its sums, and repeats with its seed', async () => {
    const exact = await shapleySignificance(network, { data: DATA });
    const options = { data: DATA, method: 'sampled', tolerance: 0, maxPermutations: 400 } as const;
    const found = await shapleySignificance(network, options);
    assert.ok(distance(found, exact) < 0.02 * distance(exact, new Float64Array(N * N)));
    const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(sumOf(found) - sumOf(exact)) < 1e-12);
    assert.deepEqual(await shapleySignificance(network, options), found);
    assert.notDeepEqual(await shapleySignificance(network, { ...options, seed: 1 }), found);
  });

  it('is zero in the row of a peer without data, and counts its answers', async () => {
    const mixed = await smallNetwork({ peers: [{ kind: 'projection' }, ...densePeers(2)] });
    const found = await shapleySignificance(mixed);
    assert.deepEqual(found.slice(0, N), new Float64Array(N));
    assert.ok(found.slice(N).every((value) => value !== 0));
  });

  it('sums to the loss of removing all where inputs are codes and answers are gated', async () => {
    const rows = 20;
    const stream = createStream(4);
    const shards = [0, 1].map(() => ({
      ...{
        name: 'codes',
        rows,
        inputs: 3,
        classes: 4,
        encoding: { kind: 'codes' as const, symbols: 5 },
      },
      x: Float32Array.from({ length: 3 * rows }, () => stream.integer(5)),
      y: Int32Array.from({ length: rows }, () => stream.integer(4)),
    }));
    const gated = await createNetwork({
      peers: shards.map((data, at) => ({ kind: 'dense', data, hidden: 3 + 4 * at })),
      ...{ width: 4, context: 5, gate: { k: 1 }, seed: 1 },
    });
    await train(gated, { rounds: 5, batch: 4, jitter: 0 });
    const [data] = shards;
    const found = await shapleySignificance(gated, { data });
    const losses = (await evaluate(gated, data)).losses;
    const alone = (await evaluate(gated, data, { mask: new Float64Array(4) })).losses;
    assertClose(
      [0, 1].map((i) => found[2 * i] + found[2 * i + 1]),
      losses.map((loss, i) => alone[i] - loss),
      TOLERANCE,
    );
  });

  it('is measured by a live market in its first, every second and its last block, through the masks', async () => {
    const { network: peers } = await trained({ rounds: 3 });
    const options = { rounds: 1, batch: 6, jitter: 0, rows: 10, temperature: 0.2 };
    const blocks = await runLiveMarket(peers, { ...options, blocks: 5, shapleyEvery: 2 });
    assert.deepEqual(
      blocks.map(({ shapley }) => shapley !== undefined),
      [true, true, false, true, true],
    );
    const { weights, stake } = blocks[3];
    const passed = mask({ peers: N, weights, stake, temperature: 0.2 });
    const shares = await shapleySignificance(peers, { mask: passed, rows: 10 });
    assert.deepEqual(Array.from(blocks[4].shapley ?? []), columnMeans(shares, N));
    const without = await runLiveMarket(peers, { ...options, blocks: 1 });
    assert.equal(without[0].shapley, undefined);
  });

  itRejects('shapleySignificance', [
    {
      what: 'exact for more than 12 peers',
      call: async () => {
        const many = await smallNetwork({ peers: densePeers(13) });
        await shapleySignificance(many, { method: 'exact' });
      },
      rule: 'method must be sampled for more than 12 peers',
      value: 'exact for 13',
    },
    {
      what: 'another method',
      call: async () => shapleySignificance(await smallNetwork(), { method: 'half' as never }),
      rule: 'method must be one of exact, sampled',
      value: '"half"',
    },
    {
      what: 'a negative tolerance',
      call: async () => shapleySignificance(await smallNetwork(), { tolerance: -1 }),
      rule: 'tolerance must be a finite number of at least 0',
      value: '-1',
    },
    {
      what: 'too few orders',
      call: async () => shapleySignificance(await smallNetwork(), { maxPermutations: 2 }),
      rule: 'maxPermutations must be an integer from 4 to 1000000',
      value: '2',
    },
  ]);
});
