/*
 * Submits random changes without end to a ledger in the file argv[2], and prints the length of the log after each
 * acknowledgement. kill.test.ts runs and kills it.
 */
import { writeSync } from 'node:fs';
import { changeTowards, LedgerRefusal, openFileLog, openLedger } from '../../lib/ledger/index.js';
import { createStream } from '../../lib/math/index.js';
import { randomWeights } from '../../lib/market/index.js';
import { AUTHORITY, mixedGenesis, POOL } from '../support/ledger.js';

async function run(path: string): Promise<never> {
  const log = await openFileLog(path);
  const ledger = await openLedger(log, { genesis: mixedGenesis(4) });
  writeSync(1, `repaired ${log.repaired}\n`);
  const stream = createStream(2);
  for (;;) {
    const { block } = ledger;
    const target = randomWeights(4, stream.split(block));
    const now = ledger.snapshot();
    for (const [i, keys] of POOL.slice(0, 4).entries()) {
      const change = changeTowards(now, keys.id, target.slice(4 * i, 4 * i + 4));
      const signed = ledger.sign({ type: 'weights', change }, keys);
      // After a kill the log may hold some of the block's changes already.
      await ledger.submit(signed).catch((error: unknown) => {
        if (!(error instanceof LedgerRefusal && error.reason === 'repeated')) throw error;
      });
      writeSync(1, `${ledger.length}\n`);
    }
    await ledger.submit(ledger.sign({ type: 'block' }, AUTHORITY));
    writeSync(1, `${ledger.length}\n`);
  }
}

if (require.main === module) void run(process.argv[2]);
