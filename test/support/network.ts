/*
 * Small networks for tests: all layers differ in shape, and a round takes milliseconds.
 */
import {
  createNetwork,
  train,
  type Network,
  type NetworkOptions,
  type PeerSpec,
  type Training,
  type TrainOptions,
} from '../../lib/network/index.js';
import { createStream } from '../../lib/math/index.js';
import { denseCohort, stateOf } from './denseCohort.js';
import { takeRows, teacherDataset, type Dataset } from '../../lib/datasets/index.js';

export const SMALL = {
  width: 4,
  context: 5,
  hidden: 8,
  learningRate: 0.01,
  distillationTemperature: 1.5,
  seed: 3,
} as const;

/** Distinct rows of one teacher, `rows` for each of `peers`. */
export function teacherShards(peers: number, rows = 24, seed = 1): Dataset[] {
  const all = teacherDataset({
    ...{ stream: createStream(seed), inputs: 6, classes: 3, hidden: 8, noise: 0.3 },
    rows: peers * rows,
  });
  return Array.from({ length: peers }, (_, peer) =>
    takeRows(
      all,
      Array.from({ length: rows }, (_unused, row) => peer * rows + row),
    ),
  );
}

export function densePeers(count: number): PeerSpec[] {
  return teacherShards(count).map((data) => ({ kind: 'dense', data }));
}

/** A small network; by default of three dense peers. */
export function smallNetwork(options: Partial<NetworkOptions> = {}): Promise<Network> {
  return createNetwork({ ...SMALL, peers: densePeers(3), ...options });
}

/** A small network that has trained: a few rounds in step unless the options say otherwise. */
export async function trained(
  options: Partial<TrainOptions> = {},
  made: Partial<NetworkOptions> = {},
): Promise<{ network: Network; training: Training }> {
  const network = await smallNetwork(made);
  const training = await train(network, { rounds: 5, batch: 6, jitter: 0, ...options });
  return { network, training };
}

/** All ones but for the entries [asker, asked]. */
export function maskWithout(
  peers: number,
  entries: readonly (readonly [number, number])[],
): Float64Array {
  const mask = new Float64Array(peers * peers).fill(1);
  for (const [i, j] of entries) mask[i * peers + j] = 0;
  return mask;
}

/** The trained state of one dense peer, its layers side by side. */
export function denseState(network: Network, peer: number): ReturnType<typeof stateOf> {
  return stateOf(denseCohort(network, peer), peer);
}
