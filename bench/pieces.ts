/*
 * What a piece of work costs beside its work, on threads and through a server by BullMQ with local workers: a study whose
 * pieces do nothing, both ways in turn within one run.
 *
 *   node dist/bench/pieces.js [--smoke] [--pieces 2000]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { use, type RunOptions } from '../lib/studies/index.js';
import { RedisServer, serverProgram } from '../test/support/redis.js';
import { optionsOf } from './arguments.js';
import { processorSeconds, wallSeconds } from './clock.js';
import { emptyStudy } from './emptyStudy.js';

const HELP = `npm run bench -- pieces [--smoke] [--pieces 2000]

Milliseconds that a piece of work costs beside its work, by engine, with local workers.

  --smoke    few pieces, to see that it runs
  --pieces   of each run`;

interface Cost {
  readonly wall: number;
  readonly core: number;
}

/** Milliseconds a piece: a run of so many pieces against one of a few, so that starts do not count. */
async function costOf(options: RunOptions, pieces: number): Promise<Cost> {
  const few = Math.ceil(pieces / 20);
  const timeOf = async (networks: number): Promise<Cost> => {
    const [wall, core] = [wallSeconds(), processorSeconds()];
    await emptyStudy({ networks }, options);
    return { wall: wallSeconds() - wall, core: processorSeconds() - core };
  };
  const [first, all] = [await timeOf(few), await timeOf(pieces)];
  const each = (a: number, b: number): number => (1e3 * (a - b)) / (pieces - few);
  return { wall: each(all.wall, first.wall), core: each(all.core, first.core) };
}

async function main(): Promise<void> {
  const { smoke, pieces: given } = optionsOf(HELP, {
    smoke: { type: 'boolean', default: false },
    pieces: { type: 'string' },
  });
  const pieces = Number(given ?? (smoke ? 60 : 2000));
  const program = serverProgram();
  if (program === undefined) {
    console.log('no redis-server or valkey-server is installed');
    return;
  }
  await use(join(__dirname, 'emptyStudy.js'));
  const folder = mkdtempSync(join(tmpdir(), 'bench-pieces-'));
  const server = await RedisServer.start(program, folder, false);
  const workers = availableParallelism();
  const ways: Record<string, RunOptions> = {
    threads: { workers },
    bullmq: { workers, engine: 'bullmq', redis: server.address },
  };
  const best: Record<string, Cost> = {};
  try {
    for (let round = 0; round < (smoke ? 1 : 5); round++) {
      for (const [name, options] of Object.entries(ways)) {
        const cost = await costOf(options, pieces);
        if (!(name in best) || cost.wall < best[name].wall) best[name] = cost;
      }
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
  console.log('| engine | ms a piece, wall | ms, processor of this process |\n| --- | --- | --- |');
  for (const [name, { wall, core }] of Object.entries(best)) {
    console.log(`| ${name} | ${wall.toFixed(3)} | ${core.toFixed(3)} |`);
  }
  console.log(`\nbullmq costs ${(best.bullmq.wall - best.threads.wall).toFixed(3)} ms more.`);
}

void main();
