/*
 * The commands of peers on many machines: `peer` runs one, `peers` shows those of a network.
 */
import { join } from 'node:path';
import type { Argv, Options } from 'yargs';
import { type HeldOutSplit } from '../datasets/index.js';
import { corpusNamed } from '../datasets/named.js';
import { replaceFile } from '../files/replace.js';
import { InvalidArgumentError } from '../math/errors.js';
import { createStream } from '../math/random.js';
import { show } from '../math/show.js';
import {
  FOUNDING,
  genesisOf,
  keysOfFile,
  PARTICIPANT,
  peersAt,
  runPeer,
  type PeerRow,
  type PeerStatus,
} from '../network/participant/index.js';
import { integer, positive, readAmong } from '../parameters/index.js';
import { formatCell } from '../plot/index.js';
import { textTable } from '../plot/output/table.js';
import { CORPUS } from '../studies/networks/parameters.js';
import { optionsOf, valuesOf } from './options.mjs';
import { ownDataOptions, ownDataParameters } from './ownData.mjs';
import { Stopped, type Given } from './run.mjs';

const WHERE = 'command line';

/** The data of a peer. */
const DATA = {
  corpus: CORPUS,
  beta: positive(0.5, 'Concentration of classes, for --part', { symbol: 'β' }),
  seed: integer(1, 'Decides the division and the held-out rows, for --part', { least: 0 }),
};

function grouped(options: Record<string, Options>, group: string): Record<string, Options> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, { ...option, group }]),
  );
}

const text = (describe: string, group: string): Options => ({
  ...{ type: 'string', requiresArg: true, describe, group },
});

const PEER: Record<string, Options> = {
  ...optionsOf(DATA),
  ...ownDataOptions(DATA),
  part: text("This peer's part of the data, such as 2/8; all of it where not given", 'Parameters:'),
  join: text(
    'Addresses of peers of a network, with commas; without it the peer founds a ledger',
    'Network:',
  ),
  listen: {
    ...text('Addresses to listen at, with commas', 'Network:'),
    default: '/ip4/0.0.0.0/tcp/0',
  },
  folder: {
    ...text('The folder of the key, the ledger and the checkpoint', 'Run:'),
    default: 'peer',
  },
  key: text('The file of the secret key; FOLDER/key where not given', 'Run:'),
  ledger: text(
    'The file of the ledger, or of its copy, FOLDER/ledger.jsonl where not given; or a log that all peers write to: postgres://user:password@host/database#name, or http://host:26657 of a node of CometBFT',
    'Run:',
  ),
  'write-genesis': text(
    'Write the signed genesis of the ledger that this peer would found, for `ledger-net`, and end',
    'Run:',
  ),
  ...optionsOf(PARTICIPANT),
  ...grouped(optionsOf(FOUNDING), 'Founding:'),
};

const EVERY = { every: positive(2, 'Seconds between two looks, in a terminal') };
const PEERS: Record<string, Options> = optionsOf(EVERY);

/** The options of these commands. */
export const PEER_COMMANDS: Readonly<Record<string, Record<string, Options>>> = {
  peer: PEER,
  peers: PEERS,
};

/** Adds the commands. */
export function addPeerCommands(cli: Argv, signal: AbortSignal): void {
  cli
    .command(
      'peer',
      'Runs a peer that trains with others over the network, until it is stopped',
      (command) =>
        command
          .options(PEER)
          .example('$0 peer --part 0/4', 'founds a ledger, and prints the address for --join'),
      async (given) => {
        await peer(given, signal);
      },
    )
    .command(
      'peers <address>',
      'Shows the peers of a network: live in a terminal, once elsewhere',
      (command) =>
        command
          .positional('address', {
            ...{ type: 'string', demandOption: true },
            describe: 'The address of one of them, as `peer` prints it',
          })
          .options(PEERS),
      async (given) => {
        await peers(given, signal);
      },
    );
}

async function peer(given: Given, signal: AbortSignal): Promise<void> {
  const folder = String(given.folder);
  const path = (name: 'key' | 'ledger', usual: string): string =>
    typeof given[name] === 'string' ? given[name] : join(folder, usual);
  const list = (name: 'join' | 'listen'): string[] =>
    typeof given[name] === 'string' ? given[name].split(',') : [];
  const { train, heldOut } = rowsOf(given);
  const keys = keysOfFile(WHERE, path('key', 'key'));
  const founding = readAmong(WHERE, FOUNDING, valuesOf(FOUNDING, given));
  if (typeof given.writeGenesis === 'string') {
    const text = JSON.stringify(genesisOf({ keys, data: train, founding }));
    replaceFile(WHERE, given.writeGenesis, `${text}\n`);
    console.log(`wrote ${given.writeGenesis}`);
    return;
  }
  const last = await runPeer({
    ...{ data: train, heldOut, signal, join: list('join'), listen: list('listen') },
    keys,
    ledger: path('ledger', 'ledger.jsonl'),
    checkpoint: join(folder, 'checkpoint'),
    settings: readAmong(WHERE, PARTICIPANT, valuesOf(PARTICIPANT, given)),
    founding,
    onStart: ({ id, addresses }) => {
      console.log(`peer ${id}`);
      for (const address of addresses) console.log(`join with --join ${address}`);
    },
    onBlock: (status) => {
      console.log(blockLine(status));
    },
    onTrouble: (message) => {
      console.error(message);
    },
    onRefusal: (id, reason) => {
      console.error(`refused: ${reason}${id === '' ? '' : ` of ${id.slice(0, 8)}`}`);
    },
  });
  console.log(`ended after round ${last.round}; the same command goes on from there`);
  if (signal.aborted) throw new Stopped();
}

/** The rows that the peer trains on, and those that it measures its loss on. */
function rowsOf(given: Given): HeldOutSplit {
  const own = ownDataParameters(DATA, given);
  const { corpus, beta, seed } = readAmong(WHERE, DATA, { ...valuesOf(DATA, given), ...own });
  const definition = corpusNamed(WHERE, corpus);
  const stream = createStream(seed);
  const { train, heldOut } = definition.split(stream.split('held out'));
  if (typeof given.part !== 'string') return { train, heldOut };
  const match = /^(\d+)\/(\d+)$/.exec(given.part);
  const [part, parts] = [Number(match?.[1]), Number(match?.[2])];
  if (!(part < parts)) {
    const rule = '--part must be a number below another, such as 0/8 to 7/8';
    throw new InvalidArgumentError(WHERE, rule, show(given.part));
  }
  const shards = definition.shard(train, { peers: parts, beta, stream: stream.split('shards') });
  return { train: shards[part], heldOut };
}

function blockLine({ id, ledger, round, loss, heldOut, alone, peers }: PeerStatus): string {
  const own = peers.find((one) => one.id === id);
  const others = peers.filter((one) => one.id !== id);
  const here = others.filter(({ connected }) => connected).length;
  const nats = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  return (
    `block ${ledger.block}: round ${round}, loss ${nats(loss)}, held out ${nats(heldOut)}, ` +
    `alone ${nats(alone)}, stake ${formatCell(own?.stake ?? 0)}, ${here} of ${others.length} peers connected`
  );
}

async function peers(given: Given, signal: AbortSignal): Promise<void> {
  const { every } = readAmong(WHERE, EVERY, valuesOf(EVERY, given));
  const found = await peersAt(String(given.address));
  try {
    for (;;) {
      const table = tableOf(await found.look());
      if (!process.stdout.isTTY) {
        console.log(table);
        return;
      }
      // Home, the lines each to their end, then nothing below.
      const lines = `${table}\n\nCtrl-C ends`.replaceAll('\n', '\u001b[K\n');
      process.stdout.write(`\u001b[H\u001b[2J${lines}\n`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000 * every);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      if (signal.aborted) throw new Stopped();
    }
  } finally {
    await found.close();
  }
}

function tableOf(rows: readonly PeerRow[]): string {
  const shown = rows.map((row) => ({
    ...{ ...row, id: row.id.slice(0, 12), here: row.here ? 'yes' : 'no' },
    calls: row.asked === null ? null : `${row.answered ?? 0}/${row.asked}`,
    MiB: row.bytes === null ? null : row.bytes / 2 ** 20,
  }));
  const columns = ['id', 'here', 'stake', 'rank', 'round', 'heldOut', 'block'];
  const headings = ['peer', 'here', 'stake', 'rank', 'round', 'held out', 'block'];
  return textTable(shown, [...columns, 'calls', 'MiB', 'refused'], rows.length, [
    ...headings,
    'answered',
    'MiB',
    'refused',
  ]);
}
