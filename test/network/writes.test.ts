import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { mock } from 'node:test';
import type { MessageStream } from '@libp2p/interface' with { 'resolution-mode': 'import' };
import { holdUpdates, joinPieces, MOST_JOINED } from '../../lib/network/p2p/writes.js';
import { type Call, type Transport } from '../../lib/network/index.js';
import { keysOf, Nodes } from '../support/nodes.js';
import { someRows } from '../support/transportSuite.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A frame of yamux without a payload. */
const frame = (type: number, flags: number, length: number): Uint8Array =>
  Uint8Array.of(0, type, 0, flags, 0, 0, 0, 1, 0, 0, 0, length);
const UPDATE = frame(1, 0, 7);

/** A connection that keeps what is sent. */
class Wire {
  readonly sent: number[][] = [];
  status = 'open';
  writableNeedsDrain = false;
  aborted: Error | undefined;
  broken = false;

  send(data: Uint8Array): boolean {
    if (this.broken) throw new Error('broken');
    this.sent.push([...data]);
    return !this.writableNeedsDrain;
  }

  abort(error: Error): void {
    this.aborted = error;
  }

  /** The wire as a connection of libp2p. */
  get connection(): MessageStream {
    return this as unknown as MessageStream;
  }
}

function holding(): Wire {
  const wire = new Wire();
  holdUpdates(wire.connection);
  return wire;
}

describe('window updates', () => {
  it('leave at the end of the turn, as one message', async () => {
    const wire = holding();
    assert.equal(wire.send(UPDATE), true);
    wire.send(frame(1, 0, 8));
    await Promise.resolve();
    assert.deepEqual(wire.sent, []);
    await nextTurn();
    assert.deepEqual(wire.sent, [[...UPDATE, ...frame(1, 0, 8)]]);
  });

  it('leave before a frame that is sent in the same turn, once', async () => {
    const wire = holding();
    wire.send(UPDATE);
    wire.send(frame(0, 0, 0));
    assert.deepEqual(wire.sent, [[...UPDATE, ...frame(0, 0, 0)]]);
    await nextTurn();
    assert.equal(wire.sent.length, 1);
    wire.send(UPDATE);
    await nextTurn();
    assert.deepEqual(wire.sent[1], [...UPDATE]);
  });

  const others: readonly [string, Uint8Array][] = [
    ['data', frame(0, 0, 0)],
    ['a ping', frame(2, 1, 1)],
    ['a farewell', frame(3, 0, 0)],
    ['an update that opens a stream', frame(1, 1, 7)],
    ['an update that resets a stream', frame(1, 8, 0)],
    ['a longer message', Uint8Array.of(...UPDATE, 1)],
  ];
  for (const [name, bytes] of others) {
    it(`are told from ${name}, which does not wait`, () => {
      const wire = holding();
      wire.send(bytes);
      assert.deepEqual(wire.sent, [[...bytes]]);
    });
  }

  it('tell that the connection is full', () => {
    const wire = holding();
    wire.writableNeedsDrain = true;
    assert.equal(wire.send(UPDATE), false);
    assert.equal(wire.send(frame(0, 0, 0)), false);
  });

  it('are not sent once the connection has closed', async () => {
    const wire = holding();
    wire.send(UPDATE);
    wire.status = 'closed';
    await nextTurn();
    assert.deepEqual([wire.sent, wire.aborted], [[], undefined]);
  });

  it('that cannot be sent end the connection', async () => {
    const wire = holding();
    wire.send(UPDATE);
    wire.broken = true;
    await nextTurn();
    assert.equal(wire.aborted?.message, 'broken');
  });
});

describe('pieces of a message', () => {
  /** A list of bytes of libp2p that tells whether it was joined. */
  const pieces = (byteLength: number): Uint8Array =>
    ({ byteLength, subarray: () => Uint8Array.of(1) }) as unknown as Uint8Array;
  for (const [bytes, joined] of [
    [MOST_JOINED, true],
    [MOST_JOINED + 1, false],
  ] as const) {
    it(`of ${bytes} bytes are ${joined ? 'joined' : 'sent as they are'}`, () => {
      const sent: Uint8Array[] = [];
      const connection = { send: (data: Uint8Array) => sent.push(data) > 0 };
      joinPieces(connection as unknown as MessageStream);
      const message = pieces(bytes);
      assert.equal(connection.send(message), true);
      assert.equal(sent[0] === message, !joined);
    });
  }
});

describe('calls over libp2p', () => {
  const nodes = new Nodes();
  const call: Call = { from: 0, to: 1, timeout: 60_000 };
  let transport: Transport;
  before(async () => {
    const callee = await nodes.start(1);
    const caller = await nodes.start(0, { join: callee.addresses });
    transport = caller.transport(() => keysOf(1).id);
    await transport.forward(call, someRows(1, 1));
  });
  after(() => nodes.close());

  it('take one write each way', async () => {
    const calls = 100;
    const { mock: written } = mock.method(Socket.prototype, 'write');
    for (let made = 0; made < calls; made++) await transport.forward(call, someRows(32, 256));
    const writes = written.callCount();
    written.restore();
    // Other protocols of the nodes write too; a write for each piece would be twelve for a call.
    assert.ok(writes >= 2 * calls && writes < 4 * calls, `${writes} writes of ${calls} calls`);
  });

  it('carry frames beyond the window, many at once and in one direction', async () => {
    const sent = Array.from({ length: 8 }, (_, at) => someRows(300, 300, at));
    const answers = await Promise.all(sent.map((x) => transport.forward(call, x)));
    for (const [at, { values }] of answers.entries()) assert.deepEqual(values, sent[at].values);
    await Promise.all(sent.map((x) => transport.backward(call, x, x)));
    const large = someRows(1000, 1000);
    assert.deepEqual((await transport.forward(call, large)).values, large.values);
  });
});
