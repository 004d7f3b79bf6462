/*
 * Hosts in network namespaces, each with an address, a clock, and a link that delays and loses packets (wire.py).
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MAIN } from './commandLine.js';
import { until } from './nodes.js';

/** Names of this process's namespaces, which no other test has. */
const PREFIX = `wb${process.pid}`;
const WIRE = join(__dirname, '../../../test/support/wire.py');
const CLOCK = join(__dirname, 'apartClock.js');

function run(...words: string[]): void {
  const { status, stderr } = spawnSync(words[0], words.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
}

/** Whether namespaces and TUN devices can be made here; never in CI. */
export function canMakeHosts(): boolean {
  if (process.env.CI !== undefined) return false;
  const [name, device] = [`${PREFIX}-try`, `${PREFIX}t`];
  const ip = (...words: string[]): boolean => spawnSync('ip', words).status === 0;
  if (!ip('netns', 'add', name)) return false;
  const made = ip('-n', name, 'tuntap', 'add', 'dev', device, 'mode', 'tun');
  ip('netns', 'del', name);
  return made && spawnSync('python3', ['-c', '']).status === 0;
}

/** The clock of a host. */
export interface HostClock {
  /** Milliseconds by which its date is ahead. */
  readonly shift: number;
  /** Its seconds in a second of the machine. */
  readonly pace: number;
}

/** One host, and the peer that runs on it. */
export class Host {
  #child: ChildProcess | undefined;
  output = '';

  constructor(
    readonly number: number,
    readonly folder: string,
    readonly clock: HostClock,
    readonly tell: (line: string) => void,
  ) {}

  get address(): string {
    return `10.77.0.${this.number}`;
  }

  get name(): string {
    return `${PREFIX}-${this.number}`;
  }

  /** Delay of each packet that leaves the host, and loss in percent. */
  link(milliseconds: number, loss: number): void {
    this.tell(`${this.number} ${milliseconds} ${loss}`);
  }

  /** Cuts the host off; a link joins it again. */
  cut(): void {
    this.tell(`${this.number} cut`);
  }

  start(...args: string[]): void {
    const words = [process.execPath, '--require', CLOCK, MAIN, 'peer', '--folder', this.folder];
    const { shift, pace } = this.clock;
    this.#child = spawn('ip', ['netns', 'exec', this.name, ...words, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CLOCK_SHIFT: String(shift), CLOCK_PACE: String(pace) },
    });
    const take = (bytes: Buffer): void => {
      this.output += bytes.toString();
    };
    this.#child.stdout?.on('data', take);
    this.#child.stderr?.on('data', take);
  }

  /** Milliseconds until another host has refused a connection: a round trip. */
  refusalBy(other: Host): number {
    const program = `const start = performance.now();
      require('node:net').connect(9, '${other.address}')
        .on('error', () => console.log(performance.now() - start));`;
    const words = ['netns', 'exec', this.name, process.execPath, '--eval', program];
    return Number(spawnSync('ip', words, { encoding: 'utf8' }).stdout);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  /** The lines of blocks so far, as numbers. */
  get blocks(): { block: number; round: number; heldOut: number; alone: number; peers: number }[] {
    const line =
      /^block (\d+): round (\d+), loss \S+, held out (\S+), alone (\S+), stake \S+, \d+ of (\d+) peers/gm;
    return [...this.output.matchAll(line)].map(([, ...found]) => {
      const [block, round, heldOut, alone, peers] = found.map(Number);
      return { block, round, heldOut, alone, peers };
    });
  }

  /** Waits for so many more blocks. */
  async more(count: number): Promise<void> {
    const wanted = this.blocks.length + count;
    await until(() => this.blocks.length >= wanted, `${count} blocks of host ${this.number}`, 120);
  }
}

/** Hosts on one wire. */
export class Hosts {
  readonly hosts: Host[];
  #wire: ChildProcess | undefined;

  /** @param clocks - one for each host */
  constructor(clocks: readonly HostClock[], folders: (host: number) => string) {
    this.hosts = clocks.map(
      (clock, at) =>
        new Host(at + 1, folders(at), clock, (line) => this.#wire?.stdin?.write(`${line}\n`)),
    );
  }

  /** Makes the namespaces and the wire. */
  async open(): Promise<void> {
    const devices = this.hosts.map(({ number }) => `${PREFIX}w${number}`);
    const words = this.hosts.flatMap(({ number }, at) => [devices[at], String(number)]);
    this.#wire = spawn('python3', [WIRE, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.#wire;
    if (!stdout) throw new Error('the wire must have output, got none');
    // A line may come in pieces.
    const [ready] = (await once(createInterface({ input: stdout }), 'line')) as [string];
    if (ready !== 'ready') throw new Error(`the wire must be ready, got ${ready}`);
    for (const [at, { name, address }] of this.hosts.entries()) {
      const device = devices[at];
      run('ip', 'netns', 'add', name);
      run('ip', 'link', 'set', 'dev', device, 'netns', name);
      run('ip', '-n', name, 'addr', 'add', `${address}/24`, 'dev', device);
      for (const link of ['lo', device]) run('ip', '-n', name, 'link', 'set', 'dev', link, 'up');
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.end('SIGKILL')));
    this.#wire?.stdin?.end();
    for (const { name } of this.hosts) spawnSync('ip', ['netns', 'del', name]);
  }
}
