/*
 * Gates by product keys over eleven peers, and their equations from the definition.
 */
import assert from 'node:assert/strict';
import { createStream } from '../../lib/math/index.js';
import { type Encoding } from '../../lib/datasets/index.js';
import { checkGateOptions, type GateOptions } from '../../lib/network/gate/gate.js';
import { gridOf } from '../../lib/network/gate/grid.js';
import { gateKernel } from '../../lib/network/gate/kernel.js';
import { noisyScoresIn } from '../../lib/network/gate/keys.js';
import { loadsIn } from '../../lib/network/gate/productBalance.js';
import { ProductGate, type ProductGating } from '../../lib/network/gate/productGate.js';
import { type Rows } from '../../lib/network/rows.js';

export const ENCODINGS: Record<string, Encoding> = {
  numbers: { kind: 'numbers' },
  codes: { kind: 'codes', symbols: 3 },
};
export const [PEERS, INPUTS, WIDTH] = [11, 3, 2];
export const { columns: COLUMNS, lines: LINES } = gridOf(PEERS);

/** A gate over 11 peers whose parameters are all random. */
export function gateOf(
  options: GateOptions,
  encoding: Encoding = { kind: 'numbers' },
): { gate: ProductGate; weights: Float64Array } {
  const gate = freshGate(options, encoding);
  const draw = createStream(2).split('weights');
  const state = new Map(gate.save());
  const values = (state.get('values') ?? new Float32Array()).map(() => 0.7 * draw.normal());
  state.set('values', values);
  gate.restore(state);
  return { gate, weights: Float64Array.from(values) };
}

export function freshGate(
  options: GateOptions,
  encoding: Encoding = { kind: 'numbers' },
  peers = PEERS,
): ProductGate {
  const checked = checkGateOptions('test', peers, { query: WIDTH, ...options, choice: 'product' });
  return new ProductGate(peers, INPUTS, encoding, checked, 0.01, createStream(1));
}

export function inputsOf(encoding: Encoding, rows = 7): Rows {
  const stream = createStream(3).split('x');
  const draw = encoding.kind === 'codes' ? () => stream.integer(encoding.symbols) : stream.normal;
  return { rows, columns: INPUTS, values: Float32Array.from({ length: rows * INPUTS }, draw) };
}

/** x one-hot where it holds codes, [features]. */
export function featuresOf(x: Rows, row: number, encoding: Encoding): number[] {
  const values = [...x.values.subarray(row * x.columns, (row + 1) * x.columns)];
  if (encoding.kind === 'numbers') return values;
  return values.flatMap((code) =>
    Array.from({ length: encoding.symbols }, (_, symbol) => Number(symbol === code)),
  );
}

/** The scores with noise of a half of a choice, [rows, m] each, and its load, [m], by the kernel. */
export function scoresOf(
  gate: ProductGate,
  gating: ProductGating,
  half: number,
): Record<'clean' | 'spread' | 'noisy' | 'load', Float64Array> {
  const { lines, columns } = gridOf(gating.peers);
  const values = gate.save().get('values') ?? new Float32Array();
  const { scores: kept, open } = gating.halves[half];
  const { query, noise } = kept;
  assert.ok(noise);
  const width = (query.length * open.length) / noise.length;
  const size = width * open.length;
  const start = values.length - 2 * (half === 0 ? width * (lines + columns) : size);
  const parts = [start, start + size].map((from) => values.subarray(from, from + size));
  const kernel = gateKernel();
  const rows = noise.length / open.length;
  const keys = { centres: parts[0], spreads: parts[1] };
  const scores = noisyScoresIn(kernel, kernel.put(query), rows, keys, width, kernel.put(noise));
  const { sums } = loadsIn(kernel, scores, gating.halves[half]);
  const copied = (address: number, count: number): Float64Array =>
    kernel.doubles(address, count).slice();
  return {
    clean: copied(scores.clean, noise.length),
    spread: copied(scores.spread, noise.length),
    noisy: copied(scores.noisy, noise.length),
    load: copied(sums, open.length),
  };
}

/** s and σ without noise of every key of both halves for a row, from the definition; [half][key]. */
export function plainHalves(
  weights: Float64Array,
  features: readonly number[],
): { centre: number[]; spread: number[] }[] {
  let at = 0;
  const take = (count: number): number[] => [...weights.subarray(at, (at += count))];
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, k) => sum + value * b[k], 0);
  const queries = [0, 1].map(() => {
    const matrix = take(features.length * WIDTH);
    return Array.from({ length: WIDTH }, (_, k) =>
      features.reduce((sum, value, feature) => sum + value * matrix[feature * WIDTH + k], 0),
    );
  });
  return [LINES, COLUMNS].map((keys, half) => {
    const [centres, spreads] = [take(keys * WIDTH), take(keys * WIDTH)].map((matrix) =>
      Array.from({ length: keys }, (_, key) =>
        dot(queries[half], matrix.slice(key * WIDTH, (key + 1) * WIDTH)),
      ),
    );
    return {
      centre: centres,
      spread: spreads.map((raw) => Math.log(1 + Math.exp(raw)) / Math.SQRT2),
    };
  });
}

export const MASK = Float64Array.of(1, 0.5, 0, 1, 1, 0, 1, 1, 1, 0.25, 0);

/** g of all peers of a row, [n]. */
export function dense(gating: ProductGating, row: number): Float64Array {
  const out = new Float64Array(gating.peers);
  for (let at = row * gating.places; at < (row + 1) * gating.places; at++) {
    out[gating.chosen[at]] += gating.gates[at];
  }
  return out;
}

/** softmax over the k largest of the open values, [n]. */
export function plainGates(values: readonly number[], k: number, mask: Float64Array): number[] {
  const kept = [...values.keys()]
    .filter((j) => mask[j] > 0)
    .sort((a, b) => values[b] - values[a])
    .slice(0, k);
  const sum = kept.reduce((total, j) => total + Math.exp(values[j]), 0);
  return values.map((value, j) => (kept.includes(j) ? Math.exp(value) / sum : 0));
}

/** CV² from the definition. */
export function variation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value / mean - 1) ** 2, 0) / values.length;
}

/** The peers that a choice asks, with their places. */
export function placesByPeer({ asked }: ProductGating): { peer: number; places: number[] }[] {
  return Array.from(asked.peers, (peer, at) => ({ peer, places: [...asked.placesOf(at)] }));
}

/** Slopes of a loss Σ slope · sin(g) over rows and peers, and its gradient as a participant passes it. */
export function lossOf(gating: ProductGating): { slopes: Float64Array; gradients: Float64Array[] } {
  const { rows, peers, places, gates } = gating;
  const slopes = Float64Array.from({ length: rows * peers }, createStream(7).normal);
  const gradients = placesByPeer(gating).map(({ peer, places: own }) =>
    Float64Array.from(
      own,
      (at) => slopes[Math.floor(at / places) * peers + peer] * Math.cos(gates[at]),
    ),
  );
  return { slopes, gradients };
}
