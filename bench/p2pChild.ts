/*
 * A process of bench/p2p.ts: the other end of round trips, or one of the peers that train.
 *
 *   node dist/bench/p2pChild.js echo
 *   node dist/bench/p2pChild.js peer <number> <of> <folder> <hidden> <batch> <address, or nothing>
 */
import { join } from 'node:path';
import { loadDigits, shardUniformly } from '../lib/datasets/index.js';
import { createKeys } from '../lib/ledger/index.js';
import { createStream } from '../lib/math/index.js';
import { RealClock } from '../lib/network/index.js';
import { FOUNDING, PARTICIPANT } from '../lib/network/participant/options.js';
import { runPeer } from '../lib/network/participant/runPeer.js';
import { PeerNode } from '../lib/network/p2p/node.js';
import { readParameters } from '../lib/parameters/index.js';
import { bareNode } from './p2pBare.js';

const tell = (message: object): void => {
  if (process.connected) process.send?.(message);
};

async function echo(): Promise<void> {
  const node = await PeerNode.start({
    ...{ keys: createKeys(), clock: new RealClock(), limits: { callsPerSecond: 1e9 } },
    serve: () => ({ forward: (x) => Promise.resolve(x), backward: () => Promise.resolve() }),
  });
  const bare = await bareNode();
  await bare.handle('/echo', (stream) => {
    stream.addEventListener('message', ({ data }) => {
      stream.send(data);
    });
  });
  process.once('disconnect', () => process.exit());
  tell({ addresses: [node.addresses[0], String(bare.getMultiaddrs()[0])] });
}

async function peer(words: readonly string[]): Promise<void> {
  const [number, of, , hidden, batch] = words.map(Number);
  const [folder, address] = [words[2], words[5]];
  const shards = shardUniformly(loadDigits(), { peers: of, stream: createStream(1) });
  const stop = new AbortController();
  process.once('disconnect', () => {
    stop.abort();
  });
  await runPeer({
    ...{ keys: createKeys(), data: shards[number], signal: stop.signal },
    join: address ? [address] : [],
    ledger: join(folder, `${number}.jsonl`),
    settings: readParameters('bench', PARTICIPANT, { hidden, batch, timeout: 30 }),
    founding: readParameters('bench', FOUNDING, { mostPeers: of, seconds: 3 }),
    onStart: ({ addresses }) => {
      tell({ addresses });
    },
    onBlock: ({ round, peers, ledger: { block } }) => {
      const answered = peers.reduce((sum, { traffic }) => sum + (traffic?.answered ?? 0), 0);
      tell({ round, block, peers: peers.length, answered, seconds: performance.now() / 1e3 });
    },
  });
}

const [role, ...words] = process.argv.slice(2);
(role === 'echo' ? echo() : peer(words)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
