/*
 * One connection to a server of PostgreSQL, which is made again when the server went away.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type * as pg from 'pg';
import { InvalidArgumentError } from '../../math/errors.js';
import { LogError } from '../logError.js';
import { faultOf, isAway, shownAddress } from './address.js';

/** The channel on which writers tell readers the name of the log that they have added to. */
export const CHANNEL = 'bittensor_workbench';

/** Milliseconds within which a connection must be made. */
const CONNECT = 5000;

/** A commit must be on the disk before it is acknowledged, even where the server's default is another. */
const BEGIN = `LISTEN ${CHANNEL};
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`;

/** @throws {@link InvalidArgumentError} (rejects) where the package is not installed */
async function loadPackage(where: string): Promise<typeof pg> {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    const rule = 'the package pg must be installed for a log in PostgreSQL';
    throw Object.assign(new InvalidArgumentError(where, rule, 'none; npm install pg'), { cause });
  }
}

/** Milliseconds before try `tries` to connect again. */
function pause(tries: number): number {
  return Math.min(50 * 2 ** tries, 2000);
}

/** Performs a statement, or several without values in one transaction; returns the rows of the only one. */
export type Query = (
  text: string,
  values?: readonly unknown[],
) => Promise<Record<string, unknown>[]>;

interface ConnectionSettings {
  readonly address: string;
  /** Seconds for which a server that is away is waited for. */
  readonly timeout: number;
  /** Called with the payload of each message on the channel, and without one when messages may have been missed. */
  readonly onMessage: (payload?: string) => void;
}

/** A connection that lasts until it is closed. */
export class Connection {
  readonly #package: typeof pg;
  readonly #settings: ConnectionSettings;
  readonly #closing = new AbortController();
  #client: Promise<pg.Client> | undefined;

  private constructor(from: typeof pg, settings: ConnectionSettings) {
    this.#package = from;
    this.#settings = settings;
  }

  /**
   * Connects once, without a second try.
   *
   * @throws {@link InvalidArgumentError} (rejects) where the package is not installed
   * @throws {@link LogError} (rejects) when no connection can be made
   */
  static async open(where: string, settings: ConnectionSettings): Promise<Connection> {
    const connection = new Connection(await loadPackage(where), settings);
    try {
      await connection.#connected();
    } catch (error) {
      throw faultOf(where, connection.address, error);
    }
    return connection;
  }

  /** The server in sentences. */
  get address(): string {
    return shownAddress(this.#settings.address);
  }

  /**
   * The result of `act`, which is called again on a new connection where the server went away: with `isAgain`, since
   * statements of the call before may have been performed.
   *
   * @throws {@link LogError} (rejects) when the server is away for longer than the timeout, or refuses
   */
  async run<T>(where: string, act: (query: Query, isAgain: boolean) => Promise<T>): Promise<T> {
    const { timeout } = this.#settings;
    const deadline = performance.now() + 1000 * timeout;
    for (let tries = 0; ; tries++) {
      if (this.#closing.signal.aborted) {
        throw new LogError(where, this.address, 'must be open, got a log that was closed');
      }
      try {
        const client = await this.#connected();
        try {
          const query: Query = async (text, values) =>
            (await client.query<Record<string, unknown>>(text, values && [...values])).rows;
          return await act(query, tries > 0);
        } catch (error) {
          // Time may be up while the connection stands.
          if (isAway(error)) void client.end().catch(() => undefined);
          throw error;
        }
      } catch (error) {
        if (error instanceof LogError) throw error;
        if (!isAway(error) || performance.now() + pause(tries) > deadline) {
          throw faultOf(where, this.address, error);
        }
        await this.#wait(pause(tries));
      }
    }
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    const client = await this.#client?.catch(() => undefined);
    await client?.end().catch(() => undefined);
  }

  #connected(): Promise<pg.Client> {
    if (this.#client !== undefined) return this.#client;
    const forget = (): void => {
      if (this.#client === client) this.#client = undefined;
    };
    const client = this.#connect(() => {
      forget();
      void this.#comeBack();
    });
    client.catch(forget);
    this.#client = client;
    return client;
  }

  async #connect(onEnd: () => void): Promise<pg.Client> {
    const { address, timeout, onMessage } = this.#settings;
    const client = new this.#package.Client({
      ...{ connectionString: address, application_name: 'bittensor-workbench' },
      ...{ connectionTimeoutMillis: CONNECT, query_timeout: 1000 * timeout, keepAlive: true },
    });
    // A lost connection is told by its end, and by the statements that wait for an answer.
    client.on('error', () => undefined);
    client.on('notification', ({ payload }) => {
      onMessage(payload);
    });
    try {
      await client.connect();
      await client.query(BEGIN);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    client.once('end', onEnd);
    return client;
  }

  /** Connects again for the sake of messages. */
  async #comeBack(): Promise<void> {
    for (let tries = 0; !this.#closing.signal.aborted; tries++) {
      await this.#wait(pause(tries));
      try {
        await this.#connected();
      } catch (error) {
        // Where the server refuses, the next statement of a reader tells why.
        if (isAway(error)) continue;
      }
      this.#settings.onMessage();
      return;
    }
  }

  /** Waits, or until the connection is closed. */
  #wait(milliseconds: number): Promise<unknown> {
    const { signal } = this.#closing;
    return wait(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}
