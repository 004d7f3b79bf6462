import { deepEqual, equal, ok } from 'node:assert/strict';
import { createStream, type RandomStream } from '../../../lib/math/index.js';
import { type JoinedAnswer, type TrainResult } from '../../../lib/network/cohort.js';
import { engineFor } from '../../../lib/network/engine/engine.js';
import { type Rows } from '../../../lib/network/rows.js';
import { gradientsOf, NUMBERS, onTheKernel, xOf, type Pair } from '../../support/kernelLearners.js';

/** Peer 0 asks peers 1 and 3, trains on their answers and sends their gradients; it takes no step. */
function ask({ learner }: Pair, rows: number, stream: RandomStream): void {
  const x = xOf(NUMBERS, rows, stream);
  const asked = [1, 3];
  const requests = asked.map((peer) => ({ peer, x }));
  const answers = learner.forward(requests) as Rows[];
  const joined = asked.map((peer, at): JoinedAnswer => {
    return { peer, answer: answers[at], factors: 1, received: true };
  });
  const y = Int32Array.from({ length: rows }, () => stream.integer(NUMBERS.classes));
  const [{ gradients }] = learner.train([{ peer: 0, x, y, joined, gated: false }]) as TrainResult[];
  const sent = asked.map((peer, at) => {
    const gradient = gradients[at];
    ok(gradient);
    return { peer, x, gradient };
  });
  void learner.accumulate(sent);
  for (const rows of [...answers, ...sent.map(({ gradient }) => gradient)]) learner.recycle?.(rows);
}

/** The kinds of jobs and the number of their requests, by what is done. */
function watch(act: () => void): string[] {
  const engine = engineFor('test', 'portable');
  const perform = engine.perform.bind(engine);
  const done: string[] = [];
  engine.perform = (shape, groups, needs) => {
    for (const { kind, count = 0 } of groups.flat()) done.push(`${kind} ${count}`);
    perform(shape, groups, needs);
  };
  try {
    act();
  } finally {
    Object.assign(engine, { perform });
  }
  return done;
}

describe('gradients of answers on one thread', () => {
  const isHalf = (job: string): boolean => /encoder|student/.test(job);
  let pair: Pair;

  beforeEach(() => {
    pair = onTheKernel(NUMBERS);
    pair.learner.cache(1);
  });
  afterEach(() => {
    pair.learner.release();
  });

  it('wait until their peer trains or steps, and then are one job of each half', () => {
    const stream = createStream(3);
    const before = watch(() => {
      for (let round = 0; round < 3; round++) ask(pair, 20, stream);
    });
    deepEqual(before.filter(isHalf), []);
    const x = xOf(NUMBERS, 20, stream);
    const y = new Int32Array(20);
    const joined: JoinedAnswer[] = [{ peer: 1, factors: 1, received: true }];
    const atBatch = watch(() => {
      void pair.learner.train([{ peer: 1, x, y, joined, gated: false }]);
    });
    deepEqual(atBatch, ['encoder 3', 'student 3', 'learn 1']);
    const atStep = watch(() => {
      void pair.learner.step([1, 3]);
    });
    deepEqual(atStep.filter(isHalf), ['encoder 3', 'student 3']);
  });

  it('are computed before, where they have as many rows as one job takes', () => {
    const stream = createStream(4);
    const rounds = Array.from({ length: 8 }, () =>
      watch(() => {
        ask(pair, 64, stream);
      }).filter(isHalf),
    );
    const both = ['encoder 4', 'student 4'];
    deepEqual(rounds, [[], [], [], [...both, ...both], [], [], [], [...both, ...both]]);
  });

  it('are in the state that is read after a flush, with the bytes of gradients that did not wait', () => {
    const states = [false, true].map((isCaching) => {
      const own = onTheKernel(NUMBERS);
      if (isCaching) own.learner.cache(1);
      for (let round = 0; round < 5; round++) ask(own, 30, createStream(5).split(round));
      own.learner.flush?.();
      const state = gradientsOf(own);
      own.learner.release();
      return state;
    });
    deepEqual(states[1], states[0]);
    ok(states[0].some(([name, sum]) => name === 'fixed 1' && sum.some((value) => value !== 0)));
  });

  it('take no more memory after a thousand rounds', () => {
    const { pieces } = engineFor('test', 'portable');
    const run = (rounds: number): void => {
      for (let round = 0; round < rounds; round++) {
        ask(pair, 24, createStream(6).split(round));
        void pair.learner.step([0, 1, 3]);
      }
    };
    run(20);
    const { end } = pieces;
    run(1000);
    equal(pieces.end, end);
  });
});
