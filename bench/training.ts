/*
 * Examples per second of training eight networks 64-64-10 (dense, relu, dense, softmax cross-entropy, Adam) at batch 128,
 * in several ways, and the same in PyTorch (peers/torch_training.py) in one run. See README.md beside the sources.
 *
 *   node dist/bench/training.js [--smoke] [--seconds 2] [--python /path/to/python]
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { loadTensors, type Tensorflow } from '../lib/tensors/index.js';
import { optionsOf } from './arguments.js';
import { processorSeconds, wallSeconds } from './clock.js';
import { NETS, BATCH, WAYS, type Way } from './trainingWays.js';

interface Row {
  way: string;
  /** Examples per second by the wall clock, and per second of processor time: the best of three measurements. */
  wall: number;
  core: number;
  /** The memory left after 1,000 rounds: tensors, bytes of tensors, bytes of the wasm heap. */
  left?: readonly [number, number, number];
}

const SOURCE = join(__dirname, '../../bench/peers/torch_training.py');

/** Every measurement takes a quarter of the seconds; the first one is a warm-up. */
function measure(way: string, round: () => void, seconds: number): Row {
  const row = { way, wall: 0, core: 0 };
  for (let measurement = 0; measurement < 4; measurement++) {
    const [wall, core] = [wallSeconds(), processorSeconds()];
    let rounds = 0;
    do {
      round();
      rounds++;
    } while (wallSeconds() - wall < seconds / 4);
    if (measurement === 0) continue;
    const examples = rounds * NETS * BATCH;
    row.wall = Math.max(row.wall, examples / (wallSeconds() - wall));
    row.core = Math.max(row.core, examples / (processorSeconds() - core));
  }
  return row;
}

function held(tf: Tensorflow): [number, number, number] {
  const { numTensors, numBytes } = tf.memory();
  const { wasm } = tf.backend() as unknown as { wasm?: { HEAPU8: Uint8Array } };
  return [numTensors, numBytes, wasm?.HEAPU8.length ?? 0];
}

async function ours(backend: 'wasm' | 'native', seconds: number, rounds: number): Promise<Row[]> {
  const { tf } = await loadTensors({ backend });
  return Object.entries<Way>(WAYS).map(([name, prepare]) => {
    const training = prepare(tf);
    const row: Row = measure(`${backend}: ${name}`, training.round, seconds);
    const before = held(tf);
    for (let count = 0; count < rounds; count++) training.round();
    const after = held(tf);
    row.left = [after[0] - before[0], after[1] - before[1], after[2] - before[2]];
    training.dispose();
    return row;
  });
}

/** PyTorch's rows; none where this Python has no PyTorch. */
function torch(python: string, threads: number, seconds: number): Row[] {
  try {
    const printed = execFileSync(python, [SOURCE, String(threads), String(seconds)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, OMP_NUM_THREADS: String(threads) },
    });
    const version = /torch (\S+)/.exec(printed)?.[1] ?? '';
    const rates = /^(.*): (\d+) wall, (\d+) core-second$/gm;
    return [...printed.matchAll(rates)].map(([, way, wall, core]) => ({
      way: `PyTorch ${version}, ${threads} thread${threads > 1 ? 's' : ''}: ${way}`,
      wall: Number(wall),
      core: Number(core),
    }));
  } catch {
    return [];
  }
}

function print(rows: readonly Row[], peers: readonly Row[]): void {
  const [one, stacked] = peers;
  const headings = ['way', 'k/s, wall', 'k/s, core'];
  if (peers.length > 0) headings.push('of PyTorch, one by one', 'of PyTorch, stacked');
  console.log(`| ${headings.join(' | ')} | left after 1,000 rounds |`);
  console.log(`|${' --- |'.repeat(headings.length + 1)}`);
  for (const { way, wall, core, left } of [...rows, ...peers]) {
    const cells = [way, (wall / 1e3).toFixed(0), (core / 1e3).toFixed(0)];
    if (peers.length > 0) {
      cells.push(...[one, stacked].map((peer) => (core / peer.core).toFixed(2)));
    }
    cells.push(left ? `${left[0]} tensors, ${left[1]} B, heap ${left[2]} B` : '');
    console.log(`| ${cells.join(' | ')} |`);
  }
}

const HELP = `npm run bench -- training [--smoke] [--seconds 2] [--python /path/to/python]

Examples per second of training eight networks in several ways, and the same in PyTorch.

  --smoke     a moment each, without PyTorch, to see that it runs
  --seconds   for each way
  --python    a Python with PyTorch; /usr/bin/python3 where not given`;

async function main(): Promise<void> {
  const values = optionsOf(HELP, {
    smoke: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    python: { type: 'string', default: '/usr/bin/python3' },
  });
  const seconds = Number(values.seconds ?? (values.smoke ? 0.1 : 2));
  const rows = await ours('wasm', seconds, values.smoke ? 10 : 1000);
  try {
    rows.push(...(await ours('native', seconds, values.smoke ? 10 : 1000)));
  } catch (error) {
    console.log(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  const peers = values.smoke
    ? []
    : [1, 2].flatMap((threads) => torch(values.python, threads, seconds));
  if (!values.smoke && peers.length === 0)
    console.log(`No PyTorch at ${values.python}: ours alone.\n`);
  print(rows, peers);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof TypeError ? error.message : error);
    process.exitCode = 1;
  });
}
