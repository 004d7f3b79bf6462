/*
 * A study's checkpoint on disk: a line that states the study, then a line for every finished piece of work, appended
 * and flushed as the piece ends (./journalLine). A later run reads the journal and continues.
 *
 * A line with its end is valid, or the journal is refused. The rest after the last line end is an incomplete write; it
 * is dropped, and its piece is run again.
 */
import { existsSync, rmSync } from 'node:fs';
import { AppendFile } from '../../files/append.js';
import { differences } from '../../files/differences.js';
import { attempt } from '../../files/failure.js';
import { takeLock } from '../../files/lock.js';
import { type Versions } from '../../files/version.js';
import { FileError } from '../../math/errors.js';
import { entryLine, headerLine, type JournalHeader, type SealedLine } from './journalLine.js';
import { RESTART, scanJournal, type JournalScan } from './journalScan.js';

const WHERE = 'openJournal';

/** Finished pieces of work by their number, and the file to which more are appended. */
export class Journal {
  readonly #file: AppendFile;
  readonly #finished: ReadonlyMap<number, unknown>;
  #hash: string;

  /** @internal Use {@link openJournal}. */
  constructor(
    file: AppendFile,
    { finished, hash }: JournalScan,
    /** The bytes of an incomplete last line that were dropped when the journal was opened. */
    readonly dropped: number,
  ) {
    this.#file = file;
    this.#finished = finished;
    this.#hash = hash;
  }

  /** The result of task `task`; undefined unless an earlier run finished it. */
  result(task: number): unknown {
    return this.#finished.get(task);
  }

  /**
   * Appends the result of task `task`; one call ends before the next begins.
   *
   * @throws {@link FileError} (rejects) when the file cannot be written
   */
  async keep(task: number, result: unknown): Promise<void> {
    await this.#append(entryLine(this.#hash, { task, result }));
  }

  /** Releases the journal. */
  close(): Promise<void> {
    return this.#file.close();
  }

  /** Begins an empty journal. */
  async begin(header: JournalHeader): Promise<void> {
    await this.#append(headerLine(header));
  }

  async #append({ line, hash }: SealedLine): Promise<void> {
    await this.#file.append(WHERE, line);
    this.#hash = hash;
  }
}

/**
 * Opens the journal of a study, or begins one; missing folders are made.
 *
 * @param tasks - the number of the study's pieces of work
 * @throws {@link FileError} (rejects) when the file cannot be written, is open elsewhere, is not a journal, belongs to
 *   another study or other parameters, or is damaged, with the number of the line; the file is left unchanged
 */
export async function openJournal(
  path: string,
  header: JournalHeader,
  tasks: number,
): Promise<Journal> {
  const file = await AppendFile.open(WHERE, path);
  try {
    const found = await scanJournal(WHERE, file);
    if (found.header !== undefined) checkHeader(path, found.header, header);
    checkEntries(path, found, tasks);
    const dropped = file.size - found.size;
    if (dropped > 0) await file.drop(WHERE, found.size);
    const journal = new Journal(file, found, dropped);
    if (found.header === undefined) await journal.begin(header);
    return journal;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function checkEntries(path: string, { finished, fault }: JournalScan, tasks: number): void {
  const outside = [...finished.keys()].find((task) => task >= tasks);
  const problem = fault ?? (outside !== undefined && `piece ${outside} of ${tasks}`);
  if (problem === false) return;
  throw new FileError(
    WHERE,
    path,
    `must hold one finished piece of work on every line, got ${problem}; ` +
      `run again with --repair to go on from the lines before, or with --restart to start over`,
  );
}

function checkHeader(path: string, found: JournalHeader, expected: JournalHeader): void {
  const wanted = JSON.parse(JSON.stringify(expected)) as JournalHeader;
  const others = differences(flat(found), flat(wanted));
  if (others.length === 0) return;
  throw new FileError(
    WHERE,
    path,
    `must belong to the same study and parameters, got ${others.join(', ')}; ` +
      `finish that study with its own parameters, choose another folder, or ${RESTART}`,
  );
}

/** A header's values by name; definitions as the file of their text and its checksum. */
function flat({ study, parameters, versions }: JournalHeader): Record<string, unknown> {
  const { definitions, ...software } = versions as Partial<Versions>;
  const texts = Object.entries(definitions ?? {}).map(([name, { file, sha256 }]) => [
    name,
    `${file ?? 'this thread'}, SHA-256 ${sha256.slice(0, 12)}`,
  ]);
  const sources = Object.fromEntries(texts) as Record<string, string>;
  return { study, ...parameters, ...software, ...sources };
}

/** The outcome of a repair. */
export interface JournalRepair {
  /** The bytes moved away, from the first damaged line to the end. */
  readonly bytes: number;
  /** The file beside the journal to which they were moved; absent where there were none. */
  readonly cut?: string;
}

/**
 * Moves all bytes after the last valid line of a journal to a file beside it.
 *
 * @throws {@link FileError} (rejects) when the file is not a journal, is open elsewhere, or cannot be written; it is
 *   left unchanged
 */
export async function repairJournal(path: string): Promise<JournalRepair> {
  const where = 'repairJournal';
  if (!existsSync(path)) return { bytes: 0 };
  const file = await AppendFile.open(where, path);
  try {
    const { size } = await scanJournal(where, file);
    const bytes = file.size - size;
    return bytes === 0 ? { bytes } : { bytes, cut: await file.cut(where, size) };
  } finally {
    await file.close();
  }
}

/**
 * Deletes a journal, if it exists.
 *
 * @throws {@link FileError} when it is open elsewhere or cannot be deleted
 */
export function discardJournal(path: string): void {
  const where = 'discardJournal';
  if (!existsSync(path)) return;
  attempt({ where, path, rule: 'must be a file that can be deleted' }, () => {
    const unlock = takeLock(where, path);
    try {
      rmSync(path, { force: true });
    } finally {
      unlock();
    }
  });
}
