/*
 * Changes of a field of an options object, and of an object as a whole.
 */
import { type Key } from '../place.js';
import { throwOwn } from './callersError.js';
import { changing, replacing, type Mutation } from './mutation.js';

/** The field becomes an accessor: `read` returns its value from the number of earlier reads. */
function accessor(name: string, read: (value: unknown, times: number) => unknown): Mutation {
  return changing(name, ({ container, key }) => {
    const value = container[key];
    let times = 0;
    const get = (): unknown => read(value, times++);
    Object.defineProperty(container, key, { get, enumerable: true, configurable: true });
  });
}

function misspell(key: Key): string {
  const text = String(key);
  return text.length > 2 ? text[1] + text[0] + text.slice(2) : `${text}${text}`;
}

/** Changes of a field, for the fields of plain objects. */
export const FIELDS: readonly Mutation[] = [
  changing('is missing', ({ container, key }) => {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a field that is missing is not one of undefined
    delete container[key];
  }),
  changing('is misspelled', ({ container, key }) => {
    const value = container[key];
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the field has another name
    delete container[key];
    container[misspell(key)] = value;
  }),
  accessor('is an accessor that throws', throwOwn),
  accessor('is an accessor that throws from its second read on', (value, times) =>
    times > 0 ? throwOwn() : value,
  ),
  accessor('is an accessor that returns NaN from its second read on', (value, times) =>
    times > 0 ? Number.NaN : value,
  ),
  accessor('is an accessor that returns -1000 from its second read on', (value, times) =>
    times > 0 ? -1000 : value,
  ),
  accessor('is an accessor that returns null from its third read on', (value, times) =>
    times > 1 ? null : value,
  ),
];

/** Objects in the place of an object. */
export const OBJECTS: readonly Mutation[] = [
  replacing('has a field that is not known', (value: object) => ({ ...value, unknwon: 1 })),
  replacing('has a field of a symbol', (value: object) => ({ ...value, [Symbol('a')]: 1 })),
  replacing('has its fields from its prototype', (value: object) => Object.create(value)),
  replacing('is frozen', (value: object) => Object.freeze({ ...value })),
  replacing('is a Proxy', (value: object) => new Proxy(value, {})),
  replacing('is a list of its fields', (value: object) => Object.entries(value)),
  replacing('is its JSON text', (value: object) => {
    try {
      return JSON.stringify(value);
    } catch {
      return '{}';
    }
  }),
];
