/*
 * One network of the distillation study: training, then peers go offline one after the other.
 */
import { createStream } from '../../math/random.js';
import { sampleIndices } from '../../math/shuffle.js';
import { closedMask, evaluate, train } from '../../network/index.js';
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';

/** The parameters of one network. */
export interface DisconnectParameters extends NetworkParameters {
  readonly corpus: Corpus;
  readonly offline: number[];
}

/** B on held-out data, in nats. */
export interface Disconnected {
  /** All peers online. */
  readonly connected: number;
  /** For each number of offline peers: without their answers, and with stand-ins. */
  readonly nothing: number[];
  readonly standIn: number[];
  /** Through every peer's student alone. */
  readonly distilled: number;
  /** The same peers trained without a network. */
  readonly never: number;
}

/** Trains a network, measures B as peers go offline, and trains the same peers without a network. */
export async function disconnect(
  { corpus, offline, ...parameters }: DisconnectParameters,
  number: number,
): Promise<Disconnected> {
  const { rounds, batch, jitter, peers, seed } = parameters;
  const sampled = await sampleNetwork(parameters, corpus, number, { standIns: true });
  const { network, heldOut } = sampled;
  await train(network, { rounds, batch, jitter });
  const order = sampleIndices(peers, createStream(seed).split('offline').split(number));
  const connected = (await evaluate(network, heldOut)).benchmark;
  const [nothing, standIn]: number[][] = [[], []];
  for (const count of offline) {
    const gone = Array.from(order.subarray(0, count));
    const without = await evaluate(network, heldOut, { offline: gone });
    const replaced = await evaluate(network, heldOut, { offline: gone, missing: 'standIn' });
    nothing.push(without.benchmark);
    standIn.push(replaced.benchmark);
  }
  const mask = closedMask(peers);
  const { network: alone } = await sampleNetwork(parameters, corpus, number);
  await train(alone, { rounds, batch, jitter, mask });
  return {
    connected,
    nothing,
    standIn,
    distilled: (await evaluate(network, heldOut, { context: 'student' })).benchmark,
    never: (await evaluate(alone, heldOut, { mask })).benchmark,
  };
}
