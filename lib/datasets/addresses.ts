import { readPackaged, type DataFile } from './files.js';

export const ADDRESSES_FILE: DataFile = {
  name: 'sotu-20-presidents.jsonl.gz',
  sha256: '1836ca8243185f7654fccd8ec214f91309f9772f47d01f9c8cdda3f935f41114',
};

/** The text of one author. */
export interface AuthorText {
  /** `andrew_jackson`. */
  readonly author: string;
  readonly text: string;
}

/**
 * The State of the Union addresses of 20 presidents of the United States, the first 100,000 characters of
 * each (see `datasets/README.md`), in alphabetical order of their names.
 *
 * @param path - a copy of `sotu-20-presidents.jsonl.gz`. Default: the one in the package
 * @throws {@link FileError} when the file is missing, damaged or cut off
 */
export function loadAddresses(path?: string): AuthorText[] {
  const lines = readPackaged('loadAddresses', ADDRESSES_FILE, path).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as AuthorText);
}
