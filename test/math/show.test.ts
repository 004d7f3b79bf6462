import assert from 'node:assert/strict';
import fc from 'fast-check';
import { show } from '../../lib/math/show.js';

function circular(): object {
  const value: Record<string, unknown> = { first: 1 };
  value.self = value;
  return value;
}

function refuse(): never {
  throw new Error('not to be called');
}

const revoked = Proxy.revocable({}, {});
revoked.revoke();

/** Values that String and JSON cannot print, or print at length. */
const hostile: unknown[] = [
  { a: 1n },
  circular(),
  { toJSON: refuse },
  Object.defineProperty({}, 'a', { get: refuse, enumerable: true }),
  new Proxy({}, { get: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse }),
  new Proxy([], { get: refuse }),
  revoked.proxy,
  Symbol('s'.repeat(200)),
  10n ** 500n,
  'x'.repeat(1e6),
  '😀'.repeat(100),
  'line\nline\u2028\u0085\ud800',
  Object.create(null),
  Object.fromEntries(Array.from({ length: 1000 }, (_, k) => [`key${k}`, k])),
  new DataView(new ArrayBuffer(8)),
  new Map(),
  new Error('message'),
  refuse,
];

describe('show: the text of a value in an error message', () => {
  const assertShort = (value: unknown): void => {
    const text = show(value);
    assert.ok(text.length <= 60, text);
    assert.doesNotMatch(text, /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
  };

  it('is one line of at most 60 characters, for any value', () => {
    const any = fc.anything({
      ...{ withBigInt: true, withTypedArray: true, withNullPrototype: true, withDate: true },
      ...{ withMap: true, withSet: true, withSparseArray: true, maxDepth: 3 },
    });
    fc.assert(fc.property(any, assertShort), { numRuns: 500, seed: 1 });
  });

  it('is one short line for values that String and JSON cannot print', () => {
    hostile.forEach(assertShort);
  });

  for (const [value, text] of [
    [-0.5, '-0.5'],
    ['1', '"1"'],
    [12n, '12n'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('s'), 'symbol "s"'],
    [refuse, 'a function'],
    [[1, 2], 'Array of length 2'],
    [new Float64Array(3), 'Float64Array of length 3'],
    [new DataView(new ArrayBuffer(8)), 'DataView of 8 bytes'],
    [{ a: 1n, b: [1], c: {} }, '{"a":1n,"b":Array of length 1,"c":{…}}'],
    [{}, '{}'],
    [new Map(), 'Map'],
    [new Error('message'), '"message"'],
    [revoked.proxy, 'unreadable object'],
  ] as const) {
    it(`is ${text}`, () => {
      assert.equal(show(value), text);
    });
  }
});
