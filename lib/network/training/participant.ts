/*
 * §1.6, steps 2 and 3, for one peer: it sends its batch to its peers, trains on their answers, and sends each the
 * gradient of the loss in its answer.
 */
import { type Dataset } from '../../datasets/index.js';
import { Batches } from '../../datasets/batches.js';
import { type RandomStream } from '../../math/random.js';
import { maskRow, requestOf, type Asked } from '../answers.js';
import { type Clock } from '../clock.js';
import { type JoinedAnswer, type TrainResult } from '../cohort.js';
import { choicesOf } from '../gate/choices.js';
import { type AnyGating, type PeerGate } from '../gate/peerGate.js';
import { type Host } from '../host.js';
import { measured } from '../limits.js';
import { type MeasuredRows } from '../measuredRows.js';
import { fresh, type RoundMemories, type RoundMemory, type Take } from '../roundMemory.js';
import { clippedAnswer, rowsOf, type Rows } from '../rows.js';
import { TimeoutError, UnreachableError, type Transport } from '../transport/contract.js';
import { checkedOnce, type Bounds } from '../transport/guard.js';
import { type CallOutcome, type Traffic } from './traffic.js';

/** The state that all participants of a run share. */
export interface Run {
  readonly peers: number;
  readonly width: number;
  readonly clock: Clock;
  readonly host: Host;
  readonly transport: Transport;
  readonly traffic: Traffic;
  /** The mask of (7), [n, n]; all ones where undefined. */
  readonly mask: Float64Array | undefined;
  /** The peers that each peer without a gate asks in every round, itself included, ascending, [n]. */
  readonly asked: readonly (readonly Asked[])[];
  readonly batch: number;
  readonly timeout: number;
  /** Gates by peer; empty without gating. */
  readonly gates: ReadonlyMap<number, PeerGate>;
  /** Whether peers train stand-ins for each other. */
  readonly standIns: boolean;
  /** Variation of a peer's pace, in [0, 1]; at 0 all peers are in step. */
  readonly jitter: number;
  readonly signal: AbortSignal | undefined;
  /** The signal that calls carry. */
  readonly callSignal: AbortSignal | undefined;
  /** The bounds of messages that reach the host as they were made; undefined where others may change them. */
  readonly bounds: Bounds | undefined;
  /** The memory of the rows of rounds; undefined where a receiver may keep rows: each array is new. */
  readonly memories: RoundMemories | undefined;
}

/** The random streams of a peer. */
export interface Streams {
  readonly pace: RandomStream;
  readonly batches: Batches;
  readonly gate: RandomStream;
}

/** @param rows - of the peer's data; 0 where it has none */
export function streamsOf(stream: RandomStream, rows: number): Streams {
  return {
    pace: stream.split('pace'),
    batches: new Batches(rows, stream.split('batches')),
    gate: stream.split('gate'),
  };
}

/** The duration of a round: 1 − jitter + jitter · Exp(1), with mean 1. */
export function durationOf({ jitter }: Run, { pace }: Streams, round: number): number {
  return jitter === 0 ? 1 : 1 - jitter + jitter * pace.split(round).exponential();
}

/** The batch of a round: rows and their labels. */
export function batchOf(
  data: Dataset,
  size: number,
  round: number,
  batches: Batches,
  take: Take = fresh,
): { x: Rows; y: Int32Array } {
  const { inputs, x, y: labels } = data;
  const indices = batches.indices(size, round);
  const values = take(size * inputs);
  const y = new Int32Array(size);
  for (let at = 0; at < size; at++) {
    const row = indices[at];
    values.set(x.subarray(row * inputs, (row + 1) * inputs), at * inputs);
    y[at] = labels[row];
  }
  return { x: rowsOf(values, inputs), y };
}

/** The result of a round: the means of the training step, or the reason for which the step was skipped. */
export type Round =
  | { readonly result: TrainResult; readonly skipped?: undefined }
  | { readonly result?: undefined; readonly skipped: string };

/** The messages of a peer's round, which nothing changes before it begins. */
export interface Prepared {
  readonly x: Rows;
  /** Labels, [rows]. */
  readonly y: Int32Array;
  readonly mask: Float64Array | undefined;
  readonly gating: AnyGating | undefined;
  readonly asked: readonly Asked[];
  /** The rows for each that is asked. */
  readonly requests: readonly Rows[];
  /** The memory of all these rows, where it serves again after the round. */
  readonly memory: RoundMemory | undefined;
}

/** Draws the batch of a peer's round, and chooses the peers that are asked about it. */
export function prepare(
  run: Run,
  peer: number,
  data: Dataset,
  streams: Streams,
  round: number,
): Prepared {
  const memory = run.memories?.take();
  const take = memory?.take ?? fresh;
  const { x: drawn, y } = batchOf(data, run.batch, round, streams.batches, take);
  const x = run.bounds ? checkedOnce(drawn, run.bounds) : drawn;
  const mask = maskRow(run.mask, peer, run.peers);
  const gate = run.gates.get(peer);
  const gating = gate?.choose(x, mask, streams.gate.split(round));
  const asked: readonly Asked[] = gating ? choicesOf(gating, mask) : run.asked[peer];
  // The gradient carries the same rows: they are the key of the cached activations.
  const requests = asked.map((one) => requestOf(x, one, take));
  return { x, y, mask, gating, asked, requests, memory };
}

/** Runs one round of a peer. */
export async function participate(
  run: Run,
  peer: number,
  { x, y, mask, gating, asked, requests }: Prepared,
): Promise<Round> {
  const { host } = run;
  const gate = run.gates.get(peer);
  const answers = await Promise.all(asked.map((one, at) => joinedOf(run, peer, one, requests[at])));
  const joined = answers.filter((answer) => answer !== undefined);
  const result = await host.train({ peer, x, y, joined, gated: gate !== undefined });
  const gradients = result.gradients.map((gradient) => gradient && measured(gradient));
  if (!isFinite(result, gradients)) {
    host.discard(peer);
    return { skipped: `loss and gradients must be finite, got a loss of ${result.loss}` };
  }
  let place = 0;
  const gateGradients = answers.map((answer, at) => {
    if (!answer) return undefined;
    const gradient = gradients[place];
    const ofGate = result.gateGradients?.[place];
    place++;
    if (gradient) send(run, peer, answer, requests[at], gradient);
    return mask ? ofGate?.map((value) => mask[answer.peer] * value) : ofGate;
  });
  if (gate && gating) gate.accumulate(x, gating, gateGradients);
  for (const { peer: from, answer } of joined) if (answer) host.recycle(from, answer);
  const stepped = await host.step(peer);
  const gateStepped = gate?.step() ?? true;
  if (stepped && gateStepped) return { result };
  return {
    skipped: `the step of the ${stepped ? 'gate' : 'peer'} must be finite, got NaN or infinity`,
  };
}

/** Whether all losses and all gradients of a training step are finite. */
function isFinite(
  { loss, studentLoss, distillation }: TrainResult,
  gradients: readonly (MeasuredRows | undefined)[],
): boolean {
  if (!Number.isFinite(loss + studentLoss + distillation)) return false;
  return gradients.every((gradient) => !gradient || Number.isFinite(gradient.largest));
}

/**
 * The answer f_j(x) of a peer that is asked, or of its stand-in where no valid one arrives in time; undefined without
 * either. The outcome is counted. The own answer is computed with the training step.
 */
function joinedOf(
  run: Run,
  from: number,
  asked: Asked,
  x: Rows,
): Promise<JoinedAnswer | undefined> {
  const { transport, traffic, timeout, signal, callSignal, width } = run;
  const { peer: to } = asked;
  if (to === from) return Promise.resolve({ ...asked, received: true });
  const pair = traffic.pair(from, to);
  traffic.add(pair, 'asked');
  traffic.add(pair, 'rows', x.rows);
  traffic.add(pair, 'bytes', 4 * x.values.length);
  const call = callSignal ? { from, to, timeout, signal: callSignal } : { from, to, timeout };
  return transport.forward(call, x).then(
    (answer) => {
      const bounded = clippedAnswer(answer, x.rows, width);
      if (!bounded) {
        traffic.add(pair, 'invalid');
        return replaced(run, from, asked, x);
      }
      traffic.add(pair, 'answered');
      traffic.add(pair, 'bytes', 4 * bounded.values.length);
      if (bounded !== answer) traffic.add(pair, 'clipped');
      return { ...asked, answer: bounded, received: true };
    },
    (error: unknown) => {
      signal?.throwIfAborted();
      traffic.add(pair, outcomeOf(error));
      return replaced(run, from, asked, x);
    },
  );
}

/** The answer of the stand-in for a peer; undefined without. */
async function replaced(
  { host, standIns, traffic }: Run,
  peer: number,
  asked: Asked,
  x: Rows,
): Promise<JoinedAnswer | undefined> {
  const answer = standIns ? await host.standIn(peer, asked.peer, x) : undefined;
  if (!answer) return undefined;
  traffic.add(traffic.pair(peer, asked.peer), 'replaced');
  return { ...asked, answer, received: false };
}

function outcomeOf(error: unknown): CallOutcome {
  if (error instanceof TimeoutError) return 'late';
  return error instanceof UnreachableError ? 'unreachable' : 'failed';
}

/** Sends a gradient to the peer that answered, where no stand-in did; failures are counted. */
function send(
  { transport, timeout, callSignal, host, traffic }: Run,
  from: number,
  { peer: to, received }: JoinedAnswer,
  x: Rows,
  gradient: Rows,
): void {
  const done = (): void => {
    host.recycle(from, gradient);
  };
  if (!received) {
    done();
    return;
  }
  const pair = traffic.pair(from, to);
  traffic.add(pair, 'bytes', 4 * (x.values.length + gradient.values.length));
  const call = callSignal ? { from, to, timeout, signal: callSignal } : { from, to, timeout };
  transport.backward(call, x, gradient).then(done, () => {
    traffic.add(pair, 'gradientsLost');
    done();
  });
}
