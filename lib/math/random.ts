import { sha256 } from '@noble/hashes/sha2';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { checkInteger, show } from './checks.js';
import { log, sinCos } from './elementary.js';
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
  /** Standard normal (Box and Muller 1958). */
  readonly normal: () => number;
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

function streamAt(path: string): RandomStream {
  const hash = sha256(path);
  const digest = new DataView(hash.buffer, hash.byteOffset);
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.getInt32(at, true)));
  const uniform = (): number => uniformFloat64(generator);
  let spare: number | undefined;
  return {
    split: (name) => {
      checkName(name);
      return streamAt(`${path}/${encodeURIComponent(name)}`);
    },
    uniform,
    normal: () => {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      const [sine, cosine] = sinCos(angle);
      spare = radius * sine;
      return radius * cosine;
    },
    exponential: () => -log(1 - uniform()),
    integer: (count) => {
      checkInteger('integer', 'count', count, 1);
      return uniformInt(generator, 0, count - 1);
    },
  };
}
