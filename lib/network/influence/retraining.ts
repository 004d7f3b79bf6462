/*
 * Leaving a peer out by training again: what estimates of influence are judged by. The network trains from one state,
 * with the same seed and so the same batches, once for each peer j, with row and column j of the mask closed: no answer
 * of j reaches another, and no gradient. The cost of j to peer i is
 *
 *   C_ij = L_i(θ⁻ʲ, m⁻ʲ) − L_i(θ, m)
 *
 * Ablation closes the column at the end of training; here the others have learned to do without.
 */
import { type Dataset } from '../../datasets/index.js';
import { checkInteger, checkList, checkOptionNames } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMemory } from '../../math/memory.js';
import { checkIsNetwork } from '../check.js';
import { checkFits, evaluate } from '../evaluate.js';
import { type Network, type NetworkState } from '../network.js';
import {
  checkMeasure,
  ownData,
  spaced,
  type MeasureOptions,
} from '../significance/measurements.js';
import {
  checkMask,
  checkTrainOptions,
  openMask,
  TRAIN_DEFAULTS,
  type TrainOptions,
  type TrainSettings,
} from '../training/options.js';
import { train } from '../training/train.js';
import { checkState } from './states.js';

/** The settings of the training that is done again, and where it starts. */
export interface RetrainOptions extends TrainSettings, Pick<TrainOptions, 'signal'> {
  /** The state that every training starts from: the network's before its first round, or a later one. */
  start: NetworkState;
}

/**
 * Trains the network again without each peer in turn: with its row and its column of the mask closed, apart from its
 * answer to itself. The network has its own state afterwards.
 *
 * @returns the n states at the end
 * @throws {@link InvalidArgumentError} (rejects) when the network is none, `start` is of another network, or an option is
 *   invalid; the signal's reason when it aborts
 */
export async function retrainWithout(
  network: Network,
  options: RetrainOptions,
): Promise<NetworkState[]> {
  const where = 'retrainWithout';
  checkIsNetwork(where, network);
  const { settleWithin: _, ...settings } = TRAIN_DEFAULTS;
  const names = ['start', 'rounds', 'mask', 'faults', 'signal', ...Object.keys(settings)];
  checkOptionNames(where, options, names);
  const { start, ...training } = options;
  const { mask = openMask(network.peers) } = checkTrainOptions(where, network, training);
  checkState(where, network, 'start', start);
  const { peers: n } = network;
  checkMemory(where, `states of ${n} networks`, n * bytesOf(start));
  const end = network.save();
  const states: NetworkState[] = [];
  try {
    for (let peer = 0; peer < n; peer++) {
      network.restore(start);
      await train(network, { ...training, mask: maskWithout(mask, n, peer) });
      states.push(network.save());
    }
  } finally {
    network.restore(end);
  }
  return states;
}

/**
 * The loss of each peer after training without each other, less its loss in the network as it is, C_ij. The entry
 * [j, j] is what j itself loses by being alone.
 *
 * @param states - one for each peer left out, from {@link retrainWithout}
 * @returns [n, n], in nats; row i is zero for a peer without data
 * @throws {@link InvalidArgumentError} (rejects) when the network is none, a state is of another network, or an option is
 *   invalid
 */
export async function retrainingCosts(
  network: Network,
  states: readonly NetworkState[],
  options: MeasureOptions = {},
): Promise<Float64Array> {
  checkMeasure(WHERE, network, options);
  const { data, ...others } = options;
  const [costs] = await retrainingCostsOn(network, states, [data], others);
  return costs;
}

const WHERE = 'retrainingCosts';

/**
 * The costs on each of several data sets: each state is restored once.
 *
 * @param data - data sets for all peers, or undefined for each peer's own
 * @throws {@link InvalidArgumentError} (rejects) as {@link retrainingCosts}
 */
export async function retrainingCostsOn(
  network: Network,
  states: readonly NetworkState[],
  data: readonly (Dataset | undefined)[],
  { rows = 256, mask = openMask(network.peers) }: Omit<MeasureOptions, 'data'>,
): Promise<Float64Array[]> {
  const { peers: n, learners } = network;
  checkInteger(WHERE, 'rows', rows, 1);
  checkMask(WHERE, n, mask);
  for (const one of data) if (one) checkFits(WHERE, network, one);
  checkList(WHERE, 'states', states);
  if (states.length !== n) {
    const rule = `states must be one for each of ${n} peers`;
    throw new InvalidArgumentError(WHERE, rule, `${states.length} states`);
  }
  for (const [peer, state] of states.entries()) {
    checkState(WHERE, network, `states[${peer}]`, state);
  }
  const lossesOn = async (
    one: Dataset | undefined,
    passed: Float64Array,
  ): Promise<Float64Array> => {
    if (one) return (await evaluate(network, spaced(one, rows), { mask: passed })).losses;
    const losses = new Float64Array(n);
    for (const peer of learners) {
      const own = spaced(ownData(network, peer), rows);
      const found = await evaluate(network, own, { mask: passed, peers: [peer] });
      losses[peer] = found.losses[peer];
    }
    return losses;
  };
  const before: Float64Array[] = [];
  for (const one of data) before.push(await lossesOn(one, mask));
  const costs = data.map(() => new Float64Array(n * n));
  const end = network.save();
  try {
    for (const [peer, state] of states.entries()) {
      network.restore(state);
      const passed = maskWithout(mask, n, peer);
      for (const [at, one] of data.entries()) {
        const after = await lossesOn(one, passed);
        for (const i of learners) costs[at][i * n + peer] = after[i] - before[at][i];
      }
    }
  } finally {
    network.restore(end);
  }
  return costs;
}

/** The mask with row and column `peer` closed, apart from the diagonal. */
function maskWithout(mask: Float64Array, n: number, peer: number): Float64Array {
  return mask.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return i !== j && (i === peer || j === peer) ? 0 : value;
  });
}

function bytesOf({ parts }: NetworkState): number {
  let numbers = 0;
  for (const part of parts) for (const values of part.values()) numbers += values.length;
  return 4 * numbers;
}
