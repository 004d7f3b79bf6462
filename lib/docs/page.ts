/*
 * Generated pages: a command writes them, or compares them with the files under `--check`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { replaceFile } from '../files/replace.js';
import { ROOT } from './root.js';

/** The files that a command generates, by their path from the repository's root. */
export class GeneratedFiles {
  readonly stale: string[] = [];

  /** @param check - compares the files instead of writing them */
  constructor(readonly check: boolean) {}

  /** Writes one file, or notes that it is stale. */
  put(path: string, content: string): void {
    const file = join(ROOT, path);
    const same = existsSync(file) && readFileSync(file, 'utf8') === content;
    if (same) return;
    if (this.check) this.stale.push(relative(ROOT, file));
    else replaceFile('put', file, content);
  }

  /** Notes that a file is stale for a reason other than its text. */
  note(path: string, reason: string): void {
    this.stale.push(`${path} (${reason})`);
  }

  /** Ends a command, with exit code 1 and a sentence where a checked file is stale. */
  finish(command: string): void {
    if (this.stale.length === 0) return;
    console.error(`${command}: stale: ${this.stale.join(', ')}; run ${command} to write them`);
    process.exitCode = 1;
  }
}
