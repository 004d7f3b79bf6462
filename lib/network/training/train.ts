/*
 * §1.6: a network runs. Every peer goes through its rounds at its own pace (participant.ts); what one sends another is
 * on its way for as long as the transport says. Now and then all wait until nothing is under way any more: a point at
 * which the network's state is its parameters alone, and from which a run goes on.
 */
import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { createStream, type RandomStream } from '../../math/random.js';
import { VirtualClock } from '../clock.js';
import { type TrainResult } from '../cohort.js';
import { Host } from '../host.js';
import { type Network } from '../network.js';
import { guarded } from '../transport/guard.js';
import { withFaults } from '../transport/faults.js';
import { inProcess } from '../transport/inProcess.js';
import { writeCheckpoint } from './checkpoint.js';
import { checkTrainOptions, type CheckedOptions, type TrainOptions } from './options.js';
import { participate, pause, type Run } from './participant.js';
import { resume } from './resume.js';
import { Traffic, type TrafficRow } from './traffic.js';

/** One peer over one segment: means over its rounds, in nats. */
export type TrainingRow = {
  /** Rounds that the peer has gone through at the segment's end. */
  round: number;
  peer: number;
  /** Cross-entropy on its own batches through the network's answers. */
  loss: number;
  /** The same through its student's context. */
  studentLoss: number;
  /** (11). */
  distillation: number;
};

export interface Training {
  readonly history: TrainingRow[];
  readonly traffic: TrafficRow[];
  /** Peers that stopped until the end of a segment, and why: their own function failed while they trained. */
  readonly stopped: { readonly peer: number; readonly round: number; readonly reason: string }[];
}

/**
 * Trains a network in place, asynchronously in virtual time.
 *
 * The seed of the network decides everything, whether the run is resumed or not, and whether it is done in one call or
 * in several that end at whole segments.
 *
 * @throws {@link InvalidArgumentError} (rejects) when an option is out of range; {@link FileError} when the checkpoint
 *   cannot be used; the signal's reason when it aborts
 */
export async function train(network: Network, options: TrainOptions): Promise<Training> {
  const where = 'train';
  const checked = checkTrainOptions(where, network, options);
  const { rounds, segment, checkpoint, onProgress } = checked;
  const signal = ofManyListeners(checked.signal);
  const traffic = new Traffic(network.peers);
  let found: Omit<Training, 'traffic'> = { history: [], stopped: [] };
  const identity = checkpoint === undefined ? undefined : describe(network, checked);
  const before = network.round;
  const kept = checkpoint === undefined ? undefined : resume(checkpoint, network, identity);
  if (kept) {
    const { traffic: table, ...rest } = kept;
    traffic.restore(table);
    found = rest;
  }
  const resumed = network.round - before;
  const report = (): void => {
    onProgress?.({ done: network.round, total: rounds, resumed: before + resumed });
  };
  report();
  while (network.round < rounds) {
    const state = network.save();
    const end = Math.min(rounds, (Math.floor(network.round / segment) + 1) * segment);
    try {
      const ran = await runSegment(network, { ...checked, signal }, traffic, end);
      found = {
        history: [...found.history, ...ran.history],
        stopped: [...found.stopped, ...ran.stopped],
      };
    } catch (error) {
      network.restore(state);
      throw error;
    }
    network.round = end;
    if (checkpoint !== undefined) {
      const notes = { run: identity, found: { ...found, traffic: traffic.table() } };
      writeCheckpoint(checkpoint, network.save(), notes);
    }
    report();
  }
  return { ...found, traffic: traffic.table() };
}

/** A signal of this run's own: every call under way listens, and Node would warn of the caller's at the eleventh. */
function ofManyListeners(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (!signal) return undefined;
  signal.throwIfAborted();
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
}

async function runSegment(
  network: Network,
  options: Omit<CheckedOptions, 'signal'> & { readonly signal: AbortSignal | undefined },
  traffic: Traffic,
  end: number,
): Promise<Omit<Training, 'traffic'>> {
  const { peers, settings, data } = network;
  const { width, seed } = settings;
  const { batch, mask, jitter, latency, timeout, faults, signal } = options;
  const start = network.round;
  const clock = new VirtualClock(start);
  const host = new Host(clock, (peer) => network.cohortOf(peer), signal);
  const service = guarded(host, { inputs: network.inputs, width });
  const plain = options.transport?.(clock, service) ?? inProcess(clock, service, { latency });
  const transport = faults ? withFaults(plain, clock, faults, { seed }) : plain;
  const run: Run = {
    ...{ peers, width, clock, host, transport, traffic, mask, batch, timeout, jitter, signal },
    ...{ gates: network.gates, standIns: settings.standIns },
  };
  const stopped: Training['stopped'] = [];
  const outcomes = data.map((): TrainResult[] => []);
  const stay = async (peer: number, stream: RandomStream): Promise<void> => {
    const own = data[peer];
    for (let round = start; round < end; round++) {
      await pause(run, stream, round);
      try {
        if (own) outcomes[peer].push(await participate(run, peer, own, stream, round));
        else await host.step(peer);
      } catch (error) {
        signal?.throwIfAborted();
        stopped.push({ peer, round, reason: (error as Error).message });
        return;
      }
    }
  };
  const streamOf = (peer: number): RandomStream => createStream(seed).split('peer').split(peer);
  for (const cohort of network.cohorts) cohort.cache?.();
  try {
    const everyone = Promise.all(data.map((_, peer) => stay(peer, streamOf(peer))));
    await clock.run(everyone, signal);
    // Gradients that are still under way arrive, and are noted for the next step.
    await clock.drain(signal);
  } finally {
    for (const cohort of network.cohorts) cohort.release?.();
  }
  const history = outcomes.flatMap((own, peer) => summary(peer, end, own));
  return { history, stopped };
}

function summary(peer: number, round: number, outcomes: readonly TrainResult[]): TrainingRow[] {
  if (outcomes.length === 0) return [];
  const mean = (of: (outcome: TrainResult) => number): number =>
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

/** The settings that a checkpoint must agree on, as far as they can be written down: all but the number of rounds. */
function describe(network: Network, options: CheckedOptions): Record<string, unknown> {
  const { batch, jitter, timeout, segment, latency, mask } = options;
  const hash = (values: ArrayBufferView): string =>
    createHash('sha256')
      .update(Buffer.from(values.buffer, values.byteOffset, values.byteLength))
      .digest('hex');
  return {
    ...network.settings,
    ...{ batch, jitter, timeout, segment, mask: hash(mask) },
    latency: typeof latency === 'number' ? latency : 'by link',
    ...{ faults: options.faults !== undefined, transport: options.transport !== undefined },
    peers: network.kinds,
    data: network.data.map((data) => (data ? `${hash(data.x)} ${hash(data.y)}` : null)),
  };
}
