import { deepEqual, equal, notDeepEqual, ok, throws } from 'node:assert/strict';
import { createStream, type RandomStream } from '../../../lib/math/index.js';
import { loadTensors, type Tensorflow } from '../../../lib/tensors/index.js';
import {
  type AnswerGradient,
  type Batch,
  type JoinedAnswer,
  type Request,
  type TrainResult,
} from '../../../lib/network/cohort.js';
import { onKernel } from '../../../lib/network/engine/computation.js';
import { engineFor } from '../../../lib/network/engine/engine.js';
import { PRECISIONS, type Precision } from '../../../lib/network/engine/module.js';
import { type Learner } from '../../../lib/network/model/learner.js';
import { type Dimensions } from '../../../lib/network/model/layout.js';
import { ParameterStore } from '../../../lib/network/model/store.js';
import { onTensors } from '../../../lib/network/model/tensorLearner.js';
import { rowsOf, type Rows } from '../../../lib/network/rows.js';

const LEARNING = { learningRate: 0.01, distillationTemperature: 1.5 };

/** Odd sizes, so that no product is a whole number of tiles. */
const NUMBERS: Dimensions = {
  inputs: 13,
  encoding: { kind: 'numbers' },
  hidden: 19,
  width: 7,
  context: 21,
  peers: 4,
  classes: 5,
  standIns: true,
};
const CODES: Dimensions = {
  ...NUMBERS,
  inputs: 6,
  encoding: { kind: 'codes', symbols: 11 },
  standIns: false,
};
/** Sizes of more than one block of a product. */
const LARGE: Dimensions = { ...NUMBERS, inputs: 300, hidden: 280, width: 32, context: 48 };

const MEMBERS = [0, 1, 3];
const HIDDEN = (dimensions: Dimensions): number[] => [dimensions.hidden, 11, dimensions.hidden];

interface Pair {
  readonly store: ParameterStore;
  readonly learner: Learner;
}

let tf: Tensorflow;
before(async () => {
  ({ tf } = await loadTensors({ backend: 'wasm' }));
});

function onTheKernel(dimensions: Dimensions, precision: Precision = 'portable'): Pair {
  return pairOf(dimensions, onKernel('test', precision));
}

function pairOf(dimensions: Dimensions, computation: ReturnType<typeof onKernel>): Pair {
  const streams = MEMBERS.map((member) => createStream(7).split(member));
  const hidden = HIDDEN(dimensions);
  const store = new ParameterStore(dimensions, MEMBERS, hidden, streams, computation.allocator);
  return { store, learner: computation.learner(store, LEARNING) };
}

function xOf({ inputs, encoding }: Dimensions, rows: number, stream: RandomStream): Rows {
  const draw = (): number =>
    encoding.kind === 'codes' ? stream.integer(encoding.symbols) : stream.normal();
  return rowsOf(Float32Array.from({ length: rows * inputs }, draw), inputs);
}

function normals(rows: number, columns: number, stream: RandomStream): Rows {
  return rowsOf(Float32Array.from({ length: rows * columns }, stream.normal), columns);
}

/** A batch of a member: all its own, some rows of peer 1, all of peer 2 at half, peer 3 as a stand-in answered. */
function batchOf(dimensions: Dimensions, peer: number, rows: number, stream: RandomStream): Batch {
  const { width, classes } = dimensions;
  const some = Uint32Array.from({ length: Math.ceil(rows / 2) }, (_, at) => 2 * at);
  const joined: JoinedAnswer[] = [
    { peer: 0, answer: normals(rows, width, stream), factors: 1, received: true },
    {
      peer: 1,
      answer: normals(some.length, width, stream),
      rows: some,
      factors: Float64Array.from(some, (row) => 0.25 + row / 50),
      received: true,
    },
    { peer: 2, answer: normals(rows, width, stream), factors: 0.5, received: true },
    { peer: 3, answer: normals(rows, width, stream), factors: 1, received: false },
  ];
  const own = joined.map((one): JoinedAnswer => {
    if (one.peer !== peer) return one;
    const { answer, ...rest } = one;
    ok(answer);
    return rest;
  });
  const y = Int32Array.from({ length: rows }, () => stream.integer(classes));
  return { peer, x: xOf(dimensions, rows, stream), y, joined: own, gated: true };
}

function close(found: ArrayLike<number>, wanted: ArrayLike<number>, what: string): void {
  equal(found.length, wanted.length, what);
  let largest = 1e-6;
  for (const value of Array.from(wanted)) largest = Math.max(largest, Math.abs(value));
  for (let at = 0; at < wanted.length; at++) {
    const off = Math.abs(found[at] - wanted[at]) / largest;
    ok(off < 5e-5, `${what} at ${at}: ${found[at]}, wanted ${wanted[at]}`);
  }
}

/** One round: answers, a batch of every member, gradients of the answers, a step. */
function round({ learner }: Pair, dimensions: Dimensions, rows: number, seed: number) {
  const stream = createStream(seed);
  const x = xOf(dimensions, rows, stream);
  const y = xOf(dimensions, 3, stream);
  const requests = [...MEMBERS.map((peer) => ({ peer, x })), { peer: 1, x: y }];
  const answers = learner.forward(requests) as Rows[];
  const gradients: AnswerGradient[] = requests.map(({ peer, x: of }) => ({
    ...{ peer, x: of },
    gradient: normals(of.rows, dimensions.width, stream),
  }));
  const batches = MEMBERS.map((peer) => batchOf(dimensions, peer, rows, stream));
  const trained = learner.train(batches) as TrainResult[];
  void learner.accumulate(gradients);
  const kept = {
    answers: answers.map(({ values }) => values.slice()),
    trained: trained.map(({ gradients: sent, ...rest }) => ({
      ...rest,
      sent: sent.map((one) => one?.values.slice()),
    })),
  };
  return kept;
}

function gradientsOf({ store }: Pair): [string, Float32Array][] {
  return MEMBERS.flatMap((_, member) => [
    [`fixed ${member}`, store.gradient(member).slice()] as [string, Float32Array],
    ...store
      .heldBlocks(member)
      .map(({ neighbour, gradient }): [string, Float32Array] => [
        `block ${member}, ${neighbour}`,
        gradient.slice(),
      ]),
  ]);
}

for (const [name, dimensions] of Object.entries({ NUMBERS, CODES, LARGE })) {
  describe(`the kernel's learner, ${name.toLowerCase()}`, () => {
    it('has the answers, losses and gradients of the tensors’ learner', () => {
      const kernel = onTheKernel(dimensions);
      const tensors = pairOf(dimensions, onTensors(tf));
      for (const rows of [1, 6, 37]) {
        const found = round(kernel, dimensions, rows, rows);
        const wanted = round(tensors, dimensions, rows, rows);
        found.answers.forEach((answer, at) => {
          close(answer, wanted.answers[at], `answer ${at}`);
        });
        found.trained.forEach((result, at) => {
          const other = wanted.trained[at];
          for (const term of ['loss', 'studentLoss', 'distillation'] as const) {
            close([result[term]], [other[term]], term);
          }
          result.sent.forEach((gradient, a) => {
            close(gradient ?? [], other.sent[a] ?? [], `sent ${at}, ${a}`);
          });
          result.gateGradients?.forEach((gradient, a) => {
            close(gradient, other.gateGradients?.[a] ?? [], `gate ${at}, ${a}`);
          });
        });
        const all = new Map(gradientsOf(tensors));
        for (const [what, gradient] of gradientsOf(kernel)) {
          close(gradient, all.get(what) ?? [], what);
        }
      }
      deepEqual(kernel.learner.step(MEMBERS), []);
      deepEqual(tensors.learner.step(MEMBERS), []);
      for (const member of MEMBERS.keys()) {
        close(kernel.store.first(member), tensors.store.first(member), 'means');
        close(kernel.store.second(member), tensors.store.second(member), 'squares');
        // A first step is the sign of a gradient, which rounding decides where it is nearly zero.
        const off = kernel.store
          .values(member)
          .filter((value, at) => Math.abs(value - tensors.store.values(member)[at]) > 1e-4);
        ok(off.length < 0.01 * kernel.store.size, `${off.length} parameters differ`);
        ok(kernel.store.gradient(member).every((value) => value === 0));
      }
    });

    it('has the same bytes on any number of threads', () => {
      const bytesOn = (threads: number): Float32Array[] => {
        const pair = onTheKernel(dimensions);
        pair.learner.cache(threads);
        for (let seed = 0; seed < 5; seed++) {
          round(pair, dimensions, 64, seed);
          void pair.learner.step(MEMBERS);
        }
        pair.learner.release();
        return [...MEMBERS.keys()].map((member) => pair.store.values(member).slice());
      };
      const wanted = bytesOn(1);
      for (const threads of [2, 3]) deepEqual(bytesOn(threads), wanted);
    });

    it('has the same bytes with and without caching', () => {
      const [cached, plain] = [onTheKernel(dimensions), onTheKernel(dimensions)];
      cached.learner.cache(1);
      round(cached, dimensions, 9, 3);
      round(plain, dimensions, 9, 3);
      cached.learner.release();
      deepEqual(gradientsOf(cached), gradientsOf(plain));
    });
  });
}

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
    const [result] = learner.train([{ peer, x, y, joined, gated: false }], next) as TrainResult[];
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
    void learner.step([peer], next);
    requests = next;
  }
}

/** A request of the same rows to every member. */
function requestsTo(dimensions: Dimensions, stream: RandomStream): Request[] {
  const x = xOf(dimensions, 40, stream);
  return MEMBERS.map((peer) => ({ peer, x }));
}

for (const [name, dimensions] of Object.entries({ NUMBERS, CODES })) {
  it(`gradients that wait for the next jobs of the kernel change no byte, ${name.toLowerCase()}`, () => {
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
    ok(wanted.some(([what, values]) => what === 'fixed 1' && values.some((value) => value !== 0)));
    for (const threads of [1, 2, 3]) deepEqual(stateAfter(threads), wanted, `${threads} threads`);
  });
}

describe('the kernel’s learner', () => {
  it('performs the gradients of answers along with the jobs that follow', () => {
    const pair = onTheKernel(NUMBERS);
    const engine = engineFor('test', 'portable');
    const perform = engine.perform.bind(engine);
    const kinds: string[][] = [];
    engine.perform = (shape, groups, size) => {
      if (groups.length > 0) kinds.push(groups.flat().map(({ kind }) => kind));
      perform(shape, groups, size);
    };
    pair.learner.cache(2);
    try {
      takeTurns(pair, NUMBERS, 2, 1);
    } finally {
      engine.perform = perform;
      pair.learner.release();
    }
    const last = kinds.at(-1) ?? [];
    deepEqual(last.toSorted(), ['answer', 'step']);
    const withGradients = kinds.filter((group) => group.includes('encoder'));
    equal(withGradients.length, 2);
    for (const group of withGradients) ok(group.includes('answer'), group.join(' '));
  });

  it('skips the step of a gradient that is not finite and clears it', () => {
    for (const wrong of [Number.NaN, Infinity, 1e30]) {
      const pair = onTheKernel(NUMBERS);
      round(pair, NUMBERS, 4, 1);
      pair.store.gradient(1)[5] = wrong;
      const values = pair.store.values(1).slice();
      deepEqual(pair.learner.step([0, 1]), [1]);
      deepEqual(pair.store.values(1), values);
      ok(pair.store.gradient(1).every((value) => value === 0));
      equal(pair.store.steps[1], 0);
      equal(pair.store.steps[0], 1);
    }
  });

  it('takes no more memory after a thousand turns', () => {
    const pair = onTheKernel(NUMBERS);
    const { pieces } = engineFor('test', 'portable');
    pair.learner.cache(1);
    // What a call leaves behind and the holes of the first rounds are there once.
    for (const seed of [1, 2, 3]) takeTurns(pair, NUMBERS, 300, seed);
    const { end } = pieces;
    takeTurns(pair, NUMBERS, 1000, 4);
    equal(pieces.end, end);
    pair.learner.release();
  });

  it('takes no more memory after a thousand rounds', () => {
    const pair = onTheKernel(NUMBERS);
    const { pieces } = engineFor('test', 'portable');
    pair.learner.cache(1);
    const run = (rounds: number): void => {
      for (let at = 0; at < rounds; at++) {
        const stream = createStream(at);
        const requests = MEMBERS.map((peer) => ({ peer, x: xOf(NUMBERS, 4, stream) }));
        const answers = pair.learner.forward(requests) as Rows[];
        const results = pair.learner.train(
          MEMBERS.map((peer) => batchOf(NUMBERS, peer, 4, stream)),
        ) as TrainResult[];
        void pair.learner.step(MEMBERS);
        for (const rows of [...answers, ...results.flatMap(({ gradients }) => gradients)]) {
          if (rows) pair.learner.recycle?.(rows);
        }
      }
    };
    run(10);
    const { end } = pieces;
    run(1000);
    equal(pieces.end, end);
    pair.learner.release();
  });

  it('computes answers along with a batch, and anew after a step of their peer', () => {
    const [early, late] = [onTheKernel(NUMBERS), onTheKernel(NUMBERS)];
    for (const { learner } of [early, late]) learner.cache(2);
    const requestsOf = (seed: number): Request[] =>
      [0, 1].map((peer) => ({ peer, x: xOf(NUMBERS, 5, createStream(seed)) }));
    const answersOf = ({ learner }: Pair, requests: Request[]): [Float32Array, number][] =>
      (learner.forward(requests) as (Rows & { largest: number })[]).map(({ values, largest }) => [
        values.slice(),
        largest,
      ]);
    const both = (of: (pair: Pair) => void): void => {
      [early, late].forEach(of);
    };
    const [batch, moving] = [3, 0].map((peer) => batchOf(NUMBERS, peer, 5, createStream(4)));
    const [first, second] = [requestsOf(2), requestsOf(3)];
    both((pair) => void pair.learner.train([batch], pair === early ? first : []));
    const engine = engineFor('test', 'portable');
    const perform = engine.perform.bind(engine);
    const jobs: number[] = [];
    engine.perform = (shape, groups, size) => {
      jobs.push(groups.length);
      perform(shape, groups, size);
    };
    try {
      deepEqual(answersOf(early, first), answersOf(late, first));
      both((pair) => void pair.learner.train([batch], pair === early ? second : []));
      const before = answersOf(late, second);
      both((pair) => void pair.learner.train([moving]));
      both((pair) => void pair.learner.step([0]));
      jobs.length = 0;
      const after = answersOf(early, second);
      deepEqual(jobs, [1], 'the answer of the peer that moved is computed');
      deepEqual(after, answersOf(late, second));
      notDeepEqual(after[0], before[0]);
      deepEqual(after[1], before[1]);
    } finally {
      engine.perform = perform;
      both((pair) => {
        pair.learner.release();
      });
    }
  });

  it('measures answers and gradients that are not finite', () => {
    const pair = onTheKernel(NUMBERS);
    pair.learner.cache(1);
    pair.store.values(0).fill(Number.NaN);
    const x = xOf(NUMBERS, 3, createStream(2));
    const [answer] = pair.learner.forward([{ peer: 0, x }]) as (Rows & { largest: number })[];
    ok(Number.isNaN(answer.largest));
    const batch = batchOf(NUMBERS, 0, 3, createStream(2));
    const [{ gradients }] = pair.learner.train([batch]) as TrainResult[];
    ok(Number.isNaN((gradients[1] as Rows & { largest: number }).largest));
    pair.learner.release();
  });

  it('is as accurate in either precision, and refuses fused without relaxed SIMD', () => {
    if (Number(process.versions.node.split('.')[0]) < 22) {
      throws(() => onTheKernel(NUMBERS, 'fused'), {
        name: 'InvalidArgumentError',
        message: `test: precision must be portable on an engine without relaxed SIMD, which Node 22 and later have, got fused on Node ${process.versions.node}`,
      });
      return;
    }
    const [portable, fused] = PRECISIONS.map((precision) => onTheKernel(NUMBERS, precision));
    const [one, other] = [portable, fused].map((pair) => round(pair, NUMBERS, 20, 5));
    one.answers.forEach((answer, at) => {
      close(answer, other.answers[at], `answer ${at}`);
    });
  });
});
