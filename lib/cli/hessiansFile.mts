import { readFileSync } from 'node:fs';
import { attempt } from '../files/failure.js';
import { FileError } from '../math/errors.js';

interface MeasuredHessians {
  peers: number;
  networks: number;
  measured: number[][];
}

/**
 * Measured Hessians from a JSON file: nested arrays of shape [networks, n, n, n], or a result of the study
 * `significance`, whose Hessians are in nats and are not scaled.
 *
 * @throws {@link FileError} when the file cannot be read or has another shape
 */
export function readHessians(path: string): MeasuredHessians {
  const where = 'command line';
  const content = attempt(
    { where, path, rule: 'must be a JSON file that can be read' },
    () => JSON.parse(readFileSync(path, 'utf8')) as unknown,
  );
  const found = nestedArrays(content) ?? significanceResult(content);
  if (found) return found;
  throw new FileError(
    where,
    path,
    'must hold numbers in nested arrays of shape [networks, n, n, n], or be a result of significance',
  );
}

function nestedArrays(content: unknown): MeasuredHessians | undefined {
  if (!Array.isArray(content) || !Array.isArray(content[0])) return undefined;
  const peers = content[0].length;
  const isCube = (values: unknown, depth: number): boolean =>
    depth === 0
      ? typeof values === 'number'
      : Array.isArray(values) &&
        values.length === peers &&
        values.every((value) => isCube(value, depth - 1));
  if (peers === 0 || !content.every((network) => isCube(network, 3))) return undefined;
  const networks = content as number[][][][];
  return { peers, networks: networks.length, measured: networks.map((network) => network.flat(2)) };
}

function significanceResult(content: unknown): MeasuredHessians | undefined {
  const { study, parameters, tables } = (content ?? {}) as Record<string, unknown>;
  if (study !== 'significance') return undefined;
  const { peers } = (parameters ?? {}) as { peers?: unknown };
  const { hessians } = (tables ?? {}) as { hessians?: unknown };
  if (typeof peers !== 'number' || !Array.isArray(hessians) || hessians.length === 0) {
    return undefined;
  }
  const measured = hessians.map((row) => (row as { values?: unknown } | null)?.values);
  const whole = measured.every(
    (values) =>
      Array.isArray(values) &&
      values.length === peers ** 3 &&
      values.every((value) => typeof value === 'number'),
  );
  return whole ? { peers, networks: measured.length, measured: measured as number[][] } : undefined;
}
