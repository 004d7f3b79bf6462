/*
 * Network-steps per second of the kernel, against the readable definition and against the bare product H·d
 * of the same run. See README.md beside the sources.
 *
 *   node dist/bench/kernel.js [--smoke] [--json [file]] [--sizes 10,20,50]
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { compileKernel } from '../lib/kernel/index.js';
import { LANES_UP_TO } from '../lib/kernel/slots.js';
import { descend } from '../lib/market/index.js';
import { optionsOf } from './arguments.js';
import { processorSeconds, timed } from './clock.js';
import { Crew } from './crew.js';
import { Load, marketsOf, type Mix } from './load.js';

/** Rates are steps of one network a second, the best of the rounds. */
export interface Row {
  n: number;
  mix: Mix;
  /** One core, by processor time. */
  oneCore: number;
  /** All cores, by the wall clock. */
  allCores: number;
  cores: number;
  /** The readable definition, one core. */
  definition: number;
  /** The float32 product alone, one core. */
  bareProduct: number;
  /** The rate of the products within the steps on one core: 2 n³ a step. */
  gigaflops: number;
  timesDefinition: number;
  shareOfBareProduct: number;
  /** GB/s of float32 Hessians that one core reads for the bare product, and for the steps. */
  bareBandwidth: number;
  bandwidth: number;
}

/** The file name that stands for standard output. */
const PRINT = 'stdout';

interface Effort {
  rounds: number;
  /** Seconds for each measurement. */
  seconds: number;
}

async function measure(n: number, mix: Mix, { rounds, seconds }: Effort): Promise<Row> {
  const module = compileKernel();
  const cores = availableParallelism();
  const load = new Load(module, mix, n);
  const crew = new Crew(cores, { module, mix, n });
  const market = marketsOf('paired', n, false)[2];
  // A guess of the rate of a core, which the first round corrects.
  let steps = Math.max(8, Math.round((seconds * 5e9) / (n ** 3 + 12 * n * n) / load.width));
  const definitionSteps = Math.max(2, Math.round((seconds * 3e8) / (n ** 3 + 30 * n * n)));
  const best = { oneCore: 0, allCores: 0, definition: 0, bareProduct: 0 };
  const keep = (name: keyof typeof best, rate: number): void => {
    best[name] = Math.max(best[name], rate);
  };
  const run = (): number => {
    load.prepare(steps);
    return timed(processorSeconds, () => {
      load.run();
    });
  };
  // V8 optimises during the first calls.
  for (let warm = 0; warm < 3; warm++) run();
  load.products(3);
  steps = Math.max(4, Math.round((steps * seconds) / Math.max(run(), 1e-3)));
  for (let round = 0; round < rounds; round++) {
    keep('oneCore', (steps * load.width) / run());
    const bare = timed(processorSeconds, () => {
      load.products(steps);
    });
    keep('bareProduct', (steps * load.width) / bare);
    const plain = timed(processorSeconds, () => {
      descend(market, { tolerance: 0, maxSteps: definitionSteps });
    });
    keep('definition', definitionSteps / plain);
    keep('allCores', await crew.rate(steps));
  }
  await crew.stop();
  // By rows, every ratio shares one reading; in lanes, each descent has separate numbers.
  const read = (4 * n ** 3) / (n > LANES_UP_TO ? load.width : 1);
  return {
    n,
    mix,
    cores,
    ...best,
    gigaflops: (best.oneCore * 2 * n ** 3) / 1e9,
    timesDefinition: best.oneCore / best.definition,
    shareOfBareProduct: best.oneCore / best.bareProduct,
    bareBandwidth: (best.bareProduct * read) / 1e9,
    bandwidth: (best.oneCore * read) / 1e9,
  };
}

function print(rows: readonly Row[]): void {
  const thousand = (rate: number): string =>
    (rate / 1e3).toFixed(rate < 1e4 ? 2 : rate < 1e5 ? 1 : 0);
  const headings =
    'n|mix|one core k/s|all cores k/s|definition k/s|x definition|GFLOP/s|bare k/s|of bare|GB/s of H';
  console.log(`| ${headings.split('|').join(' | ')} |`);
  console.log(`|${' --- |'.repeat(headings.split('|').length)}`);
  for (const row of rows) {
    const cells = [
      row.n,
      row.mix,
      thousand(row.oneCore),
      thousand(row.allCores),
      thousand(row.definition),
      row.timesDefinition.toFixed(0),
      row.gigaflops.toFixed(1),
      thousand(row.bareProduct),
      row.shareOfBareProduct.toFixed(2),
      row.bandwidth.toFixed(1),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

const HELP = `npm run bench -- kernel [--smoke] [--sizes 10,20,50] [--json [file]]

Network-steps per second of the descent kernel, in thousands: on one core by processor time, on all cores by the
wall clock; of the readable definition on one core; and of the bare product H d, all within one run.

  --smoke   a few seconds, to see that it runs
  --sizes   numbers of peers; 10,20,50,100,200 where not given
  --json    the numbers as JSON, to the terminal or to a file`;

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  // `--json` alone prints, but parseArgs requires a value.
  const at = args.indexOf('--json');
  if (at >= 0 && (args[at + 1] ?? '--').startsWith('--')) args.splice(at + 1, 0, PRINT);
  const values = optionsOf(
    HELP,
    {
      smoke: { type: 'boolean', default: false },
      json: { type: 'string' },
      sizes: { type: 'string' },
    },
    args,
  );
  const effort = values.smoke ? { rounds: 1, seconds: 0.02 } : { rounds: 7, seconds: 0.3 };
  const sizes = (values.sizes ?? (values.smoke ? '10,50' : '10,20,50,100,200')).split(',');
  const rows: Row[] = [];
  for (const n of sizes.map(Number)) {
    for (const mix of ['paired', 'single'] as const) rows.push(await measure(n, mix, effort));
  }
  if (values.json === undefined) {
    print(rows);
  } else if (values.json === PRINT) console.log(JSON.stringify(rows, null, 2));
  else writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof TypeError ? error.message : error);
    process.exitCode = 1;
  });
}
