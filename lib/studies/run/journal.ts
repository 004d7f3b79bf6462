/*
 * A study's memory on disk: one JSON line that says what the study is, then one line for every finished
 * piece of work, appended and flushed as it ends. A study that was killed reads it and goes on.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { FileError } from '../../math/errors.js';

/** The header that a journal must agree on before it is resumed. */
export interface JournalHeader {
  readonly study: string;
  readonly parameters: object;
  readonly versions: object;
}

const WHERE = 'openJournal';

/** Finished pieces of work by their number, and a file that takes more of them. */
export class Journal {
  readonly #finished = new Map<number, unknown>();
  readonly #file: number;

  /**
   * Opens the journal of a study, or begins one.
   *
   * @throws {@link FileError} when the file cannot be written, belongs to another study or other
   *   parameters, or is damaged; it is left as it is
   */
  constructor(
    readonly path: string,
    header: JournalHeader,
  ) {
    const first = JSON.stringify(header);
    const lines = existsSync(path) ? readLines(path) : [];
    if (lines.length > 0) checkHeader(path, lines[0], header);
    for (const [index, line] of lines.slice(1).entries()) {
      const entry = parse(path, line, index + 2) as { task?: unknown; result?: unknown };
      if (typeof entry.task !== 'number' || entry.result === undefined)
        throw damaged(path, index + 2);
      this.#finished.set(entry.task, entry.result);
    }
    this.#file = attempt(path, () => {
      mkdirSync(dirname(path), { recursive: true });
      return openSync(path, 'a');
    });
    if (lines.length === 0) this.#append(first);
  }

  /** The result of task `task`, where it was finished before. */
  result(task: number): unknown {
    return this.#finished.get(task);
  }

  get size(): number {
    return this.#finished.size;
  }

  /** Keeps the result of task `task`. */
  keep(task: number, result: unknown): void {
    this.#append(JSON.stringify({ task, result }));
  }

  close(): void {
    closeSync(this.#file);
  }

  #append(line: string): void {
    attempt(this.path, () => {
      writeSync(this.#file, `${line}\n`);
      fdatasyncSync(this.#file);
    });
  }
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new FileError(
      WHERE,
      path,
      `must be a file that can be written (${(error as Error).message})`,
    );
  }
}

function readLines(path: string): string[] {
  const text = attempt(path, () => readFileSync(path, 'utf8'));
  if (text === '') return [];
  const lines = text.split('\n');
  const last = lines.pop();
  if (last !== '') {
    throw new FileError(
      WHERE,
      path,
      `must end with a whole line, got ${Buffer.byteLength(last ?? '')} bytes of one cut off after line ${lines.length}; ` +
        'run again with --repair to drop them and go on from the lines before, or with --restart to begin anew',
    );
  }
  return lines;
}

function parse(path: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(path, number);
  }
}

function damaged(path: string, number: number): FileError {
  return new FileError(
    WHERE,
    path,
    `must hold one finished piece of work on every line, got something else on line ${number}; ` +
      'run again with --restart to begin anew',
  );
}

function checkHeader(path: string, line: string, expected: JournalHeader): void {
  const found = parse(path, line, 1) as Partial<JournalHeader>;
  const wanted = JSON.parse(JSON.stringify(expected)) as JournalHeader;
  const differences = differing(
    { study: found.study, ...found.parameters, ...found.versions },
    { study: wanted.study, ...wanted.parameters, ...wanted.versions },
  );
  if (differences.length === 0) return;
  throw new FileError(
    WHERE,
    path,
    `must belong to the same study and parameters, got ${differences.join(', ')}; ` +
      'finish that study with its own parameters, choose another folder, or run again with --restart to begin anew',
  );
}

function differing(found: Record<string, unknown>, wanted: Record<string, unknown>): string[] {
  const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  const text = (value: unknown): string =>
    (value === undefined ? 'nothing' : JSON.stringify(value)).slice(0, 60);
  return [...names]
    .filter((name) => JSON.stringify(found[name]) !== JSON.stringify(wanted[name]))
    .map((name) => `${name} ${text(found[name])} instead of ${text(wanted[name])}`);
}

/**
 * Drops what follows the last whole line of a journal.
 *
 * @returns the number of bytes dropped
 * @throws {@link FileError} when the file cannot be read or written
 */
export function repairJournal(path: string): number {
  if (!existsSync(path)) return 0;
  return attempt(path, () => {
    const bytes = readFileSync(path);
    const whole = bytes.lastIndexOf('\n') + 1;
    truncateSync(path, whole);
    return bytes.length - whole;
  });
}

/** Deletes a journal, where there is one. */
export function discardJournal(path: string): void {
  attempt(path, () => {
    rmSync(path, { force: true });
  });
}
