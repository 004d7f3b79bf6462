/*
 * Hosts in network namespaces, joined by a bridge: each has an address, and a link with delay and loss.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { MAIN } from './commandLine.js';
import { until } from './nodes.js';

/** Names of this process's namespaces, which no other test has. */
const PREFIX = `wb${process.pid}`;

function run(...words: string[]): void {
  const { status, stderr } = spawnSync(words[0], words.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
}

/** The parts of hosts that this machine has. */
export interface Parts {
  readonly namespaces: boolean;
  /** Delay and loss of links, which some kernels are built without. */
  readonly netem: boolean;
}

export function partsHere(): Parts {
  if (process.env.CI !== undefined) return { namespaces: false, netem: false };
  const name = `${PREFIX}-try`;
  const ip = (...words: string[]): boolean => spawnSync('ip', words).status === 0;
  if (!ip('netns', 'add', name)) return { namespaces: false, netem: false };
  const pair = ['link', 'add', 'name', 'a', 'type', 'veth', 'peer', 'name', 'b'];
  const bridge = ['link', 'add', 'name', 'br', 'type', 'bridge'];
  const namespaces = ip('-n', name, ...pair) && ip('-n', name, ...bridge);
  const netem = ['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms'];
  const parts = { namespaces, netem: ip('netns', 'exec', name, ...netem) };
  ip('netns', 'del', name);
  return parts;
}

/** One host, and the peer that runs on it. */
export class Host {
  #child: ChildProcess | undefined;
  output = '';

  constructor(
    readonly number: number,
    readonly folder: string,
    readonly parts: Parts,
  ) {}

  get address(): string {
    return `10.77.0.${this.number + 1}`;
  }

  get name(): string {
    return `${PREFIX}-${this.number}`;
  }

  /** Delay of each packet that leaves the host, and loss in percent; nothing without netem. */
  link(milliseconds: number, loss: number): void {
    if (!this.parts.netem) return;
    const netem = ['netem', 'delay', `${milliseconds}ms`, 'loss', `${loss}%`];
    run(
      'ip',
      'netns',
      'exec',
      this.name,
      'tc',
      'qdisc',
      'replace',
      'dev',
      'eth0',
      'root',
      ...netem,
    );
  }

  /** Cuts the host off, or joins it again. */
  cable(isUp: boolean): void {
    run('ip', '-n', `${PREFIX}-bridge`, 'link', 'set', `p${this.number}`, isUp ? 'up' : 'down');
  }

  start(...args: string[]): void {
    const words = [process.execPath, MAIN, 'peer', '--folder', this.folder, ...args];
    this.#child = spawn('ip', ['netns', 'exec', this.name, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const take = (bytes: Buffer): void => {
      this.output += bytes.toString();
    };
    this.#child.stdout?.on('data', take);
    this.#child.stderr?.on('data', take);
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

/** Hosts joined by a bridge. */
export class Hosts {
  readonly hosts: Host[];

  constructor(count: number, parts: Parts, folders: (host: number) => string) {
    const bridge = `${PREFIX}-bridge`;
    this.hosts = Array.from(
      { length: count },
      (_, number) => new Host(number, folders(number), parts),
    );
    run('ip', 'netns', 'add', bridge);
    run('ip', '-n', bridge, 'link', 'add', 'name', 'br', 'type', 'bridge');
    run('ip', '-n', bridge, 'link', 'set', 'br', 'up');
    for (const { name, number, address } of this.hosts) {
      const port = `p${number}`;
      run('ip', 'netns', 'add', name);
      const pair = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', name];
      run('ip', '-n', bridge, 'link', 'add', 'name', port, ...pair);
      run('ip', '-n', bridge, 'link', 'set', port, 'master', 'br', 'up');
      run('ip', '-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
      for (const link of ['lo', 'eth0']) run('ip', '-n', name, 'link', 'set', link, 'up');
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.end('SIGKILL')));
    for (const { name } of this.hosts) spawnSync('ip', ['netns', 'del', name]);
    spawnSync('ip', ['netns', 'del', `${PREFIX}-bridge`]);
  }
}
