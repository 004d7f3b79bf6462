import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createStream } from '../../lib/math/index.js';
import {
  evaluate,
  gateWeights,
  inProcess,
  train,
  type Network,
  type NetworkOptions,
  type PeerSpec,
  type TrainOptions,
  type Transport,
} from '../../lib/network/index.js';
import { batchOf, streamsOf } from '../../lib/network/training/participant.js';
import { type Gating } from '../../lib/network/gate/noisyTopK.js';
import { type Rows } from '../../lib/network/rows.js';
import { assertClose } from '../support/compare.js';
import { denseCohort } from '../support/denseCohort.js';
import { centralDifferences, DensePeer, logSoftmax } from '../support/densePeer.js';
import { temporaryFolder } from '../support/folders.js';
import { densePeers, denseState, SMALL, smallNetwork, teacherShards } from '../support/network.js';

const PEERS = 4;
const BATCH = 6;

interface Message {
  readonly from: number;
  readonly to: number;
  readonly x: Rows;
  readonly gradient?: Rows;
}

/** An in-process transport that records its calls. */
function spied(messages: Message[]): NonNullable<TrainOptions['transport']> {
  return (clock, service) => {
    const plain = inProcess(clock, service);
    const spy: Transport = {
      forward: (call, x) => {
        messages.push({ from: call.from, to: call.to, x });
        return plain.forward(call, x);
      },
      backward: (call, x, gradient) => {
        messages.push({ from: call.from, to: call.to, x, gradient });
        return plain.backward(call, x, gradient);
      },
    };
    return spy;
  };
}

/** Records the choices of every gate from now on, by peer. */
function watched(network: Network): Map<number, { x: Rows; gating: Gating }[]> {
  const seen = new Map<number, { x: Rows; gating: Gating }[]>();
  for (const [peer, gate] of network.gates) {
    const own: { x: Rows; gating: Gating }[] = [];
    const choose = gate.choose.bind(gate);
    gate.choose = (x, mask, stream) => {
      const gating = choose(x, mask, stream) as Gating;
      own.push({ x, gating });
      return gating;
    };
    seen.set(peer, own);
  }
  return seen;
}

function gated(k: number, options: Partial<NetworkOptions> = {}): Promise<Network> {
  return smallNetwork({ peers: densePeers(PEERS), gate: { k }, ...options });
}

/** Gives every gate different weights. */
function disturb(network: Network, scale = 0.7): void {
  for (const [peer, gate] of network.gates) {
    const draw = createStream(12).split(peer);
    const state = new Map(gate.save());
    const { length } = state.get('values') ?? [];
    state.set(
      'values',
      Float32Array.from({ length }, () => scale * draw.normal()),
    );
    gate.restore(state);
  }
}

/** The rows of x for which peer j was chosen, in the order of a request. */
function chosenRows(x: Rows, { gates, peers }: Gating, j: number): number[][] {
  return Array.from({ length: x.rows }, (_, row) => row)
    .filter((row) => gates[row * peers + j] > 0)
    .map((row) => [...x.values.subarray(row * x.columns, (row + 1) * x.columns)]);
}

function listed({ rows, columns, values }: Rows): number[][] {
  return Array.from({ length: rows }, (_, row) => [
    ...values.subarray(row * columns, (row + 1) * columns),
  ]);
}

describe('a network with gates', () => {
  for (const k of [1, 2, 3, PEERS]) {
    it(`sends each example to k = ${k} peers, in one request per peer and batch`, async () => {
      const network = await gated(k);
      disturb(network);
      const seen = watched(network);
      const messages: Message[] = [];
      const rounds = 3;
      const options = { rounds, batch: BATCH, jitter: 0.4, transport: spied(messages) };
      const { traffic } = await train(network, options);
      for (const [from, choices] of seen) {
        assert.equal(choices.length, rounds);
        // Noise is resampled in every round, for every peer.
        const [first, second] = choices.map(({ gating }) => gating.noise);
        assert.ok(first.every((value, at) => value !== second[at]));
        assert.notDeepEqual(first, seen.get((from + 1) % PEERS)?.[0].gating.noise);
        let own = 0;
        const expected: { to: number; rows: number[][] }[] = [];
        for (const { x, gating } of choices) {
          for (let to = 0; to < PEERS; to++) {
            const rows = chosenRows(x, gating, to);
            if (to === from) own += rows.length;
            else if (rows.length > 0) expected.push({ to, rows });
          }
        }
        const asked = messages.filter((message) => message.from === from && !message.gradient);
        assert.deepEqual(
          asked.map(({ to, x }) => ({ to, rows: listed(x) })),
          expected,
        );
        const sent = asked.reduce((sum, { x }) => sum + x.rows, 0);
        assert.equal(sent + own, k * BATCH * rounds);
        // Gradients are sent for the requested rows.
        const told = messages.filter((message) => message.from === from && message.gradient);
        assert.deepEqual(
          told.map(({ to, x }) => ({ to, rows: listed(x) })),
          expected,
        );
        for (const { x, gradient } of told) assert.equal(gradient?.rows, x.rows);
        for (const row of traffic.filter((count) => count.from === from)) {
          const questions = asked.filter(({ to }) => to === row.to);
          const numbers = questions.reduce(
            (sum, { x }) => sum + 2 * x.values.length + 2 * x.rows * SMALL.width,
            0,
          );
          const rows = questions.reduce((sum, { x }) => sum + x.rows, 0);
          assert.deepEqual(
            [row.asked, row.answered, row.rows, row.bytes],
            [questions.length, questions.length, rows, 4 * numbers],
          );
        }
      }
    });
  }

  it('sends no request to a peer that no gate chooses', async () => {
    // All gates are equal at first, and without noise ties are broken by index.
    const network = await gated(2, { gate: { k: 2, noise: 'none' } });
    const messages: Message[] = [];
    const { traffic } = await train(network, {
      ...{ rounds: 1, batch: BATCH, jitter: 0, transport: spied(messages) },
    });
    const links = traffic.map(({ from, to }) => `${from}→${to}`);
    assert.deepEqual(links, ['0→1', '1→0', '2→0', '2→1', '3→0', '3→1']);
    assert.deepEqual([...new Set(messages.map(({ to }) => to))].sort(), [0, 1]);
  });

  it('sends requests to all open peers where they are fewer than k, and to none where none is open', async () => {
    const network = await gated(3);
    disturb(network);
    // The mask of peer 0 opens peer 1 only, that of peer 1 none, that of peer 2 two peers, that of peer 3 all.
    const mask = Float64Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0.5, 0, 0, 1, 1, 1, 1, 1);
    const seen = watched(network);
    const before = [0, 1].map((peer) => network.gates.get(peer)?.save().get('values'));
    const messages: Message[] = [];
    const { history } = await train(network, {
      ...{ rounds: 1, batch: BATCH, jitter: 0, mask, transport: spied(messages) },
    });
    const counts = [0, 1, 2].map((from) =>
      messages.filter((m) => m.from === from && !m.gradient).map(({ to, x }) => [to, x.rows]),
    );
    assert.deepEqual(counts, [
      [[1, BATCH]],
      [],
      [
        [0, BATCH],
        [3, BATCH],
      ],
    ]);
    for (const gate of seen.get(0)?.[0].gating.gates.entries() ?? []) {
      assert.equal(gate[1], gate[0] % PEERS === 1 ? 1 : 0);
    }
    assert.deepEqual(seen.get(1)?.[0].gating.gates, new Float64Array(BATCH * PEERS));
    // A peer without open peers trains with an empty context, and its gate has no gradient.
    const fresh = await gated(3);
    const [own] = [denseState(fresh, 1).values];
    const peer = new DensePeer({ ...SMALL, inputs: 6, classes: 3, peers: PEERS }, own);
    const { x, y } = batchFor(fresh, 1, 0);
    const empty = new Float64Array(PEERS * SMALL.width);
    const loss = listed(x).reduce(
      (sum, row, at) => sum - logSoftmax(peer.logits(row, empty))[y[at]] / BATCH,
      0,
    );
    assertClose([history[1].loss], [loss], 1e-5);
    assert.deepEqual(network.gates.get(1)?.save().get('values'), before[1]);
    assert.ok(history.every((row) => Number.isFinite(row.loss)));
  });

  for (const crashed of [false, true]) {
    it(`moves its gates along the gradient of the loss${crashed ? ', with stand-ins for missing answers' : ''}`, async () => {
      const mask = Float64Array.from({ length: 16 }, (_, at) => [1, 0.5, 0.75, 0.25][(at * 7) % 4]);
      const network = await gated(2, {
        gate: { k: 2, noise: 'none', importance: 0 },
        standIns: crashed,
      });
      disturb(network);
      const fresh = network.save();
      const answering = [0, 1, 2, 3].map((peer) => {
        const sizes = { ...SMALL, inputs: 6, classes: 3, peers: PEERS };
        const { length } = denseState(network, peer).values;
        const extra = crashed ? (SMALL.hidden + 1) * PEERS * SMALL.width : 0;
        const numbers = denseState(network, peer).values.subarray(0, length - extra);
        return new DensePeer(sizes, numbers);
      });
      const faults = (call: { to: number }) =>
        crashed && call.to === 3 ? ({ kind: 'crashed' } as const) : undefined;
      await train(network, { rounds: 1, batch: BATCH, jitter: 0, mask, faults });
      const first = [...network.gates].map(([, gate]) => gate.save().get('first'));
      network.restore(fresh);
      for (const peer of [0, 1, 2, 3]) {
        const { x, y } = batchFor(network, peer, 0);
        const cohort = denseCohort(network, peer);
        const [imagined] =
          crashed && peer !== 3 ? cohort.standIns([{ peer, x, neighbour: 3 }]) : [];
        const loss = (w: ArrayLike<number>): number =>
          listed(x).reduce((sum, row, at) => {
            const h = Array.from({ length: PEERS }, (_, j) =>
              row.reduce((total, value, feature) => total + value * w[feature * PEERS + j], 0),
            );
            const kept = [0, 1, 2, 3].sort((a, b) => h[b] - h[a]).slice(0, 2);
            const total = kept.reduce((mass, j) => mass + Math.exp(h[j]), 0);
            const inputs = answering.flatMap((other, j) => {
              const gate = kept.includes(j) ? Math.exp(h[j]) / total : 0;
              const from = at * SMALL.width;
              const answer =
                crashed && j === 3 && peer !== 3
                  ? [...imagined.values.subarray(from, from + SMALL.width)]
                  : other.answer(row);
              return answer.map((value) => gate * mask[peer * PEERS + j] * value);
            });
            return sum - logSoftmax(answering[peer].logits(row, inputs))[y[at]] / BATCH;
          }, 0);
        const values = network.gates.get(peer)?.save().get('values') ?? new Float32Array();
        const half = values.length / 2;
        const expected = centralDifferences(loss, values.subarray(0, half));
        // After one step Adam's running mean is a tenth of the gradient.
        const found = (first[peer] ?? new Float32Array()).map((value) => 10 * value);
        assertClose(found.subarray(0, half), expected, 2e-4);
        assert.ok(expected.some((value) => Math.abs(value) > 1e-3));
        assert.deepEqual(found.subarray(half), new Float32Array(half));
      }
    });
  }

  it('learns to choose an informative peer over peers that answer noise', async () => {
    const draw = createStream(6).split('x');
    const rows = 400;
    // The last input is always 1, since x W_g has no bias.
    const x = Float32Array.from({ length: 6 * rows }, (_, at) =>
      at % 6 === 5 ? 1 : draw.normal(),
    );
    // The class is the parity of the signs of three inputs, which a small peer cannot learn alone in these rounds.
    const parity = (values: ArrayLike<number>, at: number): number =>
      Number(values[at] * values[at + 1] * values[at + 2] > 0);
    const data = {
      ...{ name: 'parity', rows, inputs: 6, classes: 2, x, encoding: { kind: 'numbers' } as const },
      y: Int32Array.from({ length: rows }, (_, row) => parity(x, 6 * row)),
    };
    const knows: PeerSpec = answers((question, row, k) =>
      k === 0 ? 2 * parity(question.values, row * question.columns) - 1 : 0,
    );
    const noise = createStream(5);
    const raves = (): PeerSpec => answers(() => Math.tanh(noise.normal()));
    for (const place of [1, 3]) {
      const others = [raves(), raves(), raves()];
      others[place - 1] = knows;
      const network = await smallNetwork({
        peers: [{ kind: 'dense', data }, ...others],
        gate: { k: 2, importance: 0, load: 0 },
        learningRate: 0.02,
      });
      await train(network, { rounds: 120, batch: 32, jitter: 0 });
      const weights = gateWeights(network).subarray(0, 4);
      const rest = weights.filter((_, j) => j !== place);
      assert.ok(weights[place] > 0.6, weights.join());
      assert.ok(Math.max(...rest) < weights[place] / 2, weights.join());
    }
  });

  it('sends requests one hop deep: an answer causes no further request', async () => {
    // The mask is 0 ← 1 ← 2 only; no peer receives its own answer.
    const mask = Float64Array.of(0, 1, 0, 0, 0, 1, 0, 0, 0);
    const shards = teacherShards(2);
    const [calls, rounds]: [Rows[], number] = [[], 4];
    const last = answers(() => 0.5, calls);
    for (const gate of [undefined, { k: 2 }]) {
      calls.length = 0;
      const network = await smallNetwork({
        peers: [...shards.map((data) => ({ kind: 'dense', data }) as const), last],
        ...(gate && { gate }),
      });
      const messages: Message[] = [];
      const { traffic } = await train(network, {
        ...{ rounds, batch: BATCH, mask, transport: spied(messages) },
      });
      const questions = messages.filter(({ gradient }) => !gradient);
      assert.deepEqual(
        traffic.map(({ from, to, asked }) => [from, to, asked]),
        [
          [0, 1, rounds],
          [1, 2, rounds],
        ],
      );
      for (const from of [0, 1]) {
        const own = questions.filter((message) => message.from === from);
        assert.equal(own.length, rounds);
        for (const [round, { x }] of own.entries()) {
          assert.deepEqual(listed(x), listed(batchFor(network, from, round).x));
        }
      }
      // Peer 2 has received each batch of peer 1 once, and nothing else.
      assert.equal(calls.length, rounds);
      for (const [round, x] of calls.entries()) {
        assert.deepEqual(listed(x), listed(batchFor(network, 1, round).x));
      }
    }
  });

  it('is evaluated through its gates without noise', async () => {
    const network = await gated(2);
    disturb(network);
    await train(network, { rounds: 3, batch: BATCH });
    const [data] = teacherShards(1, 40, 8);
    const sizes = { ...SMALL, inputs: 6, classes: 3, peers: PEERS };
    const peers = [0, 1, 2, 3].map(
      (peer) => new DensePeer(sizes, denseState(network, peer).values),
    );
    const mask = Float64Array.from({ length: 16 }, (_, at) => [1, 0.5, 0, 0.75, 1][at % 5]);
    const { losses } = await evaluate(network, data, { mask });
    for (const [i, peer] of peers.entries()) {
      const w = network.gates.get(i)?.save().get('values') ?? [];
      let loss = 0;
      for (let at = 0; at < data.rows; at++) {
        const row = [...data.x.subarray(6 * at, 6 * at + 6)];
        const h = [0, 1, 2, 3].map((j) =>
          row.reduce((total, value, feature) => total + value * w[feature * PEERS + j], 0),
        );
        const open = [0, 1, 2, 3].filter((j) => mask[i * PEERS + j] > 0);
        const kept = open.sort((a, b) => h[b] - h[a]).slice(0, 2);
        const total = kept.reduce((mass, j) => mass + Math.exp(h[j]), 0);
        const inputs = peers.flatMap((other, j) =>
          other
            .answer(row)
            .map((value) =>
              kept.includes(j) ? (Math.exp(h[j]) / total) * mask[i * PEERS + j] * value : 0,
            ),
        );
        loss -= logSoftmax(peer.logits(row, inputs))[data.y[at]] / data.rows;
      }
      assertClose([losses[i]], [loss], 1e-5);
    }
  });
});

describe('training with gates and stand-ins', () => {
  const folder = temporaryFolder();
  const options: TrainOptions = {
    ...{ rounds: 12, segment: 4, batch: BATCH, jitter: 0.5, latency: 0.1 },
    // Peer 1 is offline for some rounds.
    faults: ({ to }, now) => (to === 1 && now > 5 && now < 9 ? { kind: 'crashed' } : undefined),
  };
  const make = (seed = 3): Promise<Network> => gated(2, { standIns: true, seed });

  it('gives the same bytes for the same seed and different ones for another', async () => {
    const [one, two, other] = [await make(), await make(), await make(4)];
    const first = await train(one, options);
    assert.deepEqual(await train(two, options), first);
    assert.deepEqual(two.save(), one.save());
    assert.ok(first.traffic.some(({ replaced }) => replaced > 0));
    const third = await train(other, options);
    assert.notDeepEqual(third.history, first.history);
    const values = [one, other].map((network) => network.gates.get(0)?.save().get('values'));
    assert.notDeepEqual(values[0], values[1]);
  });

  it('gives the same bytes on one thread and on three, with jitter and without delays', async () => {
    const [one, three] = [await make(), await make()];
    const paced = { rounds: 12, batch: BATCH, jitter: 0.5 };
    const found = await train(three, { ...paced, threads: 3 });
    assert.deepEqual(found, await train(one, { ...paced, threads: 1 }));
    assert.deepEqual(three.save(), one.save());
  });

  it('resumes from a checkpoint to the same bytes, gates and replacements included', async () => {
    const [whole, parted, resumed] = [await make(), await make(), await make()];
    const expected = await train(whole, options);
    const checkpoint = join(folder(), 'gated.checkpoint');
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
    assert.deepEqual(await train(resumed, { ...options, checkpoint }), expected);
    assert.deepEqual(resumed.save(), whole.save());
  });

  it('refuses the checkpoint of a network with another gate or without stand-ins', async () => {
    const checkpoint = join(folder(), 'gated.checkpoint');
    const short = { ...options, rounds: 4, checkpoint };
    await train(await make(), short);
    const other = gated(3, { standIns: true });
    await assert.rejects(train(await other, short), /gate .* instead of/);
    const without = gated(2, { standIns: false });
    await assert.rejects(train(await without, short), /standIns true instead of false/);
  });
});

/** The batch of a round of a peer. */
function batchFor(network: Network, peer: number, round: number): { x: Rows; y: Int32Array } {
  const data = network.data[peer];
  assert.ok(data);
  const stream = createStream(network.settings.seed).split('peer').split(peer);
  return batchOf(data, BATCH, round, streamsOf(stream, data.rows).batches);
}

/** A function peer that answers a number for each row and place. */
function answers(of: (x: Rows, row: number, k: number) => number, calls: Rows[] = []): PeerSpec {
  const forward = (x: Rows): Rows => {
    calls.push(x);
    const values = Float32Array.from({ length: x.rows * SMALL.width }, (_, at) =>
      of(x, Math.floor(at / SMALL.width), at % SMALL.width),
    );
    return { rows: x.rows, columns: SMALL.width, values };
  };
  return { kind: 'function', peer: { forward } };
}
