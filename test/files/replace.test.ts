import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { replaceFile } from '../../lib/files/replace.js';
import { temporaryFolder } from '../support/folders.js';
import { nextText, runOnFullDisk, startScript } from './support.js';

describe('a replaced file', () => {
  const folder = temporaryFolder();
  const path = (): string => join(folder(), 'file');

  it('has the new content, text or bytes, and leaves no temporary file', () => {
    replaceFile('here', join(folder(), 'deep', 'er', 'file'), 'é');
    replaceFile('here', path(), 'old');
    replaceFile('here', path(), ['a', Uint8Array.of(255, 0), 'b']);
    assert.deepEqual(readFileSync(path()), Buffer.from([97, 255, 0, 98]));
    assert.deepEqual(readdirSync(folder()).sort(), ['deep', 'file']);
  });

  it('replaces a symbolic link itself and keeps its target', () => {
    writeFileSync(join(folder(), 'other'), 'theirs');
    symlinkSync('other', path());
    symlinkSync('other', `${path()}.part`);
    replaceFile('here', path(), 'ours');
    assert.equal(readFileSync(path(), 'utf8'), 'ours');
    assert.equal(readFileSync(join(folder(), 'other'), 'utf8'), 'theirs');
  });

  it('takes along what killed writers left an hour before, and nothing else', () => {
    const left = [`${path()}.0123456789ab.part`, `${path()}.ba9876543210.part`];
    const others = [
      `${path()}.part`,
      `${path()}.0123456789ab`,
      join(folder(), 'a.0123456789ab.part'),
    ];
    for (const name of [...left, ...others]) writeFileSync(name, 'x');
    const before = Date.now() / 1000 - 3660;
    for (const name of [left[0], ...others]) utimesSync(name, before, before);
    replaceFile('here', path(), 'new');
    const kept = [path(), left[1], ...others].map((name) => basename(name));
    assert.deepEqual(readdirSync(folder()).sort(), kept.sort());
  });

  it('is named where it cannot be written, and leaves no temporary file', () => {
    mkdirSync(path());
    assert.throws(
      () => {
        replaceFile('here', path(), 'x');
      },
      {
        name: 'FileError',
        message: new RegExp(
          `^here: ${path()} must be a file that can be written \\(EISDIR: .*\\)$`,
        ),
      },
    );
    assert.deepEqual(readdirSync(folder()), ['file']);
  });

  it('is unchanged on a full disk', () => {
    replaceFile('here', path(), 'old');
    const script =
      `require(${JSON.stringify(require.resolve('../../lib/files/replace.js'))})` +
      `.replaceFile('here', ${JSON.stringify(path())}, 'x'.repeat(10_000))`;
    const { code, stderr } = runOnFullDisk(4, ['-e', script]);
    assert.equal(code, 1);
    assert.match(stderr, /FileError: here: .* must be a file that can be written \(EFBIG: /);
    assert.equal(readFileSync(path(), 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder()), ['file']);
  });

  it('always has the whole content of one of several simultaneous writers', async () => {
    const children = ['a', 'b', 'c'].map((letter) =>
      startScript('replaceOften.js', [path(), letter]),
    );
    const printed = Promise.all(children.map(nextText));
    const watch = { done: false };
    void printed.finally(() => {
      watch.done = true;
    });
    let reads = 0;
    while (!watch.done) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!readdirSync(folder()).includes('file')) continue;
      assert.match(readFileSync(path(), 'utf8'), /^(a{20000}|b{20000}|c{20000})$/);
      reads++;
    }
    assert.deepEqual(await printed, ['done', 'done', 'done']);
    assert.deepEqual(readdirSync(folder()), ['file']);
    assert.ok(reads > 0);
  });
});
