import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import { type Encoding } from '../../lib/datasets/index.js';
import { squaredVariation } from '../../lib/network/gate/balance.js';
import { featureCount } from '../../lib/network/gate/features.js';
import { checkGateOptions, type GateOptions } from '../../lib/network/gate/gate.js';
import { gridOf } from '../../lib/network/gate/grid.js';
import {
  loadOfHalf,
  loadVariation,
  sparseVariation,
} from '../../lib/network/gate/productBalance.js';
import { ProductGate, type ProductGating } from '../../lib/network/gate/productGate.js';
import { placesByPeer } from '../../lib/network/gate/productGating.js';
import { type Rows } from '../../lib/network/rows.js';
import { loadTensors } from '../../lib/tensors/index.js';
import { assertClose } from '../support/compare.js';
import { centralDifferences } from '../support/densePeer.js';
import { normal } from '../support/normal.js';

const ENCODINGS: Record<string, Encoding> = {
  numbers: { kind: 'numbers' },
  codes: { kind: 'codes', symbols: 3 },
};
const [PEERS, INPUTS, WIDTH] = [11, 3, 2];
const { columns: COLUMNS, lines: LINES } = gridOf(PEERS);

/** A gate over 11 peers whose parameters are all random. */
async function gateOf(
  options: GateOptions,
  encoding: Encoding = { kind: 'numbers' },
): Promise<{ gate: ProductGate; weights: Float64Array }> {
  const gate = await freshGate(options, encoding);
  const draw = createStream(2).split('weights');
  const state = new Map(gate.save());
  const values = (state.get('values') ?? new Float32Array()).map(() => 0.7 * draw.normal());
  state.set('values', values);
  gate.restore(state);
  return { gate, weights: Float64Array.from(values) };
}

async function freshGate(
  options: GateOptions,
  encoding: Encoding = { kind: 'numbers' },
  peers = PEERS,
): Promise<ProductGate> {
  const { tf } = await loadTensors();
  const checked = checkGateOptions('test', peers, { query: WIDTH, ...options, choice: 'product' });
  return new ProductGate(tf, peers, INPUTS, encoding, checked, 0.01, createStream(1));
}

function inputsOf(encoding: Encoding, rows = 7): Rows {
  const stream = createStream(3).split('x');
  const draw = encoding.kind === 'codes' ? () => stream.integer(encoding.symbols) : stream.normal;
  return { rows, columns: INPUTS, values: Float32Array.from({ length: rows * INPUTS }, draw) };
}

/** x one-hot where it holds codes, [features]. */
function featuresOf(x: Rows, row: number, encoding: Encoding): number[] {
  const values = [...x.values.subarray(row * x.columns, (row + 1) * x.columns)];
  if (encoding.kind === 'numbers') return values;
  return values.flatMap((code) =>
    Array.from({ length: encoding.symbols }, (_, symbol) => Number(symbol === code)),
  );
}

/** s and σ without noise of every key of both halves for a row, from the definition; [half][key]. */
function plainHalves(
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

const MASK = Float64Array.of(1, 0.5, 0, 1, 1, 0, 1, 1, 1, 0.25, 0);

/** g of all peers of a row, [n]. */
function dense(gating: ProductGating, row: number): Float64Array {
  const out = new Float64Array(gating.peers);
  for (let at = row * gating.places; at < (row + 1) * gating.places; at++) {
    out[gating.chosen[at]] += gating.gates[at];
  }
  return out;
}

/** softmax over the k largest of the open values, [n]. */
function plainGates(values: readonly number[], k: number, mask: Float64Array): number[] {
  const kept = [...values.keys()]
    .filter((j) => mask[j] > 0)
    .sort((a, b) => values[b] - values[a])
    .slice(0, k);
  const sum = kept.reduce((total, j) => total + Math.exp(values[j]), 0);
  return values.map((value, j) => (kept.includes(j) ? Math.exp(value) / sum : 0));
}

/** CV² from the definition. */
function variation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value / mean - 1) ** 2, 0) / values.length;
}

/** Slopes of a loss Σ slope · sin(g) over rows and peers, and its gradient as a participant passes it. */
function lossOf(gating: ProductGating): { slopes: Float64Array; gradients: Float64Array[] } {
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

describe('a gate by product keys', () => {
  for (const [name, encoding] of Object.entries(ENCODINGS)) {
    it(`chooses by the sum of a row's and a column's score, for ${name}`, async () => {
      for (const k of [1, 3, 8, 11]) {
        const { gate, weights } = await gateOf({ k }, encoding);
        const x = inputsOf(encoding, 40);
        const found = gate.choose(x, MASK);
        for (let row = 0; row < x.rows; row++) {
          const [first, second] = plainHalves(weights, featuresOf(x, row, encoding));
          const h = Array.from(
            { length: PEERS },
            (_, j) => first.centre[Math.floor(j / COLUMNS)] + second.centre[j % COLUMNS],
          );
          assertClose(dense(found, row), plainGates(h, k, MASK), 1e-6);
        }
        assert.deepEqual(gate.choose(x, MASK), found);
      }
    });

    for (const noise of ['noisy', 'none'] as const) {
      for (const k of [2, 3]) {
        it(`has the gradient of central differences in all parameters, for ${name}, noise ${noise}, k = ${k}`, async () => {
          const { gate, weights } = await gateOf(
            { k, noise, importance: 0.3, load: 0.2 },
            encoding,
          );
          const x = inputsOf(encoding);
          const gating = gate.choose(x, MASK, createStream(9));
          const { slopes, gradients } = lossOf(gating);
          const losses = gate.accumulate(x, gating, gradients);
          const open = [...MASK.keys()].filter((j) => MASK[j] > 0);
          const keyOf = (j: number, half: number): number =>
            half === 0 ? Math.floor(j / COLUMNS) : j % COLUMNS;
          /** The three parts of the loss, with the sampled noise and the thresholds held constant. */
          const parts = (w: Float64Array): [number, number, number] => {
            let total = 0;
            const importance = new Array<number>(PEERS).fill(0);
            const load = [new Array<number>(LINES).fill(0), new Array<number>(COLUMNS).fill(0)];
            for (let row = 0; row < x.rows; row++) {
              const halves = plainHalves(w, featuresOf(x, row, encoding));
              const scores = halves.map(({ centre, spread }, half) =>
                centre.map((value, key) =>
                  noise === 'none'
                    ? value
                    : value + gating.halves[half].noise[row * centre.length + key] * spread[key],
                ),
              );
              const h = Array.from(
                { length: PEERS },
                (_, j) => scores[0][keyOf(j, 0)] + scores[1][keyOf(j, 1)],
              );
              const gates = plainGates(h, k, MASK);
              for (const [j, gate] of gates.entries()) {
                if (gate > 0) total += slopes[row * PEERS + j] * Math.sin(gate);
                importance[j] += gate;
              }
              if (noise === 'none') continue;
              const chosen = [...dense(gating, row).keys()].filter(
                (j) => dense(gating, row)[j] > 0,
              );
              for (const [half, { centre, spread }] of halves.entries()) {
                const keys = new Set(open.map((j) => keyOf(j, half)));
                const used = new Set(chosen.map((j) => keyOf(j, half))).size;
                const drawn = gating.halves[half].noisy.subarray(row * centre.length);
                for (const key of keys) {
                  const others = [...keys]
                    .filter((other) => other !== key)
                    .map((other) => drawn[other])
                    .sort((a, b) => b - a);
                  const kth = others[used - 1] ?? -Infinity;
                  load[half][key] += normal((centre[key] - kth) / spread[key]);
                }
              }
            }
            if (noise === 'none') return [total, variation(importance), 0];
            const chi = load.map((values, half) => {
              const sum = values.reduce((a, b) => a + b, 0);
              return values.reduce((found, value, key) => {
                const share = open.filter((j) => keyOf(j, half) === key).length / open.length;
                return share === 0 ? found : found + (value / sum - share) ** 2 / share;
              }, 0);
            });
            return [total, variation(importance), (chi[0] + chi[1]) / 2];
          };
          const loss = (w: Float64Array): number => {
            const [own, importance, load] = parts(w);
            return own + 0.3 * importance + 0.2 * load;
          };
          const gradient = gate.save().get('gradient') ?? new Float32Array();
          const wanted = centralDifferences(loss, weights, 1e-5);
          assertClose(gradient, wanted, 5e-6);
          const [, importance, load] = parts(weights);
          assert.ok(Math.abs(losses.importance - importance) < 1e-6, `${importance}`);
          assert.ok(Math.abs(losses.load - load) < 1e-6, `${losses.load}, not ${load}`);
          // Every part has a gradient: W_q, and K and N of each half.
          const features = 2 * featureCount(INPUTS, encoding) * WIDTH;
          const ends = [features, LINES * WIDTH, LINES * WIDTH, COLUMNS * WIDTH, COLUMNS * WIDTH];
          let start = 0;
          for (const [part, length] of ends.entries()) {
            const own = gradient.subarray(start, (start += length));
            const isSpread = part === 2 || part === 4;
            assert.equal(
              own.some((value) => Math.abs(value) > 1e-3),
              !isSpread || noise === 'noisy',
            );
          }
        });
      }
    }
  }

  it('chooses, with all peers open, from the best keys of each half', async () => {
    const { gate } = await gateOf({ k: 4 });
    const x = inputsOf({ kind: 'numbers' }, 60);
    const gating = gate.choose(x, new Float64Array(PEERS).fill(1), createStream(5));
    for (let row = 0; row < x.rows; row++) {
      const { noisy, keys, thresholds } = gating.halves[0];
      const lines = new Set(
        Array.from(gating.chosen.subarray(row * 4, row * 4 + 4), (j) => Math.floor(j / COLUMNS)),
      );
      const sorted = [...noisy.subarray(row * keys, (row + 1) * keys)].sort((a, b) => b - a);
      assert.deepEqual(
        [...lines].map((line) => noisy[row * keys + line]).sort((a, b) => b - a),
        sorted.slice(0, lines.size),
      );
      assert.equal(thresholds[2 * row], sorted[lines.size - 1]);
      assert.equal(thresholds[2 * row + 1], sorted[lines.size] ?? -Infinity);
    }
  });

  it('has as load the probability that a key stays or gets among the best of its half', async () => {
    const { gate } = await gateOf({ k: 3 });
    const x = inputsOf({ kind: 'numbers' }, 1);
    const draws = createStream(8);
    const { halves } = gate.choose(x, MASK, createStream(5));
    for (const half of halves) {
      const used = half.noisy.filter((s, key) => half.open[key] > 0 && s >= half.thresholds[0]);
      const load = loadOfHalf(half);
      for (let key = 0; key < half.keys; key++) {
        let [times, times2] = [0, 20_000];
        const others = half.noisy.filter((_, at) => at !== key && half.open[at] > 0);
        const kth = others.sort((a, b) => b - a)[used.length - 1] ?? -Infinity;
        for (let at = 0; at < times2; at++) {
          if (half.clean[key] + draws.normal() * half.spread[key] > kth) times++;
        }
        if (half.open[key] === 0) [times, times2] = [0, 1];
        assert.ok(Math.abs(load[key] - times / times2) < 4 * Math.sqrt(0.25 / 20_000));
      }
    }
  });

  it('balances importance as over all peers, and load as over keys with shares of open peers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 5, noNaN: true })), {
          minLength: 1,
          maxLength: 9,
        }),
        (list) => {
          const sums = new Map([...list.entries()].filter(([, value]) => value > 0));
          const found = sparseVariation(sums, list.length);
          const wanted = squaredVariation(Float64Array.from(list));
          assert.ok(Math.abs(found.loss - wanted.loss) < 1e-9);
          for (const [peer, slope] of found.gradient) {
            assert.ok(Math.abs(slope - wanted.gradient[peer]) <= 1e-9 * (1 + Math.abs(slope)));
          }
          // Keys with equally many open peers each are balanced as peers are.
          const equal = loadVariation(
            Float64Array.from(list),
            new Float64Array(list.length).fill(3),
          );
          assert.ok(Math.abs(equal.loss - wanted.loss) < 1e-9);
          for (const [key, slope] of wanted.gradient.entries()) {
            assert.ok(Math.abs(slope - equal.gradient[key]) <= 1e-9 * (1 + Math.abs(slope)));
          }
        },
      ),
    );
    // A load in proportion to the open peers of each key costs nothing.
    assert.ok(
      Math.abs(loadVariation(Float64Array.of(2, 4, 0), Float64Array.of(1, 2, 0)).loss) < 1e-15,
    );
  });

  it('ignores the gradient of a peer that did not answer', async () => {
    const [{ gate }, { gate: other }] = [await gateOf({ k: 3 }), await gateOf({ k: 3 })];
    const x = inputsOf({ kind: 'numbers' });
    const gating = gate.choose(x, MASK, createStream(9));
    const { gradients } = lossOf(gating);
    gate.accumulate(
      x,
      gating,
      gradients.map((one, at) => (at === 1 ? undefined : one)),
    );
    other.accumulate(
      x,
      gating,
      gradients.map((one, at) => (at === 1 ? one.map(() => 0) : one)),
    );
    assert.deepEqual(gate.save(), other.save());
  });

  it('chooses all peers about equally often before training', async () => {
    for (const peers of [4, 9, 16]) {
      const gate = await freshGate({ k: 2 }, { kind: 'numbers' }, peers);
      const x = inputsOf({ kind: 'numbers' }, 4000);
      const { chosen, halves } = gate.choose(x, new Float64Array(peers).fill(1), createStream(1));
      for (const { spread } of halves) {
        assert.ok(spread.every((value) => Math.abs(value - Math.LN2 / Math.SQRT2) < 1e-12));
      }
      const share = 2 / peers;
      for (let j = 0; j < peers; j++) {
        const times = chosen.filter((peer) => peer === j).length;
        const error = 4 * Math.sqrt((share * (1 - share)) / 4000);
        assert.ok(Math.abs(times / 4000 - share) < error, `${j} of ${peers}: ${times}`);
      }
    }
  });

  it('spreads its choices again after a favourite, by the balancing losses alone', async () => {
    const [peers, rows] = [16, 64];
    const open = new Float64Array(peers).fill(1);
    // A constant input, without which no preference is shared by all rows.
    const inputs = (round: number): Rows => {
      const draw = createStream(5).split(round);
      const values = Float32Array.from({ length: rows * INPUTS }, (_, at) =>
        at % INPUTS === 0 ? 1 : draw.normal(),
      );
      return { rows, columns: INPUTS, values };
    };
    const trained = async (weight: number): Promise<{ favoured: number; after: number }> => {
      const options = { k: 2, importance: weight, load: weight };
      const gate = await freshGate(options, { kind: 'numbers' }, peers);
      const train = (rounds: number, slope: number): void => {
        for (let round = 0; round < rounds; round++) {
          const x = inputs(round);
          const gating = gate.choose(x, open, createStream(4).split(slope).split(round));
          const gradients = placesByPeer(gating).map(({ peer, places }) =>
            new Float64Array(places.length).fill(peer === 5 ? slope / rows : 0),
          );
          gate.accumulate(x, gating, gradients);
          gate.step();
        }
      };
      const unevenness = (): number => {
        const times = new Array<number>(peers).fill(0);
        for (const j of gate.choose(inputs(0), open, createStream(6)).chosen) times[j]++;
        return variation(times);
      };
      train(60, -2);
      const favoured = unevenness();
      train(150, 0);
      return { favoured, after: unevenness() };
    };
    const balanced = await trained(0.1);
    assert.ok(balanced.favoured > 1 && balanced.after < 0.3, JSON.stringify(balanced));
    const free = await trained(0);
    assert.ok(free.favoured > 1 && free.after > 1, JSON.stringify(free));
  });

  it('restores a saved state', async () => {
    const [gate, other] = [await freshGate({ k: 2 }), await freshGate({ k: 2 })];
    const x = inputsOf({ kind: 'numbers' });
    const learnt = (one: ProductGate): void => {
      const gating = one.choose(x, MASK, createStream(4));
      one.accumulate(x, gating, lossOf(gating).gradients);
      assert.ok(one.step());
    };
    learnt(gate);
    const kept = gate.save();
    learnt(gate);
    assert.notDeepEqual(gate.save(), kept);
    other.restore(kept);
    learnt(other);
    assert.deepEqual(other.save(), gate.save());
    assert.deepEqual(kept.get('steps'), Float32Array.of(1));
  });

  it('chooses nothing where no peer is open', async () => {
    const { gate } = await gateOf({ k: 2 });
    const x = inputsOf({ kind: 'numbers' });
    const gating = gate.choose(x, new Float64Array(PEERS), createStream(4));
    assert.equal(gating.places, 0);
    assert.deepEqual(gate.accumulate(x, gating, []), { importance: 0, load: 0 });
    const gradient = gate.save().get('gradient') ?? new Float32Array(1);
    assert.ok(gradient.every((value) => value === 0));
  });
});
