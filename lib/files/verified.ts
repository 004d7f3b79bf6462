import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FileError } from '../math/errors.js';
import { attempt } from './failure.js';

/** The SHA-256 of texts and bytes, one after another, in hexadecimal. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * The bytes of a file with a known checksum.
 *
 * @param expected - SHA-256 of the file, in hexadecimal
 * @param cure - the remedy, as the end of the sentence
 * @throws {@link FileError} when the file cannot be read, is damaged or is cut off
 */
export function readVerified(where: string, path: string, expected: string, cure: string): Buffer {
  const bytes = attempt({ where, path, rule: 'cannot be read', cure }, () => readFileSync(path));
  const found = sha256(bytes);
  if (found === expected) return bytes;
  const problem = `is damaged or cut off: its SHA-256 must be ${expected}, got ${found} of ${bytes.length} bytes`;
  throw new FileError(where, path, `${problem}; ${cure}`);
}
