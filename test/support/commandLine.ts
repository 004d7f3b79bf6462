import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { ROOT } from './folders.js';

export const MAIN = join(ROOT, 'dist', 'lib', 'cli', 'main.mjs');

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command line in `cwd`; `outcome` resolves when it ends. */
export function start(
  args: readonly string[],
  cwd: string,
): { child: ChildProcessByStdio<null, Readable, Readable>; outcome: Promise<Outcome> } {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { child, outcome };
}

/** Runs the command line in `cwd` to its end. */
export function run(args: readonly string[], cwd: string): Promise<Outcome> {
  return start(args, cwd).outcome;
}
