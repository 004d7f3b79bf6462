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

/** The option of a parameter; a single letter has one dash. */
export function optionOf(name: string): string {
  if (name.length === 1) return `-${name}`;
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Starts the command line as a process in `cwd`; `outcome` resolves when it ends. */
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

/** Runs the command line in this process, in `cwd`, to its end; its output is captured. */
export async function run(args: readonly string[], cwd: string): Promise<Outcome> {
  const { main } = await import('../../lib/cli/program.mjs');
  const before = process.cwd();
  const text = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const write = stream.write.bind(stream);
    stream.write = (chunk: string | Uint8Array): boolean => {
      text[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  process.chdir(cwd);
  try {
    return { code: await main([...args]), signal: null, ...text };
  } finally {
    process.chdir(before);
    for (const undo of restore) undo();
  }
}
