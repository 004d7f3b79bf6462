import { InvalidArgumentError } from '../../math/errors.js';
import { type Network } from '../network.js';
import { notWhole, readCheckpoint } from './checkpoint.js';
import { type Training } from './train.js';

/**
 * Puts a network back to the checkpoint of its run.
 *
 * @returns the outcomes of the run so far; undefined where there is no checkpoint yet
 * @throws {@link FileError} when the checkpoint is damaged, belongs to another run, or holds another network's arrays; the
 *   network is left as it is
 */
export function resume(path: string, network: Network, run: unknown): Training | undefined {
  const kept = readCheckpoint(path, run);
  if (!kept) return undefined;
  if (!isTraining(kept.found, network.peers)) throw notWhole(path);
  try {
    network.restore(kept.state);
  } catch (error) {
    throw error instanceof InvalidArgumentError ? notWhole(path) : error;
  }
  return kept.found;
}

function isTraining(found: unknown, peers: number): found is Training {
  const { history, stopped, traffic } = (found ?? {}) as Partial<Record<keyof Training, unknown>>;
  const isPeer = (value: unknown): boolean =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < peers;
  const isList = (value: unknown, ...names: string[]): boolean =>
    Array.isArray(value) &&
    value.every((row: Record<string, unknown> | null) =>
      names.every((name) => isPeer(row?.[name])),
    );
  return isList(history, 'peer') && isList(stopped, 'peer') && isList(traffic, 'from', 'to');
}
