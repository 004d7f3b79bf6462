/*
 * Leaving a peer out by training again: what estimates of influence are judged by. The network trains from one state,
 * with the same seed and so the same batches, once for each peer j, with row and column j of the mask closed: no answer
 * of j reaches another, and no gradient. The cost of j to peer i is
 *
 *   C_ij = L_i(θ⁻ʲ, m⁻ʲ) − L_i(θ, m)
 *
 * Ablation closes the column at the end of training; here the others have learned to do without.
 */
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
  const where = 'retrainingCosts';
  checkMeasure(where, network, options);
  const { peers: n, learners } = network;
  const { data, rows = 256, mask = openMask(n) } = options;
  checkInteger(where, 'rows', rows, 1);
  checkMask(where, n, mask);
  if (data) checkFits(where, network, data);
  checkList(where, 'states', states);
  if (states.length !== n) {
    const rule = `states must be one for each of ${n} peers`;
    throw new InvalidArgumentError(where, rule, `${states.length} states`);
  }
  for (const [peer, state] of states.entries()) {
    checkState(where, network, `states[${peer}]`, state);
  }
  const lossesBy = async (passed: Float64Array): Promise<Float64Array> => {
    if (data) return (await evaluate(network, spaced(data, rows), { mask: passed })).losses;
    const losses = new Float64Array(n);
    for (const peer of learners) {
      const own = spaced(ownData(network, peer), rows);
      const found = await evaluate(network, own, { mask: passed, peers: [peer] });
      losses[peer] = found.losses[peer];
    }
    return losses;
  };
  const out = new Float64Array(n * n);
  const before = await lossesBy(mask);
  const end = network.save();
  try {
    for (const [peer, state] of states.entries()) {
      network.restore(state);
      const after = await lossesBy(maskWithout(mask, n, peer));
      for (const i of learners) out[i * n + peer] = after[i] - before[i];
    }
  } finally {
    network.restore(end);
  }
  return out;
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
