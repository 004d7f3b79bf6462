/*
 * The log that `--ledger` names: a file of this peer, or one to which all peers write by themselves, in a database or of a
 * chain.
 */
import {
  openCometLog,
  openFileLog,
  openPostgresLog,
  type OperationLog,
} from '../../ledger/index.js';
import { InvalidArgumentError } from '../../math/errors.js';

/** A log that is open until it is closed. */
export interface NamedLog {
  readonly log: OperationLog;
  /** Whether all peers write to it by themselves. */
  readonly isShared: boolean;
  readonly close: () => Promise<void>;
}

/**
 * Opens a log: the path of a file, `postgres://user:password@host/database#name`, or the RPC of a node of CometBFT,
 * `http://host:26657`.
 *
 * @throws {@link InvalidArgumentError} (rejects) for another address; {@link FileError} or {@link LogError} when the log cannot
 *   be used
 */
export async function openLog(where: string, ledger: string): Promise<NamedLog> {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(ledger)?.[1].toLowerCase();
  switch (scheme) {
    case undefined: {
      const log = await openFileLog(ledger);
      return { log, isShared: false, close: () => log.close() };
    }
    case 'postgres':
    case 'postgresql': {
      const [connection, name = ''] = ledger.split('#');
      const log = await openPostgresLog({
        connection,
        ...(name !== '' && { name: decodeURIComponent(name) }),
      });
      return { log, isShared: true, close: () => log.close() };
    }
    case 'http':
    case 'https': {
      const log = await openCometLog({ rpc: ledger });
      return { log, isShared: true, close: () => Promise.resolve() };
    }
    default: {
      const rule = 'ledger must be the path of a file, postgres://… or the http://… of a chain';
      throw new InvalidArgumentError(where, rule, `${scheme}://…`);
    }
  }
}
