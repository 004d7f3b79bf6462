/*
 * §1.6: asynchronous training. Every peer runs its rounds at its own pace (participant.ts); the transport decides the
 * time of a message. At the end of a segment all peers wait until no message is in flight: there the network's state is
 * its parameters alone, and a later run can resume from it.
 */
import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { createStream, type RandomStream } from '../../math/random.js';
import { VirtualClock } from '../clock.js';
import { askedThrough, maskRow } from '../answers.js';
import { checkIsNetwork } from '../check.js';
import { type TrainResult } from '../cohort.js';
import { Host } from '../host.js';
import { GRADIENT_LIMIT, largestNorm, REQUEST_LIMIT } from '../limits.js';
import { type Network, type NetworkState } from '../network.js';
import { RoundMemories } from '../roundMemory.js';
import { reasonOf } from '../settle.js';
import { guarded, type Bounds } from '../transport/guard.js';
import { withCopiedAnswers, withCopiedGradients } from '../transport/copies.js';
import { withFaults } from '../transport/faults.js';
import { inProcess } from '../transport/inProcess.js';
import { instant } from '../transport/instant.js';
import { inRealTime } from '../transport/realTime.js';
import { lockCheckpoint, writeCheckpoint } from './checkpoint.js';
import { checkTrainOptions, type CheckedOptions, type TrainOptions } from './options.js';
import {
  durationOf,
  participate,
  prepare,
  streamsOf,
  type Prepared,
  type Run,
  type Streams,
} from './participant.js';
import { resume } from './resume.js';
import { Traffic, type TrafficRow } from './traffic.js';

/** Means over the rounds of one peer in one segment, without skipped steps, in nats. */
export type TrainingRow = {
  /** Rounds that the peer has completed at the segment's end. */
  round: number;
  peer: number;
  /** Cross-entropy on the peer's batches through the network's answers. */
  loss: number;
  /** Cross-entropy on the same batches through the student's context. */
  studentLoss: number;
  /** (11). */
  distillation: number;
};

export interface Training {
  readonly history: TrainingRow[];
  readonly traffic: TrafficRow[];
  /** Peers that stopped until the end of a segment because their function failed, with the reason. */
  readonly stopped: { readonly peer: number; readonly round: number; readonly reason: string }[];
  /** Peers whose steps were skipped because they were not finite: number of steps in a segment, first round and reason. */
  readonly skipped: {
    readonly peer: number;
    readonly round: number;
    readonly steps: number;
    readonly reason: string;
  }[];
}

/**
 * Trains a network in place, asynchronously in virtual time.
 *
 * The result depends on the network's seed and the options alone: a resumed run, and several calls that end at whole
 * segments, give the bytes of one uninterrupted call.
 *
 * @throws {@link InvalidArgumentError} (rejects) when an option is out of range; {@link FileError} when the checkpoint
 *   cannot be used or another run uses it; the signal's reason when it aborts
 */
export async function train(network: Network, options: TrainOptions): Promise<Training> {
  const where = 'train';
  checkIsNetwork(where, network);
  const checked = checkTrainOptions(where, network, options);
  const { checkpoint } = checked;
  if (checkpoint === undefined) return trainSegments(network, checked);
  const unlock = lockCheckpoint(checkpoint);
  try {
    return await trainSegments(network, checked);
  } finally {
    unlock();
  }
}

/** All segments from where the network or its checkpoint is. */
async function trainSegments(network: Network, checked: CheckedOptions): Promise<Training> {
  const { rounds, segment, checkpoint, onProgress } = checked;
  const signal = ofManyListeners(checked.signal);
  const traffic = new Traffic(network.peers);
  let found: Omit<Training, 'traffic'> = { history: [], stopped: [], skipped: [] };
  const identity = checkpoint === undefined ? undefined : describe(network, checked);
  const before = network.round;
  const kept = checkpoint === undefined ? undefined : resume(checkpoint, network, identity);
  if (kept) {
    const { traffic: table, ...rest } = kept;
    traffic.restore(table);
    found = { ...found, ...rest };
  }
  const resumed = network.round - before;
  const report = (): void => {
    onProgress?.({ done: network.round, total: rounds, resumed: before + resumed });
  };
  report();
  let spare: NetworkState | undefined;
  while (network.round < rounds) {
    const state = (spare = network.save(spare));
    const end = Math.min(rounds, (Math.floor(network.round / segment) + 1) * segment);
    try {
      const ran = await runSegment(network, { ...checked, signal }, traffic, end);
      found = {
        history: [...found.history, ...ran.history],
        stopped: [...found.stopped, ...ran.stopped],
        skipped: [...found.skipped, ...ran.skipped],
      };
    } catch (error) {
      network.restore(state);
      throw error;
    }
    network.round = end;
    if (checkpoint !== undefined) {
      const notes = { run: identity, found: { ...found, traffic: traffic.table() } };
      writeCheckpoint(checkpoint, network.save(spare), notes);
    }
    report();
  }
  return { ...found, traffic: traffic.table() };
}

/** A signal derived for this run: every call in flight listens to it, and Node warns above ten listeners by default. */
function ofManyListeners(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (!signal) return undefined;
  signal.throwIfAborted();
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
}

/** The messages of a peer's next round; undefined where their preparation fails, as it will again in the round. */
function preparedOrNone(prepared: () => Prepared | undefined): Prepared | undefined {
  try {
    return prepared();
  } catch {
    return undefined;
  }
}

async function runSegment(
  network: Network,
  options: Omit<CheckedOptions, 'signal'> & { readonly signal: AbortSignal | undefined },
  traffic: Traffic,
  end: number,
): Promise<Omit<Training, 'traffic'>> {
  const { peers, settings, data } = network;
  const { width, seed } = settings;
  const { batch, mask, jitter, latency, timeout, faults, signal, settleWithin, threads } = options;
  const start = network.round;
  const clock = new VirtualClock(start);
  const host = new Host(clock, (peer) => network.cohortOf(peer), { signal, settleWithin });
  const bounds = boundsOf(network, batch);
  // Rows made in this run reach the host unchanged, unless a transport or faults of the user's handle them.
  const unchanged = !options.transport && !faults;
  const onClip = (peer: number): void => {
    traffic.add(traffic.pair(peer, peer), 'clipped');
  };
  const service = guarded(host, bounds, onClip, unchanged);
  const immediate = latency === 0 && !faults && !options.transport;
  // On one thread an answer is computed no sooner by being expected.
  const anticipates = immediate && threads > 1;
  const plain = options.transport
    ? withCopiedGradients(
        inRealTime(options.transport, clock, withCopiedAnswers(service), settleWithin),
      )
    : immediate
      ? instant(service)
      : inProcess(clock, service, { latency });
  const transport = faults ? withFaults(plain, clock, faults, { seed }) : plain;
  const run: Run = {
    ...{ peers, width, clock, host, transport, traffic, mask, batch, timeout, jitter, signal },
    ...{ gates: network.gates, standIns: settings.standIns },
    // A gated peer asks those that its gate chooses.
    asked: data.map((own, peer) =>
      own && !network.gates.has(peer) ? askedThrough(maskRow(mask, peer, peers), peers) : [],
    ),
    // The clock rejects at the signal's abort: only a transport of the user's must be told.
    callSignal: options.transport ? signal : undefined,
    bounds: unchanged ? bounds : undefined,
    // Messages that take no time are over when their peer's round is.
    memories:
      immediate && network.cohorts.every(({ readsAtOnce = false }) => readsAtOnce)
        ? new RoundMemories()
        : undefined,
  };
  const stopped: Training['stopped'] = [];
  const skips = data.map((): { round: number; reason: string }[] => []);
  const skip = (peer: number, round: number, reason: string): void => {
    traffic.add(traffic.pair(peer, peer), 'skipped');
    skips[peer].push({ round, reason });
  };
  const outcomes = data.map((): Losses[] => []);
  /** One round of a peer, apart from the loop of its rounds, so that its rows are held no longer than it runs. */
  const turn = async (peer: number, streams: Streams, round: number): Promise<void> => {
    const own = data[peer];
    let made: Prepared | undefined;
    const prepared = (): Prepared | undefined =>
      own && (made ??= prepare(run, peer, own, streams, round));
    const duration = durationOf(run, streams, round);
    if (anticipates) expect(peer, clock.now + duration, prepared);
    await clock.wait(duration);
    host.begin(peer);
    const messages = prepared();
    // The closure is older than its messages: held by it they would outlive their round until old objects are collected.
    made = undefined;
    if (messages) {
      const { result, skipped } = await participate(run, peer, messages);
      if (messages.memory) run.memories?.give(messages.memory);
      if (result) outcomes[peer].push(lossesOf(result));
      else skip(peer, round, skipped);
    } else if (!(await host.step(peer))) skip(peer, round, 'step of the function');
  };
  const stay = async (peer: number, stream: RandomStream): Promise<void> => {
    const streams = streamsOf(stream, data[peer]?.rows ?? 0);
    for (let round = start; round < end; round++) {
      try {
        await turn(peer, streams, round);
      } catch (error) {
        signal?.throwIfAborted();
        stopped.push({ peer, round, reason: reasonOf(error) });
        return;
      }
    }
  };
  const expect = (peer: number, time: number, prepared: () => Prepared | undefined): void => {
    host.expect(peer, time, () => {
      const messages = preparedOrNone(prepared);
      const requests = messages?.asked.flatMap((one, at) =>
        one.peer === peer ? [] : [{ peer: one.peer, x: messages.requests[at] }],
      );
      return requests ?? [];
    });
  };
  const streamOf = (peer: number): RandomStream => createStream(seed).split('peer').split(peer);
  for (const cohort of network.cohorts) cohort.cache?.(threads);
  try {
    const everyone = Promise.all(data.map((_, peer) => stay(peer, streamOf(peer))));
    await clock.run(everyone, signal);
    // Gradients in flight arrive and are accumulated for the next step.
    await clock.drain(signal);
  } finally {
    for (const cohort of network.cohorts) cohort.release?.();
  }
  for (const { peer, reason } of host.unsettled()) {
    if (!stopped.some((one) => one.peer === peer)) stopped.push({ peer, round: end - 1, reason });
  }
  const history = outcomes.flatMap((own, peer) => summary(peer, end, own));
  const skipped = skips.flatMap((own, peer) =>
    own.length === 0 ? [] : [{ peer, steps: own.length, ...own[0] }],
  );
  return { history, stopped, skipped };
}

/** The bounds of the messages of a network whose batches have `batch` rows. */
export function boundsOf({ inputs, settings, data }: Network, batch: number): Bounds {
  const sets = data.filter((set) => set !== undefined);
  const largest = Math.max(
    ...sets.map(({ rows, x }) => largestNorm({ rows, columns: inputs, values: x })),
  );
  return {
    inputs,
    width: settings.width,
    encoding: sets[0].encoding,
    request: REQUEST_LIMIT * largest,
    gradient: GRADIENT_LIMIT / batch,
  };
}

/** The numbers that are kept of a training step, without its gradients. */
type Losses = Pick<TrainResult, 'loss' | 'studentLoss' | 'distillation'>;

function lossesOf({ loss, studentLoss, distillation }: Losses): Losses {
  return { loss, studentLoss, distillation };
}

function summary(peer: number, round: number, outcomes: readonly Losses[]): TrainingRow[] {
  if (outcomes.length === 0) return [];
  const mean = (of: (outcome: Losses) => number): number =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
  return [
    {
      round,
      peer,
      loss: mean(({ loss }) => loss),
      studentLoss: mean(({ studentLoss }) => studentLoss),
      distillation: mean(({ distillation }) => distillation),
    },
  ];
}

/** The settings that a checkpoint must agree on, as far as they can be serialised: all but the number of rounds. */
function describe(network: Network, options: CheckedOptions): Record<string, unknown> {
  const { batch, jitter, timeout, segment, latency, mask } = options;
  const hash = (values: ArrayBufferView): string =>
    createHash('sha256')
      .update(Buffer.from(values.buffer, values.byteOffset, values.byteLength))
      .digest('hex');
  return {
    ...network.settings,
    ...{ batch, jitter, timeout, segment, mask: mask ? hash(mask) : 'open' },
    latency: typeof latency === 'number' ? latency : 'by link',
    ...{ faults: options.faults !== undefined, transport: options.transport !== undefined },
    peers: network.kinds,
    data: network.data.map((data) => (data ? `${hash(data.x)} ${hash(data.y)}` : null)),
  };
}
