/*
 * The commands of a ledger that a chain of CometBFT orders: `ledger-node` is the application of a validator, `ledger-net` a
 * whole chain on one machine.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv, Options } from 'yargs';
import { attempt } from '../files/failure.js';
import { checkInteger } from '../math/checks.js';
import { InvalidArgumentError, WorkbenchError } from '../math/errors.js';
import { ABCI, startLedgerNode, type LedgerNode } from '../ledger/cometbft/node.js';
import {
  readNet,
  startComet,
  writeNet,
  type RunningComet,
  type ValidatorPorts,
} from '../ledger/cometbft/net.js';
import { createMemoryLog, openLedger, type SignedOperation } from '../ledger/index.js';
import { Stopped, type Given } from './run.mjs';

const WHERE = 'command line';

const NODE: Record<string, Options> = {
  home: {
    ...{ type: 'string', requiresArg: true, demandOption: true, group: 'Ledger:' },
    describe: 'Folder in which the node keeps its operations and height',
  },
  address: {
    ...{ type: 'string', requiresArg: true, default: ABCI, group: 'Ledger:' },
    describe: 'Address that CometBFT calls: proxy_app in its config.toml, with abci = "grpc"',
  },
};
const NET: Record<string, Options> = {
  home: {
    ...{ type: 'string', requiresArg: true, demandOption: true, group: 'Ledger:' },
    describe: 'Folder of the chain; made where there is none, continued where there is one',
  },
  genesis: {
    ...{ type: 'string', requiresArg: true, group: 'Ledger:' },
    describe: 'Signed genesis of the ledger, a JSON file; for a new chain',
  },
  validators: {
    ...{ type: 'number', requiresArg: true, default: 4, group: 'Ledger:' },
    describe: 'Validators, each with its application; a third of them, rounded down, may fail',
  },
  port: {
    ...{ type: 'number', requiresArg: true, default: 26600, group: 'Ledger:' },
    describe: 'First port of the loopback; validator k has the RPC at port + 10 k',
  },
  cometbft: {
    ...{ type: 'string', requiresArg: true, default: 'cometbft', group: 'Ledger:' },
    describe: 'Program of CometBFT 0.38',
  },
};

/** The options of these commands. */
export const LEDGER_COMMANDS: Readonly<Record<string, Record<string, Options>>> = {
  'ledger-node': NODE,
  'ledger-net': NET,
};

/** Adds the commands. */
export function addLedgerCommands(cli: Argv, signal: AbortSignal): void {
  cli
    .command(
      'ledger-node',
      'Runs the ledger’s rules for a validator of CometBFT, until it is stopped',
      (command) => command.options(NODE),
      async (given) => {
        await runNode(given, signal);
      },
    )
    .command(
      'ledger-net',
      'Runs a chain of CometBFT validators on this machine, until it is stopped',
      (command) => command.options(NET),
      async (given) => {
        await runNet(given, signal);
      },
    );
}

interface End {
  /** Resolves with the first fault of a node, and with undefined when the run is stopped. */
  readonly ended: Promise<Error | undefined>;
  readonly onFault: (error: unknown) => void;
}

function endOf(signal: AbortSignal): End {
  let onFault: End['onFault'] = () => undefined;
  const ended = new Promise<Error | undefined>((resolve) => {
    onFault = (error) => {
      resolve(error as Error);
    };
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  return { ended, onFault };
}

async function runNode({ home, address }: Given, signal: AbortSignal): Promise<void> {
  const { ended, onFault } = endOf(signal);
  const node = await startLedgerNode({ home: String(home), address: String(address), onFault });
  console.error(`block ${node.height}; waiting for CometBFT at ${node.address}; Ctrl-C ends`);
  const fault = await ended;
  console.error(`block ${node.height}`);
  await node.close();
  throw fault ?? new Stopped();
}

async function runNet(given: Given, signal: AbortSignal): Promise<void> {
  const folder = String(given.home);
  const cometbft = String(given.cometbft);
  const ports = readNet(WHERE, folder) ?? (await makeNet(given, folder, cometbft));
  const { ended, onFault } = endOf(signal);
  const nodes: LedgerNode[] = [];
  const comets: RunningComet[] = [];
  try {
    for (const [k, { abci, rpc }] of ports.entries()) {
      const home = join(folder, `node${k}`);
      const address = `127.0.0.1:${abci}`;
      nodes.push(await startLedgerNode({ home: join(home, 'ledger'), address, onFault }));
      const comet = startComet(cometbft, home);
      comets.push(comet);
      console.log(`validator ${k}: http://127.0.0.1:${rpc}, files in ${home}`);
      void comet.ended.then(() => {
        const rule = `validator ${k} must run; its cometbft.log tells more`;
        onFault(new WorkbenchError(`${WHERE}: ${rule}, got an end`));
      });
    }
    console.error('Ctrl-C ends the chain; the same command continues it');
    throw (await ended) ?? new Stopped();
  } finally {
    await Promise.all(comets.map((comet) => comet.stop()));
    await Promise.all(nodes.map((node) => node.close()));
  }
}

/** Writes the files of a new chain. */
async function makeNet(given: Given, folder: string, cometbft: string): Promise<ValidatorPorts[]> {
  const { validators, port } = given;
  checkInteger(WHERE, '--validators', validators, 1, 50);
  checkInteger(WHERE, '--port', port, 1024, 65_000);
  const ports = Array.from({ length: validators }, (_, k) => {
    const rpc = port + 10 * k;
    return { rpc, p2p: rpc + 1, abci: rpc + 2 };
  });
  const genesis = await readGenesis(given.genesis);
  writeNet(WHERE, { folder, cometbft, genesis, ports });
  return ports;
}

/** The signed genesis of a file, which a ledger can begin with. */
async function readGenesis(path: unknown): Promise<SignedOperation> {
  if (typeof path !== 'string') {
    const rule = '--genesis must be given for a new chain, a file with a signed genesis';
    throw new InvalidArgumentError(WHERE, rule, 'none');
  }
  const rule = 'must be a JSON file with the signed genesis of a ledger';
  const genesis = attempt({ where: WHERE, path, rule }, () => {
    return JSON.parse(readFileSync(path, 'utf8')) as SignedOperation;
  });
  await openLedger(createMemoryLog(), { genesis });
  return genesis;
}
