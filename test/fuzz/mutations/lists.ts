import { isTyped } from '../place.js';
import { replacing, type Mutation } from './mutation.js';

type List = unknown[] | Float64Array;

const plain = (list: List): unknown[] => Array.from<unknown>(list);

/** A list of the same kind with other elements. */
function like(list: List, elements: unknown[]): unknown {
  if (!isTyped(list)) return elements;
  return (list.constructor as Float64ArrayConstructor).from(elements as number[]);
}

function detached(list: List): unknown {
  const copy = isTyped(list) ? list.slice() : Float64Array.of(1);
  structuredClone(copy.buffer, { transfer: [copy.buffer] });
  return copy;
}

/** A list whose iterator yields other elements than it has. */
function misleading(list: List): unknown {
  const iterator = function* (): Generator<number> {
    yield Number.NaN;
  };
  return Object.defineProperty(plain(list), Symbol.iterator, { value: iterator });
}

/** Lists in the place of a list or a typed array. */
export const LISTS: readonly Mutation[] = [
  replacing('is empty', (list: List) => like(list, [])),
  replacing('lacks its last element', (list: List) => like(list, plain(list).slice(0, -1))),
  replacing('has an element more', (list: List) => like(list, [...plain(list), plain(list)[0]])),
  replacing('is twice itself', (list: List) => like(list, [...plain(list), ...plain(list)])),
  replacing('is reversed', (list: List) => like(list, plain(list).reverse())),
  replacing('is a plain list', plain),
  replacing('is a list of texts', (list: List) => plain(list).map(() => '1')),
  replacing('is a list of big integers', (list: List) => plain(list).map(() => 1n)),
  replacing('is a list of rows', (list: List) => plain(list).map((value) => [value])),
  replacing('is a list with holes', (list: List) => new Array<unknown>(list.length)),
  replacing('is a list with another iterator', misleading),
  replacing('is { length }', ({ length }: List) => ({ length })),
  replacing('is { length: 2 ** 53 }', () => ({ length: 2 ** 53 })),
  replacing('is { length: -1 }', () => ({ length: -1 })),
  replacing('is in single precision', ({ length }: List) => new Float32Array(length)),
  replacing('is a list of bytes', ({ length }: List) => new Uint8Array(length)),
  replacing('is zero everywhere', (list: List) =>
    like(
      list,
      plain(list).map(() => 0),
    ),
  ),
  replacing('is NaN everywhere', (list: List) =>
    like(
      list,
      plain(list).map(() => Number.NaN),
    ),
  ),
  replacing('is 1e308 everywhere', (list: List) =>
    like(
      list,
      plain(list).map(() => 1e308),
    ),
  ),
  replacing('is a typed array whose memory is gone', detached),
  replacing('is a DataView', () => new DataView(new ArrayBuffer(8))),
];
