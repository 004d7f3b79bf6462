import { deepEqual, equal, ok } from 'node:assert/strict';
import { createStream, type RandomStream } from '../../../lib/math/index.js';
import {
  type AnswerGradient,
  type JoinedAnswer,
  type Request,
  type TrainResult,
} from '../../../lib/network/cohort.js';
import { engineFor } from '../../../lib/network/engine/engine.js';
import { type Dimensions } from '../../../lib/network/model/layout.js';
import { type Rows } from '../../../lib/network/rows.js';
import {
  CODES,
  gradientsOf,
  MEMBERS,
  NUMBERS,
  onTheKernel,
  xOf,
  type Pair,
} from '../../support/kernelLearners.js';

/** Rounds of one member at a time, as with jitter: answers, its batch, the gradients of the answers, its step. */
function takeTurns({ learner }: Pair, dimensions: Dimensions, rounds: number, seed: number): void {
  const stream = createStream(seed);
  let requests = requestsTo(dimensions, stream);
  for (let round = 0; round < rounds; round++) {
    const peer = MEMBERS[round % MEMBERS.length];
    const answers = learner.forward(requests) as Rows[];
    const [{ x }] = requests;
    const joined = requests.flatMap(({ peer: from }, at): JoinedAnswer[] =>
      from === peer ? [] : [{ peer: from, answer: answers[at], factors: 1, received: true }],
    );
    const y = Int32Array.from({ length: x.rows }, () => stream.integer(dimensions.classes));
    const next = requestsTo(dimensions, stream);
    learner.anticipate?.(next.filter((request) => request.peer !== peer));
    const [result] = learner.train([{ peer, x, y, joined, gated: false }]) as TrainResult[];
    const gradients = joined.flatMap(({ peer: from }, at): AnswerGradient[] => {
      const gradient = result.gradients[at];
      return gradient ? [{ peer: from, x, gradient }] : [];
    });
    void learner.accumulate(gradients);
    for (const rows of [...answers, ...gradients.map(({ gradient }) => gradient)]) {
      learner.recycle?.(rows);
    }
    // Memory that was given back is taken by these answers.
    for (const rows of learner.forward([
      { peer: 3, x: requestsTo(dimensions, stream)[0].x },
    ]) as Rows[])
      learner.recycle?.(rows);
    void learner.step([peer]);
    requests = next;
  }
}

/** A request of the same rows to every member. */
function requestsTo(dimensions: Dimensions, stream: RandomStream): Request[] {
  const x = xOf(dimensions, 40, stream);
  return MEMBERS.map((peer) => ({ peer, x }));
}

describe('jobs that other threads do while their caller goes on', () => {
  for (const [name, dimensions] of Object.entries({ NUMBERS, CODES })) {
    it(`change no byte, ${name.toLowerCase()}`, () => {
      const stateAfter = (threads: number | undefined): [string, Float32Array][] => {
        const pair = onTheKernel(dimensions);
        if (threads !== undefined) pair.learner.cache(threads);
        takeTurns(pair, dimensions, 7, 5);
        pair.learner.flush?.();
        const state = gradientsOf(pair);
        MEMBERS.forEach((_, member) => state.push(['values', pair.store.values(member).slice()]));
        pair.learner.release();
        return state;
      };
      const wanted = stateAfter(undefined);
      ok(
        wanted.some(([what, values]) => what === 'fixed 1' && values.some((value) => value !== 0)),
      );
      for (const threads of [1, 2, 3]) deepEqual(stateAfter(threads), wanted, `${threads} threads`);
    });
  }

  it('are gradients of answers and answers that will be asked for, not what a caller reads', () => {
    const pair = onTheKernel(NUMBERS);
    const engine = engineFor('test', 'portable');
    const [start, perform] = [engine.start.bind(engine), engine.perform.bind(engine)];
    const [started, performed] = [new Set<string>(), new Set<string>()];
    engine.start = (shape, groups, needs, done) => {
      for (const { kind } of groups.flat()) started.add(kind);
      return start(shape, groups, needs, done);
    };
    engine.perform = (shape, groups, needs) => {
      for (const { kind } of groups.flat()) performed.add(kind);
      perform(shape, groups, needs);
    };
    pair.learner.cache(2);
    try {
      takeTurns(pair, NUMBERS, 2, 1);
    } finally {
      Object.assign(engine, { start, perform });
      pair.learner.release();
    }
    deepEqual([...started].sort(), ['answer', 'encoder', 'student']);
    // The first requests come unexpected, as does one in every turn.
    deepEqual([...performed].sort(), ['answer', 'learn', 'step']);
  });

  it('take no more memory after a thousand turns', () => {
    const pair = onTheKernel(NUMBERS);
    const { pieces } = engineFor('test', 'portable');
    pair.learner.cache(2);
    // What a call leaves behind and the holes of the first rounds are there once.
    for (const seed of [1, 2, 3]) takeTurns(pair, NUMBERS, 300, seed);
    const { end } = pieces;
    takeTurns(pair, NUMBERS, 1000, 4);
    equal(pieces.end, end);
    pair.learner.release();
  });
});
