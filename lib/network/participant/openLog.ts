import { openFileLog, type FileLog } from '../../ledger/index.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { show } from '../../math/show.js';

/**
 * Opens the log that `--ledger` names.
 *
 * @throws {@link InvalidArgumentError} (rejects) for an address; {@link FileError} when the file cannot be used
 */
export function openLog(where: string, ledger: string): Promise<FileLog> {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(ledger)) return openFileLog(ledger);
  throw new InvalidArgumentError(where, 'ledger must be the path of a file', show(ledger));
}
