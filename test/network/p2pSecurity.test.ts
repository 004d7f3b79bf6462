/*
 * Hostile peers: each message or connection is refused and counted, and the honest go on.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { guarded } from '../../lib/network/transport/guard.js';
import { UnreachableError, type Rows } from '../../lib/network/index.js';
import { type NodeOptions, type PeerNode } from '../../lib/network/p2p/node.js';
import { encodeFrame } from '../../lib/network/transport/frames.js';
import { type Message } from '../../lib/network/transport/messages.js';
import { type MessageRefusal } from '../../lib/network/transport/refusals.js';
import { Attacker, ECHO, keysOf, Nodes, until } from '../support/nodes.js';
import { someRows } from '../support/transportSuite.js';

const nodes = new Nodes();
const attackers: Attacker[] = [];
const X = someRows(2, 3);
const encoded = (message: Message): Buffer => Buffer.from(encodeFrame(message));
const frame = (id: number, x: Rows = X): Uint8Array => encoded({ kind: 'forward', id, x });

interface Scene {
  readonly target: PeerNode;
  /** A call of an honest peer, which is answered whatever happened before. */
  readonly honest: () => Promise<void>;
  readonly count: (reason: MessageRefusal, times?: number) => Promise<void>;
}

/** A node that is attacked, and an honest peer that has its stream to it. */
async function scene(options: Partial<NodeOptions> = {}): Promise<Scene> {
  const target = await nodes.start(0, options);
  const friend = await nodes.start(1, { join: target.addresses });
  const transport = friend.transport(() => target.id);
  const honest = async (): Promise<void> => {
    const answer = await transport.forward({ from: 1, to: 0, timeout: 5000 }, X);
    assert.deepEqual(answer, X);
  };
  await honest();
  return {
    ...{ target, honest },
    count: async (reason, times = 1) => {
      const { refusals } = target;
      await until(() => refusals.total(reason) >= times, `${times} refusals for ${reason}`);
      assert.equal(refusals.total(reason), times);
      assert.equal(refusals.table().length, 1, 'no other is refused');
      await honest();
    },
  };
}

async function attacker(target: PeerNode, keys = keysOf(9)): Promise<Attacker> {
  const started = await Attacker.start(target, keys);
  attackers.push(started);
  return started;
}

function portOf({ addresses }: PeerNode): number {
  return Number(/\/tcp\/(\d+)\//.exec(addresses[0])?.[1]);
}

describe('a node under attack', () => {
  afterEach(async () => {
    await Promise.all(attackers.splice(0).map((one) => one.stop()));
    await nodes.close();
  });

  it('refuses a connection that no key has signed', async () => {
    const { target, count } = await scene();
    const socket = connect(portOf(target), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(frame(1));
    socket.end();
    await count('unsigned');
  });

  it('refuses a connection whose bytes are those of another, sent again', async () => {
    const { target, count } = await scene();
    const sent: Buffer[] = [];
    const proxy = createServer((client: Socket) => {
      const server = connect(portOf(target), '127.0.0.1');
      client.on('data', (bytes: Buffer) => sent.push(bytes));
      client.pipe(server).pipe(client);
      for (const socket of [client, server]) socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    const far = await nodes.start(2);
    const address = target.addresses[0].replace(/tcp\/\d+/, `tcp/${port}`);
    const { multiaddr } = far.packages;
    const honest = await attacker(target, keysOf(8));
    await honest.node.dial(multiaddr(address));
    await honest.stop();
    assert.equal(target.refusals.total('unsigned'), 0);
    const again = connect(portOf(target), '127.0.0.1');
    again.on('error', () => undefined);
    again.end(Buffer.concat(sent));
    await count('unsigned');
    proxy.close();
  });

  it('refuses a peer that claims the id of another', async () => {
    const { target, count } = await scene();
    const liar = await attacker(target, { id: keysOf(1).id, sign: keysOf(9).sign });
    await assert.rejects(liar.send(frame(1)));
    await count('impostor');
  });

  it('does not call another peer than the one with the id that it calls', async () => {
    const target = await nodes.start(0);
    const address = target.addresses[0].replace(/p2p\/.*/, 'p2p/');
    const caller = await nodes.start(1);
    const { peerIdFromPublicKey, publicKeyFromRaw } = caller.packages;
    const wrong = peerIdFromPublicKey(publicKeyFromRaw(Buffer.from(keysOf(7).id, 'hex')));
    await assert.rejects(nodes.start(2, { join: [`${address}${wrong.toString()}`] }), {
      name: 'InvalidArgumentError',
    });
  });

  it('refuses a call that comes twice', async () => {
    const { target, count } = await scene();
    const thief = await attacker(target);
    const { messages } = await thief.send(Buffer.concat([frame(1), frame(1), frame(2)]));
    await count('replayed');
    await until(() => messages.length === 2, 'both answers');
    assert.deepEqual(
      messages.map(({ kind, id }) => [kind, id]),
      [
        ['answer', 1],
        ['answer', 2],
      ],
    );
  });

  it('refuses a reply to no call', async () => {
    const { target, count } = await scene();
    const thief = await attacker(target);
    await thief.send(encoded({ kind: 'answer', id: 1, rows: X }));
    await count('replayed');
  });

  it('refuses a frame above its limit by the header, and ends the stream', async () => {
    const { target, count } = await scene({ limits: { frameBytes: 1000 } });
    const giant = await attacker(target);
    const header = frame(1, someRows(251, 1)).slice(0, 24);
    const { stream } = await giant.send(header);
    await count('oversized');
    await until(() => stream.status !== 'open', 'the end of the stream');
  });

  it('refuses bytes that are no frame, and ends the stream', async () => {
    const { target, count } = await scene();
    const vandal = await attacker(target);
    const { stream } = await vandal.send(new Uint8Array(64).fill(0x41).fill(0, 0, 4));
    await count('malformed');
    await until(() => stream.status !== 'open', 'the end of the stream');
  });

  it('refuses calls above their rate, and tells so', async () => {
    const { target, count } = await scene({ limits: { callsPerSecond: 3 } });
    const eager = await attacker(target);
    const calls = Array.from({ length: 8 }, (_, k) => frame(k + 1));
    const { messages } = await eager.send(Buffer.concat(calls));
    await count('tooMany', 5);
    await until(() => messages.length === 8, 'all replies');
    assert.deepEqual(messages.map(({ kind }) => kind).sort(), [
      ...new Array<string>(3).fill('answer'),
      ...new Array<string>(5).fill('failed'),
    ]);
  });

  it('tells a caller whose answer is above the limit of frames, and goes on', async () => {
    const { target, honest } = await scene({
      limits: { frameBytes: 1000 },
      serve: () => ({
        ...ECHO,
        forward: (x) => Promise.resolve(x.rows === 1 ? someRows(251, 1) : x),
      }),
    });
    const other = await attacker(target);
    const { messages } = await other.send(frame(1, someRows(1, 3)));
    await until(() => messages.length === 1, 'a reply');
    const text = 'frame: length must be at most 1000, got 1004';
    assert.deepEqual(messages, [{ kind: 'failed', id: 1, text }]);
    await honest();
  });

  it('refuses more calls in flight than its limit', async () => {
    const { target, count } = await scene({
      serve: (id) =>
        id === keysOf(1).id ? ECHO : { ...ECHO, forward: () => new Promise(() => undefined) },
    });
    const eager = await attacker(target);
    const calls = Array.from({ length: 260 }, (_, k) => frame(k + 1));
    await eager.send(Buffer.concat(calls));
    await count('tooMany', 4);
  });

  it('shuts a peer out that is refused too often', async () => {
    const { target, honest } = await scene({ limits: { refusals: 10 } });
    const flood = await attacker(target);
    const { stream } = await flood.send(Buffer.concat(Array.from({ length: 50 }, () => frame(1))));
    await until(() => stream.status !== 'open', 'the end of the stream');
    assert.ok(target.refusals.total('replayed') >= 11);
    await assert.rejects(async () => {
      const again = await flood.send(frame(1));
      await until(() => again.stream.status !== 'open', 'the end of the stream');
      throw new UnreachableError('closed');
    });
    await honest();
    assert.deepEqual(
      target.refusals.table().map(({ id }) => id),
      [keysOf(9).id],
    );
  });

  for (const value of [3e38, Number.NaN, Infinity]) {
    it(`refuses rows with ${value}, and gradients`, async () => {
      const bounds = {
        ...{ inputs: 3, width: 3, encoding: { kind: 'numbers' } as const },
        ...{ request: 100, gradient: 100 },
      };
      const service = {
        forward: (_: number, x: Rows) => Promise.resolve(x),
        backward: ECHO.backward,
      };
      const safe = guarded(
        { ...service, backward: (_, x, gradient) => service.backward(x, gradient) },
        bounds,
        () => undefined,
      );
      const { target, count } = await scene({
        serve: () => ({
          forward: (x) => safe.forward(0, x),
          backward: (x, gradient) => safe.backward(0, x, gradient),
        }),
      });
      const liar = await attacker(target);
      const spoilt = { ...X, values: X.values.slice() };
      spoilt.values[4] = value;
      const bytes = [
        frame(1, spoilt),
        encoded({ kind: 'backward', id: 2, x: X, gradient: spoilt }),
      ];
      const { messages } = await liar.send(Buffer.concat(bytes));
      await until(() => messages.length === 2, 'both replies');
      assert.ok(messages.every(({ kind }) => kind === 'failed'));
      await count('invalid', 2);
    });
  }
});
