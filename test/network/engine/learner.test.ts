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
import { engineFor } from '../../../lib/network/engine/engine.js';
import { PRECISIONS } from '../../../lib/network/engine/module.js';
import { type Dimensions } from '../../../lib/network/model/layout.js';
import { onTensors } from '../../../lib/network/model/tensorLearner.js';
import { rowsOf, type Rows } from '../../../lib/network/rows.js';
import {
  CODES,
  gradientsOf,
  LARGE,
  MEMBERS,
  NUMBERS,
  onTheKernel,
  pairOf,
  xOf,
  type Pair,
} from '../../support/kernelLearners.js';

let tf: Tensorflow;
before(async () => {
  ({ tf } = await loadTensors({ backend: 'wasm' }));
});

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

    it('has the same bytes for requests that come together and one after the other', () => {
      const stream = createStream(11);
      const requests = MEMBERS.flatMap((peer) =>
        // More than a job takes, single rows and many.
        [1, 31, 2, 64, 150, 64, 1, 300, 20, 7].map((rows) => ({
          peer,
          x: xOf(dimensions, rows, stream),
          gradient: normals(rows, dimensions.width, stream),
        })),
      );
      const bytesOf = (threads: number, parts: (typeof requests)[]): Float32Array[] => {
        const pair = onTheKernel(dimensions);
        pair.learner.cache(threads);
        const answers = parts.flatMap((part) =>
          (pair.learner.forward(part) as Rows[]).map(({ values }) => values.slice()),
        );
        for (const part of parts) void pair.learner.accumulate(part);
        pair.learner.release();
        return [...answers, ...gradientsOf(pair).map(([, gradient]) => gradient)];
      };
      const apart = bytesOf(
        1,
        requests.map((request) => [request]),
      );
      for (const threads of [1, 2]) deepEqual(bytesOf(threads, [requests]), apart);
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

describe('the kernel’s learner', () => {
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

  it('computes answers before they are asked for, and anew after a step of their peer', () => {
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
    early.learner.anticipate?.(first);
    both((pair) => void pair.learner.train([batch]));
    const engine = engineFor('test', 'portable');
    const perform = engine.perform.bind(engine);
    const jobs: number[] = [];
    engine.perform = (shape, groups, size) => {
      jobs.push(groups.length);
      perform(shape, groups, size);
    };
    try {
      deepEqual(answersOf(early, first), answersOf(late, first));
      early.learner.anticipate?.(second);
      both((pair) => void pair.learner.train([batch]));
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
