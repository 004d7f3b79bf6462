/*
 * The network's kernel: jobs of single peers in memory that threads share. Every job has one peer's parameters and
 * gradients to itself, so that its bytes do not depend on the thread that does it.
 */
import {
  answer,
  answerGradient,
  answerGradientBytes,
  answerOf,
  encoderGradient,
  halfBytes,
  requestAt,
  studentGradient,
} from './answer';
import { largestNorm, touch } from './elements';
import { learn, learnBytes } from './learn';
import { bareProduct, PACKED, useScratch } from './product';
import { A, E, j, U, useShape, u, V, width } from './shape';
import { canStep, step } from './step';

/** The kinds of jobs; those of lib/network/engine/jobs.ts. */
const ANSWER = 0;
const ACCUMULATE = 1;
const LEARN = 2;
const STEP = 3;
const ENCODER = 4;
const STUDENT = 5;

@unmanaged
class Job {
  kind: i32;
  shape: u32;
  values: u32;
  gradient: u32;
  x: u32;
  rows: i32;
  /** Requests, joined answers, or parts of a step. */
  list: u32;
  count: i32;
  y: u32;
  /** Doubles. */
  result: u32;
}

/** Parameters that step together: a peer's fixed layers, or one block. */
@unmanaged
class Part {
  values: u32;
  gradient: u32;
  first: u32;
  second: u32;
  count: i32;
  rate: f32;
  epsilon: f32;
}
const PART: usize = 32;

/** Bytes of scratch memory of a thread for jobs of this shape and at most `rows` rows. */
export function scratchBytes(shape: usize, rows: i32): usize {
  useShape(shape);
  return PACKED + max(learnBytes(rows), max(answerGradientBytes(rows), halfBytes(rows))) + 64;
}

/** The bare product of matrices, for the benchmark: [n, k] [k, m]. */
export function multiply(scratch: usize, a: usize, b: usize, c: usize, n: i32, k: i32, m: i32): void {
  useScratch(scratch);
  bareProduct(a, b, c, n, k, m);
}

/** Sets bytes to 0, which JavaScript does number by number where threads share them. */
export function clear(address: usize, bytes: usize): void {
  memory.fill(address, 0, bytes);
}

/** Copies bytes. */
export function copy(from: usize, to: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

/** Bytes of a job; those of lib/network/engine/jobs.ts. */
const JOB: usize = 64;

/** Does jobs that lie one after the other, in their order. */
export function performJobs(jobs: usize, count: i32, scratch: usize): void {
  for (let k = 0; k < count; k++) perform(jobs + <usize>k * JOB, scratch);
}

/** Does one job. */
function perform(address: usize, scratch: usize): void {
  const job = changetype<Job>(address);
  useScratch(scratch);
  const free = scratch + PACKED;
  if (job.kind === STEP) {
    store<f64>(job.result, stepAll(job) ? 1 : 0);
    return;
  }
  useShape(job.shape);
  if (job.kind === ANSWER) {
    touch(<usize>job.values + E, u - E);
    answer(job.values, job.list, job.count);
    for (let k = 0; k < job.count; k++) {
      const one = requestAt(job.list, k);
      store<f64>(one.norm, largestNorm(answerOf(one.act, one.rows), one.rows, width));
    }
  } else if (job.kind === ACCUMULATE) {
    answerGradient(job.values, job.gradient, job.list, job.count, free);
  } else if (job.kind === ENCODER) {
    touch(<usize>job.gradient + E, A - E);
    touch(<usize>job.gradient + U, V - U);
    encoderGradient(job.values, job.gradient, job.list, job.count, free);
  } else if (job.kind === STUDENT) {
    touch(<usize>job.gradient + A, j - A);
    studentGradient(job.values, job.gradient, job.list, job.count, free);
  } else if (job.kind === LEARN) {
    touch(<usize>job.values + E, u - E);
    touch(<usize>job.gradient + E, u - E);
    learn(job.values, job.gradient, job.x, job.y, job.rows, job.list, job.count, job.result, free);
  }
}

/** Steps all parts, or clears their gradients where one would not be finite; whether it stepped. */
function stepAll(job: Job): bool {
  let finite = true;
  for (let k = 0; k < job.count; k++) {
    const part = changetype<Part>(<usize>job.list + <usize>k * PART);
    finite = finite && canStep(part.values, part.gradient, part.first, part.second, part.count, part.rate);
  }
  for (let k = 0; k < job.count; k++) {
    const part = changetype<Part>(<usize>job.list + <usize>k * PART);
    if (!finite) memory.fill(part.gradient, 0, <usize>part.count << 2);
    else step(part.values, part.gradient, part.first, part.second, part.count, part.rate, 0.9, 0.999, part.epsilon);
  }
  return finite;
}
