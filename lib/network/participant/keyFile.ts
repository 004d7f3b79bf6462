import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { attempt } from '../../files/failure.js';
import { makeFolder } from '../../files/folder.js';
import { keysFrom, type Keys } from '../../ledger/index.js';
import { FileError } from '../../math/errors.js';

/**
 * The keys of a file, 32 bytes in hex, which is made where there is none, for its owner alone.
 *
 * @throws {@link FileError} when the file cannot be read or made, or holds something else
 */
export function keysOfFile(where: string, path: string): Keys {
  return attempt({ where, path, rule: 'must be a file that can be read and written' }, () => {
    if (!existsSync(path)) {
      makeFolder(dirname(path));
      const secret = randomBytes(32).toString('hex');
      writeFileSync(path, `${secret}\n`, { flag: 'wx', mode: 0o600, flush: true });
    }
    const text = readFileSync(path, 'utf8').trim();
    if (/^[0-9a-f]{64}$/.test(text)) return keysFrom(Buffer.from(text, 'hex'));
    throw new FileError(where, path, 'must hold the 32 bytes of a secret key in hex, got others');
  });
}
