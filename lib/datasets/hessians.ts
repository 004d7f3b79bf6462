import { readFileSync } from 'node:fs';
import { attempt } from '../files/failure.js';
import { sha256 } from '../files/verified.js';
import { show } from '../math/checks.js';
import { FileError, InvalidArgumentError } from '../math/errors.js';
import { packaged } from './files.js';

export const HESSIANS_FILE = 'digits-hessians.json';

/** Hessians of trained networks, in nats, measured by the study `significance` at its defaults. */
export interface TrainedHessians {
  /** n, the number of peers of every network. */
  readonly peers: number;
  /** [n, n, n] for each network, each H_i symmetric: the `measured` of the studies of markets. */
  readonly networks: readonly (readonly number[])[];
}

/** The SHA-256 of the networks, in hexadecimal, as stated in the file. */
export function networksChecksum(networks: unknown): string {
  return sha256(JSON.stringify(networks));
}

/**
 * Hessians of 8 networks of 8 peers trained on digits (see `datasets/README.md`), unscaled.
 *
 * The file holds its checksum, since it is rewritten when training changes.
 *
 * @param path - a copy of `digits-hessians.json`. Default: the one in the package
 * @throws {@link FileError} when the file is missing, damaged or cut off
 */
export function loadTrainedHessians(path = packaged(HESSIANS_FILE)): TrainedHessians {
  const where = 'loadTrainedHessians';
  if (typeof path !== 'string') {
    throw new InvalidArgumentError(where, 'path must be a string', show(path));
  }
  const cure = `install the package again, or give the path of a whole copy of ${HESSIANS_FILE}`;
  const refuse = (problem: string): never => {
    throw new FileError(where, path, `${problem}; ${cure}`);
  };
  const text = attempt({ where, path, rule: 'cannot be read', cure }, () =>
    readFileSync(path, 'utf8'),
  );
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    refuse('is damaged or cut off: it is not JSON');
  }
  const { peers, sha256: stated, networks } = (content ?? {}) as Record<string, unknown>;
  if (!isNetworks(peers, networks)) {
    return refuse('is damaged: it must hold Hessians of n peers as n·n·n numbers a network');
  }
  const found = networksChecksum(networks);
  if (stated !== found) {
    const said = typeof stated === 'string' ? stated : show(stated);
    refuse(`is damaged: the SHA-256 of its networks must be ${said}, got ${found}`);
  }
  return { peers: peers as number, networks };
}

function isNetworks(peers: unknown, networks: unknown): networks is number[][] {
  return (
    Number.isSafeInteger(peers) &&
    Array.isArray(networks) &&
    networks.length > 0 &&
    networks.every(
      (values) =>
        Array.isArray(values) &&
        values.length === (peers as number) ** 3 &&
        values.every(Number.isFinite),
    )
  );
}
