/*
 * Trains networks of all kinds that the kernel computes, and prints a hash of the parameters of each.
 */
import { createHash } from 'node:crypto';
import { shardUniformly, type Dataset, loadDigits } from '../../../lib/datasets/index.js';
import { createStream } from '../../../lib/math/index.js';
import {
  createNetwork,
  PRECISIONS,
  train,
  type NetworkOptions,
  type TrainOptions,
} from '../../../lib/network/index.js';

/** Windows of codes, which a rule that the labels follow makes. */
function codes(): Dataset {
  const { rows, inputs, symbols, classes } = { rows: 400, inputs: 6, symbols: 11, classes: 11 };
  const stream = createStream(3);
  const x = Float32Array.from({ length: rows * inputs }, () => stream.integer(symbols));
  const y = Int32Array.from(
    { length: rows },
    (_, row) => (x[row * inputs] + x[row * inputs + 5]) % classes,
  );
  return { name: 'codes', rows, inputs, classes, x, y, encoding: { kind: 'codes', symbols } };
}

type Case = [
  Dataset,
  Omit<NetworkOptions, 'peers' | 'seed' | 'precision'>,
  Omit<TrainOptions, 'rounds'>,
];
const DIGITS = loadDigits();
const CASES: readonly Case[] = [
  [DIGITS, { hidden: 64 }, { batch: 32, threads: 2 }],
  // No dimension is a multiple of four, so that every remainder of the kernel's loops is taken.
  [
    DIGITS,
    { hidden: 37, width: 29, context: 21, standIns: true },
    { batch: 33, jitter: 0.2, threads: 2 },
  ],
  [DIGITS, { hidden: 18, gate: { k: 2 } }, { batch: 7, jitter: 0.1, threads: 1 }],
  [
    DIGITS,
    { hidden: 18, gate: { k: 2, choice: 'product', reach: 3, held: 4 } },
    { batch: 7, jitter: 0.1, threads: 1 },
  ],
  [codes(), { hidden: 26 }, { batch: 31, threads: 1 }],
];

async function main(): Promise<void> {
  for (const precision of PRECISIONS) {
    for (const [data, options, training] of CASES) {
      const shards = shardUniformly(data, { peers: 5, stream: createStream(1) });
      const peers = shards.map((own) => ({ kind: 'dense', data: own }) as const);
      const network = await createNetwork({ peers, precision, seed: 1, ...options });
      await train(network, { rounds: 20, ...training });
      const hash = createHash('sha256');
      for (const value of network.save().parts.flatMap((part) => [...part.values()])) {
        hash.update(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
      }
      console.log(hash.digest('hex'));
    }
  }
}

if (require.main === module) void main();
