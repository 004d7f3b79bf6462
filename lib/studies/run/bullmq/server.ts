/*
 * A server of Redis or Valkey that hands out pieces of work: its check, and the version of the workbench that uses it.
 */
import type * as bullmq from 'bullmq';
import type * as ioredis from 'ioredis';
import { versions } from '../../../files/version.js';
import { InvalidArgumentError, WorkbenchError } from '../../../math/errors.js';
import { oneLine } from '../../../math/show.js';
import { shownAddress } from './address.js';

/** Before every key in the server. */
export const PREFIX = 'bittensor-workbench';
/** The queue of pieces of all runs. */
export const QUEUE = 'pieces';

/** Milliseconds within which a first connection must be made. */
const CONNECT = 5000;
/** The oldest server that BullMQ is at home on. */
const OLDEST = [6, 2];
/** Seconds after which a lease that is not renewed ends, and the milliseconds between renewals. */
const LEASE = 60;
const RENEWAL = 20_000;

/** The packages of the engine, which are optional. */
export interface Packages {
  readonly bullmq: Pick<typeof bullmq, 'Queue' | 'QueueEvents' | 'Worker'>;
  readonly ioredis: Pick<typeof ioredis, 'Redis'>;
}

/** @throws {@link InvalidArgumentError} (rejects) where the packages are not installed */
export async function loadPackages(where: string): Promise<Packages> {
  try {
    return { bullmq: await import('bullmq'), ioredis: await import('ioredis') };
  } catch (cause) {
    const rule = "the packages bullmq and ioredis must be installed for the engine 'bullmq'";
    throw Object.assign(new InvalidArgumentError(where, rule, 'none; npm install bullmq ioredis'), {
      cause,
    });
  }
}

/** A connection to a server that was found fit, and the lease of this version on it. */
export interface Server {
  readonly client: ioredis.Redis;
  /** The options of further connections, which wait for a server that does not answer. */
  readonly connection: { readonly url: string; readonly maxRetriesPerRequest: null };
  readonly close: () => Promise<void>;
}

/**
 * Connects to a server.
 *
 * @param onAnswer - is called with false when the server does not answer any more, and with true when it does again
 * @throws {@link InvalidArgumentError} (rejects) when the server does not answer, is too old, or serves another version of
 *   the workbench
 */
export async function connect(
  where: string,
  address: string,
  { ioredis: { Redis } }: Packages,
  onAnswer: (answers: boolean) => void,
): Promise<Server> {
  await probe(where, address, Redis);
  const client = new Redis(address, { maxRetriesPerRequest: null, retryStrategy: pause });
  // Every failed try reports an error; the events below tell what matters.
  client.on('error', () => undefined);
  client.on('close', () => {
    onAnswer(false);
  });
  client.on('ready', () => {
    onAnswer(true);
  });
  const renew = (): void => {
    client.expire(VERSION_KEY, LEASE).catch(() => undefined);
  };
  const timer = setInterval(renew, RENEWAL);
  timer.unref();
  return {
    client,
    connection: { url: address, maxRetriesPerRequest: null },
    close: async () => {
      clearInterval(timer);
      client.removeAllListeners('close');
      client.disconnect();
      await Promise.resolve();
    },
  };
}

/** Milliseconds before try `times` to connect again. */
export function pause(times: number): number {
  return Math.min(100 * 2 ** times, 2000);
}

const VERSION_KEY = `${PREFIX}:version`;

/** One connection without a second try, which finds out whether the server is fit. */
async function probe(
  where: string,
  address: string,
  Redis: Packages['ioredis']['Redis'],
): Promise<void> {
  const refuse = (rule: string, found: string): never => {
    throw new InvalidArgumentError(where, `${shownAddress(address)} must ${rule}`, found);
  };
  const client = new Redis(address, {
    ...{ lazyConnect: true, connectTimeout: CONNECT, maxRetriesPerRequest: 0 },
    retryStrategy: () => null,
  });
  let reason = '';
  client.on('error', (error: Error) => {
    reason = error.message;
  });
  try {
    await client.connect();
    const info = await client.info('server');
    const version = /redis_version:(\d+)\.(\d+)[^\s]*/.exec(info);
    const [major, minor] = (version ?? []).slice(1).map(Number);
    if (version && (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))) {
      refuse(`be version ${OLDEST.join('.')} or newer of Redis, or Valkey`, version[0]);
    }
    const own = versions().workbench;
    await client.set(VERSION_KEY, own, 'EX', LEASE, 'NX');
    const held = await client.get(VERSION_KEY);
    if (held !== own) {
      refuse(
        `serve workbench ${own}`,
        `${oneLine(String(held))}, in use by other runs or workers; end those, or name another database, such as ${shownAddress(address)}/1`,
      );
    }
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    refuse(
      'be a server of Redis or Valkey that answers',
      oneLine(reason || (error as Error).message),
    );
  } finally {
    client.disconnect();
  }
}
