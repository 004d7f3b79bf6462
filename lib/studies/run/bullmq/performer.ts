/*
 * Pieces performed by workers of any machine: each is a job of a queue on a server, by BullMQ. The server may go away and
 * come back, with or without its data: what is lost is asked for again.
 */
import { randomUUID } from 'node:crypto';
import type { Job, Queue, QueueEvents } from 'bullmq';
import { type Carried } from '../carried.js';
import { type PerformedRun } from '../engine.js';
import { Fault, faultOf } from '../outcome.js';
import { type Performer } from '../performer.js';
import { type Task } from '../task.js';
import { shownAddress } from './address.js';
import { leaseOf, type Piece, type PieceOutcome } from './piece.js';
import { connect, loadPackages, pause, PREFIX, QUEUE, type Server } from './server.js';
import { startWorker, type StartedWorker } from './worker.js';

/** Seconds of a run's lease, and milliseconds between its renewals and looks at what is left. */
const LEASE = 30;
const LOOK = 3000;
/** Pieces that are looked at together. */
const CHUNK = 200;
/** Seconds that a result waits for its run. */
const KEPT = 3600;

interface Waiting {
  readonly piece: Piece;
  readonly resolve: (outcome: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The performer of a run by the workers of a server, and by `workers` threads of this process.
 *
 * @throws {@link InvalidArgumentError} (rejects) when the server cannot be used
 */
export async function onServer(
  address: string,
  { own, modules }: Carried,
  workers: number,
  run: PerformedRun,
): Promise<Performer> {
  const where = 'run';
  const packages = await loadPackages(where);
  const shown = shownAddress(address);
  const server = await connect(where, address, packages, (answers) => {
    run.onWaiting(answers ? '' : `${shown} does not answer; the run goes on when it does`);
    if (answers) void queue.look();
  });
  const { Queue, QueueEvents } = packages.bullmq;
  const options = {
    prefix: PREFIX,
    connection: { ...server.connection, retryStrategy: pause },
  };
  const queue = new RunQueue(
    server,
    new Queue<Piece, PieceOutcome>(QUEUE, options),
    new QueueEvents(QUEUE, options),
    { own, modules },
  );
  let local: StartedWorker | undefined;
  try {
    await queue.begin((count) => {
      run.onWaiting(
        count > 0
          ? ''
          : `no worker is connected to ${shown}; start one: npx bittensor-workbench worker --redis ${shown}`,
      );
    });
    if (workers > 0) local = await startWorker({ redis: address, workers });
  } catch (error) {
    await queue.close();
    throw error;
  }
  return {
    run: (task, signal) => queue.perform(task, signal),
    close: async () => {
      await queue.close();
      await local?.close();
    },
    drain: () => Promise.resolve(),
  };
}

/** The pieces of one run on a server. */
class RunQueue {
  readonly #run = randomUUID();
  readonly #waiting = new Map<string, Waiting>();
  /** Pieces that were asked for and are not wanted any more. */
  readonly #abandoned: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  #looking = false;

  constructor(
    readonly server: Server,
    readonly queue: Queue<Piece, PieceOutcome>,
    readonly events: QueueEvents,
    readonly carried: Pick<Carried, 'own' | 'modules'>,
  ) {
    queue.on('error', () => undefined);
    events.on('error', () => undefined);
  }

  /** Takes the lease of the run, and begins to listen. */
  async begin(onWorkers: (count: number) => void): Promise<void> {
    await this.#renew();
    this.events.on('completed', ({ jobId, returnvalue }) => {
      const outcome: unknown = returnvalue;
      // The event has the text of the value, or the value, by the version of BullMQ.
      this.#settle(jobId, typeof outcome === 'string' ? JSON.parse(outcome) : outcome);
    });
    this.events.on('failed', ({ jobId, failedReason }) => {
      this.#fail(jobId, failedReason);
    });
    await this.events.waitUntilReady();
    const look = async (): Promise<void> => {
      await this.#renew();
      await this.look();
      if (this.#waiting.size > 0) onWorkers(await this.queue.getWorkersCount());
    };
    this.#timer = setInterval(() => void look().catch(() => undefined), LOOK);
  }

  async perform(task: Task, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    // JSON has no other numbers, and turns what is no plain data into other data.
    const fault = this.carried.own ? faultOf(task.values) : undefined;
    if (fault !== undefined) {
      throw new Error(`its values must be plain data with finite numbers, got ${fault}`);
    }
    const id = `${this.#run}-${this.#count++}`;
    const piece: Piece = { run: this.#run, task, ...this.carried };
    const outcome = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { piece, resolve, reject });
    });
    const stop = (): void => {
      this.#abandoned.push(id);
      this.#take(id)?.reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    this.#add(id, piece).catch((error: unknown) => {
      this.#take(id)?.reject(error);
    });
    try {
      return await outcome;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Finds the outcomes that no event has told, and asks again for pieces that the server has lost. */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const ids = [...this.#waiting.keys()];
      for (let first = 0; first < ids.length; first += CHUNK) {
        await Promise.all(ids.slice(first, first + CHUNK).map((id) => this.#lookAt(id)));
      }
    } finally {
      this.#looking = false;
    }
  }

  async #lookAt(id: string): Promise<void> {
    const job = (await this.queue.getJob(id)) as Job<Piece, PieceOutcome | null> | undefined;
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    if (!job) await this.#add(id, waiting.piece);
    else if (job.failedReason) this.#fail(id, job.failedReason);
    else if (job.returnvalue) this.#settle(id, job.returnvalue);
  }

  async #add(id: string, piece: Piece): Promise<void> {
    const keep = { age: KEPT };
    await this.queue.add(piece.task.study, piece, {
      ...{ jobId: id, removeOnComplete: keep, removeOnFail: keep },
    });
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #settle(id: string, outcome: unknown): void {
    const waiting = this.#take(id);
    if (!waiting) return;
    this.queue.remove(id).catch(() => undefined);
    const found = outcome as PieceOutcome;
    if ('value' in found) waiting.resolve(found.value);
    else if ('fault' in found) waiting.resolve(new Fault(found.fault));
    else if ('error' in found) waiting.reject(new Error(found.error));
    else void this.#again(id, waiting);
  }

  /** Asks again for a piece whose worker found the run's lease ended, as after a long absence of the server. */
  async #again(id: string, waiting: Waiting): Promise<void> {
    this.#waiting.set(id, waiting);
    await this.#renew();
    await this.queue.remove(id);
    await this.#add(id, waiting.piece);
  }

  #fail(id: string, reason: string): void {
    const waiting = this.#take(id);
    if (!waiting) return;
    this.queue.remove(id).catch(() => undefined);
    const lost = reason.includes('stalled');
    waiting.reject(new Error(lost ? 'every worker that began it has ended' : reason));
  }

  async #renew(): Promise<void> {
    await this.server.client.set(leaseOf(PREFIX, this.#run), '', 'EX', LEASE);
  }

  /** Gives up the lease and what is left, and disconnects. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const { client } = this.server;
    if (client.status === 'ready') {
      const left = [...this.#abandoned, ...this.#waiting.keys()].map((id) => this.queue.remove(id));
      await Promise.allSettled([client.del(leaseOf(PREFIX, this.#run)), ...left]);
    }
    await Promise.allSettled([this.queue.close(), this.events.close()]);
    await this.server.close();
  }
}
