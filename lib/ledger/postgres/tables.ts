/*
 * The tables of logs in PostgreSQL, and the statements on them.
 *
 *   log, sequence → entry      the line of a file log (../entry), chained to the one before by SHA-256
 */
import { LogError } from '../logError.js';
import { CHANNEL, type Connection } from './connection.js';

/** Rows that are read at once. */
const ROWS = 200;

/** The layout of the tables below. */
const VERSION = 1;

/** One transaction; the lock keeps writers that open a new database at once apart. */
const CREATE = `
  SELECT pg_advisory_xact_lock(hashtext('bittensor_workbench'));
  CREATE SCHEMA IF NOT EXISTS bittensor_workbench;
  CREATE TABLE IF NOT EXISTS bittensor_workbench.version (version integer NOT NULL);
  INSERT INTO bittensor_workbench.version
    SELECT ${VERSION} WHERE NOT EXISTS (SELECT FROM bittensor_workbench.version);
  CREATE TABLE IF NOT EXISTS bittensor_workbench.operations (
    log text COLLATE "C" NOT NULL, sequence bigint NOT NULL, entry text NOT NULL, PRIMARY KEY (log, sequence)
  )`;

const EXISTS = `SELECT current_setting('server_encoding') AS encoding,
  to_regclass('bittensor_workbench.version') IS NOT NULL AS made`;

const HELD = 'SELECT max(version) AS version FROM bittensor_workbench.version';

/** Adds $3 to the log $1 at $2 where that is free and the entry before ends with $4; notifies readers. */
export const ADD = `WITH added AS (
    INSERT INTO bittensor_workbench.operations (log, sequence, entry)
    SELECT $1, $2::bigint, $3 WHERE $2::bigint = 0 OR EXISTS (
      SELECT FROM bittensor_workbench.operations
      WHERE log = $1 AND sequence = $2::bigint - 1 AND right(entry, 66) = $4)
    ON CONFLICT DO NOTHING RETURNING sequence)
  SELECT pg_notify('${CHANNEL}', $1) FROM added`;

/** The next sequence of the log $1. */
export const LENGTH = `SELECT coalesce(max(sequence) + 1, 0) AS length FROM bittensor_workbench.operations WHERE log = $1`;

/** Entries of the log $1 from $2 to below $3, the first of them. */
export const READ = `SELECT sequence, entry FROM bittensor_workbench.operations
  WHERE log = $1 AND sequence >= $2 AND sequence < $3 ORDER BY sequence LIMIT ${ROWS}`;

/**
 * Makes the tables where there are none, and checks that this version can use them.
 *
 * @throws {@link LogError} (rejects) when it cannot
 */
export function prepareTables(where: string, connection: Connection): Promise<void> {
  const refuse = (rule: string, found: unknown): never => {
    throw new LogError(where, connection.address, `${rule}, got ${String(found)}`);
  };
  return connection.run(where, async (query) => {
    const [{ encoding, made }] = await query(EXISTS);
    if (encoding !== 'UTF8') refuse('must be a database with the encoding UTF8', encoding);
    if (made !== true) await query(CREATE);
    const [{ version }] = await query(HELD);
    if (version !== VERSION) refuse(`must hold tables of version ${VERSION}`, version);
  });
}
