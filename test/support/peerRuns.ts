/*
 * Peers that run by themselves, in this process, on the loopback.
 */
import { join } from 'node:path';
import { type Keys } from '../../lib/ledger/index.js';
import { type Dataset } from '../../lib/datasets/index.js';
import { FOUNDING, PARTICIPANT } from '../../lib/network/participant/options.js';
import { type PeerStatus } from '../../lib/network/participant/questions.js';
import { runPeer, type PeerRun } from '../../lib/network/participant/runPeer.js';
import { type PeerNode } from '../../lib/network/p2p/node.js';
import { readParameters } from '../../lib/parameters/index.js';
import { keysOf, until } from './nodes.js';

/** A running peer. */
export interface Running {
  readonly keys: Keys;
  readonly node: PeerNode;
  /** Its statuses at the blocks so far. */
  readonly blocks: PeerStatus[];
  readonly troubles: string[];
  /** Stops it, and resolves to its last status. */
  readonly stop: () => Promise<PeerStatus>;
}

/** Starts peers whose files are in one folder, and stops those that are left. */
export class PeerRuns {
  readonly #running = new Set<Running>();

  constructor(readonly folder: string) {}

  /** @param peer - its number, which decides its key and the names of its files */
  async start(peer: number, data: Dataset, options: Partial<PeerRun> = {}): Promise<Running> {
    const stop = new AbortController();
    const keys = keysOf(peer);
    const [blocks, troubles]: [PeerStatus[], string[]] = [[], []];
    let node: PeerNode | undefined;
    const ended = runPeer({
      ...{ keys, data, signal: stop.signal },
      ledger: join(this.folder, `${peer}.jsonl`),
      settings: readParameters('test', PARTICIPANT, {
        context: 5,
        hidden: 8,
        batch: 6,
        pause: 0.02,
      }),
      founding: readParameters('test', FOUNDING, { width: 4, mostPeers: 6, seconds: 0.5 }),
      onBlock: (status) => blocks.push(status),
      onTrouble: (message) => troubles.push(message),
      ...options,
      onStart: (started) => {
        node = started;
      },
    });
    // Its error is that of `stop`; until then it shows as a peer that does not start.
    let failure: Error | undefined;
    ended.catch((error: unknown) => {
      failure = error as Error;
    });
    await until(() => node !== undefined || failure !== undefined, 'the start');
    if (!node) throw failure ?? new Error('no node');
    const running: Running = {
      ...{ keys, node, blocks, troubles },
      stop: () => {
        this.#running.delete(running);
        stop.abort();
        return ended;
      },
    };
    this.#running.add(running);
    return running;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((one) => one.stop()));
  }
}
