import { evaluate, openMask, train } from '../../network/index.js';
import { drawTrained, type Corpus, type TrainedParameters } from './parameters.js';

/** What a worker needs to train one network whose peers ask k others about each example. */
export interface ThrottleParameters extends TrainedParameters {
  readonly corpus: Corpus;
  /** Null: no gate, everybody is asked. */
  readonly k: number | null;
  readonly importance: number;
  readonly load: number;
}

export interface Throttled {
  /** B on held-out data, in nats: through the network, and through students alone. */
  readonly benchmark: number;
  readonly student: number;
  /** Rows sent to other peers, and bytes of questions, answers and gradients, for each example trained on. */
  readonly queries: number;
  readonly bytes: number;
}

/** Trains a network and counts what went over the wire. */
export async function throttle(
  { corpus, k, importance, load, ...parameters }: ThrottleParameters,
  number: number,
): Promise<Throttled> {
  const { rounds, batch, jitter, peers } = parameters;
  const gate = k === null ? undefined : { k, importance, load };
  const { network, heldOut } = await drawTrained(parameters, corpus, number, { gate });
  const mask = openMask(peers);
  const { traffic } = await train(network, { rounds, batch, jitter, mask });
  const examples = peers * rounds * batch;
  return {
    benchmark: (await evaluate(network, heldOut)).benchmark,
    student: (await evaluate(network, heldOut, { context: 'student' })).benchmark,
    queries: traffic.reduce((sum, row) => sum + row.rows, 0) / examples,
    bytes: traffic.reduce((sum, row) => sum + row.bytes, 0) / examples,
  };
}
