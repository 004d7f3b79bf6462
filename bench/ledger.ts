/*
 * Seconds a block of the ledger, rank (5) and inflation (6), for 1,000,000 peers with 64 neighbours each, on
 * one core, and the fraction of the core's memory bandwidth. The same run measures the two plain sums: by rows
 * (CSR, scattered writes) and by columns (CSC, gathered reads).
 *
 *   node dist/bench/ledger.js [peers] [neighbours]
 */
import { createSparseWeights, sparseBlock, type SparseRows } from '../lib/ledger/index.js';
import { createStream } from '../lib/math/random.js';
import { numbersOf } from './arguments.js';

const HELP = `npm run bench -- ledger [peers] [neighbours]

Seconds a block of the ledger on one core, against two plain ways to sum; 1,000,000 peers with 64 neighbours where not
given.`;
const [peers, neighbours] = numbersOf(HELP, [1_000_000, 64]);
const ROUNDS = 7;

function draw(single: boolean): SparseRows {
  const stream = createStream(1);
  const entries = peers * neighbours;
  const columns = new Uint32Array(entries);
  const values = single ? new Float32Array(entries) : new Float64Array(entries);
  const rowStart = Uint32Array.from({ length: peers + 1 }, (_, i) => i * neighbours);
  for (let i = 0, at = 0; i < peers; i++) {
    const chosen = new Set<number>();
    while (chosen.size < neighbours) chosen.add(stream.integer(peers));
    let sum = 0;
    const from = at;
    for (const column of chosen) {
      columns[at] = column;
      values[at] = 1 - stream.uniform();
      sum += values[at++];
    }
    for (let k = from; k < at; k++) values[k] /= sum;
  }
  return { peers, rowStart, columns, values };
}

interface Timing {
  /** Median and least wall time of some rounds, in seconds. */
  readonly median: number;
  readonly least: number;
  /** Median processor time in seconds, which is robust where other programs share the core. */
  readonly processor: number;
}

function time(work: () => unknown): Timing {
  const wall: number[] = [];
  const processor: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    work();
    wall.push((performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(used);
    processor.push((user + system) / 1e6);
  }
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[ROUNDS >> 1];
  return { median: middle(wall), least: wall[0], processor: middle(processor) };
}

/** Bytes a second of a plain sum over memory, eight sums at once: the read bandwidth of one core. */
function bandwidth(): number {
  const values = new Float64Array(2 ** 25).fill(1);
  return values.byteLength / time(() => sumOf(values)).processor;
}

function sumOf(values: Float64Array): number {
  let a = 0.5;
  let b = 0.5;
  let c = 0.5;
  let d = 0.5;
  let e = 0.5;
  let f = 0.5;
  let g = 0.5;
  let h = 0.5;
  for (let at = 0; at < values.length; at += 8) {
    a += values[at];
    b += values[at + 1];
    c += values[at + 2];
    d += values[at + 3];
    e += values[at + 4];
    f += values[at + 5];
    g += values[at + 6];
    h += values[at + 7];
  }
  return a + b + c + d + e + f + g + h;
}

function scatter({ rowStart, columns, values }: SparseRows, stake: Float64Array): Float64Array {
  const ranks = new Float64Array(peers);
  for (let i = 0; i < peers; i++) {
    const s = stake[i];
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) ranks[columns[at]] += s * values[at];
  }
  return ranks;
}

/** The same weights by columns: a CSR whose rows are the columns. */
function transpose({ rowStart, columns, values }: SparseRows): SparseRows {
  const start = new Uint32Array(peers + 1);
  for (const column of columns) start[column + 1]++;
  for (let j = 0; j < peers; j++) start[j + 1] += start[j];
  const next = start.slice();
  const rows = new Uint32Array(columns.length);
  const out = new Float64Array(columns.length);
  for (let i = 0; i < peers; i++) {
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      const to = next[columns[at]]++;
      rows[to] = i;
      out[to] = values[at];
    }
  }
  return { peers, rowStart: start, columns: rows, values: out };
}

function gather({ rowStart, columns, values }: SparseRows, stake: Float64Array): Float64Array {
  const ranks = new Float64Array(peers);
  for (let j = 0; j < peers; j++) {
    let sum = 0;
    for (let at = rowStart[j]; at < rowStart[j + 1]; at++) sum += stake[columns[at]] * values[at];
    ranks[j] = sum;
  }
  return ranks;
}

function report(name: string, { median, least, processor }: Timing, note = ''): void {
  const [m, l, p] = [median, least, processor].map((seconds) => `${seconds.toFixed(3)} s`);
  console.log(`${name.padEnd(30)} median ${m}  least ${l}  processor ${p}  ${note}`);
}

const bytesASecond = bandwidth();
console.log(
  `${peers} peers, ${neighbours} neighbours each; one core reads ${(bytesASecond / 1e9).toFixed(1)} GB/s`,
);
const stake = Float64Array.from({ length: peers }, createStream(2).exponential);
for (const single of [true, false]) {
  const precision = single ? 'float32' : 'float64';
  const rows = draw(single);
  const before = performance.now();
  const weights = createSparseWeights(rows);
  const created = (performance.now() - before) / 1000;
  console.log(`${precision} values: createSparseWeights ${created.toFixed(2)} s`);
  const block = time(() => sparseBlock(weights, stake, { inflation: 1 }));
  const bytes = weights.places.byteLength + weights.values.byteLength + 5 * stake.byteLength;
  const part = (100 * bytes) / block.processor / bytesASecond;
  report('  a block, in tiles', block, `${part.toFixed(0)} % of the bandwidth`);
  report(
    '  rank alone by rows (CSR)',
    time(() => scatter(rows, stake)),
  );
  if (!single) {
    const columns = transpose(rows);
    report(
      '  rank alone by columns (CSC)',
      time(() => gather(columns, stake)),
    );
  }
}
const most = process.resourceUsage().maxRSS / 2 ** 20;
console.log(`most resident memory ${most.toFixed(2)} GiB, this bench's own copies included`);
