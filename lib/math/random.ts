import { sha256 } from '@noble/hashes/sha2';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { type RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { checkInteger, show } from './checks.js';
import { log, logAt, placeOnCircle } from './elementary.js';
import { InvalidArgumentError } from './errors.js';

/**
 * A seeded stream of random numbers that splits into independent streams by name.
 *
 * A split depends only on the seed and the names along its path, never on the numbers sampled before it:
 * work that is divided by name among any number of workers samples the same numbers.
 * Numbers come from xoroshiro128+ (pure-rand); each stream's 128-bit state is the SHA-256 of its path.
 */
export interface RandomStream {
  /** An independent stream for the part of the work called `name`, a number or well-formed text. */
  readonly split: (name: string | number) => RandomStream;
  /** Uniform on [0, 1), a multiple of 2⁻⁵³. */
  readonly uniform: () => number;
  /** Replaces the numbers of an array by those of so many calls of `uniform`, sooner. */
  readonly fillUniforms: (values: Float64Array) => void;
  /** Standard normal (Box and Muller 1958). */
  readonly normal: () => number;
  /** As many of them as `count`, an integer from 0 to 2²⁸: the numbers of so many calls of `normal`, sooner. */
  readonly normals: (count: number) => Float64Array;
  /** Exponential with mean 1. */
  readonly exponential: () => number;
  /** A uniform integer from 0 to `count` − 1; `count` is an integer of at least 1. */
  readonly integer: (count: number) => number;
}

/**
 * The stream of a seed.
 *
 * @param seed - an integer of at least 0
 * @throws {@link InvalidArgumentError} when the seed is anything else
 */
export function createStream(seed: number): RandomStream {
  checkInteger('createStream', 'seed', seed, 0);
  return streamAt(String(seed));
}

function checkName(name: unknown): void {
  if (typeof name === 'number' || (typeof name === 'string' && !/\p{Surrogate}/u.test(name)))
    return;
  throw new InvalidArgumentError('split', 'name must be a number or well-formed text', show(name));
}

/** The most numbers of one call: 2 GiB. */
const MOST_NUMBERS = 2 ** 28;

function streamAt(path: string): RandomStream {
  let made: RandomGenerator | undefined;
  // Most streams are only split, and their paths need no hash.
  const generator = (): RandomGenerator => (made ??= generatorAt(path));
  const uniform = (): number => uniformFloat64(generator());
  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    placePairs(pair, generator());
    spare = pair[1];
    return pair[0];
  };
  return {
    split: (name) => {
      checkName(name);
      return streamAt(`${path}/${encodeURIComponent(name)}`);
    },
    uniform,
    fillUniforms: (values) => {
      if (!((values as unknown) instanceof Float64Array)) {
        throw new InvalidArgumentError(
          'fillUniforms',
          'values must be a Float64Array',
          show(values),
        );
      }
      fillUniform(values, generator());
    },
    normal,
    normals: (count) => {
      checkInteger('normals', 'count', count, 0, MOST_NUMBERS);
      const values = new Float64Array(count);
      const start = spare === undefined || count === 0 ? 0 : 1;
      const end = count - ((count - start) % 2);
      if (start === 1) values[0] = normal();
      placePairs(values.subarray(start, end), generator());
      if (end < count) values[end] = normal();
      return values;
    },
    exponential: () => -log(1 - uniform()),
    integer: (count) => {
      checkInteger('integer', 'count', count, 1);
      return uniformInt(generator(), 0, count - 1);
    },
  };
}

function generatorAt(path: string): RandomGenerator {
  const hash = sha256(path);
  const digest = new DataView(hash.buffer, hash.byteOffset);
  return xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.getInt32(at, true)));
}

/** One pair of normal numbers. */
const pair = new Float64Array(2);

function fillUniform(values: Float64Array, generator: RandomGenerator): void {
  for (let at = 0; at < values.length; at++) values[at] = uniformFloat64(generator);
}

/** Writes pairs of normal numbers: √(−2 ln(1 − u)) (cos 2πv, sin 2πv) of uniform u and v. */
function placePairs(values: Float64Array, generator: RandomGenerator): void {
  fillUniform(values, generator);
  for (let at = 0; at < values.length; at += 2) {
    values[at] = 1 - values[at];
    logAt(values, at);
    values[at] = Math.sqrt(-2 * values[at]);
    values[at + 1] *= 2 * Math.PI;
    placeOnCircle(values, at);
  }
}
