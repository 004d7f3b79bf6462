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

/** f(x) = tanh of the first four inputs; it does not learn. */
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

/** The outcomes of the calls to the function, the same for both callers. */
function countsOf({ traffic }: Training): Partial<TrafficRow> {
  const [first, second] = traffic
    .filter(({ to }) => to === 2)
    .map(({ from: _from, rows: _rows, bytes: _bytes, ...row }) => row);
  assert.deepEqual(first, second);
  return Object.fromEntries(Object.entries(first).filter(([, count]) => count !== 0));
}

/** The text of a thrown value. */
const REASONS: Record<string, string> = {
  null: 'null',
  undefined: 'undefined',
  'a string': '"no"',
  'a bigint': '5n',
  'an object': 'an object',
};

const later = (): Promise<void> =>
  new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('a function peer that', () => {
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
    it(`${what} is counted, and changes no bit of the others compared with a masked peer`, async () => {
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

  it('fails in one round loses that round only', async () => {
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

  const thrown: Record<string, unknown> = {
    null: null,
    undefined,
    'a string': 'no',
    'a bigint': 5n,
    'an object': {},
  };
  for (const [name, value] of Object.entries(thrown)) {
    const fail = (): never => {
      throw value;
    };

    it(`throws ${name} in forward is counted as failed, and evaluate refuses it in a sentence`, async () => {
      const { training, network } = await beside({ forward: fail });
      assert.deepEqual(countsOf(training), { to: 2, asked: ROUNDS, failed: ROUNDS });
      await assert.rejects(evaluate(network, teacherShards(1)[0]), {
        name: 'InvalidArgumentError',
        message: `evaluate: forward of peer 2 must not throw, got ${REASONS[name]}`,
      });
    });

    it(`throws ${name} in step is named as stopped`, async () => {
      const { training } = await beside({ ...plain(), step: fail });
      assert.deepEqual(training.stopped, [{ peer: 2, round: 0, reason: REASONS[name] }]);
    });
  }

  const returned: Record<string, unknown> = {
    undefined,
    null: null,
    '"f(x)"': 'f(x)',
    'values of type BigInt': { values: 5n },
    'values of type Undefined': {},
    'shape [Symbol, Null] with 0 numbers': {
      rows: Symbol('rows'),
      columns: null,
      values: new Float32Array(0),
    },
  };
  for (const [shown, value] of Object.entries(returned)) {
    it(`returns ${shown} is counted as invalid, and evaluate refuses it in a sentence`, async () => {
      const { training, network } = await beside({ forward: () => value as Rows });
      assert.deepEqual(countsOf(training), { to: 2, asked: ROUNDS, invalid: ROUNDS });
      await assert.rejects(evaluate(network, teacherShards(1)[0]), {
        name: 'InvalidArgumentError',
        message: `evaluate: answer of peer 2 must be [24, 4] finite numbers, got ${shown}`,
      });
    });
  }

  for (const name of ['forward', 'accumulate', 'step'] as const) {
    it(`never settles in ${name} is named, times out, and does not stop the others`, async () => {
      const never = (): Promise<never> => new Promise(() => undefined);
      const options = { timeout: 0.1, settleWithin: 20 };
      const { network, training } = await beside({ ...plain(), [name]: never }, options);
      assert.equal(network.round, ROUNDS);
      const reason = `${name}: peer 2 must settle within 20 ms, got nothing`;
      assert.deepEqual(training.stopped, [{ peer: 2, round: 0, reason }]);
      // The answers of the first round precede gradients and the step.
      const answered = name === 'forward' ? {} : { answered: 1 };
      const lost = name === 'accumulate' ? { gradientsLost: 1 } : {};
      const counts = { to: 2, asked: ROUNDS, ...answered, ...lost };
      const late = ROUNDS - (name === 'forward' ? 0 : 1);
      assert.deepEqual(countsOf(training), { ...counts, late });
    });
  }

  it('settles after its time limit does not change the network later', async () => {
    let settle = (): void => undefined;
    const calls: string[] = [];
    const late: PeerFunction = {
      ...plain(),
      accumulate: () => {
        calls.push('accumulate');
        return new Promise((resolve) => {
          settle = resolve;
        });
      },
      step: () => {
        calls.push('step');
      },
    };
    const { network } = await beside(late, { settleWithin: 20 });
    const state = network.save();
    settle();
    for (let k = 0; k < 5; k++) await later();
    assert.deepEqual(network.save(), state);
    assert.deepEqual(calls, ['accumulate']);
  });

  it('is slow in real time gives the result of a fast one', async () => {
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

  it('throws on a gradient changes nothing but the count of lost gradients', async () => {
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

  it('throws in its step is named as stopped, still answers, and does not stop the others', async () => {
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
    // One successful step, one that throws, and one in the next segment.
    assert.equal(updates, 3);
    assert.deepEqual(network.save(), (await beside(plain(), { segment: 3 })).network.save());
    assert.deepEqual(countsOf(training), { to: 2, asked: ROUNDS, answered: ROUNDS });
  });

  it('writes over its arguments does not affect other peers', async () => {
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

  it('reuses one array for its answers does not affect earlier inputs', async () => {
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

  it('never settles does not keep a signal from stopping the training and restoring the network', async () => {
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

  it('is still running when a signal stops the training does not change the network later', async () => {
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

  it('follows its gradients ∂L/∂f lowers the loss of others', async () => {
    // f(x) = x W by gradient descent from zero.
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
    // η of the dense peers is small, so that the function's learning lowers the loss.
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
