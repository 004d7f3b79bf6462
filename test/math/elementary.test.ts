import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { exp, log, sinCos } from '../../lib/math/elementary.js';
import { createStream } from '../../lib/math/random.js';

/** The difference in units of the last place of `expected`. */
function units(value: number, expected: number): number {
  if (Object.is(value, expected)) return 0;
  const size = Math.max(Math.abs(expected) * 2 ** -52, Number.MIN_VALUE);
  return Math.abs(value - expected) / size;
}

/** Numbers of every size that `largest` bounds, of both signs. */
function numbers(largest: number): number[] {
  const stream = createStream(1).split('numbers').split(largest);
  return Array.from({ length: 20_000 }, (_, at) => {
    const size = at % 2 === 0 ? largest : 1;
    return size * (2 * stream.uniform() - 1);
  });
}

describe('elementary functions', () => {
  it('agree with those of Math to two units in the last place', () => {
    for (const x of numbers(745)) assert.ok(units(exp(x), Math.exp(x)) <= 2, `exp ${x}`);
    for (const x of numbers(1e300).map(Math.abs)) {
      assert.ok(units(log(x), Math.log(x)) <= 2, `log ${x}`);
      assert.ok(units(log(1 / x), Math.log(1 / x)) <= 2, `log ${1 / x}`);
    }
    for (const x of numbers(7)) {
      const [sine, cosine] = sinCos(x);
      assert.ok(units(sine, Math.sin(x)) <= 2, `sin ${x}`);
      assert.ok(units(cosine, Math.cos(x)) <= 2, `cos ${x}`);
    }
  });

  it('have the same bits in every version', () => {
    const large = numbers(1e300).map((x) => log(Math.abs(x)));
    const [small, angles] = [numbers(1), numbers(1e5)];
    const found = [
      large,
      small.map(exp),
      small.map((x) => log(Math.abs(x))),
      angles.flatMap(sinCos),
    ];
    const bytes = new Uint8Array(Float64Array.from(found.flat()).buffer);
    assert.equal(createHash('sha256').update(bytes).digest('hex').slice(0, 16), '1ce8af37352358f2');
  });

  it('keep the ends of their domains', () => {
    assert.deepEqual(
      [0, -0, Infinity, -Infinity, NaN, 710, -746, 709.782712893384, -745.13].map(exp),
      [1, 1, Infinity, 0, NaN, Infinity, 0, Math.exp(709.782712893384), Number.MIN_VALUE],
    );
    assert.deepEqual([0, -1, NaN, Infinity, 1, Number.MIN_VALUE].map(log), [
      ...[-Infinity, NaN, NaN, Infinity, 0],
      Math.log(Number.MIN_VALUE),
    ]);
    assert.deepEqual(sinCos(0), [0, 1]);
    assert.deepEqual(sinCos(1e6), [NaN, NaN]);
    assert.deepEqual(sinCos(Infinity), [NaN, NaN]);
  });

  it('satisfy sin² + cos² = 1 and exp(log x) = x up to rounding', () => {
    for (const x of numbers(90_000)) {
      const [sine, cosine] = sinCos(x);
      assert.ok(Math.abs(sine * sine + cosine * cosine - 1) < 1e-15, String(x));
    }
    for (const x of numbers(1).map(Math.abs)) assert.ok(Math.abs(exp(log(x)) / x - 1) < 4e-15);
  });
});
