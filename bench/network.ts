/*
 * Examples per second of digits peers that train as a network (lib/network, `train`), alone and connected, on one thread
 * and on all, and the same equations in PyTorch (peers/torch_network.py) in one run. See network.md beside the sources.
 *
 *   node dist/bench/network.js [--smoke] [--seconds 2] [--rounds 1000] [--large] [--python /path/to/python]
 */
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createStream } from '../lib/math/index.js';
import { loadDigits, shardUniformly } from '../lib/datasets/index.js';
import {
  closedMask,
  createNetwork,
  train,
  type Network,
  type Precision,
  type TrainOptions,
} from '../lib/network/index.js';
import { engineFor } from '../lib/network/engine/engine.js';
import { vectorBitsFromEnvironment } from '../lib/network/engine/vectorBits.js';
import { selectTensorBackend } from '../lib/tensors/public.js';
import { optionsOf } from './arguments.js';
import { processorSeconds, wallSeconds } from './clock.js';

const PEERS = 8;
const [INPUTS, WIDTH, CONTEXT, CLASSES] = [64, 32, 32, 10];

/** The size of a model and its batches: those of the studies, a larger batch, and larger models. */
interface Size {
  readonly hidden: number;
  readonly batch: number;
}
const SIZES: readonly Size[] = [
  { hidden: 64, batch: 32 },
  { hidden: 64, batch: 128 },
];
const LARGE: readonly Size[] = [
  { hidden: 512, batch: 512 },
  { hidden: 1024, batch: 512 },
];

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

/** What computes. */
interface Machine {
  readonly name: string;
  readonly threads: number;
  readonly precision: Precision;
  readonly backend: 'wasm' | 'native';
}

/** Examples per second by the wall clock, and per second of processor time: the best of three measurements. */
interface Rates {
  readonly wall: number;
  readonly core: number;
}

interface Row extends Rates, Size {
  readonly way: string;
  readonly machine: string;
  readonly peer: Way['peer'];
  /** The part of the bare product's rate on one thread. */
  readonly share?: number;
  readonly held?: Held;
}

/** The memory of a process, in MiB. */
interface Held {
  readonly kernel: number;
  readonly resident: number;
}

const SOURCE = join(__dirname, '../../bench/peers/torch_network.py');

/** Multiply-adds of one example of the bench's network in the products of its equations, forward and backward. */
function multiplyAdds(peer: Way['peer'], hidden: number): number {
  const student = hidden * CONTEXT;
  const body = hidden * WIDTH + CONTEXT * WIDTH;
  // Gradients of the encoders' inputs are not computed where inputs are numbers.
  const encoders = 2 * INPUTS * hidden;
  const answer = 2 * encoders + 3 * (student + body);
  const own = answer + 3 * (CONTEXT * WIDTH + 2 * WIDTH * CLASSES);
  const join = 3 * WIDTH * CONTEXT;
  return peer === 'alone' ? own + join : own + PEERS * join + (PEERS - 1) * answer;
}

async function network({ hidden }: Size, precision: Precision): Promise<Network> {
  const stream = createStream(1).split('shards');
  const shards = shardUniformly(loadDigits(), { peers: PEERS, stream });
  const peers = shards.map((data) => ({ kind: 'dense', data }) as const);
  return createNetwork({ peers, hidden, precision, seed: 1 });
}

/** Every measurement takes a quarter of the seconds; the first one is a warm-up. */
async function rates(
  of: Network,
  options: Omit<TrainOptions, 'rounds'> & { batch: number },
  seconds: number,
  rounds: number,
): Promise<Rates> {
  const best = { wall: 0, core: 0 };
  // A call takes a part of a second at every size.
  const turns = rounds === 1 ? 1 : Math.ceil(25 * (64 / of.settings.hidden) * (32 / options.batch));
  for (let measurement = 0; measurement < 4; measurement++) {
    const [wall, core, start] = [wallSeconds(), processorSeconds(), of.round];
    do await train(of, { ...options, rounds: of.round + turns });
    while (wallSeconds() - wall < seconds / 4);
    if (measurement === 0) continue;
    const examples = (of.round - start) * PEERS * options.batch;
    best.wall = Math.max(best.wall, examples / (wallSeconds() - wall));
    best.core = Math.max(best.core, examples / (processorSeconds() - core));
  }
  return best;
}

function held(): Held {
  global.gc?.();
  return {
    kernel: engineFor('bench', 'portable').pieces.memory.buffer.byteLength / 2 ** 20,
    resident: process.memoryUsage().rss / 2 ** 20,
  };
}

async function ours(
  way: string,
  size: Size,
  { name, threads, precision, backend }: Machine,
  seconds: number,
  rounds: number,
): Promise<Row> {
  const { mask, jitter, peer } = WAYS[way];
  await selectTensorBackend({ backend });
  const of = await network(size, precision);
  const { batch } = size;
  const options = { batch, jitter, threads, ...(mask === 'closed' && { mask: closedMask(PEERS) }) };
  const found = await rates(of, options, seconds, rounds);
  const row = { way, machine: name, ...size, peer, ...found };
  if (backend === 'native' || threads > 1) return row;
  const share = (multiplyAdds(peer, size.hidden) * found.wall) / bareRate(precision, size);
  if (precision !== 'portable' || rounds === 0) return { ...row, share };
  const before = held();
  await train(of, { ...options, rounds: of.round + rounds });
  const after = held();
  const more = {
    kernel: after.kernel - before.kernel,
    resident: after.resident - before.resident,
  };
  return { ...row, share, held: more };
}

/** Multiply-adds per second of the bare product of a batch and an encoder on this thread. */
function bareRate(precision: Precision, { batch, hidden }: Size): number {
  const { pieces, multiply } = engineFor('bench', precision);
  const [a, b, c] = [batch * INPUTS, INPUTS * hidden, batch * hidden].map((length) =>
    pieces.take(4 * length),
  );
  let best = 0;
  for (let measurement = 0; measurement < 40; measurement++) {
    const start = wallSeconds();
    for (let repeat = 0; repeat < 20; repeat++) multiply(a, b, c, batch, INPUTS, hidden);
    best = Math.max(best, (20 * batch * INPUTS * hidden) / (wallSeconds() - start));
  }
  pieces.give(a, 4 * batch * INPUTS);
  pieces.give(b, 4 * INPUTS * hidden);
  pieces.give(c, 4 * batch * hidden);
  return best;
}

/** PyTorch's rows; none where this Python has no PyTorch. */
function torch(python: string, threads: number, size: Size, seconds: number): Row[] {
  const args = [SOURCE, threads, size.batch, seconds, size.hidden].map(String);
  try {
    const printed = execFileSync(python, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, OMP_NUM_THREADS: String(threads) },
    });
    const version = /torch (\S+)/.exec(printed)?.[1] ?? '';
    const lines = /^(alone|connected), (.*): (\d+) wall, (\d+) core-second$/gm;
    return [...printed.matchAll(lines)].map(([, peer, way, wall, core]) => ({
      way: `${peer}, ${way}`,
      machine: `PyTorch ${version.split('+')[0]}, ${threads} thread${threads > 1 ? 's' : ''}`,
      ...size,
      peer: peer as Way['peer'],
      wall: Number(wall),
      core: Number(core),
    }));
  } catch {
    return [];
  }
}

/** PyTorch's best for the same size and network, by the wall clock, of one thread or two, stacked or not. */
function bestPeer(row: Row, peers: readonly Row[]): number | undefined {
  const same = peers.filter(
    ({ batch, hidden, peer }) => batch === row.batch && hidden === row.hidden && peer === row.peer,
  );
  return same.length === 0 ? undefined : Math.max(...same.map(({ wall }) => wall));
}

function print(rows: readonly Row[], peers: readonly Row[], rounds: number): void {
  const headings = [
    ...['network', 'computed by', 'hidden', 'batch', 'k/s, wall', 'k/s, core'],
    ...['of PyTorch’s best, wall', 'of the bare product', `more after ${rounds} rounds`],
  ];
  console.log(`| ${headings.join(' | ')} |`);
  console.log(`|${' --- |'.repeat(headings.length)}`);
  const sizes = [...SIZES, ...LARGE].map(({ hidden, batch }) => `${hidden} ${batch}`);
  const place = ({ hidden, batch }: Row): number => sizes.indexOf(`${hidden} ${batch}`);
  for (const row of [...rows, ...peers].sort((a, b) => place(a) - place(b))) {
    const best = bestPeer(row, peers);
    const cells = [
      ...[row.way, row.machine, row.hidden, row.batch],
      ...[(row.wall / 1e3).toFixed(1), (row.core / 1e3).toFixed(1)],
      best === undefined ? '' : (row.wall / best).toFixed(2),
      row.share?.toFixed(2) ?? '',
      row.held
        ? `kernel ${row.held.kernel.toFixed(1)} MiB, process ${row.held.resident.toFixed(1)} MiB`
        : '',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

/** The machines that this engine of JavaScript has. */
async function machines(): Promise<Machine[]> {
  const cores = availableParallelism();
  const vectorBits = vectorBitsFromEnvironment('bench');
  const wasm = (threads: number, precision: Precision): Machine => ({
    name: [
      `wasm, ${threads} thread${threads > 1 ? 's' : ''}`,
      ...(precision === 'fused' ? ['fused'] : []),
      ...(vectorBits === 256 ? ['256 bits'] : []),
    ].join(', '),
    ...{ threads, precision, backend: 'wasm' },
  });
  const precisions: Precision[] = ['portable'];
  try {
    engineFor('bench', 'fused');
    precisions.push('fused');
  } catch {
    console.log(`Node ${process.versions.node} has no relaxed SIMD: portable alone.\n`);
  }
  const counts = cores > 1 ? [1, cores] : [1];
  const found = precisions.flatMap((precision) => counts.map((count) => wasm(count, precision)));
  try {
    await selectTensorBackend({ backend: 'native' });
    found.push({ name: 'native', threads: 1, precision: 'portable', backend: 'native' });
  } catch {
    console.log('The native backend is not installed: wasm alone.\n');
  }
  return found;
}

const HELP = `npm run bench -- network [--smoke] [--seconds 2] [--rounds 1000] [--large] [--python /path/to/python]

Examples per second of eight digits peers that train as a network, alone and connected, and the same in PyTorch. With
BITTENSOR_VECTOR_BITS=256 on Node 24 the kernel computes in vectors of 256 bits.

  --smoke     a moment each, without PyTorch, to see that it runs
  --seconds   for each way
  --rounds    of training whose memory is measured
  --large     models of 512 and 1,024 hidden units at batch 512 in place of 64 at 32 and 128
  --python    a Python with PyTorch; /usr/bin/python3 where not given`;

async function main(): Promise<void> {
  const values = optionsOf(HELP, {
    smoke: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    large: { type: 'boolean', default: false },
    python: { type: 'string', default: '/usr/bin/python3' },
  });
  const seconds = Number(values.seconds ?? (values.smoke ? 0.1 : 2));
  const rounds = Number(values.rounds ?? (values.smoke ? 1 : values.large ? 0 : 1000));
  const rows: Row[] = [];
  const peers: Row[] = [];
  const computers = await machines();
  for (const size of values.large ? LARGE : SIZES) {
    for (const machine of computers) {
      for (const way of Object.keys(WAYS)) {
        rows.push(await ours(way, size, machine, seconds, rounds));
      }
    }
    if (values.smoke) continue;
    for (const threads of [1, 2]) peers.push(...torch(values.python, threads, size, seconds));
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
