/*
 * The ledger's history as rows of a table of PostgreSQL (./tables), for peers that trust the server's owner. A row is added in one transaction, at one past the last: of several writers one is first, and the others are told that
 * they are outdated. The same transaction notifies readers.
 */
import { createQueue } from '../../files/queue.js';
import { checkInteger } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { show } from '../../math/show.js';
import { programmatic, readParameters, required, type OptionsOf } from '../../parameters/index.js';
import { CHAIN_START, formatEntry, parseEntry, type ChainHead } from '../entry.js';
import { checkPlace, Watchers, type OperationLog } from '../log.js';
import { LogError } from '../logError.js';
import { type SignedOperation } from '../operations.js';
import { seconds } from '../seconds.js';
import { checkConnection } from './address.js';
import { Connection, type Query } from './connection.js';
import { ADD, LENGTH, prepareTables, READ } from './tables.js';

const WHERE = 'openPostgresLog';

/** The most characters of a name: the server's messages are short. */
const MOST_NAME = 200;
/** The most bytes of an entry; a genesis with weights of 1024 peers has 20 MiB. */
const MOST_BYTES = 2 ** 26;
/** Seconds after which a reader looks even if it was told nothing: a connection can be dead and silent. */
const LOOK = 30;

/** The options of {@link openPostgresLog}. */
export const POSTGRES_LOG = {
  connection: required(
    programmatic<string | undefined>(
      undefined,
      'Address of the database: postgres://user:password@host:port/database',
      checkConnection,
    ),
  ),
  name: programmatic(
    'ledger',
    'Name of the log; a database holds any number',
    (where, name, value) => {
      const fits = typeof value === 'string' && value.length <= MOST_NAME && !/\p{Cc}/u.test(value);
      if (fits && value !== '') return;
      const rule = `${name} must be a text of 1 to ${MOST_NAME} characters`;
      throw new InvalidArgumentError(where, rule, show(value));
    },
  ),
  timeout: seconds(30, 86_400, 'Time for which a server that is away is waited for'),
};

export type PostgresLogOptions = OptionsOf<typeof POSTGRES_LOG>;

/** A log in a database; open until it is closed. */
export interface PostgresLog extends OperationLog {
  readonly name: string;
  watch(onChange: () => void): () => void;
  /** Waits for appends that have begun, and ends the connection; followers reject. */
  close(): Promise<void>;
}

/** The end of an entry with this hash. */
const endOf = ({ previous }: ChainHead): string => `${previous}"}`;

class Table implements PostgresLog {
  readonly #queue = createQueue();
  readonly #watchers = new Watchers();
  #connection!: Connection;
  /** The end of the log as far as it was read, whose chain is verified. */
  #known = CHAIN_START;

  private constructor(readonly name: string) {}

  static async open({ connection, name, timeout }: Required<PostgresLogOptions>): Promise<Table> {
    const table = new Table(name);
    table.#connection = await Connection.open(WHERE, {
      ...{ address: connection, timeout },
      onMessage: (payload) => {
        if (payload === undefined || payload === name) table.#watchers.call();
      },
    });
    try {
      await prepareTables(WHERE, table.#connection);
      await table.#catchUp(WHERE);
    } catch (error) {
      await table.close();
      throw error;
    }
    return table;
  }

  append(signed: SignedOperation, at?: number): Promise<number> {
    return this.#queue(async () => {
      const where = 'append';
      for (;;) {
        if (at !== undefined && at !== this.#known.sequence) await this.#catchUp(where);
        const head = this.#known;
        checkPlace(where, at, head.sequence);
        const { line, next } = formatEntry(head, signed);
        const bytes = Buffer.byteLength(line);
        if (bytes > MOST_BYTES) {
          const rule = `an entry must have at most ${MOST_BYTES} bytes`;
          throw new InvalidArgumentError(where, rule, `${bytes}`);
        }
        if (await this.#add(where, head, line)) {
          this.#known = next;
          return head.sequence;
        }
        await this.#catchUp(where);
        if (this.#known.sequence === head.sequence) {
          this.#refuse(where, head.sequence - 1, 'another entry than was read or none');
        }
      }
    });
  }

  read(from: number): AsyncIterable<SignedOperation> {
    checkInteger('read', 'from', from, 0);
    return this.#read('read', from);
  }

  watch(onChange: () => void): () => void {
    const stop = this.#watchers.add(onChange);
    const look = setInterval(onChange, 1000 * LOOK);
    return () => {
      clearInterval(look);
      stop();
    };
  }

  close(): Promise<void> {
    return this.#queue(async () => {
      await this.#connection.close();
      // Followers learn that nothing more comes.
      this.#watchers.call();
    });
  }

  /** Whether the entry could be added at `head`: false where another is there, or the one before is not as it was. */
  #add(where: string, head: ChainHead, line: string): Promise<boolean> {
    const { sequence } = head;
    return this.#connection.run(where, async (query, isAgain) => {
      const added = await query(ADD, [this.name, sequence, line, endOf(head)]);
      if (added.length > 0 || !isAgain) return added.length > 0;
      // The server went away before it acknowledged, and has it nevertheless.
      const [row] = await query(READ, [this.name, sequence, sequence + 1]);
      return (row as typeof row | undefined)?.entry === line;
    });
  }

  async #catchUp(where: string): Promise<void> {
    const rest = this.#read(where, this.#known.sequence);
    while ((await rest.next()).done !== true);
  }

  /** Reads from `from` and verifies the chain up to the end; a part that was read before must be as it was. */
  async *#read(where: string, from: number): AsyncGenerator<SignedOperation> {
    const known = this.#known;
    const query: Query = (text, values) => this.#connection.run(where, (ask) => ask(text, values));
    const [{ length }] = await query(LENGTH, [this.name]);
    const end = Number(length);
    if (end < known.sequence) this.#refuse(where, end, 'none');
    let head = from < known.sequence ? await this.#headAt(query, from) : known;
    while (head.sequence < end) {
      const rows = await query(READ, [this.name, head.sequence, end]);
      if (rows.length === 0) this.#refuse(where, head.sequence, 'none');
      for (const { sequence, entry } of rows) {
        const parsed = parseEntry(head, String(entry));
        if (typeof parsed === 'string') return this.#refuse(where, head.sequence, parsed);
        if (Number(sequence) !== head.sequence) this.#refuse(where, head.sequence, 'none');
        const at = head.sequence;
        head = parsed.next;
        if (head.sequence === known.sequence && head.previous !== known.previous) {
          this.#refuse(where, at, 'another entry than was read before');
        }
        if (head.sequence > this.#known.sequence) this.#known = head;
        if (at >= from) yield parsed.signed;
      }
    }
  }

  /** The head of the chain before `from`, by the hash of the entry before. */
  async #headAt(query: Query, from: number): Promise<ChainHead> {
    if (from === 0) return CHAIN_START;
    const [row] = await query(READ, [this.name, from - 1, from]);
    const entry = String((row as typeof row | undefined)?.entry);
    return { sequence: from, previous: entry.slice(-66, -2) };
  }

  #refuse(where: string, sequence: number, found: string): never {
    const rule = `must hold a chain of operations in the log ${show(this.name)}`;
    const { address } = this.#connection;
    const problem = `${rule}, got ${found} at sequence ${sequence}; restore the rows from a copy`;
    throw new LogError(where, address, problem);
  }
}

/**
 * Opens a log in a database of PostgreSQL, or begins one; schema and tables are made where there are none. The package `pg`
 * must be installed.
 *
 * Several ledgers, in any number of processes, may write to it and follow it. The whole chain is checked at opening, and
 * what is read later as it is read. A commit is on the server's disk before an append is acknowledged; where the server
 * goes away before it acknowledges, the log connects again and finds out whether the operation is in.
 *
 * @throws {@link InvalidArgumentError} (rejects) when an option is invalid or the package is not installed
 * @throws {@link LogError} (rejects) when the server does not answer, refuses, is of another version or encoding, or a row is
 *   not as it was written, with its sequence. Later, `append` and `read` reject so.
 */
export async function openPostgresLog(options: PostgresLogOptions): Promise<PostgresLog> {
  return Table.open(readParameters(WHERE, POSTGRES_LOG, options));
}
