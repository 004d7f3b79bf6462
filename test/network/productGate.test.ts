import assert from 'node:assert/strict';
import { createStream } from '../../lib/math/index.js';
import { featureCount } from '../../lib/network/gate/features.js';
import { type ProductGate } from '../../lib/network/gate/productGate.js';
import { assertClose } from '../support/compare.js';
import { centralDifferences } from '../support/densePeer.js';
import { normal } from '../support/normal.js';
import {
  ENCODINGS,
  gateOf,
  freshGate,
  inputsOf,
  featuresOf,
  plainHalves,
  MASK,
  dense,
  plainGates,
  variation,
  lossOf,
  scoresOf,
  PEERS,
  INPUTS,
  WIDTH,
  COLUMNS,
  LINES,
} from '../support/productGate.js';

describe('a gate by product keys', () => {
  for (const [name, encoding] of Object.entries(ENCODINGS)) {
    it(`chooses by the sum of a row's and a column's score, for ${name}`, () => {
      for (const k of [1, 3, 8, 11]) {
        const { gate, weights } = gateOf({ k }, encoding);
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

    it(`chooses within its reach, for ${name}: the peers with the largest sums of gates`, () => {
      for (const [k, reach] of [
        [1, 1],
        [2, 3],
        [3, 5],
      ]) {
        const { gate, weights } = gateOf({ k, reach }, encoding);
        const { gate: far } = gateOf({ k }, encoding);
        const x = inputsOf(encoding, 40);
        const sums = new Float64Array(PEERS);
        const wide = far.choose(x, MASK);
        for (let row = 0; row < x.rows; row++) {
          for (const [j, value] of dense(wide, row).entries()) sums[j] += value;
        }
        const near = [...sums.keys()].sort((a, b) => sums[b] - sums[a] || a - b).slice(0, reach);
        const within = MASK.map((_, j) => (near.includes(j) ? 1 : 0));
        const found = gate.choose(x, MASK);
        assert.ok(new Set(found.chosen).size <= reach);
        for (let row = 0; row < x.rows; row++) {
          const [first, second] = plainHalves(weights, featuresOf(x, row, encoding));
          const h = Array.from(
            { length: PEERS },
            (_, j) => first.centre[Math.floor(j / COLUMNS)] + second.centre[j % COLUMNS],
          );
          assertClose(dense(found, row), plainGates(h, k, within), 1e-6);
        }
      }
    });

    for (const noise of ['noisy', 'none'] as const) {
      for (const k of [2, 3]) {
        it(`has the gradient of central differences in all parameters, for ${name}, noise ${noise}, k = ${k}`, () => {
          const { gate, weights } = gateOf({ k, noise, importance: 0.3, load: 0.2 }, encoding);
          const x = inputsOf(encoding);
          const gating = gate.choose(x, MASK, createStream(9));
          const { slopes, gradients } = lossOf(gating);
          const found = noise === 'noisy' ? [0, 1].map((half) => scoresOf(gate, gating, half)) : [];
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
                    : value +
                      (gating.halves[half].scores.noise?.[row * centre.length + key] ?? NaN) *
                        spread[key],
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
                const drawn = found[half].noisy.subarray(row * centre.length);
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

  it('chooses, with all peers open, from the best keys of each half', () => {
    const { gate } = gateOf({ k: 4 });
    const x = inputsOf({ kind: 'numbers' }, 60);
    const gating = gate.choose(x, new Float64Array(PEERS).fill(1), createStream(5));
    for (let row = 0; row < x.rows; row++) {
      const { thresholds } = gating.halves[0];
      const { noisy } = scoresOf(gate, gating, 0);
      const keys = LINES;
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

  it('ignores the gradient of a peer that did not answer', () => {
    const [{ gate }, { gate: other }] = [gateOf({ k: 3 }), gateOf({ k: 3 })];
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

  it('has the same gradient whether its scores are still kept or others have taken their place', () => {
    const saved = Array.from({ length: 6 }, (_, between) => {
      const { gate } = gateOf({ k: 3 });
      const x = inputsOf({ kind: 'numbers' });
      const gating = gate.choose(x, MASK, createStream(9));
      for (let other = 0; other < between; other++) gate.choose(x, MASK, createStream(other));
      const isHeld = gating.halves.map(({ scores }) => scores.isHeld);
      assert.deepEqual(isHeld, between < 3 ? [true, true] : [false, false]);
      const { importance, load } = gate.accumulate(x, gating, lossOf(gating).gradients);
      return { importance, load, state: gate.save() };
    });
    for (const other of saved.slice(1)) assert.deepEqual(other, saved[0]);
  });

  it('refuses a choice again whose scores were given back after its gradient', () => {
    const { gate } = gateOf({ k: 3 });
    const x = inputsOf({ kind: 'numbers' });
    const gating = gate.choose(x, MASK, createStream(9));
    const { gradients } = lossOf(gating);
    gate.accumulate(x, gating, gradients);
    for (let other = 0; other < 3; other++) gate.choose(x, MASK, createStream(other));
    assert.throws(() => gate.accumulate(x, gating, gradients), /a choice must be given once/);
  });

  it('restores a saved state', () => {
    const [gate, other] = [freshGate({ k: 2 }), freshGate({ k: 2 })];
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

  it('chooses nothing where no peer is open', () => {
    const { gate } = gateOf({ k: 2 });
    const x = inputsOf({ kind: 'numbers' });
    const gating = gate.choose(x, new Float64Array(PEERS), createStream(4));
    assert.equal(gating.places, 0);
    assert.deepEqual(gate.accumulate(x, gating, []), { importance: 0, load: 0 });
    const gradient = gate.save().get('gradient') ?? new Float32Array(1);
    assert.ok(gradient.every((value) => value === 0));
  });
});
