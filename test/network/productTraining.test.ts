import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  evaluate,
  gateWeights,
  train,
  type GateOptions,
  type Network,
  type NetworkOptions,
  type PeerSpec,
  type TrainOptions,
} from '../../lib/network/index.js';
import { createStream } from '../../lib/math/index.js';
import { choicesOf } from '../../lib/network/gate/choices.js';
import { ProductGate, type ProductGating } from '../../lib/network/gate/productGate.js';
import { checkGateOptions } from '../../lib/network/gate/gate.js';
import { type Rows } from '../../lib/network/rows.js';
import { gateParameters } from '../../lib/network/gate/peerGate.js';
import { assertClose } from '../support/compare.js';
import { temporaryFolder } from '../support/folders.js';
import { densePeers, smallNetwork, teacherShards } from '../support/network.js';
import { placesByPeer } from '../support/productGate.js';
import { itRejects } from '../support/refusals.js';

const [PEERS, BATCH] = [5, 6];

function gated(
  gate: Partial<GateOptions> = {},
  options: Partial<NetworkOptions> = {},
): Promise<Network> {
  const wanted = { k: 2, choice: 'product' as const, query: 3, ...gate };
  return smallNetwork({ peers: densePeers(PEERS), gate: wanted, ...options });
}

describe('the choices of a gate by product keys', () => {
  it('are listed by peer, with the rows of each and mask times gate', () => {
    const n = 30;
    const options = checkGateOptions('test', n, { k: 4, choice: 'product' });
    const gate = new ProductGate(n, 3, { kind: 'numbers' }, options, 0.01, createStream(1));
    const draw = createStream(2);
    const x = { rows: 20, columns: 3, values: Float32Array.from({ length: 60 }, draw.normal) };
    const mask = Float64Array.from({ length: n }, (_, j) => (j % 4 === 0 ? 0 : draw.uniform()));
    const gating = gate.choose(x, mask, draw.split('noise'));
    const choices = choicesOf(gating, mask);
    const peers = [...new Set(gating.chosen)].sort((a, b) => a - b);
    assert.deepEqual(
      choices.map(({ peer }) => peer),
      peers,
    );
    for (const { peer, rows, factors } of choices) {
      const found = Array.from({ length: x.rows }, (_, row) => row)
        .map((row) => ({
          row,
          at: row * 4 + gating.chosen.subarray(row * 4, row * 4 + 4).indexOf(peer),
        }))
        .filter(({ row, at }) => at >= row * 4);
      assert.deepEqual(
        [...rows],
        found.map(({ row }) => row),
      );
      assertClose(
        factors,
        found.map(({ at }) => gating.gates[at] * mask[peer]),
        1e-15,
      );
    }
    assert.deepEqual(
      choicesOf(gating).map(({ factors }) => [...factors]),
      placesByPeer(gating).map(({ places }) => places.map((at) => gating.gates[at])),
    );
  });
});

describe('a network with gates by product keys', () => {
  const folder = temporaryFolder();
  const options: TrainOptions = {
    ...{ rounds: 12, segment: 4, batch: BATCH, jitter: 0.5, latency: 0.1 },
    faults: ({ to }, now) => (to === 1 && now > 5 && now < 9 ? { kind: 'crashed' } : undefined),
  };

  it('sends each example to the peers that its gates choose, among those that the mask opens', async () => {
    for (const k of [1, 3]) {
      const network = await gated({ k });
      const mask = Float64Array.from({ length: PEERS ** 2 }, (_, at) => Number(at % 3 !== 1));
      const wanted = new Map<string, number>();
      for (const [from, gate] of network.gates) {
        const choose = gate.choose.bind(gate);
        gate.choose = (x, row, stream) => {
          const gating = choose(x, row, stream) as ProductGating;
          for (const to of gating.chosen) {
            if (to === from) continue;
            wanted.set(`${from}→${to}`, (wanted.get(`${from}→${to}`) ?? 0) + 1);
          }
          return gating;
        };
      }
      const { traffic } = await train(network, { rounds: 3, batch: BATCH, jitter: 0, mask });
      assert.ok(traffic.length > 0);
      assert.deepEqual(
        Object.fromEntries(traffic.map(({ from, to, rows }) => [`${from}→${to}`, rows])),
        Object.fromEntries([...wanted].sort()),
      );
      for (const { from, to } of traffic) assert.equal(mask[from * PEERS + to], 1);
    }
  });

  it('learns to choose an informative peer over peers that answer noise', async () => {
    const draw = createStream(6).split('x');
    const rows = 400;
    // The last input is always 1, since a query has no bias. The class is the parity of the signs of three inputs.
    const x = Float32Array.from({ length: 6 * rows }, (_, at) =>
      at % 6 === 5 ? 1 : draw.normal(),
    );
    const parity = (values: ArrayLike<number>, at: number): number =>
      Number(values[at] * values[at + 1] * values[at + 2] > 0);
    const data = {
      ...{ name: 'parity', rows, inputs: 6, classes: 2, x, encoding: { kind: 'numbers' } as const },
      y: Int32Array.from({ length: rows }, (_, row) => parity(x, 6 * row)),
    };
    const noise = createStream(5);
    for (const place of [1, 3]) {
      const others = [1, 2, 3, 4].map((peer): PeerSpec => {
        const answer = (values: Float32Array, at: number, k: number): number => {
          if (peer !== place) return Math.tanh(noise.normal());
          return k === 0 ? 2 * parity(values, at) - 1 : 0;
        };
        const forward = ({ rows: count, values }: Rows): Rows => ({
          ...{ rows: count, columns: 4 },
          values: Float32Array.from({ length: 4 * count }, (_, at) =>
            answer(values, 6 * Math.floor(at / 4), at % 4),
          ),
        });
        return { kind: 'function', peer: { forward } };
      });
      const network = await smallNetwork({
        peers: [{ kind: 'dense', data }, ...others],
        gate: { k: 2, choice: 'product', importance: 0, load: 0 },
        learningRate: 0.02,
      });
      await train(network, { rounds: 120, batch: 32, jitter: 0 });
      const weights = gateWeights(network).subarray(0, PEERS);
      assert.ok(weights[place] > 0.6, weights.join());
      const rest = weights.filter((_, j) => j !== place);
      assert.ok(Math.max(...rest) < weights[place] / 2, weights.join());
    }
  });

  it('gives the same bytes for the same seed, others for another, and others than gates that score all', async () => {
    const standIns = true;
    const made = [
      await gated({}, { standIns }),
      await gated({}, { standIns }),
      await gated({}, { standIns, seed: 9 }),
      await gated({ choice: 'all' }, { standIns }),
    ];
    const found = [];
    for (const network of made) found.push(await train(network, options));
    assert.deepEqual(found[1], found[0]);
    assert.deepEqual(made[1].save(), made[0].save());
    assert.notDeepEqual(found[2].history, found[0].history);
    assert.notDeepEqual(found[3].history, found[0].history);
    const [data] = teacherShards(1, 40, 8);
    const [one, two] = [await evaluate(made[0], data), await evaluate(made[1], data)];
    assert.deepEqual(one, two);
    assert.ok(Number.isFinite(one.benchmark));
  });

  it('resumes from a checkpoint to the same bytes, and refuses that of another kind of gate', async () => {
    const [whole, parted, resumed] = [await gated(), await gated(), await gated()];
    const expected = await train(whole, options);
    const checkpoint = join(folder(), 'product.checkpoint');
    const controller = new AbortController();
    const stopped = train(parted, {
      ...options,
      checkpoint,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 8) controller.abort(new Error('stop'));
      },
    });
    await assert.rejects(stopped, /stop/);
    await assert.rejects(train(await gated({ choice: 'all' }), { ...options, checkpoint }), /gate/);
    assert.deepEqual(await train(resumed, { ...options, checkpoint }), expected);
    assert.deepEqual(resumed.save(), whole.save());
  });

  it('is refused where its gates exceed the memory, before any work', async () => {
    await assert.rejects(gated({ query: 1e12 }), {
      message:
        /^createNetwork: gates of 5 peers must fit into the available memory, .* GB, got 1760000 GB$/,
    });
    // As many numbers as are counted: W_q, K and N.
    for (const choice of ['all', 'product'] as const) {
      const network = await gated({ choice });
      const { gate: options } = network.settings;
      assert.ok(options);
      const sizes = { peers: PEERS, inputs: 6, encoding: { kind: 'numbers' } as const };
      const held = network.gates.get(0)?.save().get('values');
      assert.equal(held?.length, gateParameters(sizes, options));
    }
  });

  itRejects('createNetwork', [
    {
      what: 'another way to choose',
      call: () => gated({ choice: 'tree' as 'all' }),
      rule: 'choice must be one of all, product',
      value: '"tree"',
    },
    {
      what: 'a query of no width',
      call: () => gated({ query: 0 }),
      rule: 'query must be an integer of at least 1',
      value: '0',
    },
    {
      what: 'a reach below k',
      call: () => gated({ k: 3, reach: 2 }),
      rule: `reach must be an integer from 3 to ${PEERS}`,
      value: '2',
    },
    {
      what: 'a reach of a gate that scores all',
      call: () => gated({ choice: 'all', reach: 4 }),
      rule: `reach must be left out, or ${PEERS}, unless choice is product`,
      value: '4',
    },
    {
      what: 'fewer held than are asked',
      call: () => gated({ reach: 4, held: 3 }),
      rule: `held must be an integer from 4 to ${PEERS}`,
      value: '3',
    },
  ]);
});
