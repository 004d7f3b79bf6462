import assert from 'node:assert/strict';
import { createStream } from '../../lib/math/index.js';
import {
  evaluate,
  train,
  type Network,
  type PeerFunction,
  type Rows,
  type Training,
  type TrainOptions,
  type TrafficRow,
} from '../../lib/network/index.js';
import { densePeers, maskWithout, smallNetwork, teacherShards } from '../support/network.js';

const WIDTH = 4;
const ROUNDS = 4;

/** f(x) = tanh of the first four inputs; never learns. */
function plain(): PeerFunction {
  return {
    forward: ({ rows, columns, values }) => ({
      rows,
      columns: WIDTH,
      values: Float32Array.from({ length: rows * WIDTH }, (_, at) =>
        Math.tanh(values[Math.floor(at / WIDTH) * columns + (at % WIDTH)]),
      ),
    }),
  };
}

/** Two dense peers beside a function. */
async function beside(
  peer: PeerFunction,
  options: Partial<TrainOptions> = {},
): Promise<{ network: Network; training: Training }> {
  const network = await smallNetwork({ peers: [...densePeers(2), { kind: 'function', peer }] });
  const training = await train(network, { rounds: ROUNDS, batch: 6, jitter: 0, ...options });
  return { network, training };
}

/** What the calls to the function came to, the same for both askers. */
function countsOf({ traffic }: Training): Partial<TrafficRow> {
  const [first, second] = traffic
    .filter(({ to }) => to === 2)
    .map(({ from: _from, rows: _rows, bytes: _bytes, ...row }) => row);
  assert.deepEqual(first, second);
  return Object.fromEntries(Object.entries(first).filter(([, count]) => count !== 0));
}

const later = (): Promise<void> =>
  new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe("a peer that is a user's function and", () => {
  const broken: Record<string, [PeerFunction['forward'], 'failed' | 'invalid']> = {
    'throws at once': [
      () => {
        throw new Error('no');
      },
      'failed',
    ],
    'rejects, later': [
      async () => {
        await later();
        throw new Error('no');
      },
      'failed',
    ],
    'returns nothing': [() => undefined as unknown as Rows, 'invalid'],
    'returns a string': [() => 'f(x)' as unknown as Rows, 'invalid'],
    'returns double precision': [
      ({ rows }) => ({ rows, columns: WIDTH, values: new Float64Array(rows * WIDTH) as never }),
      'invalid',
    ],
    'returns a row too few': [
      ({ rows }) => ({
        rows: rows - 1,
        columns: WIDTH,
        values: new Float32Array((rows - 1) * WIDTH),
      }),
      'invalid',
    ],
    'returns fewer numbers than it says': [
      ({ rows }) => ({ rows, columns: WIDTH, values: new Float32Array(rows) }),
      'invalid',
    ],
    'returns infinity': [
      ({ rows }) => ({
        rows,
        columns: WIDTH,
        values: new Float32Array(rows * WIDTH).fill(Infinity),
      }),
      'invalid',
    ],
  };
  for (const [what, [forward, column]] of Object.entries(broken)) {
    it(`${what}: others go on bit for bit as if nobody had asked it, and count it`, async () => {
      const { network, training } = await beside({ forward });
      assert.deepEqual(countsOf(training), { to: 2, asked: ROUNDS, [column]: ROUNDS });
      assert.deepEqual(training.stopped, []);
      const mask = maskWithout(3, [
        [0, 2],
        [1, 2],
      ]);
      const without = await beside(plain(), { mask });
      assert.deepEqual(network.save(), without.network.save());
      assert.deepEqual(training.history, without.training.history);
    });
  }

  it('fails in one round of many: that round is lost, and no other', async () => {
    let round = 0;
    const { forward } = plain();
    const { training, network } = await beside({
      forward: (x) => {
        if (round === 2) throw new Error('out of order');
        return forward(x);
      },
      step: () => {
        round++;
      },
    });
    assert.deepEqual(countsOf(training), { to: 2, asked: ROUNDS, answered: ROUNDS - 1, failed: 1 });
    assert.equal(network.round, ROUNDS);
  });

  it('takes its time, in real time: the result is that of one that is prompt', async () => {
    const { forward } = plain();
    const slow = await beside({
      forward: async (x) => {
        await later();
        return forward(x);
      },
      accumulate: later,
      step: later,
    });
    const prompt = await beside(plain());
    assert.deepEqual(slow.network.save(), prompt.network.save());
    assert.deepEqual(slow.training, prompt.training);
    assert.deepEqual(countsOf(slow.training), { to: 2, asked: ROUNDS, answered: ROUNDS });
  });

  it('throws on a gradient: it is counted as lost, and nothing else changes', async () => {
    const deaf = await beside({
      ...plain(),
      accumulate: () => {
        throw new Error('no');
      },
    });
    const { network } = await beside(plain());
    assert.deepEqual(deaf.network.save(), network.save());
    const counts = { to: 2, asked: ROUNDS, answered: ROUNDS, gradientsLost: ROUNDS };
    assert.deepEqual(countsOf(deaf.training), counts);
  });

  it('throws at its step: it is said to have stopped, still answers, and the others go on', async () => {
    let updates = 0;
    const { network, training } = await beside(
      {
        ...plain(),
        step: () => {
          if (++updates === 2) throw new Error('cannot step');
        },
      },
      { segment: 3 },
    );
    assert.deepEqual(training.stopped, [{ peer: 2, round: 1, reason: 'cannot step' }]);
    // Once before, once in vain, and again in the next segment.
    assert.equal(updates, 3);
    assert.deepEqual(network.save(), (await beside(plain(), { segment: 3 })).network.save());
    assert.deepEqual(countsOf(training), { to: 2, asked: ROUNDS, answered: ROUNDS });
  });

  it('writes over what it is given: nobody else sees it', async () => {
    const { forward } = plain();
    const writer = await beside({
      forward: (x) => {
        const found = forward(x);
        x.values.fill(99);
        return found;
      },
      accumulate: (x, gradient) => {
        x.values.fill(99);
        gradient.values.fill(99);
      },
    });
    assert.deepEqual(writer.network.save(), (await beside(plain())).network.save());
  });

  it('answers from one array that it uses again: what was joined stays', async () => {
    const { forward } = plain();
    const kept = new Float32Array(6 * WIDTH);
    const mask = maskWithout(3, [[1, 2]]);
    const reuser = await beside(
      {
        forward: async (x) => {
          const { values, ...shape } = await forward(x);
          kept.set(values);
          return { ...shape, values: kept };
        },
        step: () => {
          kept.fill(99);
        },
      },
      { mask },
    );
    assert.deepEqual(reuser.network.save(), (await beside(plain(), { mask })).network.save());
  });

  it('never ends: a signal still stops the training, and the network is what it was', async () => {
    const network = await smallNetwork({
      peers: [
        ...densePeers(2),
        { kind: 'function', peer: { forward: () => new Promise<Rows>(() => undefined) } },
      ],
    });
    const before = network.save();
    const controller = new AbortController();
    const reason = new Error('enough');
    setImmediate(() =>
      setImmediate(() => {
        controller.abort(reason);
      }),
    );
    const training = train(network, { rounds: 2, batch: 4, signal: controller.signal });
    await assert.rejects(training, (error) => error === reason);
    assert.deepEqual(network.save(), before);
  });

  it('is still at work when a signal stops the training: what it leads to does not reach the network', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    let ended = false;
    const peer: PeerFunction = {
      ...plain(),
      accumulate: async () => {
        controller.abort(reason);
        await later();
        ended = true;
      },
    };
    const network = await smallNetwork({ peers: [{ kind: 'function', peer }, ...densePeers(2)] });
    const before = network.save();
    const training = train(network, { rounds: 2, batch: 4, signal: controller.signal });
    await assert.rejects(training, (error) => error === reason);
    assert.equal(ended, false);
    for (let k = 0; k < 5; k++) await later();
    assert.equal(ended, true);
    assert.deepEqual(network.save(), before);
  });

  it('is used: gradients that it gets are ∂L/∂f, and following them lowers the loss of others', async () => {
    // f(x) = x W by plain gradient descent, from nothing.
    const [inputs, rate] = [6, 0.5];
    const weights = new Float32Array(inputs * WIDTH);
    const stream = createStream(5);
    for (let at = 0; at < weights.length; at++) weights[at] = 0.1 * stream.normal();
    const first = weights.slice();
    const noted = new Float32Array(weights.length);
    const linear: PeerFunction = {
      forward: ({ rows, values }) => {
        const out = new Float32Array(rows * WIDTH);
        for (let at = 0; at < out.length; at++) {
          const [row, w] = [Math.floor(at / WIDTH), at % WIDTH];
          for (let k = 0; k < inputs; k++)
            out[at] += values[row * inputs + k] * weights[k * WIDTH + w];
        }
        return { rows, columns: WIDTH, values: out };
      },
      accumulate: ({ rows, values }, { values: gradient }) => {
        for (let row = 0; row < rows; row++) {
          for (let at = 0; at < noted.length; at++) {
            const [k, w] = [Math.floor(at / WIDTH), at % WIDTH];
            noted[at] += values[row * inputs + k] * gradient[row * WIDTH + w];
          }
        }
      },
      step: () => {
        for (let at = 0; at < noted.length; at++) weights[at] -= rate * noted[at];
        noted.fill(0);
      },
      save: () => new Map([['weights', weights.slice()]]),
      restore: (state) => {
        weights.set(state.get('weights') ?? []);
      },
    };
    // A small η for the dense peers: what falls falls because the function learns.
    const [data] = teacherShards(1, 48);
    const options = {
      peers: [
        { kind: 'dense', data },
        { kind: 'function', peer: linear },
      ] as const,
    };
    const network = await smallNetwork({ ...options, learningRate: 1e-9 });
    const before = (await evaluate(network, data)).benchmark;
    await train(network, { rounds: 40, batch: 48, jitter: 0 });
    const after = (await evaluate(network, data)).benchmark;
    assert.ok(after < before - 0.05, `${before} nats before, ${after} after`);
    const state = network.save();
    weights.set(first);
    const worse = (await evaluate(network, data)).benchmark;
    assert.ok(Math.abs(worse - before) < 1e-4, `${worse} with its first weights, ${before} before`);
    network.restore(state);
    assert.equal((await evaluate(network, data)).benchmark, after);
  });
});
