/*
 * Arrays of NumPy's .npy, versions 1 to 3:
 *
 *   "\x93NUMPY", major, minor, length of the header in 2 bytes (version 1) or 4 (2 and 3), little endian,
 *   the header, a Python dictionary {'descr': '<f8', 'fortran_order': False, 'shape': (150, 4), }, the numbers
 *
 * No package of the registry reads big-endian numbers or checks the length.
 */
import { readFileSync } from 'node:fs';
import { attempt } from '../../files/failure.js';
import { FileError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { short, show } from '../../math/show.js';
import { unzipNpz } from './npz.js';

/** Numbers with a shape, the last index fastest. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

const MAGIC = '\x93NUMPY';

type Read = (view: DataView, at: number, little: boolean) => number | bigint;

/** Bytes and reader of each kind of number. */
const KINDS: Readonly<Record<string, readonly [bytes: number, read: Read]>> = {
  b1: [1, (view, at) => (view.getUint8(at) === 0 ? 0 : 1)],
  i1: [1, (view, at) => view.getInt8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i8: [8, (view, at, little) => view.getBigInt64(at, little)],
  u8: [8, (view, at, little) => view.getBigUint64(at, little)],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
};

/**
 * The array of a .npy file: truth values, integers of 8 to 64 bits, floats of 32 and 64 bits, in either order of bytes, with
 * the first or the last index fastest.
 *
 * @throws {@link FileError} when the file cannot be read, is no .npy file, is cut off, holds other numbers, or an integer
 *   beyond 2⁵³
 */
export function readNpy(where: string, path: string): NpyArray {
  return parseNpy(where, path, readBytes(where, path));
}

/** The arrays of a .npz file by their names. @throws {@link FileError} as {@link readNpy} and {@link unzipNpz} */
export function readNpz(where: string, path: string): Map<string, NpyArray> {
  const parts = unzipNpz(where, path, readBytes(where, path));
  return new Map(
    [...parts].map(([name, bytes]) => [name, parseNpy(where, `${path}/${name}.npy`, bytes)]),
  );
}

function readBytes(where: string, path: string): Buffer {
  return attempt({ where, path, rule: 'must be a file that can be read' }, () =>
    readFileSync(path),
  );
}

function parseNpy(where: string, path: string, bytes: Buffer): NpyArray {
  const refuse = (problem: string): never => {
    throw new FileError(where, path, problem);
  };
  if (bytes.length < 12 || bytes.toString('latin1', 0, 6) !== MAGIC) {
    return refuse('must be a .npy file, which begins with \\x93NUMPY');
  }
  const major = bytes[6];
  if (major < 1 || major > 3) return refuse(`must be of version 1, 2 or 3, got ${major}`);
  const [from, length] = major === 1 ? [10, bytes.readUInt16LE(8)] : [12, bytes.readUInt32LE(8)];
  const start = from + length;
  if (start > bytes.length) return refuse('is cut off within its header; write it again');
  const header = bytes.toString(major === 3 ? 'utf8' : 'latin1', from, start);
  const { order, kind, fortran, shape } = headerOf(header) ?? {};
  if (kind === undefined || shape === undefined || !Object.hasOwn(KINDS, kind)) {
    const rule = `must hold numbers of a type among ${Object.keys(KINDS).join(', ')}`;
    return refuse(
      `${rule}, got the header ${show(short(header.trim(), 55))}; convert it by astype`,
    );
  }
  const [size, read] = KINDS[kind];
  const count = shape.reduce((product, part) => product * part, 1);
  checkMemory(where, `an array of shape [${shape.join(', ')}]`, 8 * count);
  const found = bytes.length - start;
  if (found !== count * size) {
    const wanted = `${count * size} bytes of numbers for shape [${shape.join(', ')}]`;
    return refuse(`must have ${wanted}, got ${found}; it is cut off or damaged, write it again`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const values = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const value = Number(read(view, at * size, order !== '>'));
    if (size === 8 && kind !== 'f8' && !Number.isSafeInteger(value)) {
      return refuse(`must hold integers of at most 2^53, got ${value} at ${at}`);
    }
    values[at] = value;
  }
  return { shape, values: fortran === true ? inRows(values, shape) : values };
}

interface Header {
  readonly order: string;
  readonly kind: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

function headerOf(text: string): Header | undefined {
  const descr = /['"]descr['"]\s*:\s*['"]([<>|=])(\w+)['"]/.exec(text);
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  const shape = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text);
  if (!descr || !fortran || !shape) return undefined;
  return {
    ...{ order: descr[1], kind: descr[2], fortran: fortran[1] === 'True' },
    shape: (shape[1].match(/\d+/g) ?? []).map(Number),
  };
}

/** Values with the first index fastest, rewritten with the last index fastest. */
function inRows(values: Float64Array, shape: readonly number[]): Float64Array {
  const out = new Float64Array(values.length);
  const index = shape.map(() => 0);
  for (const value of values) {
    let at = 0;
    for (const [axis, part] of shape.entries()) at = at * part + index[axis];
    out[at] = value;
    for (let axis = 0; axis < shape.length && ++index[axis] === shape[axis]; axis++)
      index[axis] = 0;
  }
  return out;
}
