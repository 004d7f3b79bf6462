/*
 * Writes checkpoints of increasing rounds to the file argv[2] in an endless loop, and prints the round of each complete
 * one. checkpoint.test.ts runs and kills it.
 */
import { writeSync } from 'node:fs';
import { writeCheckpoint } from '../../lib/network/training/checkpoint.js';

if (require.main === module) {
  const values = new Float32Array(60_000);
  for (let round = Number(process.argv[3]); ; round++) {
    values.fill(round);
    const parts = [new Map([['values', values]]), new Map([['steps', Float32Array.of(round)]])];
    writeCheckpoint(process.argv[2], { round, parts }, { run: { seed: 1 }, found: { round } });
    writeSync(1, `${round}\n`);
  }
}
