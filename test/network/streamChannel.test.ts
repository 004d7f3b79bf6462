import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Stream } from '@libp2p/interface' with { 'resolution-mode': 'import' };
import { FRAME_WITHIN, StreamChannel } from '../../lib/network/p2p/streamChannel.js';
import { FrameDecoder } from '../../lib/network/transport/frames.js';
import { type Message } from '../../lib/network/transport/messages.js';

/** A stream that keeps what is sent, and is full after each frame until it drains. */
class Pipe extends EventTarget {
  readonly #decoder = new FrameDecoder();
  readonly sent: number[] = [];
  writeStatus = 'writable';

  send(frame: Uint8Array): boolean {
    this.sent.push(...this.#decoder.push(frame).map(({ id }) => id));
    return false;
  }

  abort(error: Error): void {
    this.writeStatus = 'closed';
    this.dispatchEvent(Object.assign(new Event('close'), { error }));
  }

  drain(): void {
    this.dispatchEvent(new Event('drain'));
  }
}

const message = (id: number): Message => ({ kind: 'received', id });

function scene(most = 100) {
  const pipe = new Pipe();
  const channel = new StreamChannel(pipe as unknown as Stream, most);
  const ends: string[] = [];
  channel.open({
    receive: () => undefined,
    refuse: () => undefined,
    end: (reason) => ends.push(reason.message),
  });
  return { pipe, channel, ends };
}

describe('a channel over a stream', () => {
  it('writes one frame at each drain of a full stream, in the order of the calls', async () => {
    const { pipe, channel } = scene();
    const taken: number[] = [];
    const sending = [1, 2, 3].map(async (id) => {
      await channel.send(message(id));
      taken.push(id);
    });
    for (const id of [1, 2, 3]) {
      assert.deepEqual([pipe.sent.length, pipe.sent.at(-1)], [id, id]);
      pipe.drain();
      await sending[id - 1];
      assert.deepEqual(taken, [1, 2, 3].slice(0, id));
    }
  });

  it('counts the bytes that it has written', async () => {
    const { pipe, channel } = scene();
    const sending = [channel.send(message(1)), channel.send(message(2))];
    assert.equal(channel.sent, 24);
    pipe.drain();
    pipe.drain();
    await Promise.all(sending);
    assert.equal(channel.sent, 48);
  });

  it('rejects a message above the limit alone', async () => {
    const { pipe, channel } = scene(3);
    await assert.rejects(channel.send({ kind: 'told', id: 1, text: 'long' }), {
      reason: 'oversized',
    });
    const sending = channel.send(message(2));
    pipe.drain();
    await sending;
    assert.deepEqual(pipe.sent, [2]);
  });

  it('rejects what waits when the stream closes, and all after', async () => {
    const { pipe, channel, ends } = scene();
    const sending = [channel.send(message(1)), channel.send(message(2))];
    pipe.abort(new Error('reset'));
    const text = 'call: the stream must be open, got reset';
    for (const one of sending) await assert.rejects(one, { message: text });
    assert.deepEqual([pipe.sent, ends], [[1], [text]]);
    await assert.rejects(channel.send(message(3)), {
      message: 'call: the stream must be open, got a closed one',
    });
  });

  it('closes a stream that does not drain in time', async () => {
    const { mock: timers } = mock.method(globalThis, 'setTimeout');
    const { pipe, channel } = scene();
    const sending = [channel.send(message(1)), channel.send(message(2))];
    timers.restore();
    const [late, milliseconds] = timers.calls[0].arguments;
    assert.equal(milliseconds, FRAME_WITHIN);
    late();
    const text = 'call: the other side must read, got a full stream';
    for (const one of sending) await assert.rejects(one, { message: text });
    assert.deepEqual([pipe.writeStatus, pipe.sent], ['closed', [1]]);
  });
});
