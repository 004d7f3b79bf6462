/*
 * A second implementation of every quantity of posted weights, on full matrices and by the definitions alone.
 */
import { createStream } from '../../../lib/math/index.js';
import { type WeightsFields, type YumaNetwork } from '../../../lib/market/index.js';

/** A network in full: rows of peers that post none are zeros. */
export interface Full {
  readonly weights: number[][];
  readonly stake: number[];
}

/** A network of n peers of which about `posting` post rows of about `spread` entries; many weights and stakes are equal. */
export function randomFull(n: number, posting: number, spread: number, seed: number): Full {
  const stream = createStream(seed);
  const whole = (): number => 1 + stream.integer(4);
  const weights = Array.from({ length: n }, (): number[] => {
    if (stream.uniform() >= posting) return Array.from({ length: n }, () => 0);
    const row = Array.from({ length: n }, (): number => (stream.uniform() < spread ? whole() : 0));
    if (!row.some((weight) => weight > 0)) row[stream.integer(n)] = 1;
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((weight) => weight / sum);
  });
  const stake = weights.map(() => (stream.uniform() < 0.2 ? 0 : whole()));
  return { weights, stake };
}

export const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const posts = (row: readonly number[]): boolean => row.some((weight) => weight > 0);

/** The stake of peers that post. */
export const votes = ({ weights, stake }: Full): number[] =>
  stake.map((held, i) => (posts(weights[i]) ? held : 0));

/** c_j by trying every weight of the column. */
function level({ weights, stake }: Full, j: number, majority: number, strict: boolean): number {
  const voting = votes({ weights, stake });
  const total = sumOf(voting);
  const supported = weights
    .map((row) => row[j])
    .filter((c) => {
      const support = sumOf(voting.filter((_, i) => weights[i][j] >= c));
      const miss = support - majority * total;
      return strict ? miss > 1e-9 * total : miss >= -1e-9 * total;
    });
  return Math.max(0, ...supported);
}

export const NETWORK = 32767 / 65535;

export const levels = (full: Full, majority: number, strict: boolean): number[] =>
  full.stake.map((_, j) => level(full, j, majority, strict));

/** R by every mechanism. */
export const RANKS: Readonly<Record<string, (full: Full) => number[]>> = {
  paper: (full) => ranked(full, (w) => w),
  l1: (full) => ranked(full, (w) => w),
  median: (full) => clipped(full, 0.5, true),
  medianAtLeast: (full) => clipped(full, NETWORK, false),
  twoSided: (full) => counted(full, full.weights),
  ...{ yuma1: maskedAndClipped, yuma2: maskedAndClipped, yuma3: maskedAndClipped },
  yuma3TwoSided: (full) => counted(full, maskedRows(full)),
  impartial: (full) => {
    const n = full.stake.length;
    const others = full.weights.map((row, i) => {
      if (!posts(row)) return row;
      const rest = row.map((w, j) => (j === i ? 0 : w));
      const sum = sumOf(rest);
      return rest.map((w, j) => (j === i ? 0 : sum > 0 ? w / sum : 1 / (n - 1)));
    });
    const voting = votes(full);
    return others.map((_, j) => sumOf(others.map((row, i) => (voting[i] * row[j]) / n)));
  },
};

function ranked({ weights, stake }: Full, read: (w: number, j: number) => number): number[] {
  const n = stake.length;
  return stake.map((_, j) => sumOf(weights.map((row, i) => stake[i] * read(row[j], j))) / n);
}

/** Rows without the weight for oneself, divided by their sums; a row of that weight alone is empty. */
function maskedRows({ weights }: Full): number[][] {
  return weights.map((row, i) => {
    const rest = row.map((w, j) => (j === i ? 0 : w));
    const sum = sumOf(rest);
    return rest.map((w) => (sum > 0 ? w / sum : 0));
  });
}

/** R of Yuma consensus by the definition; the stake of all that post counts in the majority. */
function maskedAndClipped(full: Full): number[] {
  const [rows, voting] = [maskedRows(full), votes(full)];
  const n = voting.length;
  return voting.map((_, j) => {
    const supported = rows
      .map((row) => row[j])
      .filter((c) => {
        const support = sumOf(voting.filter((_held, i) => rows[i][j] >= c));
        return support >= (NETWORK - 1e-9) * sumOf(voting);
      });
    const level = Math.max(0, ...supported);
    return sumOf(rows.map((row, i) => voting[i] * Math.min(row[j], level))) / n;
  });
}

/** Every vote counted as the level of its column, divided where the levels sum to more than 1. */
function counted(full: Full, rows: number[][]): number[] {
  const voting = votes(full);
  const total = sumOf(voting);
  const found = voting.map((_, j) => {
    const column = rows.map((row) => row[j]);
    const isLevel = (c: number): boolean =>
      sumOf(voting.filter((_held, i) => column[i] >= c)) >= (NETWORK - 1e-9) * total;
    return Math.max(0, ...column.filter(isLevel));
  });
  const excess = Math.max(1, sumOf(found));
  return found.map((c) => (total * c) / excess / voting.length);
}

/** The peers that post, as validators of Yuma consensus: the rows and the stake of an epoch, and which miners they are. */
export function validatorsOf({ weights, stake }: Full): {
  readonly peers: number[];
  readonly epoch: YumaNetwork;
} {
  const peers = stake.map((_, i) => i).filter((i) => posts(weights[i]));
  const rows = peers.map((i) => weights[i]);
  return { peers, epoch: { weights: rows, stake: peers.map((i) => stake[i]), own: peers } };
}

function clipped(full: Full, majority: number, strict: boolean): number[] {
  const found = levels(full, majority, strict);
  return ranked(full, (w, j) => Math.min(w, found[j]));
}

/** m_ij of (8), with s_i w_ij − μ_j. */
export function maskOf({ weights, stake }: Full, t: number): number[][] {
  const shift = RANKS.paper({ weights, stake });
  return weights.map((row, i) =>
    row.map((w, j) => 1 / (1 + Math.exp(-(stake[i] * w - shift[j]) / t))),
  );
}

/** The network as {@link fromWeights} takes it: triplets of names in a random order. */
export function asTriplets({ weights, stake }: Full, seed: number): WeightsFields {
  const name = (i: number): string => `peer ${i}`;
  const triplets = weights.flatMap((row, i) =>
    row.flatMap((w, j) => (w > 0 ? [[name(i), name(j), w] as const] : [])),
  );
  const stream = createStream(seed);
  for (let at = triplets.length - 1; at > 0; at--) {
    const other = stream.integer(at + 1);
    [triplets[at], triplets[other]] = [triplets[other], triplets[at]];
  }
  return { triplets, stake: Object.fromEntries(stake.map((held, i) => [name(i), held])) };
}
