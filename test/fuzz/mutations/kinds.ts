/*
 * Values of another kind, for any place.
 */
import { CallersError, throwOwn } from './callersError.js';
import { replacing, type Mutation } from './mutation.js';

function circular(): object {
  const value: Record<string, unknown> = { a: 1 };
  value.itself = value;
  return value;
}

function throwing(name: 'toJSON' | 'toString' | 'valueOf'): object {
  return {
    [name]: () => {
      throw new Error(`a throwing ${name}`);
    },
  };
}

/** A Proxy that throws the caller's error at every question. */
function hostile(value: unknown): object {
  return new Proxy(typeof value === 'object' && value !== null ? value : {}, {
    ...{ get: throwOwn, has: throwOwn, ownKeys: throwOwn, getOwnPropertyDescriptor: throwOwn },
  });
}

/** Values of every other kind. */
export const KINDS: readonly Mutation[] = [
  replacing('is null', () => null),
  replacing('is undefined', () => undefined),
  replacing('is true', () => true),
  replacing('is 5', () => 5),
  replacing('is 5n', () => 5n),
  replacing('is a symbol', () => Symbol('a symbol')),
  replacing('is an empty text', () => ''),
  replacing('is "x"', () => 'x'),
  replacing('is []', () => []),
  replacing('is [null]', () => [null]),
  replacing('is {}', () => ({})),
  replacing('is { a: 1n }', () => ({ a: 1n })),
  replacing('is a circular object', circular),
  replacing('is an object whose toJSON throws', () => throwing('toJSON')),
  replacing('is an object whose toString throws', () => throwing('toString')),
  replacing('is an object whose valueOf throws', () => throwing('valueOf')),
  replacing('is an object without a prototype', () => Object.create(null)),
  replacing('is a function', () => () => undefined),
  replacing('is a function that throws', () => throwOwn),
  replacing('is a date', () => new Date(0)),
  replacing('is a map', () => new Map([['a', 1]])),
  replacing('is an error', () => new CallersError('a value')),
  replacing('is a promise', () => Promise.resolve(1)),
  replacing('is a Proxy that throws', hostile),
  replacing('is in a list', (value) => [value]),
  replacing('is a boxed number', () => Object(3) as unknown),
  replacing('is its text', (value) => {
    try {
      return String(value);
    } catch {
      return 'without a text';
    }
  }),
];
