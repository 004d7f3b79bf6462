/*
 * Nodes of libp2p on the loopback, for tests.
 */
import { keysFrom, type Keys } from '../../lib/ledger/index.js';
import { createStream } from '../../lib/math/index.js';
import { RealClock, type Service } from '../../lib/network/index.js';
import { PeerNode, type NodeOptions } from '../../lib/network/p2p/node.js';
import { type PeerService } from '../../lib/network/transport/messages.js';

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
