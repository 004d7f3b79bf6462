/*
 * One network at one delay, over every way: the same peers, batches and rounds, so that only clock and transport differ.
 * The ways run one after another, and each is left before the next begins.
 */
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';
import { measureCompute, runHere } from './here.js';
import { courseOf, roundsOfSnapshots, type Point, type Ran } from './snapshots.js';
import { runThreads } from './threads.js';
import { hasReal, isReal, type RealWay, type Way } from './ways.js';

/** The parameters of one network. */
export interface DistanceParameters extends Omit<NetworkParameters, 'jitter'> {
  readonly corpus: Corpus;
  readonly ways: readonly Way[];
  /** Milliseconds of a message one way. */
  readonly delay: number;
  /** Seconds of a round's computation in virtual time, where no way is real. */
  readonly compute: number;
  readonly timeout: number;
  readonly checkpoints: number;
}

/** One way. */
export interface Travelled {
  readonly way: Way;
  /** Seconds of all rounds, and those that the virtual clock predicts. */
  readonly seconds: number;
  readonly predicted: number;
  /** Seconds of a round's computation in the prediction. */
  readonly compute: number;
  /** Calls without an answer in time, and gradients that did not arrive. */
  readonly lost: number;
  /** From before the first round to the end of the last. */
  readonly course: Point[];
}

/** Trains one network over every way. */
export async function travel(
  { corpus, ways, delay, checkpoints, ...others }: DistanceParameters,
  number: number,
): Promise<Travelled[]> {
  const { rounds, batch, timeout, ...rest } = others;
  const { network, heldOut } = await sampleNetwork(rest, corpus, number);
  const at = roundsOfSnapshots(rounds, checkpoints);
  const oneWay = delay / 1000;
  const paced = { rounds, batch, timeout, compute: others.compute };
  const compute = hasReal(ways) ? await measureCompute(network, paced) : others.compute;
  const measured = { ...paced, compute };
  const over = (way: RealWay): Promise<Ran> =>
    way === 'inProcess'
      ? runHere(network, 'real', measured, oneWay, at)
      : runThreads(network, way, measured, oneWay, at);
  const virtual = await runHere(network, 'virtual', measured, oneWay, at);
  const predicted = secondsOf(virtual);
  const found: Travelled[] = [];
  for (const way of ways) {
    const ran = isReal(way) ? await over(way) : virtual;
    const course = await courseOf(network, heldOut, ran);
    found.push({ way, seconds: secondsOf(ran), predicted, compute, lost: ran.lost, course });
  }
  return found;
}

/** When the last peer has completed the last round. */
function secondsOf({ snapshots }: Ran): number {
  return Math.max(...snapshots.map(({ seconds }) => seconds));
}
