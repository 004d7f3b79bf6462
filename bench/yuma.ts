/*
 * Milliseconds of an epoch of Yuma consensus, and the same epoch in NumPy (peers/numpy_yuma.py), whose outcome is compared.
 *
 *   node dist/bench/yuma.js [--smoke] [--seconds 2] [--python /path/to/python]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEpoch, stepEpoch, type Epoch } from '../lib/market/yuma/epoch.js';
import { yumaSettings, type YumaOptions } from '../lib/market/yuma/options.js';
import { NONE } from '../lib/market/yuma/votes.js';
import { createStream } from '../lib/math/index.js';
import { optionsOf } from './arguments.js';
import { processorSeconds } from './clock.js';

const HELP = `npm run bench -- yuma [--smoke] [--seconds 2] [--python /path/to/python]

Milliseconds of an epoch of Yuma consensus, 64 validators by 256 miners and 256 by 4,096, every version, and the same in
NumPy, whose consensus, incentive, bonds and dividends are compared.

  --smoke     a moment each, to see that it runs
  --seconds   for each way
  --python    a Python with NumPy; python3 where not given`;

const SIZES = [
  [64, 256],
  [256, 4096],
] as const;

/** The rules; NumPy has those of yuma3. */
const WAYS: Readonly<Record<string, YumaOptions>> = {
  yuma1: { version: 'yuma1' },
  yuma2: { version: 'yuma2' },
  yuma3: {},
  'yuma3, liquid alpha': { liquidAlpha: true, bondPenalty: 0 },
};

interface Given {
  readonly weights: Float64Array;
  readonly stake: Float64Array;
}

/** Rows near a common merit, which a part of the miners has; a weight in ten is 0; stake is of very unequal sizes. */
function sample(validators: number, miners: number, part: number): Given {
  const stream = createStream(validators);
  const merit = Float64Array.from({ length: miners }, () =>
    stream.uniform() < part ? stream.uniform() ** 4 : 0,
  );
  return {
    weights: Float64Array.from({ length: validators * miners }, (_, at) =>
      stream.uniform() < 0.9 ? merit[at % miners] * (0.5 + stream.uniform()) : 0,
    ),
    stake: Float64Array.from({ length: validators }, () => Math.exp(6 * stream.uniform())),
  };
}

/** Milliseconds of an epoch: least by the wall clock, mean of processor time, which excludes other programs. */
interface Times {
  readonly least: number;
  readonly processor: number;
}

/** The epoch after two epochs, and the times of further ones. */
function ours({ weights, stake }: Given, options: YumaOptions, seconds: number) {
  const [V, M] = [stake.length, weights.length / stake.length];
  const epoch = createEpoch(V, M, yumaSettings('bench', options), new Int32Array(V).fill(NONE));
  for (const first of [true, false]) stepEpoch(epoch, weights, stake, first);
  const second = structuredClone(epoch);
  const times: number[] = [];
  const [start, used] = [performance.now(), processorSeconds()];
  while (times.length === 0 || performance.now() - start < 1000 * seconds) {
    const begin = performance.now();
    stepEpoch(epoch, weights, stake, false);
    times.push(performance.now() - begin);
  }
  const processor = (1000 * (processorSeconds() - used)) / times.length;
  return { second, times: { least: Math.min(...times), processor } };
}

interface Peer extends Times {
  readonly numpy: string;
  /** The largest difference of consensus, incentive, bonds and dividends. */
  readonly off: number;
}

/** The same in NumPy; undefined where this Python has none, or the rule is not written there. */
function peer(python: string, given: Given, options: YumaOptions, second: Epoch, seconds: number) {
  if ((options.version ?? 'yuma3') !== 'yuma3') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'yuma-'));
  try {
    const [validators, miners] = [given.stake.length, given.weights.length / given.stake.length];
    const { liquidAlpha: liquid = false, bondPenalty: penalty = 1 } = options;
    writeFileSync(
      join(folder, 'sizes.json'),
      JSON.stringify({ validators, miners, liquid, penalty }),
    );
    writeFileSync(join(folder, 'weights.bin'), given.weights);
    writeFileSync(join(folder, 'stake.bin'), given.stake);
    const script = join(__dirname, '..', '..', 'bench', 'peers', 'numpy_yuma.py');
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    const found = spawnSync(python, [script, folder, String(seconds)], { encoding: 'utf8', env });
    if (found.status !== 0) return undefined;
    const offs = (['consensus', 'incentive', 'bonds', 'dividends'] as const).map((name) => {
      const { buffer, byteOffset, length } = readFileSync(join(folder, `${name}.bin`));
      const values = new Float64Array(buffer.slice(byteOffset, byteOffset + length));
      return values.reduce((most, x, at) => Math.max(most, Math.abs(x - second[name][at])), 0);
    });
    return { ...(JSON.parse(found.stdout) as Omit<Peer, 'off'>), off: Math.max(...offs) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function main(): void {
  const values = optionsOf(HELP, {
    smoke: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    python: { type: 'string', default: 'python3' },
  });
  const seconds = Number(values.seconds ?? (values.smoke ? 0.05 : 2));
  console.log(
    `load ${loadavg()[0].toFixed(1)}; milliseconds of an epoch, processor and least by the wall clock`,
  );
  console.log('| validators × miners | with merit | rule | ours | NumPy | off by |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  let version: string | undefined;
  for (const [validators, miners] of SIZES) {
    for (const part of [1, 0.1]) {
      const given = sample(validators, miners, part);
      for (const [name, options] of Object.entries(WAYS)) {
        const { second, times } = ours(given, options, seconds);
        const other = peer(values.python, given, options, second, seconds);
        version ??= other?.numpy;
        const show = ({ processor, least }: Times): string =>
          `${processor.toFixed(2)}, ${least.toFixed(2)}`;
        const cells = [
          ...[`${validators} × ${miners}`, `${100 * part} %`, name, show(times)],
          ...(other ? [show(other), other.off.toExponential(0)] : ['', '']),
        ];
        console.log(`| ${cells.join(' | ')} |`);
      }
    }
  }
  console.log(
    version === undefined
      ? `NumPy: skipped, since ${values.python} has none (pip install numpy, then --python path)`
      : `NumPy ${version}, one thread`,
  );
}

main();
