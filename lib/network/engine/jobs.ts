/*
 * Jobs as the kernel reads them (assembly/index.ts, assembly/learn.ts), written into its memory. Jobs of one group are
 * done one after the other, groups in any order.
 */
import { type Frame } from './frame.js';

/** Words of four bytes of the records. */
const JOB_WORDS = 16;
const JOINED_WORDS = 16;
const PART_WORDS = 8;
const REQUEST_WORDS = 8;

/** Requests of one job at most, and their rows at most where there are several: what a product's sums take at once. */
const MOST_REQUESTS = 64;
export const MOST_ROWS = 256;

export const KINDS = {
  answer: 0,
  accumulate: 1,
  learn: 2,
  step: 3,
  encoder: 4,
  student: 5,
} as const;

/** One job of a peer; all but `kind` and numbers are addresses, 0 for none. */
export interface Job {
  readonly kind: keyof typeof KINDS;
  /** The dimensions of its peer; a step needs none. */
  readonly shape?: number;
  readonly values?: number;
  readonly gradient?: number;
  readonly x?: number;
  readonly rows?: number;
  /** Requests, joined answers, or parts of a step. */
  readonly list?: number;
  readonly count?: number;
  readonly y?: number;
  /** Doubles that the job writes. */
  readonly result?: number;
}

/** A request to a peer; all but numbers are addresses, 0 for none. */
export interface RequestRecord {
  readonly x: number;
  readonly rows: number;
  /** Activations. */
  readonly act: number;
  /** ∂L/∂f, for a gradient. */
  readonly gradient: number;
  /** Where an answer's largest norm is written. */
  readonly norm: number;
}

/** A joined answer of a batch; all but numbers are addresses, 0 for none. */
export interface JoinedRecord {
  readonly answer: number;
  readonly rows: number;
  readonly count: number;
  readonly factors: number;
  readonly factor: number;
  readonly block: number;
  readonly blockGradient: number;
  readonly out: number;
  readonly gate: number;
  readonly standIn: number;
  readonly standInGradient: number;
  readonly norm: number;
}

/** Parameters that step together. */
export interface PartRecord {
  readonly values: number;
  readonly gradient: number;
  readonly first: number;
  readonly second: number;
  readonly count: number;
  readonly rate: number;
  readonly epsilon: number;
}

/** A group of jobs, written. */
export interface WrittenGroup {
  /** The address of the first job. */
  readonly jobs: number;
  readonly count: number;
}

/** Writes the jobs of every group. */
export function writeGroups(frame: Frame, groups: readonly (readonly Job[])[]): WrittenGroup[] {
  const total = groups.reduce((sum, { length }) => sum + length, 0);
  const address = frame.take(total * JOB_WORDS);
  const { words, at: start } = frame;
  let at = start;
  return groups.map((group) => {
    const jobs = address + 4 * (at - start);
    for (const job of group) {
      words[at] = KINDS[job.kind];
      words[at + 1] = job.shape ?? 0;
      words[at + 2] = job.values ?? 0;
      words[at + 3] = job.gradient ?? 0;
      words[at + 4] = job.x ?? 0;
      words[at + 5] = job.rows ?? 0;
      words[at + 6] = job.list ?? 0;
      words[at + 7] = job.count ?? 0;
      words[at + 8] = job.y ?? 0;
      words[at + 9] = job.result ?? 0;
      at += JOB_WORDS;
    }
    return { jobs, count: group.length };
  });
}

/** Writes requests; returns their address. */
export function writeRequests(frame: Frame, records: readonly RequestRecord[]): number {
  const address = frame.take(records.length * REQUEST_WORDS);
  const { words } = frame;
  let { at } = frame;
  for (const one of records) {
    words[at] = one.x;
    words[at + 1] = one.rows;
    words[at + 2] = one.act;
    words[at + 3] = one.gradient;
    words[at + 4] = one.norm;
    at += REQUEST_WORDS;
  }
  return address;
}

/** Requests in the order given, by jobs of at most `most`. */
export function jobsOf(records: readonly RequestRecord[], most = MOST_REQUESTS): RequestRecord[][] {
  const jobs: RequestRecord[][] = [];
  let rows = 0;
  for (const record of records) {
    const last = jobs.at(-1);
    rows += record.rows;
    if (last && last.length < Math.min(most, MOST_REQUESTS) && rows <= MOST_ROWS) last.push(record);
    else {
      jobs.push([record]);
      ({ rows } = record);
    }
  }
  return jobs;
}

/** Writes joined answers; returns their address. */
export function writeJoined(frame: Frame, records: readonly JoinedRecord[]): number {
  const address = frame.take(records.length * JOINED_WORDS);
  const { words, floats } = frame;
  let { at } = frame;
  for (const one of records) {
    words[at] = one.answer;
    words[at + 1] = one.rows;
    words[at + 2] = one.count;
    words[at + 3] = one.factors;
    floats[at + 4] = one.factor;
    words[at + 5] = one.block;
    words[at + 6] = one.blockGradient;
    words[at + 7] = one.out;
    words[at + 8] = one.gate;
    words[at + 9] = one.standIn;
    words[at + 10] = one.standInGradient;
    words[at + 11] = one.norm;
    at += JOINED_WORDS;
  }
  return address;
}

/** Writes parts of a step; returns their address. */
export function writeParts(frame: Frame, records: readonly PartRecord[]): number {
  const address = frame.take(records.length * PART_WORDS);
  const { words, floats } = frame;
  let { at } = frame;
  for (const one of records) {
    words[at] = one.values;
    words[at + 1] = one.gradient;
    words[at + 2] = one.first;
    words[at + 3] = one.second;
    words[at + 4] = one.count;
    floats[at + 5] = one.rate;
    floats[at + 6] = one.epsilon;
    at += PART_WORDS;
  }
  return address;
}
