/*
 * `npm run live [-- folder]`: serves the site on this machine alone and opens it; writes it before where it is missing.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from './arguments.js';
import { serveFolder } from './serve.js';
import { writeSite } from './site.js';

/** The programs that open an address, by platform. */
const OPENERS = new Map([
  ['darwin', ['open']],
  ['win32', ['cmd', '/c', 'start', '']],
]);

function open(address: string): void {
  const [program, ...rest] = OPENERS.get(process.platform) ?? ['xdg-open'];
  const opened = spawn(program, [...rest, address], { stdio: 'ignore', detached: true });
  // Without a desktop, the address that is printed serves.
  opened.on('error', () => undefined);
  opened.unref();
}

async function live(): Promise<void> {
  const { folder, flags } = readArguments('live', ['no-open']);
  if (!existsSync(join(folder, 'index.html'))) {
    console.log(`writing ${folder}, which takes a minute`);
    await writeSite(folder);
  }
  const { address } = await serveFolder(folder);
  console.log(`${address}/index.html (Ctrl-C ends it)`);
  if (!flags.has('no-open')) open(`${address}/index.html`);
}

void live();
