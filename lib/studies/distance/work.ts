/*
 * One network at one delay, over every way: the same peers, batches and rounds, so that only clock and transport differ.
 * The ways run one after another, and each is left before the next begins.
 */
import { median } from 'simple-statistics';
import { type Corpus } from '../../datasets/index.js';
import { sampleNetwork, type NetworkParameters } from '../networks/parameters.js';
import { measureCompute, runHere, warmUp } from './here.js';
import { courseOf, roundsOfSnapshots, type Point, type Ran } from './snapshots.js';
import { runThreads } from './threads.js';
import { hasReal, isReal, type Way } from './ways.js';

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
  /** B that it predicts for the end, in nats. */
  readonly benchmark: number;
  /** Seconds of a round's computation in the prediction. */
  readonly compute: number;
  /** Calls without an answer in time, and gradients that did not arrive. */
  readonly lost: number;
  /** From before the first round to the end of the last. */
  readonly course: Point[];
}

/**
 * Trains one network over every way. Where a way is real, the computation is measured before each and after the last, and
 * the virtual clock predicts by the median.
 */
export async function travel(
  { corpus, ways, delay, checkpoints, compute: given, ...others }: DistanceParameters,
  number: number,
): Promise<Travelled[]> {
  const { rounds, batch, timeout, ...rest } = others;
  const { network, heldOut } = await sampleNetwork(rest, corpus, number);
  const at = roundsOfSnapshots(rounds, checkpoints);
  const oneWay = delay / 1000;
  const paced = { rounds, batch, timeout, compute: given };
  const real = new Map<Way, Ran>();
  const computes: number[] = [];
  if (hasReal(ways)) await warmUp(network, paced);
  for (const way of ways.filter(isReal)) {
    computes.push(await measureCompute(network, paced));
    const ran =
      way === 'inProcess'
        ? await runHere(network, 'real', paced, oneWay, at)
        : await runThreads(network, way, paced, oneWay, at);
    real.set(way, ran);
  }
  if (real.size > 0) computes.push(await measureCompute(network, paced));
  const compute = real.size > 0 ? median(computes) : given;
  const virtual = await runHere(network, 'virtual', { ...paced, compute }, oneWay, at);
  const expected = await courseOf(network, heldOut, virtual);
  const { seconds: predicted, benchmark } = expected[expected.length - 1];
  const found: Travelled[] = [];
  for (const way of ways) {
    const ran = real.get(way);
    const course = ran ? await courseOf(network, heldOut, ran) : expected;
    const { seconds } = course[course.length - 1];
    const { lost } = ran ?? virtual;
    found.push({ way, seconds, predicted, benchmark, compute, lost, course });
  }
  return found;
}
