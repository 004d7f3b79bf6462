/*
 * The valuations of peers that train: influence by gradients, others that train on without a peer, and training again
 * without it from the start.
 */
import { type Dataset } from '../../datasets/index.js';
import { retrainWithout, train, type Network, type NetworkState } from '../../network/index.js';
import { influencesOn } from '../../network/influence/gradientInfluence.js';
import { retrainingCostsOn } from '../../network/influence/retraining.js';
import { type DataName } from './data.js';

/** The loss of each peer without each other peer, [n, n], in nats. */
export interface Valuations {
  /** By gradients at states of the training, {@link influencesOn}. */
  readonly influence: number[];
  /** After some rounds more, without the peer and with it. */
  readonly relearnt: number[];
  /** After training again from the start; null where that is not done. */
  readonly retraining: number[] | null;
}

export interface ValuationParameters {
  readonly rounds: number;
  readonly batch: number;
  readonly jitter: number;
  readonly rows: number;
  /** Rounds that the others train on without a peer. */
  readonly relearning: number;
}

/** The most states that influence is measured at. */
export const MOST_STATES = 3;

/** Trains a network; the states of influence, evenly chosen among those at the ends of segments. */
export async function trainTraced(
  network: Network,
  { rounds, batch, jitter }: ValuationParameters,
): Promise<NetworkState[]> {
  const states: NetworkState[] = [];
  const onProgress = ({ done }: { done: number }): void => {
    if (done > 0) states.push(network.save());
  };
  await train(network, { rounds, batch, jitter, onProgress });
  const count = Math.min(MOST_STATES, states.length);
  return Array.from(
    { length: count },
    (_, at) => states[Math.ceil(((at + 1) * states.length) / count) - 1],
  );
}

/**
 * The valuations of a network that has trained, for each data; the network is left as it is.
 *
 * @param start - the state before the first round
 * @param states - those of influence
 * @param again - whether to train again from the start
 */
export async function valuationsOf(
  network: Network,
  { start, states, again }: { start: NetworkState; states: NetworkState[]; again: boolean },
  { rounds, batch, jitter, rows, relearning }: ValuationParameters,
  heldOut: Dataset,
): Promise<Record<DataName, Valuations>> {
  const end = network.save();
  const settings = { batch, jitter };
  const retrained = again ? await retrainWithout(network, { ...settings, start, rounds }) : [];
  const later = { ...settings, rounds: rounds + relearning };
  const relearnt = await retrainWithout(network, { ...later, start: end });
  const data = [undefined, heldOut];
  const influences = await influencesOn(network, states, data, { rows });
  const retraining = again ? await retrainingCostsOn(network, retrained, data, { rows }) : [];
  await train(network, later);
  const further = await retrainingCostsOn(network, relearnt, data, { rows });
  network.restore(end);
  const [own, others] = data.map((_, at) => ({
    influence: Array.from(influences[at].values),
    relearnt: Array.from(further[at]),
    retraining: again ? Array.from(retraining[at]) : null,
  }));
  return { own, heldOut: others };
}
