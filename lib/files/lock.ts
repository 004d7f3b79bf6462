/*
 * One writer a file: `<file>.lock` beside it names the process that has the file open. It is made with O_EXCL, and taken
 * over where that process is gone. A process is known by its number and, where the system tells (/proc), by when it
 * started, as numbers come again.
 *
 * A lock is taken over by exactly one process. Removing the old lock and making a new one are two steps, between which
 * another process could remove the new lock for the old one; so they are done under a lock of their own, which is itself
 * taken over in the same way from a process that was killed between the two steps.
 */
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
function ownerOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8').trim();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : '';
  }
}

/** Makes a lock of this process; false where there is one. */
function create(lock: string): boolean {
  let file: number;
  try {
    file = openSync(lock, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(file, `${identityOf(process.pid)}\n`);
  } catch (error) {
    // A lock without a name, which a full disk leaves, would never be taken over.
    rmSync(lock, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

/** Whether this process has the lock now: made, or taken over from a process that is gone. */
function take(lock: string): boolean {
  if (create(lock)) return true;
  const owner = ownerOf(lock);
  // It was given back in between.
  if (owner === undefined) return create(lock);
  const guard = `${lock}.takeover`;
  if (runs(owner) || !take(guard)) return false;
  try {
    // Another process may have taken the lock over before this one had the guard.
    if (ownerOf(lock) !== owner) return false;
    rmSync(lock, { force: true });
    return create(lock);
  } finally {
    rmSync(guard, { force: true });
  }
}

/**
 * Takes the lock of a file.
 *
 * @returns a function that gives the lock back
 * @throws {@link FileError} when the file is open elsewhere; the system's error when the lock cannot be made
 */
export function takeLock(where: string, path: string): () => void {
  const lock = `${path}.lock`;
  if (!take(lock)) {
    const number = /^\d+/.exec(ownerOf(lock) ?? '')?.[0] ?? 'unknown';
    throw new FileError(
      where,
      path,
      `must be open once at a time, got ${lock} of process ${number}; ` +
        'close it there, or delete the lock if nothing has the file open',
    );
  }
  return () => {
    if (ownerOf(lock) === identityOf(process.pid)) rmSync(lock, { force: true });
  };
}
