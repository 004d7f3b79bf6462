/*
 * A chain of validators on one machine, each a CometBFT with its application: for trying, tests and benchmarks.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../../files/failure.js';
import { replaceFile } from '../../files/replace.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { short } from '../../math/show.js';
import { type SignedOperation } from '../operations.js';

/** The most bytes of a block; the application proposes fewer. */
const MOST_BYTES = 4 * 2 ** 20;

/** The file with the ports, written when all others are. */
const NET = 'net.json';

/** The addresses of one validator, all on the loopback. */
export interface ValidatorPorts {
  /** The application's. */
  readonly abci: number;
  readonly rpc: number;
  /** The one that other validators connect to. */
  readonly p2p: number;
}

export interface NetSettings {
  /** A folder that is made; the validators are `node0`, `node1`, … in it. */
  readonly folder: string;
  /** The program. */
  readonly cometbft: string;
  readonly genesis: SignedOperation;
  readonly ports: readonly ValidatorPorts[];
  /** Seconds between blocks, in which late votes are waited for, and a third of those for a proposal. Default 1. */
  readonly pause?: number;
}

/** @throws {@link InvalidArgumentError} when the program is missing, is no CometBFT 0.38, or fails */
function perform(where: string, cometbft: string, words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(cometbft, words, { encoding: 'utf8' });
  if (status === 0) return stdout;
  const rule = `cometbft must be the program of CometBFT 0.38 and perform ${words[0]}`;
  const found = short((stderr || stdout || cometbft).replace(/\s+/g, ' '), 120);
  throw new InvalidArgumentError(where, rule, found);
}

/** The text with lines `name = …` set; a section is named before a dot. */
function configured(text: string, values: Readonly<Record<string, string>>): string {
  let section = '';
  const lines = text.split('\n').map((line) => {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const name = /^([\w-]+) = /.exec(line)?.[1];
    const value = name && values[section === '' ? name : `${section}.${name}`];
    return value === undefined || value === '' ? line : `${name ?? ''} = ${value}`;
  });
  return lines.join('\n');
}

/**
 * Writes keys, configurations and the common genesis of a chain.
 *
 * @throws {@link InvalidArgumentError} when the program is missing or fails
 * @throws {@link FileError} when a file cannot be written
 */
export function writeNet(where: string, settings: NetSettings): void {
  const { folder, cometbft, genesis, ports, pause = 1 } = settings;
  perform(where, cometbft, ['testnet', '--v', String(ports.length), '--o', folder]);
  const homes = ports.map((_, k) => join(folder, `node${k}`));
  const peers = homes.map((home, k) => {
    const id = perform(where, cometbft, ['show-node-id', '--home', home]).trim();
    return `${id}@127.0.0.1:${ports[k].p2p}`;
  });
  const genesisFile = join(homes[0], 'config', 'genesis.json');
  const chain = JSON.parse(readFileSync(genesisFile, 'utf8')) as {
    consensus_params: { block: { max_bytes: string } };
  };
  chain.consensus_params.block.max_bytes = String(MOST_BYTES);
  const common = JSON.stringify({ ...chain, app_state: genesis }, null, 2);
  for (const [k, home] of homes.entries()) {
    const { abci, rpc, p2p } = ports[k];
    const file = join(home, 'config', 'config.toml');
    const text = configured(readFileSync(file, 'utf8'), {
      proxy_app: `"127.0.0.1:${abci}"`,
      abci: '"grpc"',
      'rpc.laddr': `"tcp://127.0.0.1:${rpc}"`,
      'p2p.laddr': `"tcp://127.0.0.1:${p2p}"`,
      'p2p.persistent_peers': `"${peers.filter((_, other) => other !== k).join(',')}"`,
      'consensus.timeout_commit': `"${Math.round(1000 * pause)}ms"`,
      'consensus.timeout_propose': `"${Math.round(3000 * pause)}ms"`,
    });
    replaceFile(where, file, text);
    replaceFile(where, join(home, 'config', 'genesis.json'), common);
  }
  replaceFile(where, join(folder, NET), `${JSON.stringify(ports)}\n`);
}

/**
 * The ports of the chain in a folder; undefined where there is none.
 *
 * @throws {@link FileError} when the file is damaged
 */
export function readNet(where: string, folder: string): readonly ValidatorPorts[] | undefined {
  const path = join(folder, NET);
  if (!existsSync(path)) return undefined;
  return attempt({ where, path, rule: 'must be as ledger-net wrote it' }, () => {
    return JSON.parse(readFileSync(path, 'utf8')) as ValidatorPorts[];
  });
}

/** A CometBFT that runs. */
export interface RunningComet {
  readonly ended: Promise<unknown>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the CometBFT of a home; its own log is `cometbft.log` there. */
export function startComet(cometbft: string, home: string): RunningComet {
  const log = openSync(join(home, 'cometbft.log'), 'a');
  const child: ChildProcess = spawn(cometbft, ['start', '--home', home], {
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = once(child, 'exit').catch(() => undefined);
  return {
    ended,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
    },
  };
}
