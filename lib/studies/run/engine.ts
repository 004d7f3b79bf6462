/*
 * The performer of a run's pieces, by the definitions that it carries and the engine that is asked for.
 */
import { availableParallelism } from 'node:os';
import { type Kernel } from '../../kernel/index.js';
import { REDIS, type RunOptions } from '../result.js';
import { type Carried } from './carried.js';
import { onThisThread, onWorkers, type Performer } from './performer.js';
import { type Task } from './task.js';

/** A run, as its performer sees it. */
export interface PerformedRun {
  /** Pieces that are left. */
  readonly pieces: number;
  /** Pieces that are performed at a time, at most. Default: any number. */
  readonly most?: number;
  /** A worker has failed outside of any piece. */
  readonly onError: (error: unknown) => void;
  /** No piece is performed for now, by a reason; an empty one ends it. */
  readonly onWaiting: (reason: string) => void;
}

/**
 * The performer of a run.
 *
 * @throws {@link InvalidArgumentError} (rejects) when the server of workers cannot be used
 */
export async function performerOf(
  performHere: (task: Task, kernel: Kernel) => unknown,
  carried: Carried,
  { engine, redis = REDIS, workers }: Omit<RunOptions, 'signal' | 'onProgress'>,
  run: PerformedRun,
): Promise<Performer> {
  const { here, modules } = carried;
  if (here) return onThisThread(performHere);
  if (engine !== 'bullmq') {
    const threads = Math.min(workers ?? availableParallelism(), run.pieces, run.most ?? Infinity);
    return onWorkers(threads, modules, run.onError);
  }
  const { onServer } = await import('./bullmq/performer.js');
  return onServer(redis, carried, workers ?? 0, run);
}
