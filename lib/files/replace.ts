/*
 * A file is replaced at once: the content is written to a new file in the same folder, flushed, and renamed. A reader, or
 * a process that is killed, leaves the previous content or the new one, whole.
 *
 * The new file's name is random and opened with O_EXCL, so that no symbolic link is followed and no two processes share
 * it. A process that is killed in between leaves it behind, as `<file>.<random>.part`; nothing reads it, and a replacement
 * of the same file an hour later removes it.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { attempt } from './failure.js';
import { flushNames, makeFolder } from './folder.js';

/** Content of a file: a text, bytes, or a list of them in order. */
export type Content = string | Uint8Array | readonly (string | Uint8Array)[];

/** Writes a new file beside `path`, flushed; returns its name. A failure leaves nothing. */
function writeBeside(path: string, content: Content): string {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
  const file = openSync(temporary, 'wx');
  try {
    try {
      const parts =
        typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
      for (const part of parts) writeFileSync(file, part);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return temporary;
}

/** Milliseconds after which a new file is no longer written to: an hour. */
const ABANDONED = 3_600_000;

/** Removes what killed processes left beside `path`. */
function removeAbandoned(path: string): void {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix) || !/^[0-9a-f]{12}\.part$/.test(name.slice(prefix.length)))
      continue;
    const left = lstatSync(join(folder, name), { throwIfNoEntry: false });
    if (left && left.mtimeMs < Date.now() - ABANDONED) rmSync(join(folder, name), { force: true });
  }
}

/**
 * Replaces a file, or makes it; folders on the way are made.
 *
 * @throws {@link FileError} when the file cannot be written; the previous one is left as it is
 */
export function replaceFile(where: string, path: string, content: Content): void {
  attempt({ where, path, rule: 'must be a file that can be written' }, () => {
    makeFolder(dirname(path));
    removeAbandoned(path);
    const temporary = writeBeside(path, content);
    try {
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    flushNames(path);
  });
}

/**
 * Makes a folder where there is none, and writes a file to it for a moment.
 *
 * @throws {@link FileError} when the folder cannot be made or written to
 */
export function checkFolder(where: string, folder: string, cure?: string): void {
  const rule = 'must be a folder that can be written to';
  attempt({ where, path: folder, rule, ...(cure !== undefined && { cure }) }, () => {
    makeFolder(folder);
    rmSync(writeBeside(join(folder, 'probe'), '0'));
  });
}
