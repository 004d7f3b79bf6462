/*
 * A network's state in one file: a line of JSON that says what it is, a line with the SHA-256 of all the rest, then the
 * arrays' bytes. It is written beside its
 * name, flushed and renamed, so that whoever is killed in between leaves the previous one whole.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
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

/** @throws {@link FileError} when the file cannot be written; the previous one is left as it is */
export function writeCheckpoint(path: string, state: NetworkState, notes: CheckpointNotes): void {
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
  try {
    mkdirSync(dirname(path), { recursive: true });
    const part = `${path}.part`;
    const file = openSync(part, 'w');
    try {
      writeFileSync(file, `${line}\n${digest(line, bytes)}\n`);
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    const reason = (error as Error).message;
    throw new FileError(WHERE, path, `must be a file that can be written (${reason})`);
  }
}

/**
 * The checkpoint of a run; undefined where there is none yet.
 *
 * @throws {@link FileError} when the file is damaged or belongs to another run
 */
export function readCheckpoint(
  path: string,
  run: unknown,
): { state: NetworkState; found: unknown } | undefined {
  if (!existsSync(path)) return undefined;
  const { header, bytes } = partsOf(path, contentOf(path));
  if (JSON.stringify(header.run) !== JSON.stringify(run)) {
    throw new FileError(
      WHERE,
      path,
      `must belong to the same network, data and options (${differing(header.run, run)}); delete it or name another file to begin anew`,
    );
  }
  let at = 0;
  const parts = header.parts.map(
    (arrays) =>
      new Map(
        arrays.map(([name, length]) => {
          const values = new Float32Array(length);
          Buffer.from(values.buffer).set(bytes.subarray(at, at + 4 * length));
          at += 4 * length;
          return [name, values];
        }),
      ),
  );
  return { state: { round: header.round, parts }, found: header.found };
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = (error as Error).message;
    throw new FileError(WHERE, path, `must be a file that can be read (${reason})`);
  }
}

/** @throws {@link FileError} unless every byte is as it was written */
function partsOf(path: string, content: Buffer): { header: Header; bytes: Buffer } {
  const first = content.indexOf('\n');
  const second = content.indexOf('\n', first + 1);
  const line = content.toString('utf8', 0, Math.max(0, first));
  const bytes = content.subarray(second + 1);
  if (content.toString('utf8', first + 1, Math.max(0, second)) === digest(line, bytes)) {
    const header = JSON.parse(line) as { format: unknown };
    if (header.format === FORMAT) return { header: header as Header, bytes };
  }
  throw damaged(path);
}

function digest(line: string, bytes: Buffer): string {
  return createHash('sha256').update(line).update('\n').update(bytes).digest('hex');
}

function damaged(path: string): FileError {
  return new FileError(
    WHERE,
    path,
    'must be a whole checkpoint, got something else; delete it to begin anew',
  );
}

function differing(found: unknown, wanted: unknown): string {
  const [a, b] = [found, wanted].map((value) => (value ?? {}) as Record<string, unknown>);
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const text = (value: unknown): string =>
    (value === undefined ? 'nothing' : JSON.stringify(value)).slice(0, 60);
  return names
    .filter(
      (name) =>
        text(a[name]) !== text(b[name]) || JSON.stringify(a[name]) !== JSON.stringify(b[name]),
    )
    .map((name) => `${name} ${text(a[name])} instead of ${text(b[name])}`)
    .join(', ');
}
