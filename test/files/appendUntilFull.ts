/*
 * Appends lines of 100 bytes to the file argv[2] until an append fails, then once more; prints both errors. Run by
 * append.test.ts.
 */
import { writeSync } from 'node:fs';
import { AppendFile } from '../../lib/files/append.js';

async function run(path: string): Promise<void> {
  const file = await AppendFile.open('open', path);
  const append = (): Promise<void> => file.append('append', `${'x'.repeat(99)}\n`);
  for (let failures = 0; failures < 2;) {
    await append().catch((error: unknown) => {
      failures++;
      writeSync(1, `${String(error)}\n`);
    });
  }
  await file.close();
}

if (require.main === module) void run(process.argv[2]);
