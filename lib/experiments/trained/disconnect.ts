import { createStream } from '../../math/random.js';
import { sampleIndices } from '../../math/shuffle.js';
import { closedMask, evaluate, train } from '../../network/index.js';
import { drawTrained, type Corpus, type TrainedParameters } from './parameters.js';

/** What a worker needs to train one network and take it apart. */
export interface DisconnectParameters extends TrainedParameters {
  readonly corpus: Corpus;
  /** How many peers go offline, one after the other in a random order. */
  readonly offline: number[];
}

/** B on held-out data, in nats. */
export interface Disconnected {
  /** For each number of offline peers: their answers left out, and stand-ins in their place. */
  readonly nothing: number[];
  readonly standIn: number[];
  /** Through every peer's student alone. */
  readonly distilled: number;
  /** The same peers trained without a network. */
  readonly never: number;
}

export async function disconnect(
  { corpus, offline, ...parameters }: DisconnectParameters,
  number: number,
): Promise<Disconnected> {
  const { rounds, batch, jitter, peers, seed } = parameters;
  const drawn = await drawTrained(parameters, corpus, number, { standIns: true });
  const { network, heldOut } = drawn;
  await train(network, { rounds, batch, jitter });
  const order = sampleIndices(peers, createStream(seed).split('offline').split(number));
  const [nothing, standIn]: number[][] = [[], []];
  for (const count of offline) {
    const gone = Array.from(order.subarray(0, count));
    const without = await evaluate(network, heldOut, { offline: gone });
    const replaced = await evaluate(network, heldOut, { offline: gone, missing: 'standIn' });
    nothing.push(without.benchmark);
    standIn.push(replaced.benchmark);
  }
  const mask = closedMask(peers);
  const { network: alone } = await drawTrained(parameters, corpus, number);
  await train(alone, { rounds, batch, jitter, mask });
  return {
    nothing,
    standIn,
    distilled: (await evaluate(network, heldOut, { context: 'student' })).benchmark,
    never: (await evaluate(alone, heldOut, { mask })).benchmark,
  };
}
