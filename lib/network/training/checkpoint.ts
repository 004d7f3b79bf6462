/*
 * A network's state in one file: a line of JSON that says what it is, a line with the SHA-256 of all the rest, then the
 * arrays' bytes. The file is replaced at once, so that a process that is killed leaves the previous one whole.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { differences } from '../../files/differences.js';
import { attempt } from '../../files/failure.js';
import { makeFolder } from '../../files/folder.js';
import { takeLock } from '../../files/lock.js';
import { replaceFile } from '../../files/replace.js';
import { sha256 } from '../../files/verified.js';
import { FileError } from '../../math/errors.js';
import { type NetworkState } from '../network.js';

/** The header of a checkpoint: anything that JSON keeps. */
export interface CheckpointNotes {
  /** The identity of the run: a checkpoint is resumed by the same run only. */
  readonly run: unknown;
  /** The counts of the run so far. */
  readonly found: unknown;
}

interface Header extends CheckpointNotes {
  readonly format: typeof FORMAT;
  readonly round: number;
  /** Names and lengths of each part's arrays, in the order of their bytes. */
  readonly parts: readonly (readonly (readonly [name: string, length: number])[])[];
}

const FORMAT = 'bittensor-workbench checkpoint 1';
const WHERE = 'checkpoint';

/**
 * Reserves a checkpoint for this run.
 *
 * @returns a function that ends the reservation
 * @throws {@link FileError} when another run has it, or the folder cannot be written to
 */
export function lockCheckpoint(path: string): () => void {
  return attempt({ where: WHERE, path, rule: 'must be a file that can be written' }, () => {
    makeFolder(dirname(path));
    return takeLock(WHERE, path);
  });
}

/**
 * @throws {@link FileError} when the file cannot be written or the state holds NaN or ∞; the previous one is left as it is
 */
export function writeCheckpoint(path: string, state: NetworkState, notes: CheckpointNotes): void {
  checkFinite(path, state);
  const bytes = Buffer.concat(
    state.parts.flatMap((part) =>
      [...part.values()].map(({ buffer, byteOffset, byteLength }) =>
        Buffer.from(buffer, byteOffset, byteLength),
      ),
    ),
  );
  const header: Header = {
    format: FORMAT,
    round: state.round,
    ...notes,
    parts: state.parts.map((part) =>
      [...part].map(([name, { length }]) => [name, length] as const),
    ),
  };
  const line = JSON.stringify(header);
  replaceFile(WHERE, path, [`${line}\n${digest(line, bytes)}\n`, bytes]);
}

/**
 * The checkpoint of a run; undefined where there is none yet.
 *
 * @throws {@link FileError} when the file is damaged, holds NaN or ∞, or belongs to another run
 */
export function readCheckpoint(
  path: string,
  run: unknown,
): { state: NetworkState; found: unknown } | undefined {
  if (!existsSync(path)) return undefined;
  const rule = 'must be a file that can be read';
  const content = attempt({ where: WHERE, path, rule }, () => readFileSync(path));
  const { header, bytes } = partsOf(path, content);
  if (JSON.stringify(header.run) !== JSON.stringify(run)) {
    const others = differences(fieldsOf(header.run), fieldsOf(run)).join(', ');
    throw new FileError(
      WHERE,
      path,
      `must belong to the same network, data and options (${others}); delete it or name another file to start over`,
    );
  }
  const state = stateOf(header, bytes);
  checkFinite(path, state);
  return { state, found: header.found };
}

/** @throws {@link FileError} unless every byte is as it was written */
function partsOf(path: string, content: Buffer): { header: Header; bytes: Buffer } {
  const first = content.indexOf('\n');
  const second = content.indexOf('\n', first + 1);
  const line = content.toString('utf8', 0, Math.max(0, first));
  const bytes = content.subarray(second + 1);
  if (content.toString('utf8', first + 1, Math.max(0, second)) === digest(line, bytes)) {
    const header = headerOf(line, bytes.length);
    if (header) return { header, bytes };
  }
  throw notWhole(path);
}

/** The refusal of a file that is not as a checkpoint of its run was written. */
export function notWhole(path: string): FileError {
  const problem = 'must be a whole checkpoint, got something else; delete it to start over';
  return new FileError(WHERE, path, problem);
}

/** The header, if it is one of arrays that fill `size` bytes. */
function headerOf(line: string, size: number): Header | undefined {
  let header: Partial<Header> | null;
  try {
    header = JSON.parse(line) as typeof header;
  } catch {
    return undefined;
  }
  if (header?.format !== FORMAT || !isCount(header.round)) return undefined;
  const { parts } = header as { parts: unknown };
  if (!Array.isArray(parts) || !parts.every(isPart)) return undefined;
  const wanted = parts.flat().reduce((sum, [, length]) => sum + 4 * length, 0);
  return wanted === size ? (header as Header) : undefined;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether `part` is a list of names and lengths in which every name comes once. */
function isPart(part: unknown): part is [name: string, length: number][] {
  if (!Array.isArray(part)) return false;
  const pairs = part.every(
    (pair: unknown) =>
      Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string' && isCount(pair[1]),
  );
  return pairs && new Map(part as [string, number][]).size === part.length;
}

function stateOf({ round, parts }: Header, bytes: Buffer): NetworkState {
  let at = 0;
  const take = (length: number): Float32Array => {
    const values = new Float32Array(length);
    Buffer.from(values.buffer).set(bytes.subarray(at, at + 4 * length));
    at += 4 * length;
    return values;
  };
  return {
    round,
    parts: parts.map((arrays) => new Map(arrays.map(([name, length]) => [name, take(length)]))),
  };
}

function checkFinite(path: string, { parts }: NetworkState): void {
  for (const [number, part] of parts.entries()) {
    for (const [name, values] of part) {
      const at = values.findIndex((value) => !Number.isFinite(value));
      if (at < 0) continue;
      const place = `${values[at]} at ${at} of ${name} in part ${number}`;
      throw new FileError(WHERE, path, `must hold finite numbers, got ${place}`);
    }
  }
}

function digest(line: string, bytes: Buffer): string {
  return sha256(line, '\n', bytes);
}

function fieldsOf(run: unknown): Record<string, unknown> {
  return (run ?? {}) as Record<string, unknown>;
}
