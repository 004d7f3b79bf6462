/*
 * (1)  B = Σ_i L_i,  L_i = E[Q(y, f_i(F(x)))]:  the benchmark, measured on held-out data
 *
 * Measurements call all peers directly, without a transport.
 */
import { checkDataset, type Dataset } from '../datasets/dataset.js';
import { checkInteger, checkOneOf, checkOptionNames, show } from '../math/checks.js';
import { InvalidArgumentError, WorkbenchError } from '../math/errors.js';
import { askedThrough, maskRow, pickRows, requestOf, type Asked } from './answers.js';
import {
  isLearning,
  type Batch,
  type Cohort,
  type Context,
  type JoinedAnswer,
  type LearningCohort,
  type Request,
} from './cohort.js';
import { checkIsNetwork } from './check.js';
import { choicesOf } from './gate/choices.js';
import { type Network } from './network.js';
import { boundedAnswer, rowsOf, type Rows } from './rows.js';
import { reasonOf, settled } from './settle.js';
import { checkMask } from './training/options.js';

/** Rows per forward pass, which bounds memory. */
const CHUNK = 256;

export const CONTEXTS = ['network', 'student'] as const;

export interface EvaluateOptions {
  /** The mask of answers, [n, n]. Default all ones. */
  mask?: Float64Array;
  /**
   * `network`: through the network's answers. `student`: through each peer's student alone, without any request; an
   * untrained student has no meaning. Default `network`.
   */
  context?: Context;
  /** The peers to measure. Default all that have data. */
  peers?: readonly number[];
  /** Peers that are unreachable for all others. Default none. A gate that selects one uses the remaining answers. */
  offline?: readonly number[];
  /** The replacement of an offline peer: its stand-in (`standIns` of the network), or nothing, the default. */
  missing?: (typeof MISSING)[number];
}

export const MISSING = ['nothing', 'standIn'] as const;

/** Losses and accuracies of the peers on one data set. */
export interface Evaluation {
  /** B of (1), in nats. */
  readonly benchmark: number;
  /** L_i, in nats, [n]; NaN for a peer without a loss. */
  readonly losses: Float64Array;
  /** Share of rows whose most probable class is the label, [n]; NaN for a peer without a loss. */
  readonly accuracies: Float64Array;
}

/**
 * Losses of all peers on a data set, such as held-out rows of all classes.
 *
 * @throws {@link InvalidArgumentError} (rejects) when the data do not fit the network, an option is invalid, or a
 *   peer's answer is not rows of finite numbers
 */
export async function evaluate(
  network: Network,
  data: Dataset,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const where = 'evaluate';
  checkIsNetwork(where, network);
  checkOptionNames(where, options, ['mask', 'context', 'peers', 'offline', 'missing']);
  const { peers } = network;
  const { mask, context = 'network', missing = 'nothing' } = options;
  const { peers: learners = network.learners, offline = [] } = options;
  checkPeers(where, network, learners, offline);
  checkOneOf(where, 'missing', missing, MISSING);
  if (missing === 'standIn') checkStandIns(where, network);
  if (mask !== undefined) checkMask(where, peers, mask);
  checkOneOf(where, 'context', context, CONTEXTS);
  checkFits(where, network, data);
  const losses = new Float64Array(peers).fill(Number.NaN);
  const accuracies = losses.slice();
  for (const peer of learners) losses[peer] = accuracies[peer] = 0;
  for (const { x, y } of chunksOf(data)) {
    const asked = learners.map((peer) =>
      context === 'network' ? askedBy(network, peer, x, maskRow(mask, peer, peers)) : [],
    );
    const others = new Set(
      learners.flatMap((peer, at) => asked[at].map((one) => one.peer).filter((j) => j !== peer)),
    );
    for (const j of offline) others.delete(j);
    const answers = await answersTo(network, x, others);
    const batches: Batch[] = [];
    for (const [at, peer] of learners.entries()) {
      const joined: JoinedAnswer[] = [];
      for (const one of asked[at]) {
        const reached = await reachable(network, peer, x, one, answers, missing);
        if (reached) joined.push(reached);
      }
      batches.push({ peer, x, y, joined });
    }
    const logits = await logitsOf(network, batches, context);
    for (const [at, peer] of learners.entries()) {
      for (const [row, label] of y.entries()) {
        const z = logits[at].values.subarray(row * network.classes, (row + 1) * network.classes);
        losses[peer] += crossEntropy(z, label) / data.rows;
        if (z.every((value) => value <= z[label])) accuracies[peer] += 1 / data.rows;
      }
    }
  }
  const benchmark = learners.reduce((sum, peer) => sum + losses[peer], 0);
  return { benchmark, losses, accuracies };
}

/** The answer of a peer that is asked: its own is computed with its logits; undefined where nothing answers. */
async function reachable(
  network: Network,
  peer: number,
  x: Rows,
  asked: Asked,
  answers: readonly (Rows | undefined)[],
  missing: (typeof MISSING)[number],
): Promise<JoinedAnswer | undefined> {
  if (asked.peer === peer) return { ...asked, received: true };
  const all = answers[asked.peer];
  if (all) {
    const { rows } = asked;
    return { ...asked, answer: rows ? pickRows(all, rows) : all, received: true };
  }
  const cohort = network.cohortOf(peer);
  if (missing === 'nothing' || !isLearning(cohort)) return undefined;
  const request = { peer, neighbour: asked.peer, x: requestOf(x, asked) };
  const answer = (await cohort.standIns?.([request]))?.[0];
  return answer && { ...asked, answer, received: false };
}

function checkPeers(
  where: string,
  { peers: n, learners }: Network,
  peers: readonly number[],
  offline: readonly number[],
): void {
  checkIsList(where, 'offline', offline);
  checkIsList(where, 'peers', peers);
  for (const peer of offline) checkInteger(where, 'offline', peer, 0, n - 1);
  for (const [at, peer] of peers.entries()) {
    if (!learners.includes(peer)) {
      const rule = `peers must be among those with data, ${learners.join(', ')}`;
      throw new InvalidArgumentError(where, rule, show(peer));
    }
    if (peers.indexOf(peer) < at) {
      throw new InvalidArgumentError(where, 'peers must be named once each', `${peer} twice`);
    }
  }
}

function checkIsList(where: string, name: string, value: unknown): void {
  if (Array.isArray(value)) return;
  throw new InvalidArgumentError(where, `${name} must be a list of peers`, show(value));
}

/** @throws {@link InvalidArgumentError} unless the network has trained stand-ins */
function checkStandIns(where: string, { settings, round }: Network): void {
  if (settings.standIns && round > 0) return;
  throw new InvalidArgumentError(
    where,
    'network must be made with standIns and have trained before a stand-in answers',
    settings.standIns ? `round ${round}` : 'one without',
  );
}

/** −ln softmax(z)_y, in nats. */
export function crossEntropy(z: Float32Array, y: number): number {
  const most = Math.max(...z);
  let sum = 0;
  for (const value of z) sum += Math.exp(value - most);
  return Math.log(sum) + most - z[y];
}

/** @throws {@link InvalidArgumentError} unless the data have the network's inputs and classes */
export function checkFits(where: string, network: Network, data: Dataset): void {
  checkDataset(where, data);
  const { inputs, classes } = network;
  if (data.rows > 0 && data.inputs === inputs && data.classes === classes) return;
  throw new InvalidArgumentError(
    where,
    `data must have rows of ${inputs} inputs and ${classes} classes`,
    `${data.rows} rows of ${data.inputs} and ${data.classes}`,
  );
}

/** A data set in chunks of `size` rows. */
export function chunksOf(data: Dataset, size = CHUNK): { x: Rows; y: Int32Array }[] {
  const { rows, inputs } = data;
  return Array.from({ length: Math.ceil(rows / size) }, (_, at) => {
    const [start, end] = [at * size, Math.min(rows, (at + 1) * size)];
    return {
      x: rowsOf(data.x.subarray(start * inputs, end * inputs), inputs),
      y: data.y.subarray(start, end),
    };
  });
}

/** f_j(x) of the given peers, all by default, at the index of each, [rows, width]. */
export async function answersTo(
  network: Network,
  x: Rows,
  peers: ReadonlySet<number> = new Set(network.data.keys()),
): Promise<Rows[]> {
  const answers: Rows[] = [];
  for (const cohort of network.cohorts) {
    const requests = cohort.members.filter((peer) => peers.has(peer)).map((peer) => ({ peer, x }));
    if (requests.length === 0) continue;
    const found = await forwardOnce('evaluate', cohort, requests);
    for (const [at, { peer }] of requests.entries()) {
      answers[peer] = boundedAnswer('evaluate', peer, found[at], x.rows, network.settings.width);
    }
  }
  return answers;
}

/**
 * The answers of a cohort to requests outside of training.
 *
 * @throws {@link InvalidArgumentError} (rejects) when a function throws; {@link TimeoutError} when it does not settle
 */
export async function forwardOnce(
  where: string,
  cohort: Cohort,
  requests: readonly Request[],
): Promise<readonly Rows[]> {
  const peers = (): string => `peer ${cohort.members.join(', ')}`;
  try {
    const work = Promise.resolve(cohort.forward(requests));
    return await settled(work, () => `${where}: forward of ${peers()}`);
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    throw new InvalidArgumentError(where, `forward of ${peers()} must not throw`, reasonOf(error));
  }
}

/**
 * The peers that a peer asks about x, itself included: by its row of the mask, all ones where undefined, and by its gate,
 * without noise, where it has one.
 */
export function askedBy(
  { peers, gates }: Network,
  peer: number,
  x: Rows,
  mask: Float64Array | undefined,
): readonly Asked[] {
  const gate = gates.get(peer);
  return gate ? choicesOf(gate.choose(x, mask), mask) : askedThrough(mask, peers);
}

/** z of every batch, [rows, classes]; the peers may belong to different cohorts. */
export async function logitsOf(
  network: Network,
  batches: readonly Batch[],
  context: Context,
): Promise<Rows[]> {
  return byCohort(network, batches, (cohort, those) => cohort.logits(those, context));
}

/** Runs `work` for each learning cohort on the batches of its peers; results in the order of the batches. */
export async function byCohort<Result>(
  network: Network,
  batches: readonly Batch[],
  work: (
    cohort: LearningCohort,
    batches: Batch[],
    places: number[],
  ) => Result[] | Promise<Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const cohort of network.cohorts) {
    if (!isLearning(cohort)) continue;
    const places = [...batches.keys()].filter(
      (at) => network.cohortOf(batches[at].peer) === cohort,
    );
    if (places.length === 0) continue;
    const found = await work(
      cohort,
      places.map((at) => batches[at]),
      places,
    );
    for (const [at, place] of places.entries()) results[place] = found[at];
  }
  return results;
}
