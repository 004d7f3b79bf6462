import { readFileSync } from 'node:fs';
import { FileError } from '../index.js';

/**
 * Measured Hessians from a JSON file: nested arrays of shape [networks, n, n, n].
 *
 * @throws {@link FileError} when the file cannot be read or has another shape
 */
export function readHessians(path: string): {
  peers: number;
  networks: number;
  measured: number[][];
} {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new FileError(
      'command line',
      path,
      `must be a JSON file that can be read (${(error as Error).message})`,
    );
  }
  const networks = content as unknown[][][][];
  const peers = Array.isArray(content) && Array.isArray(content[0]) ? content[0].length : 0;
  const isCube = (values: unknown, depth: number): boolean =>
    depth === 0
      ? typeof values === 'number'
      : Array.isArray(values) &&
        values.length === peers &&
        values.every((value) => isCube(value, depth - 1));
  if (peers === 0 || !networks.every((network) => isCube(network, 3))) {
    throw new FileError(
      'command line',
      path,
      'must hold numbers in nested arrays of shape [networks, n, n, n]',
    );
  }
  return {
    peers,
    networks: networks.length,
    measured: networks.map((network) => network.flat(2) as number[]),
  };
}
