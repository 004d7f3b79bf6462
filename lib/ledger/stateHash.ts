/*
 * The hash of a ledger's state, by which peers compare that they hold the same one to the last bit.
 *
 *   SHA-256( canonical JSON of all fields but the numbers  ‖  S  ‖  R  ‖  SHA-256(W_0)  ‖  SHA-256(W_1)  ‖  … )
 *
 * Numbers are float64 in little-endian order. States share the rows that an operation leaves as they are, so that a row is
 * hashed once.
 */
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { canonicalJson } from './canonical.js';
import { type LedgerState } from './state.js';

const isLittle = endianness() === 'LE';

function bytesOf(values: Float64Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return isLittle ? bytes : Buffer.from(bytes).swap64();
}

const hashes = new WeakMap<Float64Array, Uint8Array>();

function rowHash(row: Float64Array): Uint8Array {
  let hash = hashes.get(row);
  if (hash === undefined) {
    hash = createHash('sha256').update(bytesOf(row)).digest();
    hashes.set(row, hash);
  }
  return hash;
}

/** SHA-256 of every bit of a state, in hex. */
export function stateHash({ rows, stake, ranks, leaving, done, ...rest }: LedgerState): string {
  const fields = { ...rest, leaving: [...leaving], done: [...done] };
  const hash = createHash('sha256').update(canonicalJson(fields));
  for (const values of [stake, ranks]) hash.update(bytesOf(values));
  for (const row of rows) hash.update(rowHash(row));
  return hash.digest('hex');
}
