/*
 * §1.6, steps 2 and 3, for one peer: it sends its batch to its peers, trains on their answers, and sends each the
 * gradient of the loss in its answer.
 */
import { batchIndices, type Dataset } from '../../datasets/index.js';
import { type RandomStream } from '../../math/random.js';
import { answerGradient, answerPart, joinAnswers, pickRows, spreadRows } from '../answers.js';
import { type Clock } from '../clock.js';
import { type Example, type TrainResult } from '../cohort.js';
import { gatedFactors, gatesGradient, type Gate } from '../gate/gate.js';
import { type Host } from '../host.js';
import { ANSWER_LIMIT, clipRows, REFUSAL } from '../limits.js';
import { flawOf, rowsOf, type Rows } from '../rows.js';
import { TimeoutError, UnreachableError, type Transport } from '../transport/contract.js';
import { type CallOutcome, type Traffic } from './traffic.js';

/** The state that all participants of a run share. */
export interface Run {
  readonly peers: number;
  readonly width: number;
  readonly clock: Clock;
  readonly host: Host;
  readonly transport: Transport;
  readonly traffic: Traffic;
  /** The mask of (7), [n, n]. */
  readonly mask: Float64Array;
  readonly batch: number;
  readonly timeout: number;
  /** Gates by peer; empty without gating. */
  readonly gates: ReadonlyMap<number, Gate>;
  /** Whether peers train stand-ins for each other. */
  readonly standIns: boolean;
  /** Variation of a peer's pace, in [0, 1]; at 0 all peers are in step. */
  readonly jitter: number;
  readonly signal: AbortSignal | undefined;
}

/** Waits for the duration of a round: 1 − jitter + jitter · Exp(1), with mean 1. */
export function pause(run: Run, stream: RandomStream, round: number): Promise<void> {
  const { jitter, clock } = run;
  const delay =
    jitter === 0 ? 1 : 1 - jitter + jitter * stream.split('pace').split(round).exponential();
  return clock.wait(delay);
}

/** The batch of a round: rows and their labels. */
export function batchOf(
  data: Dataset,
  size: number,
  round: number,
  stream: RandomStream,
): { x: Rows; y: Int32Array } {
  const indices = batchIndices({ rows: data.rows, size, round, stream: stream.split('batches') });
  const { inputs } = data;
  const values = new Float32Array(size * inputs);
  const y = new Int32Array(size);
  for (const [at, row] of indices.entries()) {
    values.set(data.x.subarray(row * inputs, (row + 1) * inputs), at * inputs);
    y[at] = data.y[row];
  }
  return { x: rowsOf(values, inputs), y };
}

/** The result of a round: the means of the training step, or the reason for which the step was skipped. */
export type Round =
  | { readonly result: TrainResult; readonly skipped?: undefined }
  | { readonly result?: undefined; readonly skipped: string };

/** Runs one round of a peer. */
export async function participate(
  run: Run,
  peer: number,
  data: Dataset,
  stream: RandomStream,
  round: number,
): Promise<Round> {
  const { peers, width, host } = run;
  const { x, y } = batchOf(data, run.batch, round, stream);
  const mask = run.mask.subarray(peer * peers, (peer + 1) * peers);
  const gate = run.gates.get(peer);
  const gating = gate?.choose(x, mask, stream.split('gate').split(round));
  const factors = gating ? gatedFactors(gating, mask) : mask;
  const requested = Array.from(mask, (_, j) => requestedRows(factors, j, x.rows, peers));
  // The gradient carries the same rows: they are the key of the cached activations.
  const requests = requested.map((indices) =>
    indices.length === x.rows ? x : pickRows(x, indices),
  );
  const answers = await Promise.all(
    requested.map(async (indices, j) => {
      if (indices.length === 0) return undefined;
      const answer = await request(run, peer, j, requests[j]);
      if (indices.length === x.rows) return answer;
      return answer && spreadRows(answer, indices, x.rows);
    }),
  );
  const present = await withStandIns(run, peer, x, answers, requested);
  const inputs = joinAnswers(present, factors, x.rows, width);
  const example = run.standIns ? exampleOf(answers, requested, x.rows, width) : undefined;
  const result = await host.train({ peer, x, y, inputs, ...(example && { example }) });
  const { gradient } = result;
  if (!isFinite(result)) {
    host.discard(peer);
    return { skipped: `loss and gradients must be finite, got a loss of ${result.loss}` };
  }
  const own: Promise<void>[] = [];
  for (const [j, answer] of answers.entries()) {
    if (!answer) continue;
    const part = answerGradient(gradient, j, factors, width);
    const whole = requested[j].length === x.rows;
    const sent = send(run, peer, j, requests[j], whole ? part : pickRows(part, requested[j]));
    if (j === peer) own.push(sent);
  }
  if (gate && gating) gate.accumulate(x, gating, gatesGradient(gradient, present, mask, width));
  const [stepped] = await Promise.all([host.step(peer), ...own]);
  const gateStepped = gate?.step() ?? true;
  if (stepped && gateStepped) return { result };
  return {
    skipped: `the step of the ${stepped ? 'gate' : 'peer'} must be finite, got NaN or infinity`,
  };
}

/** Whether all losses and all gradients of a training step are finite. */
function isFinite({ loss, studentLoss, distillation, gradient }: TrainResult): boolean {
  return (
    Number.isFinite(loss + studentLoss + distillation) &&
    flawOf(gradient, gradient.rows, gradient.columns) === undefined
  );
}

/** The answers, with stand-ins in place of those that were requested and are missing. */
async function withStandIns(
  run: Run,
  peer: number,
  x: Rows,
  answers: readonly (Rows | undefined)[],
  requested: readonly (readonly number[])[],
): Promise<readonly (Rows | undefined)[]> {
  const missing = [...answers.keys()].filter((j) => !answers[j] && requested[j].length > 0);
  if (!run.standIns || missing.length === 0) return answers;
  const all = await run.host.standIns(peer, x);
  if (!all) return answers;
  const present = [...answers];
  for (const j of missing) {
    present[j] = answerPart(all, j, run.width);
    run.traffic.of(peer, j).replaced++;
  }
  return present;
}

/** The received answers without mask and gate: the targets of the stand-ins. */
function exampleOf(
  answers: readonly (Rows | undefined)[],
  requested: readonly (readonly number[])[],
  rows: number,
  width: number,
): Example {
  const peers = answers.length;
  const answered = new Float32Array(rows * peers);
  for (const [j, answer] of answers.entries()) {
    if (answer) for (const row of requested[j]) answered[row * peers + j] = 1;
  }
  return { answers: joinAnswers(answers, new Float64Array(peers).fill(1), rows, width), answered };
}

/** The rows sent to peer `j`: those whose factor is not zero. */
function requestedRows(factors: Float64Array, j: number, rows: number, peers: number): number[] {
  const stride = factors.length > peers ? peers : 0;
  return Array.from({ length: rows }, (_, row) => row).filter(
    (row) => factors[row * stride + j] !== 0,
  );
}

/** f_to(x), or undefined where no valid answer arrived in time; the outcome is counted. */
async function request(run: Run, from: number, to: number, x: Rows): Promise<Rows | undefined> {
  if (from === to) return run.host.forward(to, x);
  const { transport, timeout, signal, width } = run;
  const limit = ANSWER_LIMIT * Math.sqrt(width);
  const count = run.traffic.of(from, to);
  count.asked++;
  count.rows += x.rows;
  count.bytes += 4 * x.values.length;
  try {
    const answer = await transport.forward({ from, to, timeout, ...(signal && { signal }) }, x);
    if (flawOf(answer, x.rows, width, REFUSAL * limit) !== undefined) {
      count.invalid++;
      return undefined;
    }
    count.answered++;
    count.bytes += 4 * answer.values.length;
    const bounded = clipRows(answer, limit);
    if (bounded !== answer) count.clipped++;
    return bounded;
  } catch (error) {
    signal?.throwIfAborted();
    count[outcomeOf(error)]++;
    return undefined;
  }
}

function outcomeOf(error: unknown): CallOutcome {
  if (error instanceof TimeoutError) return 'late';
  return error instanceof UnreachableError ? 'unreachable' : 'failed';
}

/** Sends a gradient to the peer that answered. Failures are counted; only a peer's call to itself rejects. */
async function send(run: Run, from: number, to: number, x: Rows, gradient: Rows): Promise<void> {
  if (from === to) {
    await run.host.backward(to, x, gradient);
    return;
  }
  const { transport, timeout, signal } = run;
  const count = run.traffic.of(from, to);
  count.bytes += 4 * (x.values.length + gradient.values.length);
  try {
    await transport.backward({ from, to, timeout, ...(signal && { signal }) }, x, gradient);
  } catch {
    count.gradientsLost++;
  }
}
