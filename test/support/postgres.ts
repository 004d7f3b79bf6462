/*
 * A real server of PostgreSQL on a free port of the loopback, for tests.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './redis.js';

/** Where Debian keeps the programs of each version. */
const DEBIAN = '/usr/lib/postgresql';

function folders(): string[] {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const newest = versions.toSorted((a, b) => Number(b) - Number(a));
  return [...(process.env.PATH ?? '').split(':'), ...newest.map((one) => join(DEBIAN, one, 'bin'))];
}

/** The folder of a server's programs; undefined where there is none, and an error where none may be missing. */
export function postgresPrograms(): string | undefined {
  const found = folders().find((folder) =>
    ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))),
  );
  if (found === undefined && process.env.CI !== undefined) {
    throw new Error('initdb and postgres must be installed where CI is set');
  }
  return found;
}

/** The server refuses to run as root: a user that owns nothing else, the one of Debian's package where there is one. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (kind: string): number =>
    Number(spawnSync('id', [kind, 'postgres'], { encoding: 'utf8' }).stdout.trim() || 65534);
  return { uid: id('-u'), gid: id('-g') };
}

/** A server with a database `postgres` of the user `postgres`, that can be stopped and started again. */
export class PostgresServer {
  #child: ChildProcess | undefined;

  private constructor(
    readonly programs: string,
    readonly port: number,
    readonly folder: string,
  ) {}

  /** @param folder - an empty folder, that the server's user can reach */
  static async start(programs: string, folder: string): Promise<PostgresServer> {
    const data = join(folder, 'data');
    mkdirSync(data);
    const { uid = -1, gid = -1 } = owner();
    chownSync(data, uid, gid);
    chownSync(folder, uid, gid);
    const words = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'];
    const made = spawnSync(join(programs, 'initdb'), words, {
      ...owner(),
      cwd: folder,
      encoding: 'utf8',
    });
    if (made.status !== 0) throw new Error(`initdb must succeed, got ${made.stderr}`);
    const server = new PostgresServer(programs, await freePort(), folder);
    await server.start();
    return server;
  }

  /** The address of a database, as a user. */
  address(database = 'postgres', user = 'postgres'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  async start(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${this.folder}`];
    const options = [...settings, 'shared_buffers=16MB', 'max_connections=200'];
    const words = ['-D', join(this.folder, 'data'), '-p', String(this.port)];
    this.#child = spawn(
      join(this.programs, 'postgres'),
      [...words, ...options.flatMap((option) => ['-c', option])],
      { ...owner(), cwd: this.folder, stdio: 'ignore' },
    );
    for (let tries = 0; tries < 200; tries++) {
      if (await this.#answers()) return;
      await wait(50);
    }
    throw new Error('the server must answer within 10 s');
  }

  /** Ends it at once, with all connections; what was committed stays. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGQUIT');
    await once(child, 'exit');
  }

  /** Performs a statement as the owner of the server. */
  async query(text: string, values: unknown[] = [], database = 'postgres'): Promise<unknown[]> {
    const { Client } = (await import('pg')).default;
    const client = new Client({ connectionString: this.address(database) });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async #answers(): Promise<boolean> {
    try {
      return (await this.query('SELECT 1')).length === 1;
    } catch {
      return false;
    }
  }
}

/** A server between client and server, which can swallow the answer to a statement. */
export class LossyProxy {
  /** Whether the next answer is lost, and the connection with it. */
  losesNext = false;
  /** Answers that were lost. */
  lost = 0;

  private constructor(
    readonly port: number,
    readonly server: Server,
  ) {}

  static async start(to: number): Promise<LossyProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new LossyProxy((server.address() as AddressInfo).port, server);
    server.on('connection', (client) => {
      const upstream = connect(to, '127.0.0.1');
      for (const socket of [client, upstream]) {
        socket.on('error', () => undefined);
        socket.on('close', () => {
          client.destroy();
          upstream.destroy();
        });
      }
      client.pipe(upstream);
      upstream.on('data', (answer) => {
        if (!proxy.losesNext) {
          client.write(answer);
          return;
        }
        proxy.losesNext = false;
        proxy.lost++;
        client.destroy();
      });
    });
    return proxy;
  }

  close(): void {
    this.server.close();
  }
}
