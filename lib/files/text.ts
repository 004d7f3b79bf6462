import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { attempt } from './failure.js';

/** The first bytes of a gzipped file. */
const GZIP = [0x1f, 0x8b];

/**
 * The text of a file, gzipped or not, without a byte order mark.
 *
 * @param rule - the rule that a failure breaks, as the rest of the sentence
 * @throws {@link FileError} when the file is absent, cannot be read, or its compression is damaged
 */
export function readText(
  where: string,
  path: string,
  rule = 'must be a file that can be read',
): string {
  return attempt({ where, path, rule }, () => {
    const bytes = readFileSync(path);
    const isZipped = GZIP.every((byte, at) => bytes[at] === byte);
    const text = (isZipped ? gunzipSync(bytes) : bytes).toString('utf8');
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  });
}
