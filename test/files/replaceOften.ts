/*
 * Replaces the file argv[2] 60 times by 20,000 letters argv[3]. Run by replace.test.ts.
 */
import { writeSync } from 'node:fs';
import { replaceFile } from '../../lib/files/replace.js';

if (require.main === module) {
  for (let k = 0; k < 60; k++) {
    replaceFile('replaceOften', process.argv[2], process.argv[3].repeat(20_000));
  }
  writeSync(1, 'done');
}
