import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import {
  importanceOf,
  loadGradient,
  loadOf,
  squaredVariation,
} from '../../lib/network/gate/balance.js';
import { chooseTopK, type Gating } from '../../lib/network/gate/noisyTopK.js';
import { assertClose } from '../support/compare.js';
import { centralDifferences } from '../support/densePeer.js';
import { normal } from '../support/normal.js';

const [ROWS, PEERS] = [5, 4];
const ALL = new Array<boolean>(PEERS).fill(true);

function drawn(
  k: number,
  open = ALL,
  seed = 1,
): { clean: Float64Array; raw: Float64Array; gating: Gating } {
  const numbers = createStream(seed).split('numbers');
  const clean = Float64Array.from({ length: ROWS * PEERS }, numbers.normal);
  const raw = Float64Array.from({ length: ROWS * PEERS }, numbers.normal);
  return { clean, raw, gating: chooseTopK(clean, raw, PEERS, k, open, createStream(seed)) };
}

/** Λ from the definition: Φ of the margin over the k-th largest H of the other open ones. */
function plainLoad(
  clean: ArrayLike<number>,
  raw: ArrayLike<number>,
  noisy: ArrayLike<number>,
  k: number,
  open = ALL,
): number[] {
  return Array.from({ length: PEERS }, (_, j) => {
    if (!open[j]) return 0;
    let sum = 0;
    for (let row = 0; row < ROWS; row++) {
      const others = Array.from({ length: PEERS }, (_unused, i) => i)
        .filter((i) => i !== j && open[i])
        .map((i) => noisy[row * PEERS + i])
        .sort((a, b) => b - a);
      const at = row * PEERS + j;
      const margin = (clean[at] - (others[k - 1] ?? -Infinity)) / Math.log(1 + Math.exp(raw[at]));
      sum += normal(margin);
    }
    return sum;
  });
}

describe('the squared coefficient of variation', () => {
  it('is 0 with gradient 0 for equal sums', () => {
    for (const sum of [0, 0.25, 3]) {
      const { loss, gradient } = squaredVariation(new Float64Array(5).fill(sum));
      assert.equal(loss, 0);
      assert.deepEqual(gradient, new Float64Array(5));
    }
  });

  it('is the variance over the squared mean, n − 1 for one nonzero sum, and invariant to scale', () => {
    const sums = fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), {
      minLength: 1,
      maxLength: 7,
    });
    fc.assert(
      fc.property(sums, fc.double({ min: 0.1, max: 10, noNaN: true }), (list, scale) => {
        const { loss, gradient } = squaredVariation(Float64Array.from(list));
        const mean = list.reduce((total, value) => total + value, 0) / list.length;
        const squares = list.reduce((total, value) => total + value ** 2, 0) / list.length;
        const of = (values: Float64Array): number => squaredVariation(values).loss;
        assert.ok(Math.abs(loss - (squares / mean ** 2 - 1)) < 1e-10);
        assert.ok(Math.abs(of(Float64Array.from(list, (value) => scale * value)) - loss) < 1e-10);
        const differences = centralDifferences(of, list);
        for (const [at, value] of gradient.entries()) {
          assert.ok(Math.abs(value - differences[at]) < 1e-6, `${value}, not ${differences[at]}`);
        }
      }),
    );
    assert.equal(squaredVariation(Float64Array.of(0, 0, 8, 0)).loss, 3);
  });
});

describe('importance', () => {
  it('is the sum of the gates over rows, with the number of rows as its total', () => {
    const { gating } = drawn(2);
    const sums = importanceOf(gating);
    for (const j of ALL.keys()) {
      const column = Array.from({ length: ROWS }, (_, row) => gating.gates[row * PEERS + j]);
      assert.ok(Math.abs(sums[j] - column.reduce((a, b) => a + b)) < 1e-12);
    }
    assert.ok(Math.abs(sums.reduce((a, b) => a + b) - ROWS) < 1e-12);
  });
});

describe('load', () => {
  for (const k of [1, 2, 3]) {
    it(`is Φ of the margin over the k-th largest of the others, k = ${k}`, () => {
      const { clean, raw, gating } = drawn(k);
      assertClose(loadOf(gating), plainLoad(clean, raw, gating.noisy, k), 1e-6);
    });

    it(`has the gradient of central differences at a constant threshold, k = ${k}`, () => {
      const { clean, raw, gating } = drawn(k);
      const slopes = Float64Array.of(0.3, -1, 2, 0.7);
      const loss = (c: ArrayLike<number>, r: ArrayLike<number>): number =>
        plainLoad(c, r, gating.noisy, k).reduce((sum, load, j) => sum + slopes[j] * load, 0);
      const found = loadGradient(gating, slopes);
      assertClose(
        found.clean,
        centralDifferences((c) => loss(c, raw), clean),
        1e-6,
      );
      assertClose(
        found.raw,
        centralDifferences((r) => loss(clean, r), raw),
        1e-6,
      );
    });
  }

  it('is the frequency with which a peer is chosen when its noise is resampled', () => {
    const { clean, raw, gating } = drawn(2);
    const stream = createStream(8);
    const [times, draws] = [new Float64Array(PEERS), 20_000];
    for (let at = 0; at < ROWS * PEERS; at++) {
      const [row, j] = [Math.floor(at / PEERS), at % PEERS];
      const others = [...gating.noisy.subarray(row * PEERS, (row + 1) * PEERS)];
      others.splice(j, 1);
      const threshold = others.sort((a, b) => b - a)[1];
      const spread = Math.log1p(Math.exp(raw[at]));
      for (let draw = 0; draw < draws; draw++) {
        if (clean[at] + spread * stream.normal() > threshold) times[j] += 1 / draws;
      }
    }
    const found = loadOf(gating);
    // The tolerance is four standard errors of a sum of five shares.
    for (const [j, load] of found.entries()) {
      assert.ok(
        Math.abs(load - times[j]) < 4 * Math.sqrt((ROWS * 0.25) / draws),
        `${load}, ${times[j]}`,
      );
    }
  });

  it('is the number of rows with gradient 0 for peers that are always chosen', () => {
    const { gating } = drawn(PEERS);
    assert.deepEqual(loadOf(gating), new Float64Array(PEERS).fill(ROWS));
    const { clean, raw } = loadGradient(gating, Float64Array.of(1, 2, 3, 4));
    assert.deepEqual(clean, new Float64Array(ROWS * PEERS));
    assert.deepEqual(raw, new Float64Array(ROWS * PEERS));
  });

  it('is 0 for masked peers', () => {
    const open = [true, false, true, true];
    for (const k of [1, 2, 3]) {
      for (const seed of [1, 2, 3]) {
        const { clean, raw, gating } = drawn(k, open, seed);
        const found = loadOf(gating);
        assert.equal(found[1], 0);
        assertClose(found, plainLoad(clean, raw, gating.noisy, k, open), 1e-6);
        const gradient = loadGradient(gating, new Float64Array(PEERS).fill(1));
        for (let row = 0; row < ROWS; row++) assert.equal(gradient.clean[row * PEERS + 1], 0);
      }
    }
    assert.deepEqual(
      loadOf(
        drawn(
          1,
          ALL.map(() => false),
        ).gating,
      ),
      new Float64Array(PEERS),
    );
  });
});
