import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream, InvalidArgumentError } from '../../lib/math/index.js';
import {
  callback,
  choice,
  flag,
  integer,
  list,
  omittable,
  oneOrMany,
  optional,
  positive,
  portion,
  readParameters,
  referenceOf,
  required,
  sized,
  stream,
  withDefault,
} from '../../lib/parameters/index.js';
import { itRefuses } from '../support/refusals.js';

const schema = {
  peers: integer(10, 'Peers'),
  rates: list(positive(1, 'Rate'), [1, 2], 'Rates'),
  order: choice(['up', 'down'], 'up', 'Order'),
  maxSteps: omittable(integer(1, 'Most steps'), '1000·n'),
  most: optional(integer(1, 'Most'), 'all'),
  exact: flag(false, 'Exact'),
  onStep: callback<() => void>('Called'),
};
const needing = { steps: required(integer(1, 'Steps')), stream: stream('Source') };
const read = (given: unknown): unknown => readParameters('f', schema, given as object);
const known = `options must be among ${Object.keys(schema).join(', ')}`;

describe('readParameters', () => {
  it('gives every default, and a copy of a list', () => {
    const [first, second] = [readParameters('f', schema), readParameters('f', schema)];
    const { onStep, maxSteps, ...rest } = first;
    assert.deepEqual(rest, { peers: 10, rates: [1, 2], order: 'up', most: null, exact: false });
    assert.deepEqual([onStep, maxSteps], [undefined, undefined]);
    assert.notEqual(first.rates, second.rates);
  });

  it('reads undefined as not given', () => {
    assert.equal(readParameters('f', schema, { peers: undefined as never }).peers, 10);
  });

  it('accepts options of any realm and without a prototype', () => {
    const bare = Object.assign(Object.create(null) as object, { peers: 3 });
    assert.equal((read(bare) as { peers: number }).peers, 3);
  });

  it('refuses every value that is not an options object, in one sentence', () => {
    const none = fc.oneof(
      fc.integer(),
      fc.string(),
      fc.bigInt(),
      fc.boolean(),
      fc.constantFrom<unknown>(null, Symbol('s'), [], new Map(), new Date(), Promise.resolve()),
      fc.float64Array(),
      fc.func(fc.nat()),
    );
    fc.assert(
      fc.property(none, (given) => {
        assert.throws(
          () => read(given),
          (error) =>
            error instanceof InvalidArgumentError &&
            error.message.startsWith('f: options must be an object, got ') &&
            error.message.length < 100,
        );
      }),
      { seed: 1 },
    );
  });

  const refusal = (what: string, given: object, rule: string, value: string) => ({
    ...{ what, rule, value },
    call: () => read(given),
  });
  itRefuses('f', [
    refusal('a misspelt name', { maxStep: 3 }, known, '"maxStep"; did you mean maxSteps?'),
    refusal('an unknown name', { lambda: 3 }, known, '"lambda"'),
    refusal('a value', { peers: 0 }, 'peers must be an integer of at least 1', '0'),
    refusal('a switch', { exact: 1 }, 'exact must be true or false', '1'),
    refusal('a callback', { onStep: 1 }, 'onStep must be a function', '1'),
    refusal(
      'null where it is not allowed',
      { maxSteps: null },
      'maxSteps must be an integer of at least 1',
      'null',
    ),
    {
      what: 'a missing value',
      call: () => readParameters('f', needing, { stream: createStream(1) }),
      rule: 'steps must be an integer of at least 1',
      value: 'undefined',
    },
    {
      what: 'a missing stream',
      call: () => readParameters('f', needing, { steps: 1 }),
      rule: 'stream must be a random stream, such as createStream(1)',
      value: 'undefined',
    },
  ]);

  it('refuses a size beyond the memory before any work', () => {
    const large = { peers: sized(integer(3, 'Peers'), 'a cube', (n) => 8 * n ** 3) };
    assert.equal(readParameters('f', large, { peers: 100 }).peers, 100);
    assert.throws(
      () => readParameters('f', large, { peers: 1e6 }),
      /^InvalidArgumentError: f: a cube of 1000000 peers must fit into the available memory, .* GB, got 8000000000 GB$/,
    );
  });
});

describe('referenceOf', () => {
  it('states defaults and required values', () => {
    const rows = referenceOf({ ...schema, ...needing });
    assert.deepEqual(Object.fromEntries(rows.map(({ name, default: text }) => [name, text])), {
      ...{ peers: '10', rates: '1, 2', order: 'up', maxSteps: '1000·n', most: 'all' },
      ...{ exact: 'false', onStep: 'none', steps: 'must be given', stream: 'must be given' },
    });
  });
});

describe('the kinds of parameters', () => {
  const one = integer(1, 'One');
  for (const [where, call, message] of [
    ['integer', () => integer(0, 'One'), 'value must be an integer of at least 1, got 0'],
    ['integer', () => integer(1, 5 as never), 'about must be text, got 5'],
    [
      'integer',
      () => integer(1, 'One', { most: 0 }),
      'most must be an integer of at least 1, got 0',
    ],
    [
      'positive',
      () => positive(Number.NaN, 'One'),
      'value must be a finite number above 0, got NaN',
    ],
    ['portion', () => portion(2, 'One'), 'value must be a number from 0 to 1, got 2'],
    ['positive', () => positive(1, 'One', { symbol: 5 as never }), 'symbol must be text, got 5'],
    ['choice', () => choice(['a', 'b'], 'c' as 'a', 'One'), 'value must be one of a, b, got "c"'],
    ['choice', () => choice([5] as never, 'c' as never, 'One'), 'values must be text, got 5'],
    ['list', () => list(one, [0], 'One'), 'values must be an integer of at least 1, got 0'],
    ['list', () => list(5 as never, [], 'One'), 'parameter must be an object, got 5'],
    [
      'oneOrMany',
      () => oneOrMany(one, [1, 0], 'One'),
      'value must be an integer of at least 1, got 0',
    ],
    ['optional', () => optional(one, 5 as never), 'otherwise must be text, got 5'],
    ['withDefault', () => withDefault(one, 0), 'value must be an integer of at least 1, got 0'],
  ] as const) {
    it(`${where}: ${message}`, () => {
      assert.throws(call, { name: 'InvalidArgumentError', message: `${where}: ${message}` });
    });
  }

  it('an omittable value may be undefined', () => {
    const maybe = omittable(one, 'none');
    maybe.check('f', 'one', undefined);
    assert.throws(() => {
      maybe.check('f', 'one', 0);
    }, /one must be an integer/);
  });
});
