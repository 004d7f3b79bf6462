/*
 * Round trips of 32 KiB over loopback on one stream, beside a bare echo of libp2p in turn within one run; and the examples
 * per second of 8 peers in 8 processes, beside those of one process on one core. See network.md beside the sources.
 *
 *   node dist/bench/p2p.js [--smoke] [--seconds 2] [--hidden 64,512] [--batch 32]
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDigits, shardUniformly } from '../lib/datasets/index.js';
import { createKeys } from '../lib/ledger/index.js';
import { createStream } from '../lib/math/index.js';
import { createNetwork, RealClock, train } from '../lib/network/index.js';
import { rowsOf } from '../lib/network/rows.js';
import { loadPackages } from '../lib/network/p2p/libp2p.js';
import { PeerNode } from '../lib/network/p2p/node.js';
import { optionsOf } from './arguments.js';
import { wallSeconds } from './clock.js';
import { bareNode } from './p2pBare.js';

const HELP = `npm run bench -- p2p [--smoke] [--seconds 2] [--hidden 64,512] [--batch 32]

Round trips of 32 KiB over loopback beside a bare echo of libp2p, and examples per second of 8 processes beside one.

  --smoke     short measurements, to see that it runs
  --seconds   of a measurement
  --hidden    hidden units of the peers that train; a list
  --batch     rows of their batches`;

const BYTES = 32 * 1024;
/** Short turns, so that both ways see the same load of the machine. */
const [WARM, TURNS] = [8, 21];

function child(...words: string[]): ChildProcess {
  return fork(join(__dirname, 'p2pChild.js'), words);
}

async function messageOf<T>(from: ChildProcess): Promise<T> {
  return ((await once(from, 'message')) as [T])[0];
}

/** Round trips a second of calls one after the other. */
async function rate(seconds: number, trip: () => Promise<unknown>): Promise<number> {
  const start = wallSeconds();
  let trips = 0;
  do {
    await trip();
    trips++;
  } while (wallSeconds() - start < seconds);
  return trips / (wallSeconds() - start);
}

async function roundTrips(seconds: number): Promise<void> {
  const other = child('echo');
  const { addresses } = await messageOf<{ addresses: string[] }>(other);
  const clock = new RealClock();
  const serve = () => ({
    forward: () => Promise.reject(new Error()),
    backward: () => Promise.resolve(),
  });
  const node = await PeerNode.start({ keys: createKeys(), clock, serve, join: [addresses[0]] });
  const [id] = node.joined;
  const transport = node.transport(() => id);
  const x = rowsOf(new Float32Array(BYTES / 4).fill(1.5), 32);
  const bare = await bareNode();
  const { multiaddr } = await loadPackages('bench');
  const stream = await bare.dialProtocol(multiaddr(addresses[1]), '/echo');
  const bytes = new Uint8Array(BYTES);
  let [left, arrived] = [0, (): void => undefined];
  stream.addEventListener('message', ({ data }) => {
    left -= data.byteLength;
    if (left === 0) arrived();
  });
  const ways = {
    ours: () => transport.forward({ from: 0, to: 0, timeout: 60 }, x),
    bare: () =>
      new Promise<void>((resolve) => {
        [left, arrived] = [BYTES, resolve];
        stream.send(bytes);
      }),
  };
  const ratios: number[] = [];
  console.log('round trips of 32 KiB a second: ours, bare echo, ratio');
  for (let turn = 0; turn < WARM + TURNS; turn++) {
    const [ours, theirs] = [await rate(seconds / 8, ways.ours), await rate(seconds / 8, ways.bare)];
    // The first turns warm up.
    if (turn < WARM) continue;
    ratios.push(ours / theirs);
    console.log(
      `${ours.toFixed(0).padStart(8)} ${theirs.toFixed(0).padStart(8)} ${(ours / theirs).toFixed(2)}`,
    );
  }
  ratios.sort((a, b) => a - b);
  console.log(`median ratio ${ratios[(TURNS - 1) / 2].toFixed(2)}`);
  await Promise.all([node.close(), bare.stop()]);
  other.disconnect();
}

interface Progress {
  readonly round: number;
  readonly block: number;
  readonly peers: number;
  readonly seconds: number;
}

const PEERS = 8;

/** Examples a second of peers in a process each, over the blocks in which all are there. */
async function inProcesses(hidden: number, batch: number, seconds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-p2p-'));
  const words = [String(PEERS), folder, String(hidden), String(batch)];
  const founder = child('peer', '0', ...words);
  const { addresses } = await messageOf<{ addresses: string[] }>(founder);
  const all = [founder];
  for (let peer = 1; peer < PEERS; peer++)
    all.push(child('peer', String(peer), ...words, addresses[0]));
  const rates = all.map(
    (one) =>
      new Promise<number>((resolve) => {
        let first: Progress | undefined;
        one.on('message', (progress: Progress) => {
          if (!(progress.peers === PEERS)) return;
          // The first block that begins with all is not whole.
          if (!first) {
            first = progress;
            return;
          }
          const passed = progress.seconds - first.seconds;
          if (passed >= seconds) resolve((batch * (progress.round - first.round)) / passed);
        });
      }),
  );
  const sum = (await Promise.all(rates)).reduce((total, one) => total + one, 0);
  await Promise.all(
    all.map((one) => {
      one.disconnect();
      return once(one, 'exit');
    }),
  );
  rmSync(folder, { recursive: true, force: true });
  return sum;
}

/** The same of all peers in this process, on one thread. */
async function inOne(hidden: number, batch: number, seconds: number): Promise<number> {
  const shards = shardUniformly(loadDigits(), { peers: PEERS, stream: createStream(1) });
  const network = await createNetwork({
    peers: shards.map((data) => ({ kind: 'dense', data, hidden })),
  });
  await train(network, { rounds: 5, batch, threads: 1 });
  const [start, before] = [wallSeconds(), network.round];
  do {
    await train(network, { rounds: network.round + 5, batch, threads: 1 });
  } while (wallSeconds() - start < seconds);
  return (PEERS * batch * (network.round - before)) / (wallSeconds() - start);
}

async function main(): Promise<void> {
  const given = optionsOf(HELP, {
    smoke: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    hidden: { type: 'string', default: '64,512' },
    batch: { type: 'string', default: '32' },
  });
  const seconds = Number(given.seconds ?? (given.smoke ? 0.2 : 2));
  await roundTrips(seconds);
  console.log(
    `\nexamples a second of ${PEERS} peers on ${availableParallelism()} cores: 8 processes, one thread, ratio`,
  );
  for (const hidden of given.hidden.split(',').map(Number)) {
    const batch = Number(given.batch);
    const [many, one] = [
      await inProcesses(hidden, batch, 4 * seconds),
      await inOne(hidden, batch, seconds),
    ];
    console.log(
      `hidden ${hidden}, batch ${batch}: ${many.toFixed(0)} ${one.toFixed(0)} ${(many / one).toFixed(2)}`,
    );
  }
}

void main();
