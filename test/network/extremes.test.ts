import assert from 'node:assert/strict';
import { createStream } from '../../lib/math/index.js';
import {
  createNetwork,
  evaluate,
  inProcess,
  train,
  UnreachableError,
  type Clock,
  type Network,
  type Rows,
  type Service,
  type Training,
  type Transport,
} from '../../lib/network/index.js';
import { ANSWER_LIMIT, clipRows, GRADIENT_LIMIT, largestNorm } from '../../lib/network/limits.js';
import { ParameterStore } from '../../lib/network/model/store.js';
import { TensorLearner } from '../../lib/network/model/tensorLearner.js';
import { loadTensors } from '../../lib/tensors/index.js';
import { SMALL, smallNetwork, teacherShards } from '../support/network.js';

const PEERS = 16;
const ROUNDS = 8;
const BATCH = 6;
const SEEDS = [1, 2, 3];

/** Half of the peers, which send extreme values or nothing. */
const isFaulty = (peer: number): boolean => peer % 2 === 1;

const filled = ({ rows }: Rows, value: number): Rows => ({
  rows,
  columns: SMALL.width,
  values: new Float32Array(rows * SMALL.width).fill(value),
});

type Send = (service: Service, peer: number, x: Rows) => Promise<Rows>;

/** A transport in which faulty peers answer with `answer` and send `gradient`, undefined for none. */
function faulty(answer: Send, gradient: (x: Rows) => Rows | undefined) {
  return (clock: Clock, service: Service): Transport => {
    const plain = inProcess(clock, service);
    return {
      forward: (call, x) =>
        isFaulty(call.to) ? answer(service, call.to, x) : plain.forward(call, x),
      backward: async (call, x, honest) => {
        const sent = isFaulty(call.from) ? gradient(x) : honest;
        if (sent) await plain.backward(call, x, sent);
      },
    };
  };
}

const sending = (answer: number, gradient: number) =>
  faulty(
    (_, __, x) => Promise.resolve(filled(x, answer)),
    (x) => filled(x, gradient),
  );

const silent = faulty(
  () => Promise.reject(new UnreachableError('call: the peer must be running, got silence')),
  () => undefined,
);

async function run(
  transport: (clock: Clock, service: Service) => Transport,
  seed: number,
): Promise<{ network: Network; training: Training }> {
  const shards = teacherShards(PEERS, 24, seed);
  const peers = shards.map((data) => ({ kind: 'dense', data }) as const);
  const network = await createNetwork({ ...SMALL, peers, seed });
  const training = await train(network, { rounds: ROUNDS, batch: BATCH, jitter: 0, transport });
  return { network, training };
}

function assertFinite(network: Network): void {
  for (const cohort of network.cohorts) {
    for (const [name, values] of cohort.save()) {
      assert.ok(values.every(Number.isFinite), `${name} must be finite`);
    }
  }
}

const lossesOf = ({ history }: Training): number[] =>
  history.filter(({ peer }) => !isFaulty(peer)).map(({ loss }) => loss);

describe('peers that send extreme values', () => {
  const references: Awaited<ReturnType<typeof run>>[] = [];
  before(async () => {
    for (const seed of SEEDS) references.push(await run(silent, seed));
  });

  for (const size of [3e38, 1e19, 1e10]) {
    it(`of ${size} have the effect of silent peers, with half of 16 peers faulty`, async () => {
      for (const [at, seed] of SEEDS.entries()) {
        const [extreme, reference] = [await run(sending(size, size), seed), references[at]];
        assertFinite(extreme.network);
        assert.deepEqual(lossesOf(extreme.training), lossesOf(reference.training));
        assert.deepEqual(extreme.network.save(), reference.network.save());
        for (const { from, to, asked, invalid } of extreme.training.traffic) {
          assert.equal(invalid, isFaulty(to) ? asked : 0, `${from} to ${to}`);
        }
      }
    });
  }

  it('beyond the limits are clipped and counted, and all parameters stay finite', async () => {
    const { network, training } = await run(sending(10 * ANSWER_LIMIT, GRADIENT_LIMIT), 1);
    assertFinite(network);
    assert.ok(lossesOf(training).every(Number.isFinite));
    assert.deepEqual(training.skipped, []);
    for (const { from, to, asked, clipped } of training.traffic) {
      // A peer with itself: the gradients of eight faulty peers, or of the seven others.
      const received = ROUNDS * (isFaulty(to) ? 7 : 8);
      assert.equal(clipped, from === to ? received : isFaulty(to) ? asked : 0, `${from} to ${to}`);
    }
  });

  it('cannot make an evaluation NaN', async () => {
    const answering = (value: number) =>
      smallNetwork({
        peers: [
          { kind: 'dense', data: teacherShards(1)[0] },
          { kind: 'function', peer: { forward: (x) => filled(x, value) } },
        ],
      });
    const [data] = teacherShards(1);
    assert.ok(Number.isFinite((await evaluate(await answering(900), data)).benchmark));
    await assert.rejects(evaluate(await answering(3e38), data), {
      name: 'InvalidArgumentError',
      message:
        'evaluate: answer of peer 1 must be [24, 4] finite numbers, got a row of norm 6.00e+38',
    });
  });
});

describe('clipRows', () => {
  const rows = { rows: 3, columns: 2, values: Float32Array.of(3, 4, 0, 0, 3e38, -3e38) };

  it('scales rows beyond the limit to it and leaves the others', () => {
    const clipped = clipRows(rows, 5);
    assert.deepEqual(clipped.values.subarray(0, 4), rows.values.subarray(0, 4));
    assert.ok(Math.abs(largestNorm(clipped) - 5) < 1e-5);
    assert.equal(clipped.values[5], -clipped.values[4]);
  });

  it('returns the given rows where none exceeds the limit', () => {
    assert.equal(clipRows(rows, Infinity), rows);
  });
});

describe('a step that is not finite', () => {
  for (const learningRate of [1e30, 1e39]) {
    it(`is skipped, counted and named, at a learning rate of ${learningRate}`, async () => {
      const network = await smallNetwork({ learningRate });
      const training = await train(network, { rounds: 6, segment: 3, batch: BATCH });
      assertFinite(network);
      assert.deepEqual([...new Set(training.skipped.map(({ peer }) => peer))], [0, 1, 2]);
      for (const { reason } of training.skipped) assert.match(reason, / must be finite, got /);
      for (const { peer, round, loss } of training.history) {
        assert.ok(Number.isFinite(loss), `${loss} of peer ${peer} in round ${round}`);
      }
      for (const peer of [0, 1, 2]) {
        const own = training.traffic.find(({ from, to }) => from === peer && to === peer);
        const named = training.skipped.filter((skip) => skip.peer === peer);
        assert.equal(
          own?.skipped,
          named.reduce((sum, { steps }) => sum + steps, 0),
        );
      }
    });
  }

  it('leaves the state of its member and does not affect others', async () => {
    const { tf } = await loadTensors();
    const made = (): { store: ParameterStore; learner: TensorLearner } => {
      const streams = [0, 1].map((member) => createStream(1).split(member));
      const encoding = { kind: 'numbers' } as const;
      const { width, context, hidden } = SMALL;
      const dimensions = { width, context, hidden, encoding, inputs: 6, classes: 3 };
      const sizes = { ...dimensions, peers: 2, standIns: false };
      const store = new ParameterStore(sizes, [0, 1], [8, 8], streams);
      const learning = { learningRate: 0.01, distillationTemperature: 1 };
      return { store, learner: new TensorLearner(tf, store, learning) };
    };
    /** Gradients of a member's fixed part and of its block for `neighbour`. */
    const accumulate = (store: ParameterStore, member: number, fixed: number, joined = 1): void => {
      store.gradient(member).fill(fixed);
      store.join(member, 0).gradient.fill(joined);
    };
    const reference = made();
    accumulate(reference.store, 1, 1);
    assert.deepEqual(reference.learner.step([1]), []);
    reference.store.block(0, 0);
    for (const extreme of [3e38, 1e20, Number.NaN, -Infinity]) {
      for (const [fixed, joined] of [
        [extreme, 1],
        [1, extreme],
      ]) {
        const { store, learner } = made();
        accumulate(store, 0, fixed, joined);
        accumulate(store, 1, 1);
        assert.deepEqual(learner.step([0, 1]), [0], String(extreme));
        assert.deepEqual(store.save(), reference.store.save(), String(extreme));
      }
    }
    const [{ store }, untouched] = [made(), made()];
    accumulate(store, 0, 1);
    store.discard(0);
    untouched.store.block(0, 0);
    assert.deepEqual(store.save(), untouched.store.save());
  });
});
