/*
 * The text of a value in error messages: one short line. No accessor and no toJSON of the value is called.
 */

/** The most characters of a text. */
const MOST = 60;

/** The text of a value in error messages: one line of at most 60 characters. */
export function show(value: unknown): string {
  try {
    return short(describe(value, MOST));
  } catch {
    // Only a proxy throws when properties are read.
    return `unreadable ${typeof value}`;
  }
}

/** A name as it is, where it is short and on one line; else its text as {@link show} has it. */
export function oneLine(name: unknown): string {
  const fits = typeof name === 'string' && name.length <= 200 && !/\p{Cc}/u.test(name);
  return fits ? name : show(name);
}

/** A text cut to `most` characters. */
export function short(text: string, most = MOST): string {
  if (text.length <= most) return text;
  // A pair of surrogates is not cut in two.
  return `${text.slice(0, most - 3).replace(/[\ud800-\udbff]$/, '')}...`;
}

/** The text of a value, complete up to `room` characters. */
function describe(value: unknown, room: number): string {
  switch (typeof value) {
    case 'string':
      return quote(value.slice(0, room));
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return `symbol ${quote((value.description ?? '').slice(0, room))}`;
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : describeObject(value, room);
    default:
      return String(value);
  }
}

/** Text in quotation marks; control characters, line ends and lone surrogates are escaped. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function describeObject(value: object, room: number): string {
  if (Array.isArray(value)) return `Array of length ${value.length}`;
  if (ArrayBuffer.isView(value)) return describeView(value);
  if (value instanceof Error) return describe(own(value, 'message') ?? 'Error', room);
  const parts: string[] = [];
  let used = 0;
  for (const key of Object.keys(value)) {
    if (used > room) break;
    const part = `${quote(key.slice(0, room))}:${entry(value, key, room - used)}`;
    parts.push(part);
    used += part.length + 1;
  }
  if (parts.length > 0) return `{${parts.join(',')}}`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return kind === 'Object' ? '{}' : kind;
}

/** The text of one entry; objects are not entered further. */
function entry(value: object, key: string, room: number): string {
  const held = own(value, key);
  if (typeof held !== 'object' || held === null) return describe(held, room);
  return Array.isArray(held) || ArrayBuffer.isView(held) ? describeObject(held, room) : '{…}';
}

/** An own property without running its accessor. */
function own(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function describeView(view: ArrayBufferView): string {
  const kind = Object.prototype.toString.call(view).slice(8, -1);
  const { length } = view as unknown as { length?: number };
  return length === undefined
    ? `${kind} of ${view.byteLength} bytes`
    : `${kind} of length ${length}`;
}
