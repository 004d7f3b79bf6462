import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import {
  checkFunction,
  checkInteger,
  checkNonNegative,
  checkOptionNames,
  checkPath,
  checkPositive,
  checkSignal,
  checkVector,
} from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { MOST_THREADS } from '../engine/control.js';
import { type Network } from '../network.js';
import { type Clock } from '../clock.js';
import { type Service, type Transport } from '../transport/contract.js';
import { SETTLE_WITHIN } from '../settle.js';
import { type Faults } from '../transport/faults.js';

/** Progress of a training. */
export interface TrainingProgress {
  /** Rounds that every peer has completed, of `total`. */
  readonly done: number;
  readonly total: number;
  /** Completed rounds before this call. */
  readonly resumed: number;
}

/** The settings that decide a training's result. */
export interface TrainSettings {
  /** Trains until every peer has completed this many rounds, those of earlier calls included. */
  rounds: number;
  /** Rows of a batch. Default 32. */
  batch?: number;
  /** The mask of answers (7), [n, n]. Default all ones; {@link closedMask} isolates each peer. */
  mask?: Float64Array;
  /** Variation of a peer's pace: a round takes 1 − jitter + jitter · Exp(1). At 0 all peers are in step. Default 0.2. */
  jitter?: number;
  /** Time of a message one way, in rounds: for all links, or per link. Default 0. */
  latency?: number | ((from: number, to: number) => number);
  /** Time that a peer waits for an answer, in rounds. Default 1. */
  timeout?: number;
  /** The faults of calls. Default none. */
  faults?: Faults;
  /** Rounds between synchronisation points, at which the state is saved. Default 25. */
  segment?: number;
}

export interface TrainOptions extends TrainSettings {
  /** A file to which the state is written after every segment, and from which a later call resumes. Default none. */
  checkpoint?: string;
  /**
   * Threads that compute, on the wasm backend; any number has the same bytes. Default: one for each core, and 1 in a
   * worker thread, whose siblings have the other cores.
   */
  threads?: number;
  /** Stops the training: it rejects with the signal's reason, and the network has the state of the last segment's end. */
  signal?: AbortSignal;
  onProgress?: (progress: TrainingProgress) => void;
  /**
   * Real time, in milliseconds, within which a peer's function or a call of the transport must settle; a call beyond it
   * counts as timed out, and the peer stops until the end of the segment. Default 60,000.
   */
  settleWithin?: number;
  /**
   * Creates the transport between peers, which may use real input and output: virtual time stands still while a call
   * waits for anything but the given clock and service. Default: {@link inProcess}.
   */
  transport?: (clock: Clock, service: Service) => Transport;
}

export const TRAIN_DEFAULTS = {
  batch: 32,
  jitter: 0.2,
  latency: 0,
  timeout: 1,
  segment: 25,
  settleWithin: SETTLE_WITHIN,
} as const;

/** Threads where none are given: the cores, or one in a worker, whose siblings have the others. */
function defaultThreads(): number {
  return isMainThread ? Math.min(availableParallelism(), MOST_THREADS) : 1;
}

/** Options in which an absent mask is all ones. */
export type CheckedOptions = TrainOptions &
  Required<Pick<TrainOptions, keyof typeof TRAIN_DEFAULTS | 'threads'>>;

/** The longest delay of a timer in Node. */
const LONGEST_TIMER = 2 ** 31 - 1;

const NAMES = [
  ...Object.keys(TRAIN_DEFAULTS),
  ...['rounds', 'mask', 'faults', 'checkpoint', 'signal', 'onProgress', 'transport', 'threads'],
];

/** @throws {@link InvalidArgumentError} when an option is unknown or out of range */
export function checkTrainOptions(
  where: string,
  { peers, inputs, settings, learners }: Network,
  options: TrainOptions,
): CheckedOptions {
  checkOptionNames(where, options, NAMES);
  const { mask, ...others } = { ...TRAIN_DEFAULTS, threads: defaultThreads(), ...options };
  if (mask !== undefined) checkMask(where, peers, mask);
  const checked = { ...others, ...(mask && !mask.every((value) => value === 1) && { mask }) };
  for (const name of ['rounds', 'batch', 'segment'] as const) {
    checkInteger(where, name, checked[name], name === 'rounds' ? 0 : 1);
  }
  // A learner's batch, and its part that each peer answers: indices, rows of inputs and answers.
  const row = 4 * inputs + (settings.gate?.k ?? peers) * (8 + 4 * settings.width);
  checkMemory(where, `batches of ${checked.batch} rows`, learners.length * checked.batch * row);
  checkInteger(where, 'threads', checked.threads, 1, MOST_THREADS);
  checkPositive(where, 'timeout', checked.timeout);
  checkInteger(where, 'settleWithin', checked.settleWithin, 1, LONGEST_TIMER);
  checkNonNegative(where, 'jitter', checked.jitter);
  if (checked.jitter > 1) {
    throw new InvalidArgumentError(where, 'jitter must be at most 1', String(checked.jitter));
  }
  checkLatency(where, peers, checked.latency);
  for (const name of ['faults', 'onProgress', 'transport'] as const) {
    if (checked[name] !== undefined) checkFunction(where, name, checked[name]);
  }
  const { checkpoint, signal } = checked;
  if (checkpoint !== undefined) checkPath(where, 'checkpoint', checkpoint);
  checkSignal(where, signal);
  return checked;
}

function checkLatency(
  where: string,
  peers: number,
  latency: number | ((from: number, to: number) => number),
): void {
  if (typeof latency !== 'function') {
    checkNonNegative(where, 'latency', latency);
    return;
  }
  for (let at = 0; at < peers * peers; at++) {
    const [from, to] = [Math.floor(at / peers), at % peers];
    checkNonNegative(where, `latency from peer ${from} to peer ${to}`, latency(from, to));
  }
}

/** @throws {@link InvalidArgumentError} unless the mask is [n, n] with values in [0, 1] */
export function checkMask(where: string, peers: number, mask: Float64Array): void {
  checkVector(where, 'mask', mask, peers * peers, `[${peers}, ${peers}]`);
  const at = mask.findIndex((value) => value < 0 || value > 1);
  if (at < 0) return;
  const [i, j] = [Math.floor(at / peers), at % peers];
  throw new InvalidArgumentError(
    where,
    'mask must lie in [0, 1]',
    `${mask[at]} from peer ${j} to peer ${i}`,
  );
}

/**
 * The mask of ones, [n, n]: the connected network.
 *
 * @throws {@link InvalidArgumentError} unless `peers` is an integer of at least 1 whose mask fits into memory
 */
export function openMask(peers: number): Float64Array {
  checkMaskSize('openMask', peers);
  return new Float64Array(peers * peers).fill(1);
}

/**
 * The identity mask, [n, n]: each peer sees only itself.
 *
 * @throws {@link InvalidArgumentError} unless `peers` is an integer of at least 1 whose mask fits into memory
 */
export function closedMask(peers: number): Float64Array {
  checkMaskSize('closedMask', peers);
  return Float64Array.from({ length: peers * peers }, (_, at) => (at % (peers + 1) === 0 ? 1 : 0));
}

function checkMaskSize(where: string, peers: number): void {
  checkInteger(where, 'peers', peers, 1);
  checkMemory(where, `a mask of ${peers} peers`, 8 * peers ** 2);
}
