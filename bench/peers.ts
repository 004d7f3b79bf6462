/*
 * The kernel and other programs of the same step, alternating in one run: peers/native_descent.c (one core) and
 * peers/jax_descent.py (all cores), where a C compiler and a Python with JAX are installed.
 *
 *   node dist/bench/peers.js [--python /path/to/python] [--sizes 10,20,50,100] [--rounds 3]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileKernel } from '../lib/kernel/index.js';
import { optionsOf } from './arguments.js';
import { processorSeconds, timed } from './clock.js';
import { Crew } from './crew.js';
import { Load, type Mix } from './load.js';

const SOURCES = join(__dirname, '../../bench/peers');
/** The number of simultaneous networks at which JAX is fastest here, and steps for about half a second. */
const JAX: Record<number, { networks: number[]; work: number }> = {
  10: { networks: [256, 1024], work: 100e3 },
  20: { networks: [64, 256], work: 25e3 },
  50: { networks: [16, 64], work: 1500 },
  100: { networks: [8], work: 200 },
  200: { networks: [4], work: 60 },
};

function number(text: string, pattern: RegExp): number {
  const found = pattern.exec(text);
  if (!found) throw new Error(`no rate in: ${text}`);
  return Number(found[1]);
}

function compileC(folder: string): string | undefined {
  const program = join(folder, 'native');
  const source = join(SOURCES, 'native_descent.c');
  try {
    execFileSync('gcc', ['-O3', '-march=native', '-ffast-math', '-o', program, source, '-lm']);
    return program;
  } catch {
    return undefined;
  }
}

function rateOfC(program: string, n: number): number {
  const steps = Math.max(20, Math.round(5e9 / (n ** 3 + 20 * n * n)));
  const printed = execFileSync(program, [String(n), String(steps)], { encoding: 'utf8' });
  return number(printed, /one core (\d+)/);
}

/** The best rate by wall time, and per second of processor time. */
function rateOfJax(python: string, n: number): { wall: number; core: number } {
  const { networks, work } = JAX[n] ?? { networks: [8], work: 100 };
  const source = join(SOURCES, 'jax_descent.py');
  const rates = networks.map((count) => {
    const args = [source, n, count, Math.max(5, Math.round(work / count))].map(String);
    const printed = execFileSync(python, args, { encoding: 'utf8' });
    return { wall: number(printed, /steps\/s (\d+)/), core: number(printed, /core-second (\d+)/) };
  });
  return {
    wall: Math.max(...rates.map(({ wall }) => wall)),
    core: Math.max(...rates.map(({ core }) => core)),
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const thousand = (rate: number): string =>
  (rate / 1e3).toFixed(rate < 1e4 ? 2 : rate < 1e5 ? 1 : 0);

async function compare(
  n: number,
  mix: Mix,
  rounds: number,
  c: string | undefined,
  python: string | undefined,
): Promise<void> {
  const module = compileKernel();
  const cores = availableParallelism();
  const load = new Load(module, mix, n);
  const crew = new Crew(cores, { module, mix, n });
  const steps = Math.max(8, Math.round(2e9 / (n ** 3 + 12 * n * n) / load.width));
  const rates = { one: [0], all: [0], c: [0], jax: [0], jaxCore: [0] };
  for (let warm = 0; warm < 3; warm++) {
    load.prepare(Math.ceil(steps / 10));
    load.run();
    await crew.rate(Math.ceil(steps / 10));
  }
  for (let round = 0; round < rounds; round++) {
    load.prepare(steps);
    const seconds = timed(processorSeconds, () => {
      load.run();
    });
    rates.one.push((steps * load.width) / seconds);
    if (c !== undefined) rates.c.push(rateOfC(c, n));
    rates.all.push(await crew.rate(steps));
    if (python !== undefined) {
      const { wall, core } = rateOfJax(python, n);
      rates.jax.push(wall);
      rates.jaxCore.push(core);
    }
  }
  await crew.stop();
  const best = (values: number[]): number => Math.max(...values);
  const ratio = (a: number[], b: number[]): string => {
    const each = a.slice(1).map((value, at) => value / (b[at + 1] ?? NaN));
    return `${(best(a) / best(b)).toFixed(2)} (${median(each).toFixed(2)})`;
  };
  const cells = [
    n,
    mix,
    thousand(best(rates.one)),
    thousand(best(rates.c)),
    ratio(rates.one, rates.c),
    thousand(best(rates.all)),
    thousand(best(rates.jax)),
    ratio(rates.all, rates.jax),
    thousand(best(rates.jaxCore)),
    ratio(rates.one, rates.jaxCore),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

const HELP = `npm run bench -- peers [--python /path/to/python] [--sizes 10,20,50,100] [--rounds 3]

Steps per second of the kernel beside a C program (where there is gcc) and a JAX program, in turns.

  --python   a Python with JAX; without it there is no column of JAX
  --sizes    numbers of peers
  --rounds   measurements, of which the best counts`;

async function main(): Promise<void> {
  const values = optionsOf(HELP, {
    python: { type: 'string' },
    sizes: { type: 'string', default: '10,20,50,100' },
    rounds: { type: 'string', default: '3' },
  });
  const folder = mkdtempSync(join(tmpdir(), 'peers-'));
  try {
    const c = compileC(folder);
    console.log(
      '| n | mix | kernel k/s | C k/s | ratio | kernel, all cores | JAX | ratio | JAX a core-second | ratio |',
    );
    console.log(`|${' --- |'.repeat(10)}`);
    for (const n of values.sizes.split(',').map(Number)) {
      for (const mix of ['paired', 'single'] as const) {
        await compare(n, mix, Number(values.rounds), c, values.python);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
