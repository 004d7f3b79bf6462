/*
 * One network of the bandwidth study: training with gates that choose k peers for each example, and the traffic.
 */
import { evaluate, openMask, train, type PeerName } from '../../network/index.js';
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';
import { sum } from '../../math/rows.js';

/** The parameters of one network. */
export interface ThrottleParameters extends NetworkParameters {
  readonly corpus: Corpus;
  readonly guests?: PeerName[] | undefined;
  /** Null for no gate: all peers are asked. */
  readonly k: number | null;
  readonly importance: number;
  readonly load: number;
}

/** The quality and the traffic of one network. */
export interface Throttled {
  /** B on held-out data, in nats: through the network, and through students alone. */
  readonly benchmark: number;
  readonly student: number;
  /** Rows sent to other peers, and bytes of requests, answers and gradients, for each example trained on. */
  readonly queries: number;
  readonly bytes: number;
}

/** Trains a network and counts its traffic. */
export async function trainWithGates(
  { corpus, guests, k, importance, load, ...parameters }: ThrottleParameters,
  number: number,
): Promise<Throttled> {
  const { rounds, batch, jitter, peers } = parameters;
  const gate = k === null ? undefined : { k, importance, load };
  const { network, heldOut } = await sampleNetwork(parameters, corpus, number, { gate, guests });
  const mask = openMask(network.peers);
  const { traffic } = await train(network, { rounds, batch, jitter, mask });
  const examples = peers * rounds * batch;
  return {
    benchmark: (await evaluate(network, heldOut)).benchmark,
    student: (await evaluate(network, heldOut, { context: 'student' })).benchmark,
    queries: sum(traffic.map(({ rows }) => rows)) / examples,
    bytes: sum(traffic.map(({ bytes: sent }) => sent)) / examples,
  };
}
