import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryLog, openFileLog, openLedger } from '../../lib/ledger/index.js';
import { temporaryFolder } from '../support/folders.js';
import { begin, bitsOf, mixedGenesis, readAll } from '../support/ledger.js';

/** Runs a writer until it has acknowledged `count` more operations, then kills it; returns the last length printed. */
function killAfter(path: string, count: number): Promise<number> {
  const child = spawn(process.execPath, [join(__dirname, 'submitForever.js'), path], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [text, problem] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n').length > count + 1) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`ended before it was killed: ${problem}`));
      // The text after the last line end is an incomplete line.
      else resolve(Number(text.split('\n').at(-2)));
    });
  });
}

describe('a ledger whose process is killed in the middle of appends', () => {
  const folder = temporaryFolder();

  it('has every acknowledged operation, replays to the same bits, and continues', async () => {
    const path = join(folder(), 'ledger.jsonl');
    let least = 0;
    for (const count of [7, 23, 12]) {
      const told = await killAfter(path, count);
      assert.ok(told > least, `${told} after ${least}`);
      const log = await openFileLog(path);
      const ledger = await openLedger(log);
      assert.ok(ledger.length >= told, `${ledger.length} kept, ${told} acknowledged`);
      const operations = await readAll(log);
      const twin = await begin(mixedGenesis(4), createMemoryLog());
      for (const signed of operations.slice(1)) await twin.submit(signed);
      assert.deepEqual(bitsOf(ledger.snapshot()), bitsOf(twin.snapshot()));
      await log.close();
      assert.equal(readFileSync(path, 'utf8').trimEnd().split('\n').length, operations.length);
      least = ledger.length;
    }
  });
});
