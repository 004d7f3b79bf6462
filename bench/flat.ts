/*
 * Time and memory of a gated peer against the number of peers: conditional computation (§1.7) whose cost does not grow
 * with the network. See network.md beside the sources.
 *
 *   node dist/bench/flat.js [--smoke] [--sizes 8,64,1024] [--k 4] [--batch 32] [--rounds 25] [--passes 3] [--threads 2]
 */
import { createStream } from '../lib/math/index.js';
import { loadDigits, type Dataset } from '../lib/datasets/index.js';
import { createNetwork, train, type GateOptions, type Network } from '../lib/network/index.js';
import { DenseCohort } from '../lib/network/model/denseCohort.js';
import { optionsOf, refuse } from './arguments.js';
import { processorSeconds, wallSeconds } from './clock.js';

const HELP = `npm run bench -- flat [options]

Milliseconds of a peer's round, by processor time and by the wall clock, and the memory of its parameters, for gates by
product keys and gates that score all peers.

  --sizes 8,16,32,64,128,256,512,1024   numbers of peers
  --k 4         peers chosen for each row
  --reach 8     peers that a batch asks at most, of gates by product keys
  --held 16     peers whose parameters are held at most, of gates by product keys
  --batch 32    rows
  --rounds 25   measured at least, after 5 to get warm; more of few peers, so that V8 has compiled all
  --passes 3    over all sizes in turn, an odd number; numbers are their medians, with the least and the largest
  --threads 2   that share the network
  --all 128     the most peers of gates that score all
  --smoke       8 and 16 peers, a moment each, to see that it runs`;

const given = optionsOf(HELP, {
  smoke: { type: 'boolean', default: false },
  sizes: { type: 'string' },
  k: { type: 'string', default: '4' },
  reach: { type: 'string', default: '8' },
  held: { type: 'string', default: '16' },
  batch: { type: 'string', default: '32' },
  rounds: { type: 'string' },
  passes: { type: 'string' },
  threads: { type: 'string', default: '2' },
  all: { type: 'string', default: '128' },
});

function integerOf(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  return refuse(`${name} must be an integer of at least 1, got ${text}`);
}

const SIZES = (given.sizes ?? (given.smoke ? '8,16' : '8,16,32,64,128,256,512,1024'))
  .split(',')
  .map((text) => integerOf('sizes', text));
const [K, REACH, HELD, BATCH, ALL, THREADS] = (
  ['k', 'reach', 'held', 'batch', 'all', 'threads'] as const
).map((name) => integerOf(name, given[name]));
const ROUNDS = integerOf('rounds', given.rounds ?? (given.smoke ? '2' : '25'));
const PASSES = integerOf('passes', given.passes ?? (given.smoke ? '1' : '3'));
if (PASSES % 2 === 0) refuse(`passes must be an odd number, got ${PASSES}`);
const WARM = given.smoke ? 1 : 5;
/** Rounds of single peers at least, both to get warm and measured: fewer leave V8 with code that is compiled only in part. */
const TURNS = given.smoke ? 1 : 12_000;
/** Rows of a peer's data. */
const ROWS = 64;

/** Random rows of digits for each peer: a thousand peers share them. */
function shardsOf(peers: number): Dataset[] {
  const digits = loadDigits();
  return Array.from({ length: peers }, (_, peer) => {
    const stream = createStream(1).split(peer);
    const rows = Array.from({ length: ROWS }, () => stream.integer(digits.rows));
    const x = new Float32Array(ROWS * digits.inputs);
    for (const [at, row] of rows.entries()) {
      x.set(digits.x.subarray(row * digits.inputs, (row + 1) * digits.inputs), at * digits.inputs);
    }
    const y = Int32Array.from(rows, (row) => digits.y[row]);
    const { groups, ...rest } = digits;
    return { ...rest, rows: ROWS, x, y };
  });
}

/** Mean bytes of a peer's parameters with their moments and gradients, gates included, and neighbours held. */
function heldBy(network: Network): { bytes: number; neighbours: number } {
  const bytes = network
    .save()
    .parts.flatMap((part) => [...part.values()])
    .reduce((sum, { byteLength }) => sum + byteLength, 0);
  const [cohort] = network.cohorts;
  const held =
    cohort instanceof DenseCohort
      ? [...cohort.members.keys()].map((member) => cohort.store.heldBlocks(member).length)
      : [];
  const neighbours = held.reduce((sum, count) => sum + count, 0) / network.peers;
  return { bytes: bytes / network.peers, neighbours };
}

/** How gates choose: by product keys, or with a score for each peer. */
type Kind = 'product' | 'all';

interface Cost {
  readonly kind: Kind;
  readonly peers: number;
  /** Milliseconds of a peer's round. */
  readonly core: number;
  readonly wall: number;
  readonly kibibytes: number;
  readonly neighbours: number;
  /** Requests of a peer's round. */
  readonly asked: number;
}

/** A network that is trained, and rounds that each of its passes measures. */
interface Measured {
  readonly kind: Kind;
  readonly peers: number;
  readonly network: Network;
  readonly rounds: number;
}

/** Training options of all networks. */
const OPTIONS = { batch: BATCH, jitter: 0.2, threads: THREADS };

/** A network that V8 has compiled all for. */
async function warmed(kind: Kind, peers: number): Promise<Measured> {
  const k = Math.min(K, peers);
  const reach = Math.min(REACH, peers);
  const gate: GateOptions =
    kind === 'all'
      ? { k }
      : { k, choice: 'product', reach, held: Math.min(Math.max(reach, HELD), peers) };
  const specs = shardsOf(peers).map((data) => ({ kind: 'dense', data }) as const);
  const network = await createNetwork({ peers: specs, gate, seed: 1 });
  const [warm, rounds] = [WARM, ROUNDS].map((least) => Math.max(least, Math.ceil(TURNS / peers)));
  await train(network, { ...OPTIONS, rounds: warm });
  return { kind, peers, network, rounds };
}

/** The cost of a pass of rounds. */
async function costOf({ kind, peers, network, rounds }: Measured): Promise<Cost> {
  const [core, wall] = [processorSeconds(), wallSeconds()];
  const { traffic } = await train(network, { ...OPTIONS, rounds: network.round + rounds });
  const turns = rounds * peers;
  const cost = {
    core: (1e3 * (processorSeconds() - core)) / turns,
    wall: (1e3 * (wallSeconds() - wall)) / turns,
  };
  const asked = traffic.reduce((sum, row) => sum + row.asked, 0) / turns;
  const { bytes, neighbours } = heldBy(network);
  return { kind, peers, asked, neighbours, ...cost, kibibytes: bytes / 1024 };
}

/** The middle of an odd number of values, and the least and the largest where there are several. */
function middle(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, centre, most] = [0, (sorted.length - 1) / 2, sorted.length - 1].map((at) =>
    sorted[at].toFixed(2),
  );
  return most === least ? centre : `${centre} (${least} to ${most})`;
}

async function main(): Promise<void> {
  const headings = ['gate', 'peers', 'ms a round, core', 'wall', 'of the first, core', 'wall'];
  headings.push('KiB a peer', 'of the first', 'neighbours held', 'asked a round');
  console.log(`| ${headings.join(' | ')} |`);
  console.log(`|${' --- |'.repeat(headings.length)}`);
  for (const kind of ['product', 'all'] as const) {
    const sizes = SIZES.filter((peers) => kind === 'product' || peers <= ALL);
    const networks: Measured[] = [];
    for (const peers of sizes) networks.push(await warmed(kind, peers));
    // All sizes in turn, so that a slow time of the machine is one of all.
    const passes: Cost[][] = [];
    for (let pass = 0; pass < PASSES; pass++) {
      const costs: Cost[] = [];
      for (const one of networks) costs.push(await costOf(one));
      passes.push(costs);
    }
    for (const [at, peers] of sizes.entries()) {
      const of = (what: 'core' | 'wall'): string => middle(passes.map((costs) => costs[at][what]));
      const ratios = (what: 'core' | 'wall'): string =>
        middle(passes.map((costs) => costs[at][what] / costs[0][what]));
      const [first, own] = [passes[0][0], passes[0][at]];
      const cells = [
        ...[kind, String(peers), of('core'), of('wall'), ratios('core'), ratios('wall')],
        own.kibibytes.toFixed(0),
        (own.kibibytes / first.kibibytes).toFixed(2),
        ...[own.neighbours.toFixed(1), own.asked.toFixed(1)],
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? error.message : error);
  process.exitCode = 1;
});
