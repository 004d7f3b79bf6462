import assert from 'node:assert/strict';
import {
  createNetwork,
  evaluate,
  gateWeights,
  runLiveMarket,
  train,
  type Network,
  type PeerSpec,
} from '../../lib/network/index.js';
import { takeRows } from '../../lib/datasets/index.js';
import { projectOnSimplex } from '../../lib/math/simplex.js';
import { assertClose } from '../support/compare.js';
import { densePeers, maskWithout, SMALL, smallNetwork, teacherShards } from '../support/network.js';
import { itRefuses, itRejects } from '../support/refusals.js';

const PROJECTION: PeerSpec = { kind: 'projection' };

async function gatedNetwork(): Promise<Network> {
  const peers = [densePeers(3)[0], PROJECTION, ...densePeers(3).slice(1)];
  const network = await createNetwork({ ...SMALL, peers, gate: { k: 2 } });
  await train(network, { rounds: 10, batch: 6 });
  return network;
}

describe('gate weights, the proxy of §1.7 for w_ij,', () => {
  let network: Network;
  before(async () => {
    network = await gatedNetwork();
  });

  it('are rows on the simplex, or zero for a peer without a gate', () => {
    const weights = gateWeights(network);
    for (const i of [0, 1, 2, 3]) {
      const row = weights.subarray(4 * i, 4 * i + 4);
      if (i === 1) assert.deepEqual(row, new Float64Array(4));
      else assertClose(row, projectOnSimplex(row), 1e-12);
      assert.ok(row.every((weight) => weight >= 0));
    }
  });

  it('are the mean of the gates over each peer’s data, or over given data', () => {
    const mean = (peer: number, x: Float32Array): Float64Array => {
      const w = network.gates.get(peer)?.save().get('values') ?? new Float32Array();
      const sums = new Float64Array(4);
      const rows = x.length / 6;
      for (let row = 0; row < rows; row++) {
        const h = [0, 1, 2, 3].map((j) => {
          let sum = 0;
          for (let k = 0; k < 6; k++) sum += x[6 * row + k] * w[4 * k + j];
          return sum;
        });
        const [a, b] = [0, 1, 2, 3].sort((i, j) => h[j] - h[i]);
        const share = 1 / (1 + Math.exp(h[b] - h[a]));
        sums[a] += share / rows;
        sums[b] += (1 - share) / rows;
      }
      return sums;
    };
    const [data] = teacherShards(1, 30, 5);
    const [own, given] = [gateWeights(network), gateWeights(network, { data })];
    for (const peer of [0, 2, 3]) {
      const row = [4 * peer, 4 * peer + 4] as const;
      assertClose(own.subarray(...row), mean(peer, network.data[peer]?.x ?? data.x), 1e-9);
      assertClose(given.subarray(...row), mean(peer, data.x), 1e-9);
    }
    const few = takeRows(data, [0, 10, 20]);
    assert.deepEqual(gateWeights(network, { data, rows: 3 }), gateWeights(network, { data: few }));
  });

  it('are zero for masked peers, and leave the network unchanged', () => {
    const before = network.save();
    const weights = gateWeights(network, {
      mask: maskWithout(4, [
        [0, 1],
        [2, 0],
        [2, 1],
        [2, 2],
        [2, 3],
      ]),
    });
    assert.equal(weights[1], 0);
    assert.deepEqual(weights.subarray(8, 12), new Float64Array(4));
    assert.ok(Math.abs(weights[0] + weights[2] + weights[3] - 1) < 1e-12);
    assert.deepEqual(network.save(), before);
  });

  it('are the target of a live market’s peers in each block', async () => {
    const [market, copy] = [await gatedNetwork(), await gatedNetwork()];
    const options = {
      blocks: 3,
      rounds: 2,
      batch: 6,
      chooser: 'gate',
      bound: 10,
      rows: 24,
    } as const;
    const blocks = await runLiveMarket(market, { ...options, blocks: 1 });
    // The target through the mask of the first block, where all weights and stakes are equal.
    await train(copy, { rounds: 12, batch: 6, mask: new Float64Array(16).fill(0.5) });
    const wanted = gateWeights(copy, { rows: 24 });
    for (const i of [0, 2, 3]) {
      assertClose(
        blocks[0].weights.subarray(4 * i, 4 * i + 4),
        wanted.subarray(4 * i, 4 * i + 4),
        1e-9,
      );
    }
    assert.deepEqual(blocks[0].weights.subarray(4, 8), new Float64Array(4).fill(0.25));
    const again = await runLiveMarket(await gatedNetwork(), { ...options, blocks: 1 });
    assert.deepEqual(again, blocks);
  });

  it('are approached by bounded changes', async () => {
    const bound = 0.05;
    const blocks = await runLiveMarket(await gatedNetwork(), {
      ...{ blocks: 3, rounds: 1, batch: 6, chooser: 'gate', bound, rows: 24 },
    });
    let previous: Float64Array = new Float64Array(16).fill(0.25);
    for (const { weights } of blocks) {
      for (const i of [0, 2, 3]) {
        const change = Math.hypot(
          ...[0, 1, 2, 3].map((j) => weights[4 * i + j] - previous[4 * i + j]),
        );
        assert.ok(change > 0 && change <= bound, `${change}`);
      }
      previous = weights;
    }
  });
});

describe('refusals of gates', () => {
  const peers = densePeers(3);
  const make = (options: object) => () => createNetwork({ ...SMALL, peers, ...options });
  const integer = 'k must be an integer from 1 to 3';
  itRejects('createNetwork', [
    ...[0, 4, -1, 1.5, Number.NaN, Infinity].map((k) => ({
      what: `k = ${k} of three peers`,
      call: make({ gate: { k } }),
      rule: integer,
      value: String(k),
    })),
    { what: 'a gate without k', call: make({ gate: {} }), rule: integer, value: 'undefined' },
    {
      what: 'k that is not a number',
      call: make({ gate: { k: '2' } }),
      rule: integer,
      value: '"2"',
    },
    {
      what: 'an unknown option of the gate',
      call: make({ gate: { k: 2, temperature: 1 } }),
      rule: 'options must be among k, noise, choice, query, reach, held, importance, load',
      value: '"temperature"',
    },
    {
      what: 'an unknown noise',
      call: make({ gate: { k: 2, noise: 'loud' } }),
      rule: 'noise must be one of noisy, none',
      value: '"loud"',
    },
    ...['importance', 'load'].flatMap((name) =>
      [-1, Number.NaN, Infinity].map((value) => ({
        what: `${name} ${value}`,
        call: make({ gate: { k: 2, [name]: value } }),
        rule: `${name} must be a finite number of at least 0`,
        value: String(value),
      })),
    ),
    ...[0, false, null, 'topk', [2]].map((gate) => ({
      what: `a gate that is ${JSON.stringify(gate)}`,
      call: make({ gate }),
      rule: 'gate must be options of a gate',
      value: Array.isArray(gate) ? 'Array of length 1' : JSON.stringify(gate),
    })),
    ...[1, 'yes', null].map((standIns) => ({
      what: `standIns ${String(standIns)}`,
      call: make({ standIns }),
      rule: 'standIns must be true or false',
      value: JSON.stringify(standIns),
    })),
  ]);

  describe('of a network', () => {
    let [plain, gated]: Network[] = [];
    const [data] = teacherShards(1, 8);
    before(async () => {
      plain = await smallNetwork({ standIns: true });
      gated = await smallNetwork({ gate: { k: 2 } });
    });

    itRefuses('gateWeights', [
      {
        what: 'a network without gates',
        call: () => gateWeights(plain),
        rule: 'network must be made with a gate',
        value: 'one without',
      },
      {
        what: 'no rows',
        call: () => gateWeights(gated, { rows: 0 }),
        rule: 'rows must be an integer of at least 1',
        value: '0',
      },
      {
        what: 'data of other inputs',
        call: () =>
          gateWeights(gated, { data: { ...data, inputs: 3, rows: 16, y: new Int32Array(16) } }),
        rule: 'data must have rows of 6 inputs and 3 classes',
        value: '16 rows of 3 and 3',
      },
      {
        what: 'an unknown option',
        call: () => gateWeights(gated, { k: 2 } as object),
        rule: 'options must be among data, rows, mask',
        value: '"k"',
      },
    ]);

    itRejects('runLiveMarket', [
      {
        what: 'the chooser gate of a network without gates',
        call: () => runLiveMarket(plain, { chooser: 'gate', blocks: 1 }),
        rule: 'network must be made with a gate for the chooser gate',
        value: 'one without',
      },
    ]);

    it('is unchanged by a refused market', () => {
      assert.equal(plain.round, 0);
    });

    const measure = (options: object) => () => evaluate(plain, data, options);
    itRejects('evaluate', [
      ...[3, -1, 0.5].map((peer) => ({
        what: `offline peer ${peer} of three`,
        call: measure({ offline: [peer] }),
        rule: 'offline must be an integer from 0 to 2',
        value: String(peer),
      })),
      ...[3, -1, 0.5].map((peer) => ({
        what: `peer ${peer} of three`,
        call: measure({ peers: [peer] }),
        rule: 'peers must be among those with data, 0, 1, 2',
        value: String(peer),
      })),
      {
        what: 'a peer twice',
        call: measure({ peers: [1, 0, 1] }),
        rule: 'peers must be named once each',
        value: '1 twice',
      },
      ...['peers', 'offline'].map((name) => ({
        what: `${name} that are not a list`,
        call: measure({ [name]: 1 }),
        rule: `${name} must be a list of peers`,
        value: '1',
      })),
      {
        what: 'an unknown replacement',
        call: measure({ missing: 'zero' }),
        rule: 'missing must be one of nothing, standIn',
        value: '"zero"',
      },
      {
        what: 'stand-ins that have not trained',
        call: measure({ offline: [1], missing: 'standIn' }),
        rule: 'network must be made with standIns and have trained before a stand-in answers',
        value: 'round 0',
      },
      {
        what: 'stand-ins of a network without stand-ins',
        call: () => evaluate(gated, data, { missing: 'standIn' }),
        rule: 'network must be made with standIns and have trained before a stand-in answers',
        value: 'one without',
      },
    ]);
  });
});
