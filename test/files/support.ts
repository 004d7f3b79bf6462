/*
 * Child processes for tests of files.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts a script of this folder. */
export function startScript(name: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(__dirname, name), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** The next text that a process prints. */
export async function nextText(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the process has no output');
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return chunk.toString();
}

/** Runs a command to its end with files limited to `blocks` blocks of 512 bytes, as on a full disk. */
export function runOnFullDisk(
  blocks: number,
  args: readonly string[],
  cwd?: string,
): { code: number | null; stdout: string; stderr: string } {
  const limited = `ulimit -f ${blocks}; exec "$0" "$@"`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', limited, process.execPath, ...args], {
    encoding: 'utf8',
    ...(cwd !== undefined && { cwd }),
  });
  return { code: status, stdout, stderr };
}
