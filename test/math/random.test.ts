import assert from 'node:assert/strict';
import { createStream, InvalidArgumentError, type RandomStream } from '../../lib/math/index.js';

const DRAWS = 200_000;
/** Chance 6e-5 for one right sample at a free seed; the seeds here are fixed. */
const Z = 4;

const take = (stream: RandomStream, count = 16): number[] =>
  Array.from({ length: count }, stream.uniform);

/** The z-score of the sample mean of `draw` against a mean and a variance. */
function z(draw: () => number, mean: number, variance: number): number {
  let total = 0;
  for (let k = 0; k < DRAWS; k++) total += draw() - mean;
  return total / Math.sqrt(DRAWS * variance);
}

describe('createStream', () => {
  it('repeats with the same seed', () => {
    for (const seed of [0, 1, 20200607, Number.MAX_SAFE_INTEGER]) {
      assert.deepEqual(take(createStream(seed)), take(createStream(seed)));
    }
  });

  it('gives distinct streams for distinct seeds and names', () => {
    const root = createStream(1);
    const streams = [
      createStream(0),
      root,
      createStream(2),
      createStream(12),
      root.split('a'),
      root.split('b'),
      root.split(''),
      root.split(0),
      root.split(2),
      root.split('a').split('b'),
      root.split('b').split('a'),
      root.split('a/b'),
      root.split('ab'),
      createStream(1).split('a').split('a'),
    ];
    const first = streams.map((stream) => String(take(stream, 2)));
    assert.equal(new Set(first).size, streams.length);
  });

  it('splits independently of the numbers sampled before', () => {
    const [fresh, used] = [createStream(7), createStream(7)];
    take(used, 1000);
    used.normal();
    used.exponential();
    used.integer(3);
    assert.deepEqual(take(used.split('child')), take(fresh.split('child')));
  });

  it('samples no number from the stream for a split', () => {
    const [fresh, used] = [createStream(7), createStream(7)];
    take(used.split('child'), 1000);
    assert.deepEqual(take(used), take(fresh));
  });

  it('splits independently of the order of splits', () => {
    const [one, other] = [createStream(7), createStream(7)];
    const [a, b] = [one.split('a'), one.split('b')];
    const [second, first] = [other.split('b'), other.split('a')];
    assert.deepEqual([take(a), take(b)], [take(first), take(second)]);
  });

  it('reads a name as text: split(3) is split("3")', () => {
    assert.deepEqual(take(createStream(7).split(3)), take(createStream(7).split('3')));
  });

  for (const seed of [-1, 0.5, NaN, Infinity, 2 ** 53, '1', undefined, null]) {
    it(`refuses the seed ${String(seed)}`, () => {
      assert.throws(
        () => createStream(seed as number),
        (error) =>
          error instanceof InvalidArgumentError &&
          error.message ===
            `createStream: seed must be an integer of at least 0, got ${typeof seed === 'string' ? `"${seed}"` : String(seed)}`,
      );
    });
  }
});

describe('uniform', () => {
  it('lies in [0, 1), a multiple of 2⁻⁵³', () => {
    const stream = createStream(1);
    for (let k = 0; k < 10_000; k++) {
      const value = stream.uniform();
      assert.ok(value >= 0 && value < 1 && Number.isInteger(value * 2 ** 53));
    }
  });

  for (const power of [1, 2, 3, 4]) {
    it(`E[x^${power}] = 1/${power + 1}`, () => {
      const stream = createStream(2).split(power);
      const mean = 1 / (power + 1);
      const variance = 1 / (2 * power + 1) - mean ** 2;
      assert.ok(Math.abs(z(() => stream.uniform() ** power, mean, variance)) < Z);
    });
  }

  it('has uncorrelated successive numbers', () => {
    const stream = createStream(3);
    let last = stream.uniform();
    const product = (): number => {
      const before = last;
      last = stream.uniform();
      return (before - 0.5) * (last - 0.5);
    };
    assert.ok(Math.abs(z(product, 0, 1 / 144)) < Z);
  });

  it('has uncorrelated streams under different names', () => {
    const [a, b] = ['a', 'b'].map((name) => createStream(3).split(name));
    const product = (): number => (a.uniform() - 0.5) * (b.uniform() - 0.5);
    assert.ok(Math.abs(z(product, 0, 1 / 144)) < Z);
  });
});

describe('normal', () => {
  const moments = [
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ];
  for (const [power, mean, variance] of moments) {
    it(`E[x^${power}] = ${mean}`, () => {
      const stream = createStream(4).split(power);
      assert.ok(Math.abs(z(() => stream.normal() ** power, mean, variance)) < Z);
    });
  }

  it('has uncorrelated numbers in a pair, with uncorrelated squares', () => {
    const stream = createStream(5);
    assert.ok(Math.abs(z(() => stream.normal() * stream.normal(), 0, 1)) < Z);
    const squares = (): number => (stream.normal() ** 2 - 1) * (stream.normal() ** 2 - 1);
    assert.ok(Math.abs(z(squares, 0, 4)) < Z);
  });

  it('P(|x| > 1.959964) = 0.05', () => {
    const stream = createStream(6);
    const tail = (): number => (Math.abs(stream.normal()) > 1.959964 ? 1 : 0);
    assert.ok(Math.abs(z(tail, 0.05, 0.05 * 0.95)) < Z);
  });
});

describe('normals', () => {
  it('are the numbers of as many calls of normal, whole pairs or not', () => {
    const [one, other] = [createStream(7), createStream(7)];
    for (const count of [4, 1, 0, 5, 2, 1, 3]) {
      const numbers = Array.from({ length: count }, () => one.normal());
      assert.deepEqual([...other.normals(count)], numbers);
    }
    assert.deepEqual(take(other), take(one));
  });

  for (const count of [-1, 1.5, NaN, 2 ** 28 + 1]) {
    it(`refuses the count ${count}`, () => {
      assert.throws(() => createStream(0).normals(count), {
        name: 'InvalidArgumentError',
        message: `normals: count must be an integer from 0 to 268435456, got ${count}`,
      });
    });
  }
});

describe('fillUniforms', () => {
  it('are the numbers of as many calls of uniform', () => {
    const [one, other] = [createStream(7), createStream(7)];
    for (const count of [4, 1, 0, 5]) {
      const numbers = Array.from({ length: count }, () => one.uniform());
      const values = new Float64Array(count);
      other.fillUniforms(values);
      assert.deepEqual([...values], numbers);
    }
    assert.deepEqual(take(other), take(one));
  });

  it('refuses an array that would round them', () => {
    const others: unknown[] = [new Float32Array(2), new Int32Array(2), [0, 0]];
    for (const values of others) {
      assert.throws(
        () => {
          createStream(0).fillUniforms(values as Float64Array);
        },
        {
          name: 'InvalidArgumentError',
          message: /^fillUniforms: values must be a Float64Array, got /,
        },
      );
    }
  });
});

describe('exponential', () => {
  const moments = [
    [1, 1, 1],
    [2, 2, 20],
    [3, 6, 684],
  ];
  for (const [power, mean, variance] of moments) {
    it(`E[x^${power}] = ${mean}`, () => {
      const stream = createStream(8).split(power);
      assert.ok(Math.abs(z(() => stream.exponential() ** power, mean, variance)) < Z);
    });
  }

  it('is finite and not negative', () => {
    const stream = createStream(9);
    for (let k = 0; k < 10_000; k++) {
      const value = stream.exponential();
      assert.ok(Number.isFinite(value) && value >= 0);
    }
  });
});

describe('integer', () => {
  for (const count of [2, 3, 10, 97]) {
    it(`is uniform on 0 … ${count - 1}`, () => {
      const stream = createStream(10).split(count);
      const hits = new Float64Array(count);
      for (let k = 0; k < DRAWS; k++) hits[stream.integer(count)]++;
      const expected = DRAWS / count;
      const chi = hits.reduce((total, seen) => total + (seen - expected) ** 2 / expected, 0);
      assert.ok(Math.abs(chi - (count - 1)) / Math.sqrt(2 * (count - 1)) < Z);
    });
  }

  it('is 0 for a count of 1', () => {
    const stream = createStream(11);
    assert.deepEqual(
      Array.from({ length: 10 }, () => stream.integer(1)),
      new Array(10).fill(0),
    );
  });

  for (const count of [0, -1, 1.5, NaN, Infinity]) {
    it(`refuses the count ${count}`, () => {
      assert.throws(() => createStream(0).integer(count), {
        name: 'InvalidArgumentError',
        message: `integer: count must be an integer of at least 1, got ${count}`,
      });
    });
  }
});
