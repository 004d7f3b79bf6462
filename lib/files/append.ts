/*
 * A file that one writer appends to. An append is flushed before it counts; one that fails, as on a full disk, is cut off
 * again, so that the file ends where the last whole append ended.
 *
 * Exclusive use is kept twice: a lock beside the file, and before every append a look at whether the file still is as the
 * last append left it. So two writers cannot interleave unseen even where the lock cannot tell (another machine, a lock
 * that was deleted).
 */
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkPath } from '../math/checks.js';
import { FileError } from '../math/errors.js';
import { writeCut } from './cut.js';
import { attemptAsync } from './failure.js';
import { flushNames, makeFolder } from './folder.js';
import { readLines, type Line } from './lines.js';
import { takeLock } from './lock.js';
import { createQueue } from './queue.js';

/** The parts that an open file is made of. */
interface Opened {
  readonly handle: FileHandle;
  readonly inode: number;
  readonly size: number;
  readonly unlock: () => void;
}

/** A file that is open for appends until it is closed. */
export class AppendFile {
  readonly #queue = createQueue();
  readonly #handle: FileHandle;
  readonly #inode: number;
  readonly #unlock: () => void;
  #size: number;
  #open = true;
  #failed = false;

  private constructor(
    readonly path: string,
    { handle, inode, size, unlock }: Opened,
  ) {
    this.#handle = handle;
    this.#inode = inode;
    this.#size = size;
    this.#unlock = unlock;
  }

  /**
   * Opens a file for appends, or makes it; folders on the way are made.
   *
   * @throws {@link InvalidArgumentError} (rejects) when the path is none
   * @throws {@link FileError} (rejects) when the file cannot be read and written, or is open elsewhere
   */
  static open(where: string, path: string): Promise<AppendFile> {
    return attemptAsync(
      { where, path, rule: 'must be a file that can be read and written' },
      async () => {
        checkPath(where, 'path', path);
        makeFolder(dirname(path));
        const unlock = takeLock(where, path);
        let handle: FileHandle | undefined;
        try {
          handle = await open(path, 'a+');
          const { size, ino: inode } = await handle.stat();
          if (size === 0) flushNames(path);
          return new AppendFile(path, { handle, inode, size, unlock });
        } catch (error) {
          await handle?.close();
          unlock();
          throw error;
        }
      },
    );
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#size;
  }

  /**
   * The lines that the file holds when reading begins.
   *
   * @throws {@link FileError} (rejects) when the file cannot be read
   */
  lines(where: string): AsyncGenerator<Line> {
    return readLines(where, this.path, this.#size);
  }

  /**
   * Adds a text at the end; it is on the disk when the promise resolves. Calls are carried out in order.
   *
   * @throws {@link FileError} (rejects) when the file cannot be written, was changed by another writer, is closed, or an
   *   append before has failed
   */
  append(where: string, text: string): Promise<void> {
    return this.#act(where, async () => {
      if (this.#failed) this.#refuse(where, 'must be opened again after an append that failed');
      // Until all is on the disk, the content of the file is not known.
      this.#failed = true;
      await this.#checkUnchanged(where);
      await this.#write(Buffer.from(text));
      this.#failed = false;
    });
  }

  /**
   * Drops everything after the first `size` bytes.
   *
   * @throws {@link FileError} (rejects) when the file cannot be written
   */
  drop(where: string, size: number): Promise<void> {
    return this.#act(where, () => this.#truncate(size));
  }

  /**
   * Moves everything after the first `size` bytes to a new file beside this one, `<file>.cut-<n>`.
   *
   * @returns the path of the new file
   * @throws {@link FileError} (rejects) when a file cannot be written; this one is left as it is
   */
  cut(where: string, size: number): Promise<string> {
    return this.#act(where, async () => {
      const kept = await writeCut(this.path, (await readFile(this.path)).subarray(size));
      await this.#truncate(size);
      return kept;
    });
  }

  /** Waits for appends that have begun, and lets others open the file. */
  close(): Promise<void> {
    return this.#queue(async () => {
      if (!this.#open) return;
      this.#open = false;
      await this.#handle.close();
      this.#unlock();
    });
  }

  #act<T>(where: string, act: () => Promise<T>): Promise<T> {
    return this.#queue(() =>
      attemptAsync({ where, path: this.path, rule: 'must be a file that can be written' }, () => {
        if (!this.#open) this.#refuse(where, 'must be open, got a file that was closed');
        return act();
      }),
    );
  }

  #refuse(where: string, problem: string): never {
    throw new FileError(where, this.path, problem);
  }

  async #checkUnchanged(where: string): Promise<void> {
    const { size, ino } = await stat(this.path);
    if (ino !== this.#inode) {
      this.#refuse(where, 'must stay in place, got another file of the same name');
    }
    if (size !== this.#size) {
      const problem = `must have one writer, got ${size} bytes where the last append left ${this.#size}`;
      this.#refuse(where, problem);
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    let written = 0;
    try {
      while (written < bytes.length) {
        written += (await this.#handle.write(bytes, written)).bytesWritten;
      }
      await this.#handle.datasync();
    } catch (error) {
      await this.#undo(written);
      throw error;
    }
    this.#size += written;
  }

  /** Cuts off an append that failed after `written` bytes, unless another writer has appended since. */
  async #undo(written: number): Promise<void> {
    try {
      const { size } = await this.#handle.stat();
      if (size === this.#size + written) await this.#truncate(this.#size);
    } catch {
      // The half line stays, and is found as such when the file is opened again; the append's error is the one to tell.
    }
  }

  async #truncate(size: number): Promise<void> {
    await this.#handle.truncate(size);
    await this.#handle.datasync();
    this.#size = size;
  }
}
