/*
 * The files of datasets/, verified before they are parsed.
 */
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readVerified } from '../files/verified.js';
import { show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';

/** A file that comes with the package. */
export interface DataFile {
  readonly name: string;
  /** The SHA-256 of the compressed file, in hexadecimal, as in `datasets/SHA256SUMS`. */
  readonly sha256: string;
}

/** The path of a file in the package, from dist/lib/datasets. */
export function packaged(name: string): string {
  return join(__dirname, '..', '..', '..', 'datasets', name);
}

/**
 * The text of a gzipped file, whose checksum is verified.
 *
 * @param path - a copy of the file. Default: the one in the package
 * @throws {@link FileError} when the file cannot be read, is damaged or is cut off
 */
export function readPackaged(where: string, file: DataFile, path = packaged(file.name)): string {
  if (typeof path !== 'string') {
    throw new InvalidArgumentError(where, 'path must be a string', show(path));
  }
  const cure = `install the package again, or give the path of a whole copy of ${file.name}`;
  return gunzipSync(readVerified(where, path, file.sha256, cure)).toString('utf8');
}
