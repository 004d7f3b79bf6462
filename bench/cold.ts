/*
 * Microseconds of a peer's jobs where a cache holds its parameters and where none does: what many peers cost beside few.
 * See network.md beside the sources.
 *
 *   node dist/bench/cold.js [--smoke] [--peers 1024] [--turns 120]
 */
import { loadDigits } from '../lib/datasets/index.js';
import { createStream } from '../lib/math/index.js';
import { createNetwork } from '../lib/network/index.js';
import { DenseCohort } from '../lib/network/model/denseCohort.js';
import { rowsOf } from '../lib/network/rows.js';
import { optionsOf, refuse } from './arguments.js';
import { timed, wallSeconds } from './clock.js';

const HELP = `npm run bench -- cold [options]

Microseconds of jobs of one peer, by the wall clock: of peers drawn from many, whose parameters no cache holds, and of
eight, in turn; medians of turns, with the fifth of them below. On one thread, everything around the kernel included.

  --peers 1024  of which the many are drawn
  --turns 120   of 200 jobs of each kind
  --smoke       64 peers and few turns, to see that it runs`;
const given = optionsOf(HELP, {
  smoke: { type: 'boolean', default: false },
  peers: { type: 'string' },
  turns: { type: 'string' },
});

function integerOf(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  return refuse(`${name} must be an integer of at least ${least}, got ${text}`);
}
const PEERS = integerOf('peers', given.peers ?? (given.smoke ? '64' : '1024'), 8);
const TURNS = integerOf('turns', given.turns ?? (given.smoke ? '2' : '120'), 1);
/** Jobs of a turn. */
const JOBS = 200;
/** Jobs of the eight before they are measured, so that a cache holds their parameters. */
const WARM = 32;

/** What a peer does once. */
type Work = (peer: number) => unknown;

function sliceOf(rows: number): { x: Float32Array; y: Int32Array } {
  const digits = loadDigits();
  return { x: digits.x.slice(0, rows * digits.inputs), y: digits.y.slice(0, rows) };
}

async function works(): Promise<Record<string, Work>> {
  const { groups, ...digits } = loadDigits();
  const specs = Array.from({ length: PEERS }, () => {
    return { kind: 'dense', data: { ...digits, rows: 64, ...sliceOf(64) } } as const;
  });
  const network = await createNetwork({ peers: specs, seed: 1 });
  const [cohort] = network.cohorts;
  if (!(cohort instanceof DenseCohort)) throw new TypeError('the cohort must be dense');
  const { width } = network.settings;
  const some = rowsOf(sliceOf(16).x, digits.inputs);
  const gradient = rowsOf(new Float32Array(16 * width).fill(1e-3), width);
  const all = rowsOf(sliceOf(32).x, digits.inputs);
  const { y } = sliceOf(32);
  return {
    'answer to 16 rows': (peer) => cohort.forward([{ peer, x: some }]),
    'answer and its gradient': (peer) => cohort.accumulate([{ peer, x: some, gradient }]),
    'batch of 32 rows and step': (peer) => {
      const joined = [{ peer, factors: 1, received: true }];
      return [cohort.train([{ peer, x: all, y, joined, gated: false }]), cohort.step([peer])];
    },
  };
}

/** The value with a share of the others below it. */
function quantile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))].toFixed(1);
}

async function main(): Promise<void> {
  console.log('| job | peers drawn from many, µs | a fifth below | of eight, µs | a fifth below |');
  console.log(`|${' --- |'.repeat(5)}`);
  const stream = createStream(1);
  for (const [name, work] of Object.entries(await works())) {
    const [many, eight]: number[][] = [[], []];
    const microseconds = (peerOf: (at: number) => number): number => {
      const peers = Array.from({ length: JOBS }, (_, at) => peerOf(at));
      return (
        (1e6 / JOBS) *
        timed(wallSeconds, () => {
          for (const peer of peers) work(peer);
        })
      );
    };
    for (let turn = 0; turn < TURNS; turn++) {
      many.push(microseconds(() => stream.integer(PEERS)));
      for (let at = 0; at < WARM; at++) work(at % 8);
      eight.push(microseconds((at) => at % 8));
    }
    const cells = [many, eight].flatMap((values) => [quantile(values, 0.5), quantile(values, 0.2)]);
    console.log(`| ${[name, ...cells].join(' | ')} |`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? error.message : error);
  process.exitCode = 1;
});
