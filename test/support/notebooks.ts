/*
 * The requirements of the tests of notebooks: JupyterLab and the kernel, installed where missing, and notebooks.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './folders.js';

export const NOTEBOOKS = join(ROOT, 'notebooks');
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Installs the requirements before the suite; skips the suite where that is impossible, except in CI. */
export function beforeNotebooks({ browser = false } = {}): void {
  before(function () {
    this.timeout(600_000);
    const lacks =
      browser && !existsSync(CHROMIUM)
        ? `no browser at ${CHROMIUM}; install chromium or set CHROMIUM`
        : prepare();
    if (lacks === undefined) return;
    if (process.env.CI !== undefined) throw new Error(lacks);
    console.log(`      skipped: ${lacks}`);
    this.skip();
  });
}

let prepared: { lacks: string | undefined } | undefined;

function prepare(): string | undefined {
  prepared ??= { lacks: tryPreparing() };
  return prepared.lacks;
}

function tryPreparing(): string | undefined {
  const module = pathToFileURL(join(NOTEBOOKS, 'jupyter', 'environment.mjs')).href;
  const script = `import { prepare, start } from ${JSON.stringify(module)}; await start(() => prepare());`;
  try {
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return undefined;
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    if (status !== 2) throw error;
    return stderr.trim().split('\n').pop();
  }
}

/** Runs a script of notebooks/jupyter to its end. */
export function runScript(
  name: string,
  ...args: string[]
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(NOTEBOOKS, 'jupyter', name), ...args],
      { maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
      },
    );
  });
}

/** Writes a notebook of code cells (markdown where a cell starts with #) to a folder that can run it. */
export function writeNotebook(folder: string, name: string, sources: readonly string[]): string {
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) symlinkSync(join(NOTEBOOKS, 'node_modules'), modules);
  const cells = sources.map((source, at) => ({
    id: `cell-${at}`,
    metadata: {},
    source,
    ...(source.startsWith('#')
      ? { cell_type: 'markdown' }
      : { cell_type: 'code', execution_count: null, outputs: [] }),
  }));
  const path = join(folder, name);
  const metadata = {
    kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' },
  };
  writeFileSync(path, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
  return path;
}

/** A free port of the loopback interface. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
