/*
 * Nodes of libp2p on the loopback, for tests.
 */
import type { Libp2p, Stream } from '@libp2p/interface' with { 'resolution-mode': 'import' };
import { keysFrom, type Keys } from '../../lib/ledger/index.js';
import { createStream } from '../../lib/math/index.js';
import { RealClock, type Service } from '../../lib/network/index.js';
import { loadPackages, privateKeyOf } from '../../lib/network/p2p/libp2p.js';
import { PeerNode, PROTOCOL, type NodeOptions } from '../../lib/network/p2p/node.js';
import { FrameDecoder } from '../../lib/network/transport/frames.js';
import { type Message, type PeerService } from '../../lib/network/transport/messages.js';

/** The keys of the peer with a number. */
export const keysOf = (peer: number): Keys => keysFrom(createStream(5).split('node').split(peer));

export const SILENT: PeerService = {
  forward: () => new Promise(() => undefined),
  backward: () => new Promise(() => undefined),
};

/** Answers with what it was asked. */
export const ECHO: PeerService = {
  forward: (x) => Promise.resolve(x),
  backward: () => Promise.resolve(),
  ask: (text) => Promise.resolve(text),
};

/** Nodes that are closed together. */
export class Nodes {
  readonly #nodes: PeerNode[] = [];

  async start(peer: number, options: Partial<NodeOptions> = {}): Promise<PeerNode> {
    const node = await PeerNode.start({
      ...{ keys: keysOf(peer), serve: () => ECHO, clock: new RealClock(1) },
      ...options,
    });
    this.#nodes.push(node);
    return node;
  }

  /** A node for each of `count` peers, numbered from 0, all of which know the first; they serve what `services` holds. */
  async ofService(count: number, services: { current: Service }): Promise<PeerNode[]> {
    const nodes: PeerNode[] = [];
    for (let peer = 0; peer < count; peer++) {
      nodes.push(
        await this.start(peer, {
          serve: () => ({
            forward: (x) => services.current.forward(peer, x),
            backward: (x, gradient) => services.current.backward(peer, x, gradient),
          }),
          join: nodes.slice(0, 1).map(({ addresses }) => addresses[0]),
        }),
      );
    }
    return nodes;
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.splice(0).map((node) => node.close()));
  }
}

/** A node of libp2p that writes any bytes to the streams of peers. */
export class Attacker {
  private constructor(
    readonly id: string,
    readonly node: Libp2p,
    readonly target: PeerNode,
  ) {}

  /** @param keys - the attacker's, whose id may be another's */
  static async start(target: PeerNode, keys: Keys): Promise<Attacker> {
    const packages = await loadPackages('test');
    const { createLibp2p, tcp, noise, yamux } = packages;
    const node = await createLibp2p({
      ...{ privateKey: privateKeyOf(packages, keys), transports: [tcp()] },
      ...{ connectionEncrypters: [noise()], streamMuxers: [yamux()] },
    });
    return new Attacker(keys.id, node, target);
  }

  /** Opens a stream, sends bytes, and collects the messages that come back. */
  async send(bytes: Uint8Array): Promise<{ stream: Stream; messages: Message[] }> {
    const { multiaddr } = await loadPackages('test');
    const stream = await this.node.dialProtocol(multiaddr(this.target.addresses[0]), PROTOCOL);
    const [decoder, messages]: [FrameDecoder, Message[]] = [new FrameDecoder(), []];
    stream.addEventListener('message', ({ data }) => {
      messages.push(...decoder.push(data.subarray()));
    });
    stream.send(bytes);
    return { stream, messages };
  }

  async stop(): Promise<void> {
    await this.node.stop();
  }
}

/** Waits until a condition holds; a machine may be slow. */
export async function until(holds: () => boolean, what: string, seconds = 30): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries === 100 * seconds) throw new Error(`${what} must come within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
