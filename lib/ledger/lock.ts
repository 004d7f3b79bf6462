/*
 * One writer a file: `<file>.lock` beside it names the process that has the file open. It is made with O_EXCL, and taken
 * over where that process is gone. A process is known by its number and, where the system tells (/proc), by when it
 * started, as numbers come again.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { FileError } from '../math/errors.js';

/** When a process started, in the system's ticks; nothing where the system does not say. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, is in brackets and may hold anything; the 22nd is the start.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}

function identityOf(pid: number): string {
  return `${pid} ${startOf(pid)}`.trimEnd();
}

/** Whether the process that wrote `identity` still runs; an unreadable identity counts as running. */
function runs(identity: string): boolean {
  const pid = Number(identity.split(' ')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  return identityOf(pid) === identity;
}

/** The content of a lock; undefined without one. */
function ownerOf(lock: string): string {
  try {
    return readFileSync(lock, 'utf8').trim();
  } catch {
    return '';
  }
}

function create(lock: string): boolean {
  try {
    writeFileSync(lock, `${identityOf(process.pid)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Takes the lock of a file.
 *
 * @returns how to give it back
 * @throws {@link FileError} when another has the file open
 */
export function takeLock(where: string, path: string): () => void {
  const lock = `${path}.lock`;
  if (!create(lock)) {
    const owner = ownerOf(lock);
    const gone = !runs(owner);
    if (gone) rmSync(lock, { force: true });
    // Where another was quicker to take over, it has the file.
    if (!gone || !create(lock)) {
      const number = owner.split(' ')[0] || 'unknown';
      throw new FileError(
        where,
        path,
        `must be open once at a time, got ${lock} of process ${number}; ` +
          'close it there, or delete the lock if nothing has the file open',
      );
    }
  }
  return () => {
    if (ownerOf(lock) === identityOf(process.pid)) rmSync(lock, { force: true });
  };
}
