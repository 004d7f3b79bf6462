/*
 * The ledger's history as a file of JSON lines, each chained to the one before by SHA-256 (./entry).
 *
 * A line with its end was acknowledged, or is about to be: it is valid, or the file is refused. The rest after the last
 * line end is a write that was cut off, and never acknowledged.
 */
import { AppendFile } from '../files/append.js';
import { createQueue } from '../files/queue.js';
import { checkInteger } from '../math/checks.js';
import { FileError } from '../math/errors.js';
import { CHAIN_START, formatEntry, isTorn, parseEntry, type ChainHead } from './entry.js';
import { checkPlace, type OperationLog } from './log.js';
import { type SignedOperation } from './operations.js';

/** A log in a file; open until it is closed. */
export interface FileLog extends OperationLog {
  readonly path: string;
  /** The bytes of an incomplete last line that were moved away when the log was opened. */
  readonly repaired: number;
  /** The file beside the log to which they were moved; undefined where there were none. */
  readonly cut: string | undefined;
  /**
   * Adds operations at the end in one write: all are on the disk when the promise resolves.
   *
   * @returns the sequence of the first
   * @throws as {@link OperationLog.append} does
   */
  appendAll(list: readonly SignedOperation[], at?: number): Promise<number>;
  /** Waits for appends that have begun, and releases the file. */
  close(): Promise<void>;
}

const WHERE = 'openFileLog';

interface Scan {
  readonly head: ChainHead;
  /** Bytes of whole lines. */
  readonly size: number;
}

/** Checks the whole chain; the bytes after it are a torn line. */
async function scan(file: AppendFile): Promise<Scan> {
  let head = CHAIN_START;
  let size = 0;
  for await (const { text, bytes, ended } of file.lines(WHERE)) {
    if (!ended && isTorn(head, text)) break;
    const entry = ended ? parseEntry(head, text) : 'something else without a line end';
    if (typeof entry === 'string') {
      const place = `line ${head.sequence + 1} (sequence ${head.sequence})`;
      throw new FileError(
        WHERE,
        file.path,
        `must hold a chain of operations, one a line, got ${entry} on ${place}; put a whole copy in its place`,
      );
    }
    head = entry.next;
    size += bytes;
  }
  return { head, size };
}

class ChainedFile implements FileLog {
  readonly #queue = createQueue();
  readonly #file: AppendFile;
  #head: ChainHead;

  constructor(
    file: AppendFile,
    head: ChainHead,
    readonly repaired: number,
    readonly cut: string | undefined,
  ) {
    this.#file = file;
    this.#head = head;
  }

  get path(): string {
    return this.#file.path;
  }

  append(signed: SignedOperation, at?: number): Promise<number> {
    return this.appendAll([signed], at);
  }

  appendAll(list: readonly SignedOperation[], at?: number): Promise<number> {
    return this.#queue(async () => {
      checkPlace('append', at, this.#head.sequence);
      let head = this.#head;
      let text = '';
      for (const signed of list) {
        const { line, next } = formatEntry(head, signed);
        text += `${line}\n`;
        head = next;
      }
      await this.#file.append('append', text);
      const { sequence } = this.#head;
      this.#head = head;
      return sequence;
    });
  }

  read(from: number): AsyncIterable<SignedOperation> {
    checkInteger('read', 'from', from, 0);
    return this.#read(from);
  }

  close(): Promise<void> {
    return this.#queue(() => this.#file.close());
  }

  async *#read(from: number): AsyncGenerator<SignedOperation> {
    let head = CHAIN_START;
    for await (const { text } of this.#file.lines('read')) {
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
 * Opens a ledger's history in a file, or begins one; missing folders are made.
 *
 * The whole chain is checked. An incomplete last line, left by a killed process or a full disk during an append that
 * was never acknowledged, is moved to a file beside the log: `repaired` is its length, `cut` the file. Every append is
 * flushed (fdatasync) before it is acknowledged. A chain cannot detect that whole lines are missing at its end.
 *
 * @throws {@link FileError} when the file cannot be read or written, another log has it open, or any other part of it
 * is broken, with the line and the sequence; the file is left unchanged
 */
export async function openFileLog(path: string): Promise<FileLog> {
  const file = await AppendFile.open(WHERE, path);
  try {
    const { head, size } = await scan(file);
    const repaired = file.size - size;
    const cut = repaired > 0 ? await file.cut(WHERE, size) : undefined;
    return new ChainedFile(file, head, repaired, cut);
  } catch (error) {
    await file.close();
    throw error;
  }
}
