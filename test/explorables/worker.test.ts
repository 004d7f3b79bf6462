import assert from 'node:assert/strict';
import { defaultsOf, type Schema } from '../../lib/parameters/index.js';
import { market } from '../../lib/explorables/market.js';
import { createAsker, type WorkerLike } from '../../lib/explorables/worker/asker.js';
import {
  type Ask,
  type FrameMessage,
  type FromWorker,
  type ToWorker,
} from '../../lib/explorables/worker/protocol.js';
import { serve } from '../../lib/explorables/worker/serve.js';

/** A server whose turns the test takes. */
function server() {
  const sent: FromWorker[] = [];
  let turn: (() => void) | undefined;
  const take = serve(
    (message) => sent.push(message),
    (next) => (turn = next),
  );
  const run = (): boolean => {
    const next = turn;
    turn = undefined;
    next?.();
    return next !== undefined;
  };
  return { sent, take, run };
}

const ask = (id: number, changes: object = {}): Ask => ({
  ...{ kind: 'ask', id, explorable: 'market' },
  values: { ...defaultsOf(market.parameters as Schema), peers: 3, ...changes },
});

const idsOf = (sent: readonly FromWorker[]): number[] => sent.map(({ id }) => id);

describe('the worker of explorables', () => {
  it('sends one frame, prepares the next, and waits for the page', () => {
    const { sent, take, run } = server();
    take(ask(1, { peers: 12 }));
    while (run());
    assert.deepEqual(idsOf(sent), [1]);
    take({ kind: 'more', id: 1 });
    assert.deepEqual(idsOf(sent), [1, 1]);
  });

  it('ends with a frame that says so', () => {
    const { sent, take, run } = server();
    take(ask(1));
    for (let at = 0; at < 1000; at++) {
      while (run());
      take({ kind: 'more', id: 1 });
    }
    const last = sent.at(-1);
    assert.ok(last?.kind === 'frame' && last.last);
    assert.equal(sent.filter((one) => one.kind === 'frame' && one.last).length, 1);
  });

  it('drops questions that newer ones have overtaken, but shows one frame of each that it began', () => {
    const { sent, take, run } = server();
    take(ask(1, { peers: 12 }));
    run();
    take(ask(2, { peers: 12, ratio: 5 }));
    take(ask(3, { peers: 12, ratio: 6 }));
    while (run());
    assert.deepEqual(idsOf(sent), [1, 3]);
    // An answer to an outdated frame moves nothing.
    take({ kind: 'more', id: 1 });
    assert.deepEqual(idsOf(sent), [1, 3]);
  });

  it('sends the sentence of an error', () => {
    const { sent, take, run } = server();
    take(ask(1, { temperature: -1 }));
    while (run());
    assert.deepEqual(
      sent.map((one) => one.kind === 'refused' && one.message),
      ['sampled: temperature must be a finite number above 0, got -1'],
    );
  });
});

describe('the asker of explorables', () => {
  function asker() {
    const posted: ToWorker[] = [];
    const frames: number[] = [];
    const workers: WorkerLike[] = [];
    const ended: number[] = [];
    const start = (): WorkerLike => {
      const worker: WorkerLike = {
        postMessage: (message) => posted.push(message),
        terminate: () => ended.push(workers.indexOf(worker)),
        onmessage: null,
      };
      workers.push(worker);
      return worker;
    };
    const made = createAsker(
      'market',
      start,
      ({ id }) => frames.push(id),
      () => undefined,
    );
    const send = (worker: number, id: number): void => {
      workers[worker].onmessage?.({ data: { kind: 'frame', id } as FrameMessage });
    };
    return { made, posted, frames, workers, ended, send };
  }

  it('takes frames in order and ignores older ones', () => {
    const { made, frames, send } = asker();
    made.ask({});
    made.ask({});
    send(0, 1);
    send(0, 2);
    send(0, 1);
    assert.deepEqual(frames, [1, 2]);
  });

  it('replaces a worker that stays in an outdated step', async () => {
    const { made, frames, workers, ended, send } = asker();
    made.ask({});
    await new Promise((resolve) => setTimeout(resolve, 450));
    made.ask({});
    assert.equal(workers.length, 2);
    assert.deepEqual(ended, [0]);
    send(0, 1);
    send(1, 2);
    assert.deepEqual(frames, [2]);
  });
});
