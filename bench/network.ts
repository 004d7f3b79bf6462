/*
 * Examples per second of eight digits peers that train as a network (lib/network, `train`), alone and connected, and
 * the same equations in PyTorch (peers/torch_network.py) in one run. See README.md beside the sources.
 *
 *   node dist/bench/network.js [--smoke] [--seconds 2] [--rounds 1000] [--python /path/to/python]
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createStream } from '../lib/math/index.js';
import { loadDigits, shardUniformly } from '../lib/datasets/index.js';
import {
  closedMask,
  createNetwork,
  openMask,
  train,
  type Network,
  type TrainOptions,
} from '../lib/network/index.js';
import { loadTensors } from '../lib/tensors/index.js';
import { optionsOf } from './arguments.js';
import { processorSeconds, wallSeconds } from './clock.js';

const PEERS = 8;
/** The sizes of batches: that of the studies, and a larger one. */
const BATCHES = [32, 128];

/** The settings of a network, with the equivalent of PyTorch. */
interface Way {
  readonly mask: 'open' | 'closed';
  readonly jitter: number;
  readonly peer: 'alone' | 'connected';
}

const WAYS: Readonly<Record<string, Way>> = {
  alone: { mask: 'closed', jitter: 0, peer: 'alone' },
  'connected, in step': { mask: 'open', jitter: 0, peer: 'connected' },
  'connected, jitter 0.2': { mask: 'open', jitter: 0.2, peer: 'connected' },
};

/** Examples per second by the wall clock, and per second of processor time: the best of three measurements. */
interface Rates {
  readonly wall: number;
  readonly core: number;
}

interface Row extends Rates {
  readonly way: string;
  readonly batch: number;
  readonly peer: Way['peer'];
  readonly held?: Held;
}

/** The memory of a process. */
interface Held {
  readonly tensors: number;
  readonly heap: number;
  readonly resident: number;
}

const SOURCE = join(__dirname, '../../bench/peers/torch_network.py');

async function network(): Promise<Network> {
  const stream = createStream(1).split('shards');
  const shards = shardUniformly(loadDigits(), { peers: PEERS, stream });
  return createNetwork({ peers: shards.map((data) => ({ kind: 'dense', data })), seed: 1 });
}

/** Every measurement takes a quarter of the seconds; the first one is a warm-up. */
async function rates(
  of: Network,
  options: Omit<TrainOptions, 'rounds'> & { batch: number },
  seconds: number,
  rounds: number,
): Promise<Rates> {
  const best = { wall: 0, core: 0 };
  for (let measurement = 0; measurement < 4; measurement++) {
    const [wall, core, start] = [wallSeconds(), processorSeconds(), of.round];
    do await train(of, { ...options, rounds: of.round + Math.min(25, rounds) });
    while (wallSeconds() - wall < seconds / 4);
    if (measurement === 0) continue;
    const examples = (of.round - start) * PEERS * options.batch;
    best.wall = Math.max(best.wall, examples / (wallSeconds() - wall));
    best.core = Math.max(best.core, examples / (processorSeconds() - core));
  }
  return best;
}

async function held(): Promise<Held> {
  const { tf } = await loadTensors();
  const { wasm } = tf.backend() as unknown as { wasm?: { HEAPU8: Uint8Array } };
  global.gc?.();
  return {
    tensors: tf.memory().numTensors,
    heap: wasm?.HEAPU8.length ?? 0,
    resident: process.memoryUsage().rss,
  };
}

async function ours(way: string, batch: number, seconds: number, rounds: number): Promise<Row> {
  const { mask, jitter, peer } = WAYS[way];
  const of = await network();
  const options = {
    batch,
    jitter,
    mask: mask === 'open' ? openMask(PEERS) : closedMask(PEERS),
  };
  const found = await rates(of, options, seconds, rounds);
  const before = await held();
  await train(of, { ...options, rounds: of.round + rounds });
  const after = await held();
  const more = {
    tensors: after.tensors - before.tensors,
    heap: after.heap - before.heap,
    resident: after.resident - before.resident,
  };
  return { way, batch, peer, ...found, held: more };
}

/** PyTorch's rows; none where this Python has no PyTorch. */
function torch(python: string, threads: number, batch: number, seconds: number): Row[] {
  try {
    const printed = execFileSync(
      python,
      [SOURCE, String(threads), String(batch), String(seconds)],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, OMP_NUM_THREADS: String(threads) },
      },
    );
    const version = /torch (\S+)/.exec(printed)?.[1] ?? '';
    const lines = /^((alone|connected), .*): (\d+) wall, (\d+) core-second$/gm;
    return [...printed.matchAll(lines)].map(([, way, peer, wall, core]) => ({
      way: `PyTorch ${version}, ${threads} thread${threads > 1 ? 's' : ''}: ${way}`,
      batch,
      peer: peer as Way['peer'],
      wall: Number(wall),
      core: Number(core),
    }));
  } catch {
    return [];
  }
}

/** PyTorch's best on one thread for the same batch and network, per second of processor time. */
function bestPeer(row: Row, peers: readonly Row[]): number | undefined {
  const same = peers.filter(
    ({ way, batch, peer }) => way.includes('1 thread:') && batch === row.batch && peer === row.peer,
  );
  return same.length === 0 ? undefined : Math.max(...same.map(({ core }) => core));
}

function print(rows: readonly Row[], peers: readonly Row[], rounds: number): void {
  const headings = ['way', 'batch', 'k/s, wall', 'k/s, core', 'of PyTorch, one thread'];
  console.log(`| ${headings.join(' | ')} | more after ${rounds} rounds |`);
  console.log(`|${' --- |'.repeat(headings.length + 1)}`);
  for (const row of [...rows, ...peers].sort((a, b) => a.batch - b.batch)) {
    const best = bestPeer(row, peers);
    const cells = [
      row.way,
      row.batch,
      (row.wall / 1e3).toFixed(1),
      (row.core / 1e3).toFixed(1),
      best === undefined ? '' : (row.core / best).toFixed(2),
      row.held ? heldText(row.held) : '',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function heldText({ tensors, heap, resident }: Held): string {
  const mebibytes = (resident / 2 ** 20).toFixed(1);
  return `${tensors} tensors, heap ${heap} B, process ${mebibytes} MiB`;
}

const HELP = `npm run bench -- network [--smoke] [--seconds 2] [--rounds 1000] [--python /path/to/python]

Examples per second of eight digits peers that train as a network, alone and connected, and the same in PyTorch.

  --smoke     a moment each, without PyTorch, to see that it runs
  --seconds   for each way
  --rounds    of training whose memory is measured
  --python    a Python with PyTorch; /usr/bin/python3 where not given`;

async function main(): Promise<void> {
  const values = optionsOf(HELP, {
    smoke: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    python: { type: 'string', default: '/usr/bin/python3' },
  });
  const seconds = Number(values.seconds ?? (values.smoke ? 0.1 : 2));
  const rounds = Number(values.rounds ?? (values.smoke ? 1 : 1000));
  const rows: Row[] = [];
  const peers: Row[] = [];
  for (const batch of BATCHES) {
    for (const way of Object.keys(WAYS)) rows.push(await ours(way, batch, seconds, rounds));
    if (values.smoke) continue;
    for (const threads of [1, 2]) peers.push(...torch(values.python, threads, batch, seconds));
  }
  if (!values.smoke && peers.length === 0) {
    console.log(`No PyTorch at ${values.python}: ours alone.\n`);
  }
  print(rows, peers, rounds);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof TypeError ? error.message : error);
    process.exitCode = 1;
  });
}
