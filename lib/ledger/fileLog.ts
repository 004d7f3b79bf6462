/*
 * The ledger's history as a file of JSON lines, each chained to the one before by SHA-256 (./entry).
 *
 * Exclusive use is kept twice: a lock file beside it, and before every append a look at whether the file still is what this
 * log left. So two writers cannot interleave unseen even where the lock cannot tell (another machine, a lock that was deleted).
 */
import { mkdirSync } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkInteger } from '../math/checks.js';
import { FileError, WorkbenchError } from '../math/errors.js';
import { CHAIN_START, formatEntry, isTorn, parseEntry, type ChainHead } from './entry.js';
import { readLines } from './lines.js';
import { takeLock } from './lock.js';
import { type OperationLog } from './log.js';
import { type SignedOperation } from './operations.js';
import { createQueue } from './queue.js';

/** A log in a file; open until it is closed. */
export interface FileLog extends OperationLog {
  readonly path: string;
  /** How many bytes of a last line that was cut off were removed when the log was opened. */
  readonly repaired: number;
  /** Waits for appends that have begun, and lets others open the file. */
  close(): Promise<void>;
}

const WHERE = 'openFileLog';

async function attempt<T>(path: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    const { message } = error as Error;
    throw new FileError(WHERE, path, `must be a file that can be read and written (${message})`);
  }
}

interface Scan {
  readonly head: ChainHead;
  /** Bytes of whole lines. */
  readonly size: number;
}

/** Checks the whole chain; the bytes after it are a torn line. */
async function scan(path: string, size: number): Promise<Scan> {
  let head = CHAIN_START;
  let whole = 0;
  for await (const { text, bytes, ended } of readLines(path, size)) {
    if (whole + bytes === size && isTorn(head, text, ended)) break;
    const entry = ended ? parseEntry(head, text) : 'something else without a line end';
    if (typeof entry === 'string') {
      const rule = 'must hold a chain of operations, one a line';
      throw new FileError(WHERE, path, `${rule}, got ${entry} on line ${head.sequence + 1}`);
    }
    head = entry.next;
    whole += bytes;
  }
  return { head, size: whole };
}

/** Makes a new file's name last, where the system can. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

class ChainedFile implements FileLog {
  readonly #queue = createQueue();
  readonly #handle: FileHandle;
  readonly #inode: number;
  readonly #unlock: () => void;
  #head: ChainHead;
  #size: number;
  #open = true;
  #failed = false;

  constructor(
    readonly path: string,
    readonly repaired: number,
    { handle, inode, unlock }: { handle: FileHandle; inode: number; unlock: () => void },
    { head, size }: Scan,
  ) {
    this.#handle = handle;
    this.#inode = inode;
    this.#unlock = unlock;
    this.#head = head;
    this.#size = size;
  }

  append(signed: SignedOperation): Promise<number> {
    return this.#queue(() => attempt(this.path, () => this.#append(signed)));
  }

  read(from: number): AsyncIterable<SignedOperation> {
    checkInteger('read', 'from', from, 0);
    return this.#read(from);
  }

  close(): Promise<void> {
    return this.#queue(async () => {
      if (!this.#open) return;
      this.#open = false;
      await this.#handle.close();
      this.#unlock();
    });
  }

  async #append(signed: SignedOperation): Promise<number> {
    const refuse = (problem: string): never => {
      throw new FileError('append', this.path, problem);
    };
    if (!this.#open) refuse('must be open, got a log that was closed');
    if (this.#failed) refuse('must be opened again after an append that failed');
    // Until all is on the disk, what the file holds is not known.
    this.#failed = true;
    const { size, ino } = await stat(this.path);
    if (ino !== this.#inode) refuse('must stay in place, got another file of the same name');
    if (size !== this.#size) {
      refuse(`must be written by one log alone, got ${size} bytes where it left ${this.#size}`);
    }
    const { line, next } = formatEntry(this.#head, signed);
    const bytes = Buffer.from(`${line}\n`);
    await this.#handle.appendFile(bytes);
    await this.#handle.datasync();
    const { sequence } = this.#head;
    this.#head = next;
    this.#size += bytes.length;
    this.#failed = false;
    return sequence;
  }

  async *#read(from: number): AsyncGenerator<SignedOperation> {
    let head = CHAIN_START;
    for await (const { text } of readLines(this.path, this.#size)) {
      const entry = parseEntry(head, text);
      if (typeof entry === 'string') {
        const problem = `must not be changed while it is open, got ${entry} on line ${head.sequence + 1}`;
        throw new FileError('read', this.path, problem);
      }
      if (head.sequence >= from) yield entry.signed;
      head = entry.next;
    }
  }
}

/**
 * Opens a ledger's history in a file, or begins one; folders on the way are made.
 *
 * The whole chain is checked. A last line that was cut off, by a process killed or a disk full in the middle of an
 * append that was never acknowledged, is removed, and `repaired` says how many bytes it had. Every append is flushed
 * (fdatasync) before it counts. That entries are missing at the end, whole lines, no chain can tell.
 *
 * @throws {@link FileError} when the file cannot be read or written, another has it open, or anything else in it is
 * broken, which names the line; the file is left as it is
 */
export async function openFileLog(path: string): Promise<FileLog> {
  const unlock = await attempt(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    return takeLock(WHERE, path);
  });
  let handle: FileHandle | undefined;
  try {
    return await attempt(path, async () => {
      handle = await open(path, 'a+');
      const { size, ino: inode } = await handle.stat();
      const found = await scan(path, size);
      if (found.size < size) {
        await handle.truncate(found.size);
        await handle.datasync();
      }
      if (size === 0) await syncFolder(path);
      return new ChainedFile(path, size - found.size, { handle, inode, unlock }, found);
    });
  } catch (error) {
    await handle?.close();
    unlock();
    throw error;
  }
}
