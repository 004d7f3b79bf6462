/*
 * A real server of Redis or Valkey on a free port of the loopback, for tests.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const PROGRAMS = ['redis-server', 'valkey-server'];

/** The program of a server on this machine; undefined where there is none, and an error where none may be missing. */
export function serverProgram(): string | undefined {
  const found = PROGRAMS.find((name) => spawnSync(name, ['--version']).status === 0);
  if (found === undefined && process.env.CI !== undefined) {
    throw new Error('redis-server or valkey-server must be installed where CI is set');
  }
  return found;
}

/** A port of the loopback that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A server that can be stopped and started again. */
export class RedisServer {
  #child: ChildProcess | undefined;

  private constructor(
    readonly program: string,
    readonly port: number,
    readonly folder: string,
    readonly persistent: boolean,
  ) {}

  /** @param persistent - whether it finds its data again after a stop. Default true */
  static async start(program: string, folder: string, persistent = true): Promise<RedisServer> {
    const server = new RedisServer(program, await freePort(), folder, persistent);
    await server.start();
    return server;
  }

  get address(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const append = this.persistent ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [];
    const words = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', ''];
    this.#child = spawn(this.program, [...words, '--dir', this.folder, ...append], {
      stdio: 'ignore',
    });
    for (let tries = 0; tries < 100; tries++) {
      const client = await this.#client();
      if (client) return;
      await wait(50);
    }
    throw new Error('the server must answer within 5 s');
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Sends a command, such as `['SET', 'a', 'b']`. */
  async command(words: readonly string[]): Promise<unknown> {
    const { Redis } = await import('ioredis');
    const client = new Redis(this.address, { retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      return await client.call(words[0], ...words.slice(1));
    } finally {
      client.disconnect();
    }
  }

  async #client(): Promise<boolean> {
    try {
      return (await this.command(['PING'])) === 'PONG';
    } catch {
      return false;
    }
  }
}
