/*
 * Takes the locks of the files argv[2]-0, -1, … argv[3], prints the numbers of the locks taken, and holds them until
 * its input ends. Run by lock.test.ts.
 */
import { existsSync, writeSync } from 'node:fs';
import { takeLock } from '../../lib/files/lock.js';
import { FileError } from '../../lib/math/index.js';

function takeAll(path: string, count: number): void {
  writeSync(1, 'ready');
  while (!existsSync(`${path}-go`));
  const taken: number[] = [];
  for (let k = 0; k < count; k++) {
    try {
      takeLock('takeAll', `${path}-${k}`);
      taken.push(k);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }
  writeSync(1, JSON.stringify(taken));
  process.stdin.resume();
}

if (require.main === module) takeAll(process.argv[2], Number(process.argv[3]));
