import assert from 'node:assert/strict';
import {
  ablation,
  createNetwork,
  evaluate,
  gradientInfluence,
  retrainingCosts,
  retrainWithout,
  train,
  type Network,
  type NetworkState,
} from '../../lib/network/index.js';
import { influencesOn } from '../../lib/network/influence/gradientInfluence.js';
import { retrainingCostsOn } from '../../lib/network/influence/retraining.js';
import { loadTensors } from '../../lib/tensors/index.js';
import { takeRows, teacherDataset, type Dataset } from '../../lib/datasets/index.js';
import { createStream } from '../../lib/math/index.js';
import { assertClose, largest } from '../support/compare.js';
import { DensePeer, type Sizes } from '../support/densePeer.js';
import { densePeers, denseState, SMALL, smallNetwork, teacherShards } from '../support/network.js';
import { itRejects } from '../support/refusals.js';

const N = 3;
const SIZES: Sizes = { ...SMALL, inputs: 6, classes: 3, peers: N };
const DATA = teacherDataset({
  ...{ stream: createStream(9), inputs: 6, classes: 3, hidden: 8, rows: 30, noise: 0.3 },
});
const TRAINING = { batch: 6, jitter: 0 };
/** Peers of different sizes, of which two are padded. */
const UNEVEN = teacherShards(N).map((data, peer) => ({
  ...{ kind: 'dense' as const, data },
  hidden: [3, 8, 5][peer],
}));

/** Trains a network, and gives its states before the first round and after every `every` rounds. */
async function traced(network: Network, rounds: number, every: number, batch = TRAINING.batch) {
  const states: NetworkState[] = [];
  const onProgress = (): void => void states.push(network.save());
  await train(network, { ...TRAINING, batch, rounds, segment: every, onProgress });
  return states;
}

/**
 * ∂L_i/∂θ or ∂𝓛_i/∂θ in the parameters of all peers by central differences in double precision, where the loss of peer i
 * runs through the answers of all peers, times `mask`, [n, n].
 */
function differences(
  network: Network,
  i: number,
  data: Dataset,
  whole: boolean,
  mask?: Float64Array,
) {
  const parameters = [0, 1, 2].map((peer) => Float64Array.from(denseState(network, peer).values));
  const rows = Array.from({ length: data.rows }, (_, row) => ({
    x: data.x.subarray(6 * row, 6 * row + 6),
    y: data.y[row],
  }));
  const inputsOf = (peers: readonly DensePeer[], x: ArrayLike<number>): number[] =>
    peers.flatMap((peer, j) => peer.answer(x).map((value) => (mask?.[i * N + j] ?? 1) * value));
  const made = parameters.map((values) => new DensePeer(SIZES, values));
  // (11) has no gradient in what it imitates.
  const teachers = rows.map(({ x }) => made[i].context(inputsOf(made, x)));
  const lossOf = (peers: readonly DensePeer[]): number =>
    rows.reduce((sum, { x, y }, row) => {
      const { distillationTemperature: t } = SMALL;
      const terms = peers[i].losses(x, inputsOf(peers, x), y, t, teachers[row]);
      return sum + (whole ? terms[0] + terms[1] + terms[2] : terms[0]) / rows.length;
    }, 0);
  const step = 1e-5;
  return parameters.flatMap((values, k) =>
    Array.from(values, (value, at) => {
      const moved = [step, -step].map((by) => {
        const other = values.slice();
        other[at] = value + by;
        return lossOf(made.map((peer, j) => (j === k ? new DensePeer(SIZES, other) : peer)));
      });
      return (moved[0] - moved[1]) / (2 * step);
    }),
  );
}

/** Adam's rate of the next step of every parameter, by the equations of Kingma and Ba. */
function ratesOf(network: Network, gradients: readonly (readonly number[])[]): number[] {
  const [seconds, steps] = (['second', 'steps'] as const).map((name) =>
    [0, 1, 2].map((peer) => [...denseState(network, peer)[name]]),
  );
  return seconds.flatMap((own, peer) =>
    own.map((square, at) => {
      const whole = gradients.reduce((sum, list) => sum + list[peer * own.length + at], 0);
      const next = 0.999 * square + 0.001 * whole ** 2;
      const unbiased = next / (1 - 0.999 ** (steps[peer][0] + 1));
      return SMALL.learningRate / (Math.sqrt(unbiased) + 1e-7);
    }),
  );
}

describe('gradientInfluence', () => {
  it('is Σ ⟨∂L_i, P ∘ ∂𝓛_j⟩ in the parameters of all peers, by central differences', async () => {
    const few = takeRows(DATA, [0, 1, 2]);
    const peers = UNEVEN.map((peer) => ({ ...peer, data: takeRows(peer.data, [0, 1, 2]) }));
    const network = await smallNetwork({ peers });
    const [, ...states] = await traced(network, 6, 3, 2);
    const mask = Float64Array.of(1, 0.5, 1, 1, 1, 0, 0.2, 1, 1);
    for (const [data, given, used] of [
      [few, undefined, states],
      [undefined, mask, states.slice(0, 1)],
    ] as const) {
      const options = { ...(data && { data }), ...(given && { mask: given }) };
      const { values, byState } = await gradientInfluence(network, used, options);
      const expected = used.map((state) => {
        network.restore(state);
        const sent = peers.map((peer, j) => differences(network, j, peer.data, true, given));
        const wanted = peers.map((peer, i) =>
          differences(network, i, data ?? peer.data, false, given),
        );
        const rates = ratesOf(network, sent);
        return wanted.flatMap((left) =>
          sent.map((right) => 3 * left.reduce((s, g, at) => s + g * rates[at] * right[at], 0)),
        );
      });
      for (const [at, part] of expected.entries()) assertClose(byState[at], part, 1e-3);
      assertClose(
        values,
        expected[0].map((_, at) => expected.reduce((sum, part) => sum + part[at], 0)),
        1e-3,
      );
    }
  }).timeout(60_000);

  it('sums over j to the fall of the loss of i, to first order in small steps', async () => {
    // Of sizes that no two are computed together.
    const peers = UNEVEN.map((peer, at) => ({ ...peer, hidden: [3, 20, 9][at] }));
    const network = await smallNetwork({ peers, learningRate: 5e-5 });
    const before = (await evaluate(network, DATA)).losses;
    // A batch is the whole shard, so that steps are without noise.
    const states = await traced(network, 40, 1, 24);
    const after = (await evaluate(network, DATA)).losses;
    const { values } = await gradientInfluence(network, states, { data: DATA });
    for (let i = 0; i < N; i++) {
      const [fall, found] = [
        before[i] - after[i],
        values.subarray(i * N, i * N + N).reduce((sum, value) => sum + value, 0),
      ];
      assert.ok(fall > 1e-3 && Math.abs(found / fall - 1) < 0.05, `${i}: ${found} of ${fall}`);
    }
  });

  it('on several data sets at once is that on each, to the last bit', async () => {
    const network = await smallNetwork({ peers: UNEVEN });
    const states = await traced(network, 4, 2);
    const { numTensors } = (await loadTensors()).tf.memory();
    const both = await influencesOn(network, states, [undefined, DATA], { rows: 20 });
    for (const [at, data] of [undefined, DATA].entries()) {
      const options = { rows: 20, ...(data && { data }) };
      assert.deepEqual(both[at], await gradientInfluence(network, states, options));
    }
    assert.equal((await loadTensors()).tf.memory().numTensors, numTensors);
  });

  it('weighs a state by the rounds since the one before, and leaves the network as it is', async () => {
    const network = await smallNetwork();
    const [first, second, third] = await traced(network, 8, 4);
    const kept = network.save();
    const { values: alone } = await gradientInfluence(network, [third]);
    assert.deepEqual(network.save(), kept);
    const { byState } = await gradientInfluence(network, [first, second, third]);
    assert.deepEqual(byState[0], new Float64Array(N * N));
    assertClose(
      alone,
      byState[2].map((value) => 2 * value),
      1e-12,
    );
    assert.ok(largest(byState[1]) > 0);
  });

  it('of a peer that reaches no other and is asked by none is that on itself alone', async () => {
    const network = await smallNetwork();
    const mask = Float64Array.of(1, 1, 0, 1, 1, 0, 0, 0, 1);
    const states = await traced(network, 4, 2);
    const { values } = await gradientInfluence(network, states, { data: DATA, mask });
    for (let at = 0; at < N * N; at++) {
      assert.equal(values[at] !== 0, mask[at] === 1, `${at}: ${values[at]}`);
    }
  });

  itRejects('gradientInfluence', [
    {
      what: 'no states',
      call: async () => gradientInfluence(await smallNetwork(), []),
      rule: 'states must be a list of at least one',
      value: '[]',
    },
    {
      what: 'states out of order',
      call: async () => {
        const network = await smallNetwork();
        const [first, second] = await traced(network, 1, 1);
        return gradientInfluence(network, [second, first]);
      },
      rule: 'states must be in the order of their rounds',
      value: 'round 0 after 1',
    },
    {
      what: 'a state of another network',
      call: async () =>
        gradientInfluence(await smallNetwork(), [(await smallNetwork({ width: 3 })).save()]),
      rule: 'parts[0] of states[0] must hold 699 numbers in values',
      value: '648',
    },
    {
      what: 'a peer that is not dense',
      call: async () => {
        const network = await smallNetwork({ peers: [...densePeers(2), { kind: 'projection' }] });
        return gradientInfluence(network, [network.save()]);
      },
      rule: 'network must have dense peers alone',
      value: 'a projection peer, 2',
    },
    {
      what: 'a gate',
      call: async () => {
        const network = await smallNetwork({ gate: { k: 2 } });
        return gradientInfluence(network, [network.save()]);
      },
      rule: 'network must be made without a gate',
      value: 'one with a gate',
    },
  ]);
});

describe('retraining', () => {
  /** Ones but for row and column `peer`, apart from the diagonal. */
  const without = (peer: number): Float64Array =>
    Float64Array.from({ length: N * N }, (_, at) => {
      const [i, j] = [Math.floor(at / N), at % N];
      return i !== j && (i === peer || j === peer) ? 0 : 1;
    });

  it('equals a new network that trains with the row and the column of the peer closed', async () => {
    const network = await smallNetwork({ peers: UNEVEN });
    const start = network.save();
    await train(network, { ...TRAINING, rounds: 12 });
    const end = network.save();
    const states = await retrainWithout(network, { ...TRAINING, start, rounds: 12 });
    assert.deepEqual(network.save(), end);
    const found = await retrainingCosts(network, states, { data: DATA });
    const own = await retrainingCosts(network, states);
    assert.deepEqual(network.save(), end);
    for (let peer = 0; peer < N; peer++) {
      const mask = without(peer);
      const other = await createNetwork({ ...SMALL, peers: UNEVEN });
      await train(other, { ...TRAINING, rounds: 12, mask });
      for (let i = 0; i < N; i++) {
        for (const [costs, data] of [
          [found, DATA],
          [own, UNEVEN[i].data],
        ] as const) {
          const [after, before] = [
            (await evaluate(other, data, { mask })).losses[i],
            (await evaluate(network, data)).losses[i],
          ];
          assertClose([costs[i * N + peer]], [after - before], 1e-9, `${i}, ${peer}`);
        }
      }
    }
  });

  it('costs on several data sets at once what it costs on each, to the last bit', async () => {
    const network = await smallNetwork({ peers: UNEVEN });
    const start = network.save();
    const states = await retrainWithout(network, { ...TRAINING, start, rounds: 3 });
    const both = await retrainingCostsOn(network, states, [undefined, DATA], { rows: 20 });
    for (const [at, data] of [undefined, DATA].entries()) {
      const options = { rows: 20, ...(data && { data }) };
      assert.deepEqual(both[at], await retrainingCosts(network, states, options));
    }
  });

  it('of no rounds is ablation, apart from what the peer itself loses', async () => {
    const network = await smallNetwork();
    await train(network, { ...TRAINING, rounds: 6 });
    const states = await retrainWithout(network, { ...TRAINING, start: network.save(), rounds: 6 });
    const found = await retrainingCosts(network, states, { data: DATA });
    const ablated = await ablation(network, { data: DATA });
    for (let at = 0; at < N * N; at++) {
      if (at % (N + 1) !== 0) assertClose([found[at]], [ablated[at]], 5e-6, String(at));
    }
  });

  itRejects('retrainWithout', [
    {
      what: 'no start',
      call: async () => retrainWithout(await smallNetwork(), { rounds: 1 } as never),
      rule: 'start must be an object',
      value: 'undefined',
    },
    {
      what: 'a checkpoint',
      call: async () => {
        const network = await smallNetwork();
        const options = { start: network.save(), rounds: 1, checkpoint: 'file' };
        return retrainWithout(network, options);
      },
      rule: 'options must be among start, rounds, mask, faults, signal, batch, jitter, latency, timeout, segment',
      value: '"checkpoint"',
    },
  ]);
  itRejects('retrainingCosts', [
    {
      what: 'too few states',
      call: async () => {
        const network = await smallNetwork();
        return retrainingCosts(network, [network.save()]);
      },
      rule: 'states must be one for each of 3 peers',
      value: '1 states',
    },
  ]);
});
