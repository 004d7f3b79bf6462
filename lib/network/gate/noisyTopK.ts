/*
 * Noisy top-k gating (Shazeer et al. 2017, §2.1), at the input of every peer (§1.7):
 *
 *   H(x)_j = (x W_g)_j + ε_j · softplus((x W_n)_j),   ε_j ~ N(0, 1)
 *   g(x)   = softmax(KeepTopK(H(x), k)):   exactly zero except for the k largest
 *
 * Noise varies the choice in training and makes the load (balance.ts) differentiable. Without noise g is the plain top-k
 * softmax.
 *
 *   ∂g_a/∂H_b = g_a ([a = b] − g_b)  among the chosen, 0 elsewhere
 */
import {
  checkFlag,
  checkInteger,
  checkList,
  checkNumbers,
  checkObject,
  checkStream,
  checkVector,
  show,
} from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { type RandomStream } from '../../math/random.js';

/** The choice of a gate for a batch of rows. */
export interface Gating {
  readonly rows: number;
  readonly peers: number;
  /** g, [rows, n]: k values above 0 in each row, with sum 1; all zero where no peer is open. */
  readonly gates: Float64Array;
  /** x W_g, [rows, n]. */
  readonly clean: Float64Array;
  /** softplus(x W_n), [rows, n]; zeros without noise. */
  readonly spread: Float64Array;
  /** ε, [rows, n]; zeros without noise. */
  readonly noise: Float64Array;
  /** H, [rows, n]. */
  readonly noisy: Float64Array;
  /** Whether each peer is available, [n]. */
  readonly open: readonly boolean[];
  /** The k-th and the (k + 1)-th largest H of each row, [rows, 2]; −∞ where there is none. */
  readonly thresholds: Float64Array;
}

/**
 * ln(1 + e^value); NaN of NaN, and ∞ of ∞.
 *
 * @throws {@link InvalidArgumentError} unless `value` is a number
 */
export function softplus(value: number): number {
  if (typeof value !== 'number') {
    throw new InvalidArgumentError('softplus', 'value must be a number', show(value));
  }
  return value > 30 ? value : Math.log1p(Math.exp(value));
}

/**
 * Chooses k of n for each row; all open peers where there are fewer than k.
 *
 * @param clean - x W_g, [rows, n]
 * @param raw - x W_n, [rows, n]; noise is sampled where `stream` is given too
 * @param open - whether each peer is available, [n]
 * @throws {@link InvalidArgumentError} when an argument is of another shape, or not finite
 */
export function chooseTopK(
  clean: Float64Array,
  raw: Float64Array,
  peers: number,
  k: number,
  open: readonly boolean[],
  stream?: RandomStream,
): Gating {
  const where = 'chooseTopK';
  checkInteger(where, 'peers', peers, 1);
  checkInteger(where, 'k', k, 1, peers);
  checkNumbers(where, 'clean', clean);
  const rows = Math.ceil(clean.length / peers);
  for (const [name, values] of Object.entries({ clean, raw })) {
    checkVector(where, name, values, rows * peers, `[${rows}, ${peers}]`);
  }
  checkList(where, 'open', open);
  if (open.length !== peers) {
    const found = `${open.length}`;
    throw new InvalidArgumentError(
      where,
      `open must have one entry for each of ${peers} peers`,
      found,
    );
  }
  for (const isOpen of open) checkFlag(where, 'open', isOpen);
  if (stream !== undefined) checkStream(where, 'stream', stream);
  return topK(clean, raw, peers, k, open, stream);
}

/** {@link chooseTopK} of arguments that are not checked. */
export function topK(
  clean: Float64Array,
  raw: Float64Array,
  peers: number,
  k: number,
  open: readonly boolean[],
  stream?: RandomStream,
): Gating {
  const rows = clean.length / peers;
  const zeros = (): Float64Array => new Float64Array(rows * peers);
  const spread = stream ? raw.map(softplus) : zeros();
  const noise = stream ? stream.normals(clean.length) : zeros();
  const noisy = clean.map((value, at) => value + noise[at] * spread[at]);
  const gates = zeros();
  const thresholds = new Float64Array(rows * 2).fill(-Infinity);
  const order = Int32Array.from([...open.keys()].filter((j) => open[j]));
  const most = Math.min(k, order.length);
  for (let row = 0; row < rows; row++) {
    const values = noisy.subarray(row * peers, (row + 1) * peers);
    // Ties are broken by index, so that the choice does not depend on the sort.
    const sorted = order.slice().sort((a, b) => values[b] - values[a] || a - b);
    const chosen = sorted.subarray(0, most);
    if (most > 0) thresholds[2 * row] = values[sorted[most - 1]];
    if (most < order.length) thresholds[2 * row + 1] = values[sorted[most]];
    let sum = 0;
    for (const j of chosen) sum += gates[row * peers + j] = Math.exp(values[j] - values[sorted[0]]);
    for (const j of chosen) gates[row * peers + j] /= sum;
  }
  return { rows, peers, gates, clean, spread, noise, noisy, open, thresholds };
}

/** @throws {@link InvalidArgumentError} unless the arrays of `gating` have its rows and peers. */
export function checkGating(where: string, gating: Gating): void {
  checkObject(where, 'gating', gating);
  const { rows, peers, thresholds, open } = gating;
  checkInteger(where, 'rows', rows, 0);
  checkInteger(where, 'peers', peers, 1);
  for (const name of ['gates', 'clean', 'spread', 'noisy'] as const) {
    checkLength(where, name, gating[name], rows * peers);
  }
  checkLength(where, 'thresholds', thresholds, 2 * rows);
  checkList(where, 'open', open);
}

function checkLength(where: string, name: string, values: unknown, length: number): void {
  if (values instanceof Float64Array && values.length === length) return;
  const rule = `${name} must be a Float64Array of ${length} numbers`;
  throw new InvalidArgumentError(where, rule, show(values));
}

/** ∂L/∂H from ∂L/∂g, [rows, n]: zero for peers that are not chosen. */
export function gateGradient({ rows, peers, gates }: Gating, gradient: Float64Array): Float64Array {
  const out = new Float64Array(rows * peers);
  for (let row = 0; row < rows; row++) {
    const start = row * peers;
    let mean = 0;
    for (let at = start; at < start + peers; at++) mean += gates[at] * gradient[at];
    for (let at = start; at < start + peers; at++) out[at] = gates[at] * (gradient[at] - mean);
  }
  return out;
}
