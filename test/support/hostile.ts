import assert from 'node:assert/strict';
import fc from 'fast-check';

const circular: Record<string, unknown> = {};
circular.self = circular;
/** Values of every kind, most of them wrong. */
export const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    ...[undefined, null, true, 5, -1, 0.5, NaN, Infinity, 5n, 'x', '', Symbol('s'), () => 1],
    ...[[], [null], ['x', 1], [[1], [2, 3]], {}, { a: 1n }, circular, new Map(), new Date()],
    ...[Promise.resolve(), new Float32Array(3), new DataView(new ArrayBuffer(8))],
    ...[Object.create(null), { a: 1, toJSON: () => assert.fail('called') }],
  ),
  fc.anything({ withBigInt: true, maxDepth: 2 }).filter((value) => !(Number(value) > 100)),
);

/** The arguments with one of them, or one field of one of them, replaced. */
export function broken(given: readonly unknown[], value: unknown, place: number): unknown[] {
  const places = given.flatMap((argument, at): unknown[][] => {
    const replace = (by: unknown): unknown[] => given.with(at, by);
    const fields =
      typeof argument === 'object' &&
      argument !== null &&
      !Array.isArray(argument) &&
      !ArrayBuffer.isView(argument)
        ? Object.keys(argument)
        : [];
    return [
      replace(value),
      ...fields.map((field) => replace({ ...(argument as object), [field]: value })),
    ];
  });
  return places.length > 0 ? places[place % places.length] : [value];
}
