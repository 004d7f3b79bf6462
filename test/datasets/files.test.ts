import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FileError } from '../../lib/math/index.js';
import { loadAddresses, loadDigits } from '../../lib/datasets/index.js';
import { ADDRESSES_FILE } from '../../lib/datasets/addresses.js';
import { DIGITS_FILE } from '../../lib/datasets/digits.js';
import { ROOT, temporaryFolder } from '../support/folders.js';
import { itRefuses } from '../support/refusals.js';

const FOLDER = join(ROOT, 'datasets');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const loaders = [
  { where: 'loadDigits', load: loadDigits, file: DIGITS_FILE },
  { where: 'loadAddresses', load: loadAddresses, file: ADDRESSES_FILE },
];

describe('datasets/', () => {
  it('has the files of SHA256SUMS, and the loaders and README.md name the same checksums', () => {
    const sums = readFileSync(join(FOLDER, 'SHA256SUMS'), 'utf8');
    assert.equal(sums, loaders.map(({ file }) => `${file.sha256}  ${file.name}\n`).join(''));
    const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    for (const { file } of loaders) {
      assert.equal(sha256(readFileSync(join(FOLDER, file.name))), file.sha256);
      assert.match(readme, new RegExp(`\\| \`${file.name}\` *\\| \`${file.sha256}\` \\|`));
    }
  });
});

for (const { where, load, file } of loaders) {
  describe(`a file for ${where}`, () => {
    const folder = temporaryFolder();
    const whole = readFileSync(join(FOLDER, file.name));
    const cure = `install the package again, or give the path of a whole copy of ${file.name}`;

    /** Writes a copy with the given bytes and expects its refusal. */
    function refused(bytes: Buffer): void {
      const path = join(folder(), 'copy.gz');
      writeFileSync(path, bytes);
      assert.throws(
        () => load(path),
        (error) => {
          assert.ok(error instanceof FileError, String(error));
          assert.equal(error.path, path);
          assert.equal(
            error.message,
            `${where}: ${path} is damaged or cut off: its SHA-256 must be ${file.sha256}, ` +
              `got ${sha256(bytes)} of ${bytes.length} bytes; ${cure}`,
          );
          return true;
        },
      );
    }

    it('may be a copy at another path', () => {
      const path = join(folder(), 'copy.gz');
      writeFileSync(path, whole);
      assert.deepEqual(load(path), load());
    });

    it('is refused where any bit is flipped', () => {
      for (const at of [0, 9, 1000, whole.length >> 1, whole.length - 1]) {
        const bytes = Buffer.from(whole);
        bytes[at] ^= 1;
        refused(bytes);
      }
    });

    it('is refused where it is cut off, empty or has trailing bytes', () => {
      refused(whole.subarray(0, whole.length - 1));
      refused(whole.subarray(0, 100));
      refused(Buffer.alloc(0));
      refused(Buffer.concat([whole, Buffer.from('\n')]));
    });

    it('is refused where it holds other data of the same form', () => {
      const text = gunzipSync(whole).toString('utf8');
      refused(gzipSync(text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)));
    });

    it('is named in the error where it is missing or a folder', () => {
      for (const path of [join(folder(), 'none.gz'), folder()]) {
        assert.throws(
          () => load(path),
          (error) =>
            error instanceof FileError &&
            error.path === path &&
            error.message.startsWith(`${where}: ${path} cannot be read (E`) &&
            error.message.endsWith(`); ${cure}`),
        );
      }
    });

    itRefuses(where, [
      {
        what: 'a path that is no string',
        call: () => load(3 as unknown as string),
        rule: 'path must be a string',
        value: '3',
      },
    ]);
  });
}
