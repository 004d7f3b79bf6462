/*
 * The width of the vectors in which the kernel computes.
 *
 * WebAssembly has vectors of 128 bits. From V8 13 on (Node 24) the compiler joins pairs of neighbouring ones to 256 where it
 * is asked to (AVX2), which is an experiment of V8's: the same operations on the same numbers, with the same bytes.
 */
import { setFlagsFromString } from 'node:v8';
import { checkOneOf } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';

/** Bits of a vector, of four or eight float32. */
export type VectorBits = 128 | 256;

/** The first Node whose V8 joins the vectors of the kernel's loops. */
const FIRST_NODE = 24;

/**
 * The width that the environment's BITTENSOR_VECTOR_BITS names, 128 where it has none. For 256, V8 is asked to join vectors in
 * all WebAssembly that this process compiles from now on.
 *
 * @throws {@link InvalidArgumentError} where BITTENSOR_VECTOR_BITS is neither, or this engine of JavaScript joins no vectors
 */
export function vectorBitsFromEnvironment(where: string): VectorBits {
  const given = process.env.BITTENSOR_VECTOR_BITS ?? '';
  if (given === '' || given === '128') return 128;
  checkOneOf(where, 'BITTENSOR_VECTOR_BITS', given, ['128', '256']);
  const { node } = process.versions;
  if (Number.parseInt(node) < FIRST_NODE || process.arch !== 'x64') {
    throw new InvalidArgumentError(
      where,
      `BITTENSOR_VECTOR_BITS must be 128 on an engine that joins no vectors, which Node ${FIRST_NODE} and later do on x64`,
      `256 on Node ${node}, ${process.arch}`,
    );
  }
  setFlagsFromString('--experimental-wasm-revectorize');
  return 256;
}
