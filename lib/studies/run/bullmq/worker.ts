/*
 * A worker: it takes pieces of any run from a server and performs them on threads, so that its event loop is free to renew
 * its locks. A piece whose worker was killed returns to the queue when its lock has ended.
 */
import { availableParallelism } from 'node:os';
import type { Job } from 'bullmq';
import {
  checkFunction,
  checkInteger,
  checkOptionNames,
  checkSignal,
} from '../../../math/checks.js';
import { type ModulePlace } from '../../../parameters/registry.js';
import { REDIS } from '../../result.js';
import { faultOf } from '../outcome.js';
import { onWorkers, type Performer } from '../performer.js';
import { checkServer } from './address.js';
import { leaseOf, type Piece, type PieceOutcome } from './piece.js';
import { connect, loadPackages, pause, PREFIX, QUEUE } from './server.js';

/** Milliseconds of a lock, and between looks for pieces whose lock has ended. */
const LOCK = 5000;
const LOOK = 2000;
/** Seconds of one wait for a piece, which an end of the worker waits for too. */
const WAIT = 1;
/** Times that a piece may lose its worker: a piece that ends the process of each worker stops its run. */
const MOST_LOSSES = 20;

/** The options of {@link startWorker}. */
export interface WorkerOptions {
  /** The address of the server. Default {@link REDIS}. */
  readonly redis?: string;
  /** Worker threads. Default: one for each processor core. */
  readonly workers?: number;
  /** Ends the worker after the pieces that it has begun. */
  readonly signal?: AbortSignal;
  /** Called after each piece. */
  readonly onPiece?: (piece: { readonly study: string; readonly seconds: number }) => void;
  /** Called when the server does not answer, and when it does again. */
  readonly onAnswer?: (answers: boolean) => void;
}

/** A worker that was started. */
export interface StartedWorker {
  /** Ends it after the pieces that it has begun. */
  readonly close: () => Promise<void>;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/**
 * Starts a worker for the runs with the engine `bullmq`.
 *
 * @throws {@link InvalidArgumentError} (rejects) when an option is not allowed or the server cannot be used
 */
export async function startWorker(options: WorkerOptions = {}): Promise<StartedWorker> {
  const where = 'startWorker';
  checkOptionNames(where, options, ['redis', 'workers', 'signal', 'onPiece', 'onAnswer']);
  const { redis = REDIS, workers = availableParallelism(), signal, onPiece, onAnswer } = options;
  checkServer(where, redis);
  checkInteger(where, 'workers', workers, 1);
  checkSignal(where, signal);
  for (const [name, given] of Object.entries({ onPiece, onAnswer })) {
    if (given !== undefined) checkFunction(where, name, given);
  }
  signal?.throwIfAborted();
  const packages = await loadPackages(where);
  const {
    client,
    connection,
    close: leave,
  } = await connect(where, redis, packages, (answers) => {
    onAnswer?.(answers);
  });
  const performers = new Performers(workers);
  const perform = async ({ data }: Job<Piece>): Promise<PieceOutcome> => {
    const { run, task, modules, own } = data;
    if ((await client.exists(leaseOf(PREFIX, run))) === 0) return { gone: true };
    const startedAt = Date.now();
    try {
      const value = await performers.of(modules).run(task, new AbortController().signal);
      const fault = own ? faultOf(value) : undefined;
      return fault === undefined ? { value } : { fault };
    } catch (error) {
      return { error: (error as Error).message };
    } finally {
      onPiece?.({ study: task.study, seconds: (Date.now() - startedAt) / 1000 });
    }
  };
  const worker = new packages.bullmq.Worker<Piece, PieceOutcome>(QUEUE, perform, {
    ...{ prefix: PREFIX, concurrency: workers, lockDuration: LOCK, stalledInterval: LOOK },
    ...{ maxStalledCount: MOST_LOSSES, drainDelay: WAIT },
    connection: { ...connection, retryStrategy: pause },
  });
  // A server that does not answer is told by its own connection.
  worker.on('error', () => undefined);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= worker.close().then(async () => {
      await performers.close();
      await leave();
    });
    return closing;
  };
  const ended = new Promise<void>((resolve, reject) => {
    worker.on('closed', () => {
      close().then(resolve, reject);
    });
  });
  signal?.addEventListener('abort', () => void close());
  await worker.waitUntilReady();
  return { close, ended };
}

/** Threads by the modules that they have loaded; those of other modules end when new ones are wanted. */
class Performers {
  #key = '';
  #present: Performer | undefined;
  readonly #ending: Promise<void>[] = [];

  constructor(readonly threads: number) {}

  of(modules: readonly ModulePlace[]): Performer {
    const key = JSON.stringify(modules.map(({ path, sha256 }) => [path, sha256]));
    if (this.#present && key === this.#key) return this.#present;
    if (this.#present) this.#ending.push(this.#present.drain());
    this.#key = key;
    this.#present = onWorkers(this.threads, modules, () => undefined);
    return this.#present;
  }

  async close(): Promise<void> {
    await this.#present?.close();
    await Promise.all(this.#ending);
  }
}
