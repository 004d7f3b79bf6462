import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createStream } from '../../lib/math/index.js';
import { figure4, startWorker, STUDIES, use, type Progress } from '../../lib/studies/index.js';
import { MAIN, start } from '../support/commandLine.js';
import { ROOT, temporaryFolder } from '../support/folders.js';
import { forgettingOwn } from '../support/own.js';
import { RedisServer, serverProgram } from '../support/redis.js';

const SMALL = { networks: 4, peers: 4, ratios: [10, 50], maxSteps: 50 };
/** A study whose pieces take a part of a second each. */
const LONG = { networks: 60, peers: 12, ratios: [10, 25], maxSteps: 6000 };

const program = serverProgram();

/** A worker as a process of its own. */
class WorkerProcess {
  readonly child: ChildProcess;

  constructor(address: string) {
    this.child = spawn(process.execPath, [MAIN, 'worker', '--redis', address, '--workers', '1'], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await once(this.child, 'exit');
    }
  }
}

describe('the engine bullmq', function () {
  forgettingOwn();
  this.timeout(300_000);
  const folder = temporaryFolder();
  let server: RedisServer;

  before(function () {
    if (program === undefined) {
      console.log('no redis-server or valkey-server is installed: the engine bullmq is not tested');
      this.skip();
    }
  });
  beforeEach(async () => {
    server = await RedisServer.start(String(program), folder());
  });
  afterEach(async () => {
    await server.stop();
  });

  const keys = async (): Promise<string[]> =>
    ((await server.command(['KEYS', '*'])) as string[]).filter((key) => /pieces:|run:/.test(key));

  it('has the bytes of threads with workers of its own process and of others, and leaves no piece behind', async () => {
    const wanted = await figure4(SMALL, { workers: 1 });
    const engine = { engine: 'bullmq', redis: server.address } as const;
    deepEqual(await figure4(SMALL, { ...engine, workers: 2 }), wanted);
    const worker = await startWorker({ redis: server.address, workers: 1 });
    const [one, two] = await Promise.all([
      figure4(SMALL, engine),
      figure4({ ...SMALL, seed: 8 }, engine),
    ]);
    deepEqual(one, wanted);
    deepEqual(two, await figure4({ ...SMALL, seed: 8 }, { workers: 1 }));
    await worker.close();
    const left = await keys();
    const jobs = left.filter((key) =>
      /pieces:[0-9a-f]{8}-|:run:|:wait$|:active$|:completed$/.test(key),
    );
    deepEqual(jobs, []);
  });

  it('has the same bytes while one of three workers is killed at each of 20 random moments', async () => {
    const wanted = JSON.stringify(await figure4(LONG, {}));
    const workers = [0, 1, 2].map(() => new WorkerProcess(server.address));
    const moments = createStream(3);
    let kills = 0;
    let ended = false;
    const kill = async (): Promise<void> => {
      while (kills < 20 && !ended) {
        await wait(200 + 700 * moments.uniform());
        const at = moments.integer(3);
        await workers[at].kill();
        workers[at] = new WorkerProcess(server.address);
        kills++;
      }
    };
    try {
      const killing = kill();
      do {
        const found = await figure4(LONG, { engine: 'bullmq', redis: server.address });
        equal(JSON.stringify(found), wanted);
      } while (kills < 20);
      ended = true;
      await killing;
    } finally {
      await Promise.all(workers.map((worker) => worker.kill()));
    }
  });

  for (const [what, persistent] of [
    ['with its data', true],
    ['without its data', false],
  ] as const) {
    it(`goes on when the server goes away and comes back ${what}`, async () => {
      await server.stop();
      server = await RedisServer.start(String(program), folder(), persistent);
      const given = { ...LONG, networks: 12 };
      const wanted = await figure4(given, {});
      const waiting: string[] = [];
      let stops = 0;
      const result = await figure4(given, {
        ...{ engine: 'bullmq', redis: server.address, workers: 2 },
        onProgress: (progress: Progress) => {
          if (progress.waiting) waiting.push(progress.waiting);
          if (progress.done !== 4 || stops++ > 0) return;
          void server.stop().then(() => wait(500).then(() => server.start()));
        },
      });
      deepEqual(result, wanted);
      ok(waiting.some((text) => text.includes('does not answer; the run goes on when it does')));
    });
  }

  it('tells that no worker is connected, and keeps finished pieces when it is stopped', async () => {
    const controller = new AbortController();
    const waiting: string[] = [];
    const run = figure4(SMALL, {
      ...{ engine: 'bullmq', redis: server.address, signal: controller.signal },
      onProgress: ({ waiting: reason }) => {
        if (!reason) return;
        waiting.push(reason);
        controller.abort(new Error('stop'));
      },
    });
    await rejects(run, /stop/);
    match(waiting[0], /^no worker is connected to redis:\/\/127\.0\.0\.1:\d+; start one: /);
    deepEqual(
      (await keys()).filter((key) => /wait$|run:/.test(key)),
      [],
    );
  });

  it('performs a study of a module, whose NaN and whose errors are told by the worker', async () => {
    const path = join(folder(), 'mine.mjs');
    writeFileSync(
      path,
      `import { COMMON, defineStudy } from ${JSON.stringify(join(ROOT, 'dist/lib/entry/studies.js'))};
       const make = (name, work) => defineStudy({ name, title: 'mine', parameters: COMMON, work,
         tables: ([{ networks }], _, { interval }) => ({ summary: [interval('x', networks.map(({ x }) => x))] }),
         columns: ['x'] });
       export const drawn = make('drawn', ({ seed }, network) => ({ x: seed + network ** 2 }));
       export const empty = make('empty', () => ({ x: NaN }));
       export const endless = defineStudy({ name: 'endless', title: 'mine', parameters: COMMON,
         settings: () => [{ level: Infinity }], work: () => ({ x: 1 }), tables: () => ({ summary: [{ x: 1 }] }), columns: ['x'] });
       export const broken = make('broken', () => { throw new Error('no luck'); });`,
    );
    await use(path);
    const study = (name: string) => {
      const found = STUDIES.find((one) => (one.name as string) === name);
      ok(found);
      return found as unknown as (given: object, options: object) => Promise<unknown>;
    };
    const engine = { engine: 'bullmq', redis: server.address, workers: 1 };
    deepEqual(
      await study('drawn')({ networks: 3 }, engine),
      await study('drawn')({ networks: 3 }, {}),
    );
    await rejects(study('empty')({ networks: 2 }, engine), {
      name: 'StudyError',
      message:
        /^empty: network \d of seed 7 must give plain data with finite numbers, got NaN at x/,
    });
    await rejects(study('endless')({ networks: 2 }, engine), {
      name: 'StudyError',
      message:
        /^endless: .*its values must be plain data with finite numbers, got Infinity at level/,
    });
    await rejects(study('broken')({ networks: 2 }, engine), {
      name: 'StudyError',
      message: /^broken: network \d of seed 7 failed \(no luck\); run again to go on$/,
    });
  });

  it('refuses a server that does not answer, is too old, serves another version, or is none', async () => {
    const refused = async (redis: string, message: RegExp): Promise<void> => {
      const run = figure4(SMALL, { engine: 'bullmq', redis });
      await rejects(run, (error: Error) => {
        equal(error.name, 'InvalidArgumentError');
        match(error.message, message);
        return !error.message.includes('\n') && !error.message.includes('secret');
      });
    };
    const away = server.address.replace('//', '//:secret@');
    await server.command(['SET', 'bittensor-workbench:version', '0.0.9']);
    await refused(server.address, /must serve workbench .*, got 0\.0\.9, in use by other runs/);
    await server.stop();
    await refused(away, /must be a server of Redis or Valkey that answers, got .*ECONNREFUSED/);
    const old = await fakeServer('redis_version:4.0.1');
    try {
      const { port } = old.address() as AddressInfo;
      await refused(`redis://127.0.0.1:${port}`, /must be version 6\.2 or newer.*got .*4\.0\.1/);
    } finally {
      old.close();
    }
    await refused('http://127.0.0.1', /redis must be an address such as/);
    await rejects(
      startWorker({ redis: 'nowhere' }),
      /startWorker: redis must be an address such as/,
    );
    await rejects(startWorker({ workers: 0 }), /startWorker: workers must be an integer/);
    await rejects(figure4(SMALL, { redis: server.address }), /engine must be 'bullmq' where/);
  });

  it('is chosen on the command line, where a worker ends by Ctrl-C after its piece', async () => {
    const worker = start(['worker', '--redis', server.address, '--workers', '1'], folder());
    const words = ['figure', '4', '--networks', '2', '--peers', '3', '--max-steps', '20'];
    const { outcome } = start(
      [...words, '--engine', 'bullmq', '--redis', server.address, '--out', 'out'],
      folder(),
    );
    const { code, stderr } = await outcome;
    equal(code, 0, stderr);
    worker.child.kill('SIGINT');
    const ended = await worker.outcome;
    equal(ended.code, 130, ended.stderr);
    match(ended.stdout, /piece 2: figure4/);
  });
});

/** A server that answers every command of Redis with OK, and INFO with a text. */
async function fakeServer(info: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('data', (bytes) => {
      for (const command of bytes.toString().split(/(?=\*\d+\r\n)/)) {
        const text = /info/i.test(command) ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n';
        socket.write(text);
      }
    });
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
