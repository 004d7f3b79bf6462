import { CallersError, throwOwn } from './callersError.js';
import { replacing, type Mutation } from './mutation.js';

const returning = (name: string, value: () => unknown): Mutation =>
  replacing(`returns ${name}`, () => () => value());

/** The name of the mutation whose promise never settles. */
export const NEVER_SETTLES = 'returns a promise that never settles';

/** Functions in the place of a function. */
export const FUNCTIONS: readonly Mutation[] = [
  returning('undefined', () => undefined),
  returning('null', () => null),
  returning('NaN', () => Number.NaN),
  returning('Infinity', () => Infinity),
  returning('-1', () => -1),
  returning('3e38', () => 3e38),
  returning('5n', () => 5n),
  returning('a text', () => 'x'),
  returning('{}', () => ({})),
  replacing(NEVER_SETTLES, () => () => new Promise(() => undefined)),
  returning('a promise that is rejected', () => Promise.reject(new CallersError('rejected'))),
  replacing('throws', () => throwOwn),
  replacing('throws null', () => () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- callers throw such values too
    throw null;
  }),
  replacing('throws a text', () => () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- callers throw such values too
    throw 'a text';
  }),
];
