import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '../../lib/files/lock.js';
import { temporaryFolder } from '../support/folders.js';
import { nextText, runOnFullDisk, startScript } from './support.js';

/** The number of an ended process. */
function goneProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('a lock', () => {
  const folder = temporaryFolder();
  const path = (): string => join(folder(), 'file');

  it('is held once at a time and names its process', () => {
    const unlock = takeLock('here', path());
    assert.throws(() => takeLock('here', path()), {
      name: 'FileError',
      message:
        `here: ${path()} must be open once at a time, got ${path()}.lock of process ${process.pid}; ` +
        'close it there, or delete the lock if nothing has the file open',
    });
    unlock();
    unlock();
    assert.deepEqual(readdirSync(folder()), []);
    takeLock('here', path())();
  });

  it('of an ended process is taken over by exactly one of several processes', async () => {
    const [locks, processes] = [150, 4];
    const gone = goneProcess();
    for (let k = 0; k < locks; k++) writeFileSync(`${path()}-${k}.lock`, `${gone}\n`);
    const children = Array.from({ length: processes }, () =>
      startScript('takeAll.js', [path(), String(locks)]),
    );
    let taken: number[];
    try {
      await Promise.all(children.map(nextText));
      const printed = Promise.all(children.map(nextText));
      writeFileSync(`${path()}-go`, '');
      taken = (await printed).flatMap((text) => JSON.parse(text) as number[]);
    } finally {
      for (const child of children) child.stdin?.end();
    }
    assert.deepEqual(
      taken.sort((a, b) => a - b),
      Array.from({ length: locks }, (_, k) => k),
    );
    assert.ok(!readdirSync(folder()).some((name) => name.endsWith('.takeover')));
  });

  it('is taken over even where another process was killed while taking it over', () => {
    const gone = goneProcess();
    writeFileSync(`${path()}.lock`, `${gone}\n`);
    writeFileSync(`${path()}.lock.takeover`, `${gone}\n`);
    const unlock = takeLock('here', path());
    assert.deepEqual(readdirSync(folder()), ['file.lock']);
    unlock();
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('does not follow a symbolic link, and is kept where it cannot be read', () => {
    symlinkSync(join(folder(), 'elsewhere'), `${path()}.lock`);
    assert.throws(() => takeLock('here', path()), /must be open once at a time/);
    assert.ok(!existsSync(join(folder(), 'elsewhere')));
  });

  it('leaves no file on a full disk', () => {
    const script = `require(${JSON.stringify(require.resolve('../../lib/files/lock.js'))}).takeLock('here', ${JSON.stringify(path())})`;
    const { code, stderr } = runOnFullDisk(0, ['-e', script]);
    assert.notEqual(code, 0);
    assert.match(stderr, /EFBIG/);
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('is not removed at its release where another process holds it by then', () => {
    const unlock = takeLock('here', path());
    const held = readFileSync(`${path()}.lock`, 'utf8');
    writeFileSync(`${path()}.lock`, `${process.ppid}\n`);
    unlock();
    assert.equal(readFileSync(`${path()}.lock`, 'utf8'), `${process.ppid}\n`);
    assert.match(held, new RegExp(`^${process.pid}\\b`));
  });
});
