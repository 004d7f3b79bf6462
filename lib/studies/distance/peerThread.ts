/*
 * A thread with one peer of the study. It is asked for one thing after another: to be there, to listen, to warm up, to
 * train, to count its bytes, to end; it answers each.
 */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { type Dataset } from '../../datasets/index.js';
import { keysFrom } from '../../ledger/index.js';
import { createStream } from '../../math/random.js';
import { sum } from '../../math/rows.js';
import {
  createNetwork,
  RealClock,
  VirtualClock,
  withLatency,
  type NetworkSettings,
  type Transport,
} from '../../network/index.js';
import { PeerNode } from '../../network/p2p/node.js';
import { rowsOf, type Rows } from '../../network/rows.js';
import { PacedPeers, type PacedRounds } from '../../network/training/paced.js';
import { inProcess } from '../../network/transport/inProcess.js';
import { type PeerService } from '../../network/transport/messages.js';
import { overPorts, servePort } from '../../network/transport/ports.js';
import { lostOf, WARM_ROUNDS } from './here.js';
import { stateOfPeer, type Ran, type Snapshot } from './snapshots.js';

/** The data that a thread is started with. */
export interface ThreadPeer {
  readonly peer: number;
  readonly settings: NetworkSettings;
  readonly data: readonly Dataset[];
  readonly hidden: readonly number[];
  readonly rounds: PacedRounds;
  /** Seconds of a message one way. */
  readonly delay: number;
  readonly snapshotsAt: readonly number[];
  /** The ports to the peers that it calls, and those at which it serves them; none for libp2p. */
  readonly ports?: {
    readonly calls: ReadonlyMap<number, MessagePort>;
    readonly serves: readonly MessagePort[];
  };
}

/** Calls to each other peer before time is measured: connections are made, and code is compiled. */
const WARM_CALLS = 20;

/** A way to the other peers. */
interface Link {
  readonly transport: Transport;
  /** Bytes of frames that have come and gone; undefined where the numbers of rows are counted. */
  readonly bytes?: () => number;
  readonly close: () => Promise<void>;
}

const given = workerData as ThreadPeer;
const { peer, settings, data, hidden, rounds, delay, snapshotsAt, ports } = given;
const { gate: _, ...options } = settings;
const others = data.map((__, other) => other).filter((other) => other !== peer);
const clock = new RealClock();
const network = createNetwork({
  ...options,
  peers: data.map((own, at) => ({ kind: 'dense', data: own, hidden: hidden[at] })),
});
const peers = network.then((made) => new PacedPeers(made, clock, rounds));

/** The service of this peer, whose answers are the receiver's own. */
const service: PeerService = {
  forward: async (x) => {
    const paced = await peers;
    const rows = await paced.service.forward(peer, x);
    const copy = rowsOf(rows.values.slice(), rows.columns);
    paced.recycle(peer, rows);
    return copy;
  },
  backward: async (x, gradient) => (await peers).service.backward(peer, x, gradient),
};

function linkOverPorts({ calls, serves }: NonNullable<ThreadPeer['ports']>): Link {
  const served = {
    forward: (__: number, x: Rows) => service.forward(x),
    backward: (__: number, x: Rows, gradient: Rows) => service.backward(x, gradient),
  };
  for (const port of serves) servePort(port, served, peer);
  return {
    transport: overPorts(clock, calls),
    close: () => {
      for (const port of [...calls.values(), ...serves]) port.close();
      return Promise.resolve();
    },
  };
}

const keysOf = (number: number) =>
  keysFrom(createStream(settings.seed).split('distance').split(number));

async function listen(join: readonly string[]): Promise<{ link: Link; address: string }> {
  const node = await PeerNode.start({ keys: keysOf(peer), clock, serve: () => service, join });
  const ids = data.map((__, number) => keysOf(number).id);
  const link = {
    transport: node.transport((number) => ids[number]),
    // A frame is counted at both of its ends.
    bytes: () => sum(others.map((other) => node.bytesOf(ids[other]))) / 2,
    close: () => node.close(),
  };
  return { link, address: node.addresses[0] };
}

async function warmUp({ transport }: Link): Promise<void> {
  const made = await network;
  const start = made.save();
  const virtual = new VirtualClock();
  const few = { ...rounds, rounds: WARM_ROUNDS, compute: 1 };
  const all = new PacedPeers(made, virtual, few);
  await all.train([...data.keys()], inProcess(virtual, all.service));
  made.restore(start);
  const { x, inputs } = data[peer];
  const count = Math.min(rounds.batch, data[peer].rows);
  const request = rowsOf(x.slice(0, count * inputs), inputs);
  for (const to of others) {
    for (let call = 0; call < WARM_CALLS; call++)
      await transport.forward({ from: peer, to, timeout: 60 }, request);
  }
}

let bytesBefore = 0;

/** Bytes since the mark, which all threads make before any of them trains. */
async function bytesOf({ bytes }: Link): Promise<number> {
  if (bytes) return bytes() - bytesBefore;
  return sum((await peers).traffic.map((row) => row.bytes));
}

async function trained(link: Link): Promise<Ran> {
  const [made, paced] = [await network, await peers];
  const transport = withLatency(link.transport, clock, delay);
  const snapshots: Promise<Snapshot>[] = [];
  const start = clock.now;
  await paced.train([peer], transport, (__, round) => {
    if (!snapshotsAt.includes(round)) return;
    const [seconds, state] = [clock.now - start, stateOfPeer(made, peer)];
    snapshots.push(bytesOf(link).then((bytes) => ({ peer, round, seconds, bytes, state })));
  });
  return { snapshots: await Promise.all(snapshots), lost: lostOf(paced.traffic) };
}

/** The requests to a thread, in this order; `listen` only where it has no ports. */
export type ThreadRequest =
  { readonly listen: readonly string[] } | 'warmUp' | 'mark' | 'train' | 'count' | 'end';

let link = ports && linkOverPorts(ports);

async function answerTo(request: ThreadRequest): Promise<unknown> {
  if (typeof request === 'object') {
    const found = await listen(request.listen);
    link = found.link;
    return found.address;
  }
  if (!link) throw new TypeError('peerThread: it must have listened');
  if (request === 'warmUp') return warmUp(link);
  if (request === 'mark') {
    bytesBefore = link.bytes?.() ?? 0;
    return undefined;
  }
  if (request === 'train') return trained(link);
  if (request === 'count') return bytesOf(link);
  await link.close();
  return undefined;
}

parentPort?.on('message', (request: ThreadRequest) => {
  void answerTo(request).then(
    (answer) => {
      parentPort?.postMessage({ answer });
      if (request === 'end') parentPort?.close();
    },
    (error: unknown) => {
      parentPort?.postMessage({ failed: (error as Error).message });
    },
  );
});
