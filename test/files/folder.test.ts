import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../lib/files/folder.js';
import { checkFolder } from '../../lib/files/replace.js';
import { temporaryFolder } from '../support/folders.js';

describe('a folder', () => {
  const folder = temporaryFolder();

  it('is made with its parents, and may exist already', () => {
    const path = join(folder(), 'a', 'b', 'c');
    for (let again = 0; again < 2; again++) {
      makeFolder(path);
      assert.ok(statSync(path).isDirectory());
    }
    makeFolder('/');
    makeFolder('.');
  });

  it('cannot be made at or below a file', () => {
    writeFileSync(join(folder(), 'file'), '');
    for (const path of ['file', 'file/below', 'file/below/it']) {
      assert.throws(() => {
        makeFolder(join(folder(), path));
      }, /EEXIST|ENOTDIR/);
    }
  });

  it('is refused in one sentence where it cannot be made', function () {
    if (!existsSync('/proc/self')) this.skip();
    for (const path of ['/proc/x', '/proc/x/y', '/proc/x/y/z']) {
      assert.throws(
        () => {
          checkFolder('here', path, 'choose another');
        },
        (error: Error) =>
          error.name === 'FileError' &&
          /^here: \/proc\/x\S* must be a folder that can be written to \(ENOENT: .*\); choose another$/.test(
            error.message,
          ),
      );
    }
  });
});
