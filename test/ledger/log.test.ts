import { join } from 'node:path';
import { createMemoryLog, openFileLog, type FileLog } from '../../lib/ledger/index.js';
import { temporaryFolder } from '../support/folders.js';
import { describeLog, describeSharedLog } from '../support/logSuite.js';

describe('logs of operations', () => {
  describeLog('a log in memory', () => Promise.resolve(createMemoryLog()));
  describeSharedLog('a log in memory', () => {
    const log = createMemoryLog();
    return Promise.resolve(() => Promise.resolve(log));
  });

  const folder = temporaryFolder();
  const opened: FileLog[] = [];
  afterEach(async () => {
    for (const log of opened.splice(0)) await log.close();
  });
  let files = 0;
  describeLog('a log in a file', async () => {
    const log = await openFileLog(join(folder(), `${files++}.jsonl`));
    opened.push(log);
    return log;
  });
});
