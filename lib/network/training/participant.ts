/*
 * §1.6, steps 2 and 3, for one peer: it broadcasts a batch to its peers, trains on what comes back, and sends the
 * gradients on.
 */
import { batchIndices, type Dataset } from '../../datasets/index.js';
import { type RandomStream } from '../../math/random.js';
import { answerGradient, joinAnswers } from '../answers.js';
import { type Clock } from '../clock.js';
import { type Outcome } from '../cohort.js';
import { type Host } from '../host.js';
import { flawOf, rowsOf, type Rows } from '../rows.js';
import { TimeoutError, UnreachableError, type Transport } from '../transport/contract.js';
import { type CallOutcome, type Traffic } from './traffic.js';

/** What every participant of a run shares. */
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
  /** How much a peer's pace varies, in [0, 1]; at 0 all keep step. */
  readonly jitter: number;
  readonly signal: AbortSignal | undefined;
}

/** A round takes 1 on average: 1 − jitter, and a random rest. */
export function pause(run: Run, stream: RandomStream, round: number): Promise<void> {
  const { jitter, clock } = run;
  const delay =
    jitter === 0 ? 1 : 1 - jitter + jitter * stream.split('pace').split(round).exponential();
  return clock.wait(delay);
}

/** Rows of the batch of a round, with their labels. */
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

/** One round of peer `peer`; what came of its training. */
export async function participate(
  run: Run,
  peer: number,
  data: Dataset,
  stream: RandomStream,
  round: number,
): Promise<Outcome> {
  const { peers, width, host } = run;
  const { x, y } = batchOf(data, run.batch, round, stream);
  const mask = run.mask.subarray(peer * peers, (peer + 1) * peers);
  const answers = await Promise.all(
    Array.from(mask, async (m, j) => (m === 0 ? undefined : ask(run, peer, j, x))),
  );
  const inputs = joinAnswers(answers, mask, x.rows, width);
  const outcome = await host.train({ peer, x, y, inputs });
  const own: Promise<void>[] = [];
  for (const [j, answer] of answers.entries()) {
    if (!answer) continue;
    const told = tell(run, peer, j, x, answerGradient(outcome.gradient, j, mask[j], width));
    if (j === peer) own.push(told);
  }
  await Promise.all([host.update(peer), ...own]);
  return outcome;
}

/** f_to(x), or undefined where nothing usable came in time; counted either way. */
async function ask(run: Run, from: number, to: number, x: Rows): Promise<Rows | undefined> {
  if (from === to) return run.host.answer(to, x);
  const { transport, timeout, signal, width } = run;
  const count = run.traffic.of(from, to);
  count.asked++;
  count.rows += x.rows;
  count.bytes += 4 * x.values.length;
  try {
    const answer = await transport.forward({ from, to, timeout, ...(signal && { signal }) }, x);
    if (flawOf(answer, x.rows, width) !== undefined) {
      count.invalid++;
      return undefined;
    }
    count.answered++;
    count.bytes += 4 * answer.values.length;
    return answer;
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

/** Hands a gradient to the peer that gave the answer; nobody waits for another's. Rejects for oneself only. */
async function tell(run: Run, from: number, to: number, x: Rows, gradient: Rows): Promise<void> {
  if (from === to) {
    await run.host.learn(to, x, gradient);
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
