/*
 * One network of the benchmark study: the same peers, trained connected and disconnected.
 */
import { closedMask, evaluate, openMask, train, type PeerName } from '../../network/index.js';
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';
import { mean } from '../../math/rows.js';

/** The parameters of one network. */
export interface ConnectParameters extends NetworkParameters {
  readonly corpus: Corpus;
  readonly guests?: PeerName[] | undefined;
  readonly every: number;
}

/** One of the two networks at one time, on held-out data. */
export interface Measured {
  readonly round: number;
  /** B, in nats, through the network, and through students alone. */
  readonly benchmark: number;
  readonly student: number;
  /** Mean accuracy of the peers. */
  readonly accuracy: number;
}

export interface Connected {
  readonly connected: Measured[];
  readonly disconnected: Measured[];
}

/** The same peers from the same start, on the same batches, with and without the network. */
export async function connectAndDisconnect(
  parameters: ConnectParameters,
  number: number,
): Promise<Connected> {
  const peers = parameters.peers + (parameters.guests?.length ?? 0);
  return {
    connected: await follow(parameters, number, openMask(peers)),
    disconnected: await follow(parameters, number, closedMask(peers)),
  };
}

async function follow(
  { corpus, guests, every, rounds, batch, jitter, ...parameters }: ConnectParameters,
  number: number,
  mask: Float64Array,
): Promise<Measured[]> {
  const all = { ...parameters, rounds, batch, jitter };
  const { network, heldOut } = await sampleNetwork(all, corpus, number, { guests });
  const found: Measured[] = [];
  for (let round = 0; ; round = Math.min(rounds, round + every)) {
    await train(network, { rounds: round, mask, batch, jitter });
    const { benchmark, accuracies } = await evaluate(network, heldOut, { mask });
    const student = await evaluate(network, heldOut, { mask, context: 'student' });
    const accuracy = mean(network.learners.map((peer) => accuracies[peer]));
    found.push({ round, benchmark, student: student.benchmark, accuracy });
    if (round === rounds) return found;
  }
}
