/*
 * Peers in a thread each: this thread starts them, and asks all for one thing at a time.
 */
import { join } from 'node:path';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { WorkbenchError } from '../../math/errors.js';
import { sum } from '../../math/rows.js';
import { type Dataset } from '../../datasets/index.js';
import { type Network } from '../../network/index.js';
import { DenseCohort } from '../../network/model/denseCohort.js';
import { loadPackages } from '../../network/p2p/libp2p.js';
import { type PacedRounds } from '../../network/training/paced.js';
import type { ThreadPeer, ThreadRequest } from './peerThread.js';
import { type Ran, type Snapshot } from './snapshots.js';
import { type RealWay } from './ways.js';

class PeerThread {
  readonly #worker: Worker;

  constructor(data: ThreadPeer) {
    const { calls = new Map<number, MessagePort>(), serves = [] } = data.ports ?? {};
    this.#worker = new Worker(join(__dirname, 'peerThread.js'), {
      workerData: data,
      transferList: [...calls.values(), ...serves],
    });
  }

  /** The answer to a request. */
  ask(request: ThreadRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        reject(error);
      };
      this.#worker.once('error', fail);
      this.#worker.once('message', (reply: { answer?: unknown; failed?: string }) => {
        this.#worker.off('error', fail);
        if (reply.failed === undefined) resolve(reply.answer);
        else reject(new WorkbenchError(reply.failed));
      });
      this.#worker.postMessage(request);
    });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** A port for each ordered pair of peers: `calls` of the caller, `serves` of the callee. */
function portsOf(peers: number): NonNullable<ThreadPeer['ports']>[] {
  const calls = Array.from({ length: peers }, () => new Map<number, MessagePort>());
  const serves = calls.map((): MessagePort[] => []);
  for (const [from, own] of calls.entries()) {
    for (const to of calls.keys()) {
      if (to === from) continue;
      const { port1, port2 } = new MessageChannel();
      own.set(to, port1);
      serves[to].push(port2);
    }
  }
  return calls.map((own, peer) => ({ calls: own, serves: serves[peer] }));
}

function hiddenOf(network: Network, peer: number): number {
  const cohort = network.cohortOf(peer);
  if (cohort instanceof DenseCohort) return cohort.hiddenOf(peer);
  throw new TypeError(`runThreads: peer ${peer} must be dense`);
}

/**
 * Trains every peer in a thread, over ports or libp2p.
 *
 * @param delay - seconds of a message one way
 * @throws {@link InvalidArgumentError} (rejects) where a package of libp2p is not installed
 */
export async function runThreads(
  network: Network,
  way: Exclude<RealWay, 'inProcess'>,
  rounds: PacedRounds,
  delay: number,
  snapshotsAt: readonly number[],
): Promise<Ran> {
  if (way === 'libp2p') await loadPackages('startNode');
  const { settings } = network;
  const data = network.data as readonly Dataset[];
  const hidden = data.map((_, peer) => hiddenOf(network, peer));
  const ports = way === 'threads' ? portsOf(network.peers) : [];
  const real = { ...rounds, compute: 0 };
  const threads = data.map(
    (_, peer) =>
      new PeerThread({
        ...{ peer, settings, data, hidden, rounds: real, delay, snapshotsAt },
        ...(ports.length > 0 && { ports: ports[peer] }),
      }),
  );
  try {
    if (way === 'libp2p') {
      const addresses: string[] = [];
      for (const thread of threads)
        addresses.push((await thread.ask({ listen: addresses })) as string);
    }
    for (const thread of threads) await thread.ask('warmUp');
    await Promise.all(threads.map((thread) => thread.ask('mark')));
    const ran = (await Promise.all(threads.map((thread) => thread.ask('train')))) as Ran[];
    // Gradients of the last round have arrived by now.
    const bytes = (await Promise.all(threads.map((thread) => thread.ask('count')))) as number[];
    await Promise.all(threads.map((thread) => thread.ask('end')));
    const last = (one: Snapshot): Snapshot =>
      one.round === rounds.rounds ? { ...one, bytes: bytes[one.peer] } : one;
    return {
      snapshots: ran
        .flatMap(({ snapshots }) => snapshots.map(last))
        .sort((a, b) => a.round - b.round),
      lost: sum(ran.map(({ lost }) => lost)),
    };
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
