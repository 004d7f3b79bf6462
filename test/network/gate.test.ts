import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import { type Encoding } from '../../lib/datasets/index.js';
import { importanceOf, loadOf, squaredVariation } from '../../lib/network/gate/balance.js';
import { choicesOf } from '../../lib/network/gate/choices.js';
import { featureCount } from '../../lib/network/gate/features.js';
import { checkGateOptions, Gate, type GateOptions } from '../../lib/network/gate/gate.js';
import {
  chooseTopK,
  gateGradient,
  softplus,
  type Gating,
} from '../../lib/network/gate/noisyTopK.js';
import { type Rows } from '../../lib/network/rows.js';
import { assertClose } from '../support/compare.js';
import { centralDifferences } from '../support/densePeer.js';
import { normal } from '../support/normal.js';

/** softmax(KeepTopK(H, k)) by sorting pairs; ties are broken by index. */
function plainGates(values: ArrayLike<number>, k: number, open: readonly boolean[]): number[] {
  const kept = Array.from(values, (value, j): [number, number] => [value, j])
    .filter(([, j]) => open[j])
    .sort(([a, i], [b, j]) => (a === b ? i - j : a > b ? -1 : 1))
    .slice(0, k)
    .map(([, j]) => j);
  const masses = Array.from(values, (value, j) => (kept.includes(j) ? Math.exp(value) : 0));
  const sum = masses.reduce((total, mass) => total + mass, 0);
  return masses.map((mass) => (sum === 0 ? 0 : mass / sum));
}

const all = (n: number): boolean[] => new Array<boolean>(n).fill(true);

describe('top-k gating', () => {
  const cases = fc.integer({ min: 1, max: 7 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      k: fc.integer({ min: 1, max: n }),
      open: fc.array(fc.boolean(), { minLength: n, maxLength: n }),
      // Multiples of a half, so that ties are frequent.
      rows: fc.array(
        fc.array(
          fc.integer({ min: -6, max: 6 }).map((value) => value / 2),
          { minLength: n, maxLength: n },
        ),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  );

  it('is the softmax of the k largest open values, with ties broken by index', () => {
    fc.assert(
      fc.property(cases, ({ n, k, open, rows }) => {
        const clean = Float64Array.from(rows.flat());
        const found = chooseTopK(clean, new Float64Array(clean.length), n, k, open);
        const most = Math.min(k, open.filter(Boolean).length);
        for (const [row, values] of rows.entries()) {
          const gates = found.gates.subarray(row * n, (row + 1) * n);
          assertClose(gates, plainGates(values, k, open), 1e-12);
          assert.equal(gates.filter((gate) => gate > 0).length, most);
          const sum = gates.reduce((total, gate) => total + gate, 0);
          assert.ok(Math.abs(sum - (most > 0 ? 1 : 0)) < 1e-12);
          const sorted = values.filter((_, j) => open[j]).sort((a, b) => b - a);
          assert.equal(found.thresholds[2 * row], sorted[most - 1] ?? -Infinity);
          assert.equal(found.thresholds[2 * row + 1], sorted[most] ?? -Infinity);
        }
      }),
    );
  });

  it('is the plain softmax for k = n, also for large values', () => {
    const clean = Float64Array.of(1000, 1001, 999.5, -1000, -1001, -999);
    const { gates } = chooseTopK(clean, new Float64Array(6), 3, 3, all(3));
    const softmax = (values: number[]): number[] => plainGates(values, 3, all(3));
    assertClose(gates, [...softmax([0, 1, -0.5]), ...softmax([0, -1, 1])], 1e-12);
  });

  it('adds noise of standard deviation softplus(x W_n) with a stream, and none without', () => {
    const raw = Float64Array.of(-3, 0, 40);
    const rows = 4000;
    const [clean, many] = [new Float64Array(3 * rows), new Float64Array(3 * rows)];
    for (let at = 0; at < many.length; at++) [clean[at], many[at]] = [at % 3, raw[at % 3]];
    const found = chooseTopK(clean, many, 3, 2, all(3), createStream(5));
    for (const j of [0, 1, 2]) {
      const spread = Math.log1p(Math.exp(raw[j]));
      assert.ok(Math.abs(softplus(raw[j]) - spread) < 1e-12 * spread);
      const deviations = Array.from({ length: rows }, (_, row) => {
        const at = row * 3 + j;
        assert.equal(found.noisy[at], clean[at] + found.noise[at] * found.spread[at]);
        return found.noisy[at] - j;
      });
      const variance = deviations.reduce((sum, value) => sum + value ** 2, 0) / rows;
      // The tolerance is four standard errors of a variance, √(2 / rows).
      assert.ok(Math.abs(variance / spread ** 2 - 1) < 4 * Math.sqrt(2 / rows), `${variance}`);
    }
    const quiet = chooseTopK(clean, many, 3, 2, all(3));
    assert.deepEqual(quiet.noisy, clean);
    assert.deepEqual(quiet.spread, new Float64Array(3 * rows));
    for (const row of [0, 1]) {
      assertClose(
        quiet.gates.subarray(3 * row, 3 * row + 3),
        plainGates([0, 1, 2], 2, all(3)),
        1e-12,
      );
    }
  });

  it('chooses no peer where none is open', () => {
    const found = chooseTopK(Float64Array.of(1, 2), new Float64Array(2), 2, 1, [false, false]);
    assert.deepEqual(found.gates, new Float64Array(2));
    assert.deepEqual(importanceOf(found), new Float64Array(2));
    assert.deepEqual(gateGradient(found, Float64Array.of(3, 4)), new Float64Array(2));
  });

  it('has the gradient of central differences in H where the choice is constant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 10, maxLength: 10 }),
        fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 10, maxLength: 10 }),
        (k, hundredths, numbers) => {
          // Hundredths, since the difference quotient of slopes near the least number has no digits.
          const slopes = hundredths.map((value) => value / 100);
          const clean = Float64Array.from(numbers, (value) => value / 10);
          const of = (h: Float64Array): Gating =>
            chooseTopK(h, new Float64Array(10), 5, k, [true, true, false, true, true]);
          const loss = (h: Float64Array): number =>
            of(h).gates.reduce((sum, gate, at) => sum + slopes[at] * gate ** 2, 0);
          const gating = of(clean);
          const found = gateGradient(
            gating,
            gating.gates.map((gate, at) => 2 * slopes[at] * gate),
          );
          assertClose(found, centralDifferences(loss, clean), 1e-7);
        },
      ),
    );
  });
});

const ENCODINGS: Record<string, Encoding> = {
  numbers: { kind: 'numbers' },
  codes: { kind: 'codes', symbols: 3 },
};

/** A gate over `peers` with random W_g and W_n. */
function gateOf(
  options: GateOptions,
  encoding: Encoding = { kind: 'numbers' },
  { peers = 4, inputs = 3 } = {},
): { gate: Gate; weights: Float64Array } {
  const checked = checkGateOptions('test', peers, options);
  const gate = new Gate(peers, inputs, encoding, checked, 0.01);
  const draw = createStream(2).split('weights');
  const state = new Map(gate.save());
  const values = (state.get('values') ?? new Float32Array()).map(() => 0.7 * draw.normal());
  state.set('values', values);
  gate.restore(state);
  return { gate, weights: Float64Array.from(values) };
}

function inputsOf(encoding: Encoding, rows = 6, columns = 3): Rows {
  const stream = createStream(3).split('x');
  const draw = encoding.kind === 'codes' ? () => stream.integer(encoding.symbols) : stream.normal;
  return { rows, columns, values: Float32Array.from({ length: rows * columns }, draw) };
}

/** x W of one half of the weights by one-hot features, [rows, peers]. */
function product(
  x: Rows,
  encoding: Encoding,
  weights: Float64Array,
  half: 0 | 1,
  peers = 4,
): Float64Array {
  const features = featureCount(x.columns, encoding);
  const out = new Float64Array(x.rows * peers);
  for (let at = 0; at < out.length; at++) {
    const row = Math.floor(at / peers);
    for (let feature = 0; feature < features; feature++) {
      const value =
        encoding.kind === 'codes'
          ? Number(
              x.values[row * x.columns + Math.floor(feature / encoding.symbols)] ===
                feature % encoding.symbols,
            )
          : x.values[row * x.columns + feature];
      out[at] += value * weights[half * features * peers + feature * peers + (at % peers)];
    }
  }
  return out;
}

/** ∂L/∂g, [rows, n], as the list that a gate is given. */
function ofChoices(gating: Gating, gradient: Float64Array): Float64Array[] {
  return choicesOf(gating).map(({ peer, rows }) =>
    Float64Array.from(rows, (row) => gradient[row * gating.peers + peer]),
  );
}

const MASK = Float64Array.of(1, 0.5, 0, 1);

describe('the gate of a peer', () => {
  for (const [name, encoding] of Object.entries(ENCODINGS)) {
    it(`chooses by x W_g alone without noise, for ${name}`, () => {
      const { gate, weights } = gateOf({ k: 2 }, encoding);
      const x = inputsOf(encoding);
      const found = gate.choose(x, MASK);
      const clean = product(x, encoding, weights, 0);
      assertClose(found.clean, clean, 1e-6);
      const open = Array.from(MASK, (m) => m > 0);
      for (let row = 0; row < x.rows; row++) {
        const span = [row * 4, row * 4 + 4] as const;
        assertClose(
          found.gates.subarray(...span),
          plainGates(clean.subarray(...span), 2, open),
          1e-6,
        );
      }
      assert.deepEqual(gate.choose(x, MASK), found);
      // The values of the mask do not matter, only whether they are positive.
      assert.deepEqual(gate.choose(x, Float64Array.of(0.1, 1, 0, 1)).gates, found.gates);
    });

    for (const noise of ['noisy', 'none'] as const) {
      it(`has the gradient of central differences in W_g and W_n, for ${name}, noise ${noise}`, () => {
        const options = { k: 2, noise, importance: 0.3, load: 0.2 };
        const { gate, weights } = gateOf(options, encoding);
        const x = inputsOf(encoding);
        const stream = createStream(9);
        const gating = gate.choose(x, MASK, stream);
        const slopes = Float64Array.from({ length: x.rows * 4 }, createStream(7).normal);
        const losses = gate.accumulate(
          x,
          gating,
          ofChoices(
            gating,
            gating.gates.map((g, at) => slopes[at] * Math.cos(g)),
          ),
        );
        const open = Array.from(MASK, (m) => m > 0);
        /** The loss with the sampled noise and thresholds held constant. */
        const loss = (w: Float64Array): number => {
          const clean = product(x, encoding, w, 0);
          const spread =
            noise === 'none'
              ? clean.map(() => 0)
              : product(x, encoding, w, 1).map((r) => Math.log(1 + Math.exp(r)));
          let total = 0;
          const importance = new Float64Array(4);
          const load = new Float64Array(4);
          for (let row = 0; row < x.rows; row++) {
            const h = Array.from(
              { length: 4 },
              (_, j) => clean[row * 4 + j] + gating.noise[row * 4 + j] * spread[row * 4 + j],
            );
            const gates = plainGates(h, 2, open);
            for (const j of [0, 1, 2, 3]) {
              total += slopes[row * 4 + j] * Math.sin(gates[j]);
              importance[j] += gates[j];
              if (!open[j] || noise === 'none') continue;
              const drawn = Array.from({ length: 4 }, (_, i) => gating.noisy[row * 4 + i]);
              const others = drawn.filter((_, i) => i !== j && open[i]).sort((a, b) => b - a);
              load[j] += normal((clean[row * 4 + j] - others[1]) / spread[row * 4 + j]);
            }
          }
          const extra = noise === 'none' ? 0 : 0.2 * variation(load);
          return total + 0.3 * variation(importance) + extra;
        };
        const gradient = gate.save().get('gradient') ?? new Float32Array();
        assertClose(gradient, centralDifferences(loss, weights, 1e-5), 2e-6);
        assert.ok(
          gradient.subarray(0, gradient.length / 2).some((value) => Math.abs(value) > 0.01),
        );
        const half = gradient.subarray(gradient.length / 2);
        if (noise === 'none') assert.deepEqual(half, new Float32Array(half.length));
        assert.ok(Math.abs(losses.importance - variation(importanceOf(gating))) < 1e-12);
        if (noise === 'none') assert.equal(losses.load, 0);
        else assert.ok(Math.abs(losses.load - squaredVariation(loadOf(gating)).loss) < 1e-12);
      });
    }
  }

  it('steps by Adam against the gradient and clears it', () => {
    const { gate, weights } = gateOf({ k: 2, noise: 'none', importance: 0 });
    const x = inputsOf({ kind: 'numbers' });
    const gating = gate.choose(x, MASK);
    gate.accumulate(
      x,
      gating,
      ofChoices(
        gating,
        gating.gates.map((_, at) => (at % 4) - 1),
      ),
    );
    const before = gate.save().get('gradient') ?? new Float32Array();
    gate.step();
    const after = gate.save();
    // Adam's first step is η along the sign.
    const moved = (after.get('values') ?? new Float32Array()).map(
      (value, at) => value - weights[at],
    );
    for (const [at, value] of moved.entries()) {
      assert.ok(Math.abs(value + 0.01 * Math.sign(before[at])) < 1e-5, `${value} at ${at}`);
    }
    assert.deepEqual(after.get('gradient'), new Float32Array(before.length));
    assert.deepEqual(after.get('steps'), Float32Array.of(1));
  });

  it('has no gradient but that of the balancing losses for k = 1', () => {
    const x = inputsOf({ kind: 'numbers' });
    for (const load of [0, 0.1]) {
      const { gate } = gateOf({ k: 1, importance: 0.5, load });
      const gating = gate.choose(x, MASK, createStream(9));
      assert.ok(gating.gates.every((value) => value === 0 || value === 1));
      gate.accumulate(
        x,
        gating,
        ofChoices(
          gating,
          gating.gates.map((_, at) => (at % 4) - 1),
        ),
      );
      const gradient = gate.save().get('gradient') ?? new Float32Array();
      assert.equal(
        gradient.some((value) => value !== 0),
        load > 0,
      );
    }
  });

  it('restores a saved state', () => {
    const [{ gate }, { gate: other }] = [gateOf({ k: 1 }), gateOf({ k: 1 })];
    const x = inputsOf({ kind: 'numbers' });
    const learnt = (one: Gate): void => {
      const gating = one.choose(x, MASK, createStream(4));
      one.accumulate(x, gating, ofChoices(gating, gating.gates));
      one.step();
    };
    learnt(gate);
    const kept = gate.save();
    learnt(gate);
    other.restore(kept);
    learnt(other);
    assert.deepEqual(other.save(), gate.save());
  });

  it('chooses all peers with equal probability before training', () => {
    const options = checkGateOptions('test', 4, { k: 2 });
    const gate = new Gate(4, 3, { kind: 'numbers' }, options, 0.01);
    const x = inputsOf({ kind: 'numbers' }, 4000);
    const { gates, spread } = gate.choose(x, new Float64Array(4).fill(1), createStream(1));
    assert.ok(spread.every((value) => Math.abs(value - Math.LN2) < 1e-12));
    for (const j of [0, 1, 2, 3]) {
      const times = gates.filter((g, at) => at % 4 === j && g > 0).length;
      assert.ok(Math.abs(times / 4000 - 0.5) < 4 * Math.sqrt(0.25 / 4000), `${j}: ${times}`);
    }
  });
});

/** CV² from the definition. */
function variation(sums: ArrayLike<number>): number {
  const values = Array.from(sums);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const squares = values.map((value) => value ** 2).reduce((total, value) => total + value, 0);
  return squares / values.length / mean ** 2 - 1;
}
