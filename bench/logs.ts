/*
 * Operations a second of a ledger on each kind of log, and the time until a second ledger, which follows the log, has one.
 *
 *   node dist/bench/logs.js [--smoke] [--seconds 5] [--peers 128] [--pause 1]
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMemoryLog,
  keysFrom,
  openCometLog,
  openFileLog,
  openLedger,
  openPostgresLog,
  sign,
  type Ledger,
  type OperationLog,
  type SignedOperation,
} from '../lib/ledger/index.js';
import { createStream } from '../lib/math/random.js';
import { cometProgram, makeNet, type Validator } from '../test/support/comet.js';
import { PostgresServer, postgresPrograms } from '../test/support/postgres.js';
import { optionsOf } from './arguments.js';
import { wallSeconds } from './clock.js';

const HELP = `npm run bench -- logs [--smoke] [--seconds 5] [--peers 128] [--pause 1]

Operations a second of a ledger on a log in memory, in a file, in PostgreSQL and of CometBFT with 1 and 4 validators: one
after another, and those of all peers at once; and milliseconds until a second ledger that follows the log has one.

  --smoke    one round each, without CometBFT, to see that it runs
  --seconds  of each measurement
  --peers    of the ledger
  --pause    seconds between two blocks of CometBFT`;

const { smoke, ...given } = optionsOf(HELP, {
  smoke: { type: 'boolean', default: false },
  seconds: { type: 'string', default: '5' },
  peers: { type: 'string', default: '128' },
  pause: { type: 'string', default: '1' },
});
const seconds = smoke ? 0 : Number(given.seconds);
const peers = smoke ? 8 : Number(given.peers);

const authority = keysFrom(createStream(1).split('authority'));
const keys = Array.from({ length: peers }, (_, k) => keysFrom(createStream(1).split(k)));
const genesis = sign(
  {
    ...{ type: 'genesis', name: 'bench', authority: authority.id, bound: 0.1, inflation: 1 },
    peers: keys.map(({ id }) => ({ id, stake: 1 })),
  },
  authority,
);

/** The operations of one block: a change of every peer's weights. */
function changes(ledger: Ledger): SignedOperation[] {
  const change = new Float64Array(peers);
  [change[0], change[1]] = ledger.block % 2 === 0 ? [0.05, -0.05] : [-0.05, 0.05];
  return keys.map((own) => ledger.sign({ type: 'weights', change }, own));
}

/** Operations a second of `submit`, by whole blocks that are signed before the clock runs. */
async function rate(
  ledger: Ledger,
  submit: (list: readonly SignedOperation[]) => Promise<number>,
): Promise<number> {
  let [count, spent] = [0, 0];
  do {
    const list = changes(ledger);
    const start = wallSeconds();
    count += await submit(list);
    spent += wallSeconds() - start;
    await ledger.submit(ledger.sign({ type: 'block' }, authority));
  } while (spent < seconds);
  return count / spent;
}

/** Milliseconds from a submit until a follower has the operation: the median, and the longest. */
async function delay(ledger: Ledger, follower: Ledger): Promise<[number, number]> {
  const stop = new AbortController();
  const seen: number[] = [];
  const following = (async () => {
    for await (const length of follower.follow(stop.signal)) seen[length] = wallSeconds();
  })();
  await Promise.all([ledger.refresh(), follower.refresh()]);
  const delays: number[] = [];
  const until = wallSeconds() + seconds;
  do {
    for (const signed of changes(ledger).slice(0, 4)) {
      const start = wallSeconds();
      const length = (await ledger.submit(signed)) + 1;
      while (follower.length < length) await new Promise((resolve) => setTimeout(resolve, 1));
      delays.push(1e3 * ((seen[length] ?? wallSeconds()) - start));
    }
    await ledger.submit(ledger.sign({ type: 'block' }, authority));
  } while (wallSeconds() < until);
  stop.abort();
  await following;
  delays.sort((a, b) => a - b);
  return [delays[delays.length >> 1], delays[delays.length - 1]];
}

async function measure(name: string, logs: readonly OperationLog[]): Promise<void> {
  const [ledger, follower] = await Promise.all(logs.map((log) => openLedger(log, { genesis })));
  const single = await rate(ledger, async (list) => {
    const until = wallSeconds() + Math.max(seconds, 0.001);
    let count = 0;
    for (const signed of list) {
      await ledger.submit(signed);
      count++;
      if (wallSeconds() > until) break;
    }
    return count;
  });
  const atOnce = await rate(ledger, async (list) => {
    await Promise.all(list.map((signed) => ledger.submit(signed)));
    return list.length;
  });
  const delays = logs.length > 1 ? await delay(ledger, follower) : undefined;
  const shown = delays?.map((one) => one.toFixed(1)) ?? ['', ''];
  console.log(`| ${[name, single.toFixed(1), atOnce.toFixed(1), ...shown].join(' | ')} |`);
}

async function measureComet(program: string, folder: string, count: number): Promise<void> {
  const validators: Validator[] = await makeNet(
    program,
    join(folder, `net${count}`),
    count,
    genesis,
    Number(given.pause),
  );
  try {
    await Promise.all(validators.map((one) => one.start()));
    const ends = [validators[0], validators[count - 1]];
    const logs = await Promise.all(ends.map(({ rpc }) => openCometLog({ rpc, interval: 0.05 })));
    await measure(`CometBFT, ${count} ${count === 1 ? 'validator' : 'validators'}`, logs);
  } finally {
    await Promise.all(validators.map((one) => one.stop()));
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-logs-'));
  chmodSync(folder, 0o755);
  console.log('| log | one after another, 1/s | at once, 1/s | delay, ms | longest, ms |');
  console.log('| --- | ---: | ---: | ---: | ---: |');
  try {
    const memory = createMemoryLog();
    await measure('memory', [memory, memory]);
    const file = await openFileLog(join(folder, 'ledger.jsonl'));
    await measure('file', [file]);
    await file.close();
    const programs = postgresPrograms();
    if (programs !== undefined) {
      const server = await PostgresServer.start(programs, mkdtempSync(join(folder, 'postgres-')));
      const open = (): ReturnType<typeof openPostgresLog> =>
        openPostgresLog({ connection: server.address() });
      const logs = [await open(), await open()];
      await measure('PostgreSQL', logs);
      for (const log of logs) await log.close();
      await server.stop();
    }
    const program = cometProgram();
    if (program !== undefined && !smoke) {
      for (const count of [1, 4]) await measureComet(program, folder, count);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
