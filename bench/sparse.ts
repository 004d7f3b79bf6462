/*
 * Seconds a step of a sparse market, on one thread and on all cores, against the memory bandwidth of the same run, the
 * readable definition and SciPy. See scale.md beside the sources.
 *
 *   node dist/bench/sparse.js [--smoke] [--peers n] [--known k] [--samples m] [--python path]
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { availableParallelism, loadavg } from 'node:os';
import { descendSparseFast } from '../lib/kernel/index.js';
import { descendSparse, randomSparseMarket, type SparseMarket } from '../lib/market/index.js';
import { optionsOf, refuse } from './arguments.js';
import { processorSeconds, timed } from './clock.js';

const HELP = `npm run bench -- sparse [--smoke] [--peers n] [--known k] [--samples m] [--python path]

Seconds a step of a market whose peers know k others, on one thread and on all cores; the bytes that a step reads and
writes as a share of the bandwidth of a copy; the readable definition and SciPy on 50,000 peers or fewer.

  --smoke    20,000 peers, to see that it runs
  --peers    1000000 where not given
  --known    64 where not given
  --samples  8 where not given
  --python   a Python with SciPy; python3 where not given`;

interface Step {
  /** Least and median wall seconds of a step, and the median of processor seconds. */
  readonly least: number;
  readonly median: number;
  readonly processor: number;
}

const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];

/** Step times of a descent; the first steps include the checks and the compiler. */
function clockOfSteps(): { onStep: () => void; result: () => Step } {
  const [wall, processor]: number[][] = [[], []];
  let [last, used] = [performance.now(), processorSeconds()];
  return {
    onStep: () => {
      wall.push((performance.now() - last) / 1000);
      processor.push(processorSeconds() - used);
      [last, used] = [performance.now(), processorSeconds()];
    },
    result: () => {
      const steady = wall.slice(2);
      const median = middle(steady);
      return { least: steady[0], median, processor: middle(processor.slice(2)) };
    },
  };
}

const OPTIONS = { learningRate: 0.01, tolerance: 0 };

async function stepOf(market: SparseMarket, workers: number, steps: number): Promise<Step> {
  const { onStep, result } = clockOfSteps();
  await descendSparseFast(market, { ...OPTIONS, workers, maxSteps: steps + 2, onStep });
  return result();
}

/** Bytes a second that one thread reads and writes in a copy of 512 MB. */
function copyBandwidth(smoke: boolean): number {
  const values = new Float64Array(smoke ? 2 ** 20 : 2 ** 26).fill(1);
  const copy = new Float64Array(values.length);
  const seconds = Array.from({ length: 5 }, () =>
    timed(processorSeconds, () => {
      copy.set(values);
    }),
  );
  return (2 * values.byteLength) / Math.max(Math.min(...seconds), 1e-6);
}

/** The bytes that a step reads and writes: the market, W and W⁺, and bids and shifts, each written and read. */
function bytesOf({ peers, known, samples }: SparseMarket): number {
  return peers * known * (4 * samples + 4 + 16 + 32 + 4);
}

interface Scipy {
  readonly scipy: string;
  readonly step: number;
  readonly product: number;
}

function scipyStep(python: string, market: SparseMarket, steps: number): Scipy | undefined {
  const script = join(__dirname, '..', '..', 'bench', 'peers', 'scipy_step.py');
  const sizes = [market.peers, market.known, market.samples, steps].map(String);
  const { status, stdout } = spawnSync(python, [script, ...sizes], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as Scipy) : undefined;
}

const show = ({ least, median, processor }: Step): string =>
  `median ${median.toFixed(3)} s, least ${least.toFixed(3)} s, processor ${processor.toFixed(3)} s`;

async function main(): Promise<void> {
  const values = optionsOf(HELP, {
    smoke: { type: 'boolean', default: false },
    peers: { type: 'string' },
    known: { type: 'string', default: '64' },
    samples: { type: 'string', default: '8' },
    python: { type: 'string', default: 'python3' },
  });
  const peers = Number(values.peers ?? (values.smoke ? 20_000 : 1_000_000));
  const [known, samples] = [Number(values.known), Number(values.samples)];
  if (![peers, known, samples].every((value) => Number.isSafeInteger(value) && value >= 1)) {
    refuse('peers, known and samples must be integers of at least 1');
  }
  const steps = values.smoke ? 2 : 7;
  const parameters = { known, samples, temperature: 10 / known };
  const market = randomSparseMarket({ ...parameters, peers });
  const bytes = bytesOf(market);
  const cores = availableParallelism();
  console.log(
    `${peers} peers, k = ${known}, m = ${samples}: ${(bytes / 1e9).toFixed(2)} GB a step; load ${loadavg()[0].toFixed(1)}`,
  );
  const all = await stepOf(market, cores, steps);
  const most = process.resourceUsage().maxRSS / 2 ** 20;
  console.log(`  ${cores} threads: ${show(all)}`);
  console.log(`  most resident memory ${most.toFixed(2)} GiB, the market included`);
  const one = await stepOf(market, 1, steps);
  const copy = copyBandwidth(values.smoke);
  const share = (100 * bytes) / one.processor / copy;
  console.log(
    `  1 thread: ${show(one)}, ${share.toFixed(0)} % of the ${(copy / 1e9).toFixed(1)} GB/s of a copy`,
  );
  const fewer = randomSparseMarket({ ...parameters, peers: Math.min(peers, 50_000) });
  console.log(`${fewer.peers} peers, beside others:`);
  console.log(`  kernel, 1 thread: ${show(await stepOf(fewer, 1, steps))}`);
  const { onStep, result } = clockOfSteps();
  descendSparse(fewer, { ...OPTIONS, maxSteps: 4, onStep });
  console.log(`  definition: ${show(result())}`);
  const scipy = scipyStep(values.python, fewer, steps);
  console.log(
    scipy
      ? `  SciPy ${scipy.scipy}: least ${scipy.step.toFixed(3)} s, of which its CSR product ${scipy.product.toFixed(3)} s`
      : `  SciPy: skipped, since ${values.python} has no SciPy (pip install scipy, then --python path)`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
