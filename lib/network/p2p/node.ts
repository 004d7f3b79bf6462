/*
 * A peer on a machine of its own: TCP, noise, yamux, identify and kad-dht of libp2p, and one stream for each pair of
 * peers. The id of libp2p is the ledger's key: noise proves it for a connection, and so for every message on it.
 */
import type { ConnectionEncrypter, Libp2p, Stream } from '@libp2p/interface' with {
  'resolution-mode': 'import',
};
import { type Keys } from '../../ledger/index.js';
import { checkKeys } from '../../ledger/keys.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { oneLine, short, show } from '../../math/show.js';
import { type Clock } from '../clock.js';
import { reasonOf } from '../settle.js';
import { UnreachableError, type Call, type Transport } from '../transport/contract.js';
import { Exchange } from '../transport/exchange.js';
import { within } from '../transport/inProcess.js';
import { MOST_FRAME_BYTES } from '../transport/frames.js';
import { type PeerService } from '../transport/messages.js';
import { Refusals, type MessageRefusal } from '../transport/refusals.js';
import { Allowance } from './allowance.js';
import { idOf, loadPackages, peerIdOf, privateKeyOf, type Packages } from './libp2p.js';
import { StreamChannel } from './streamChannel.js';
import { withHeldUpdates, withJoinedPieces } from './writes.js';

/** The protocol of libp2p that peers speak: frames of lib/network/transport/frames.ts. */
export const PROTOCOL = '/bittensor-workbench/peer/1.0.0';
const DHT_PROTOCOL = '/bittensor-workbench/kad/1.0.0';

/** The limits of a node for each other peer. */
export const NODE_LIMITS = {
  /** Bytes of the longest payload of a frame. */
  frameBytes: MOST_FRAME_BYTES,
  /** Calls per second that are served, and as many again at once. */
  callsPerSecond: 5000,
  /** Refusals at once after which a peer is shut out; one is forgiven each second. */
  refusals: 100,
  /** Seconds for which a peer is shut out. */
  shutOut: 600,
  /** Seconds for a connection to be made. */
  dial: 10,
  /** Seconds before a peer that could not be reached is tried again. */
  retry: 2,
} as const;
export type NodeLimits = { readonly [name in keyof typeof NODE_LIMITS]: number };

export interface NodeOptions {
  readonly keys: Keys;
  /** Answers the calls of the peer with the given id. */
  readonly serve: (id: string) => PeerService;
  /** The clock of calls; its unit is that of their timeouts. */
  readonly clock: Clock;
  /** Addresses to listen at. Default a free port of the loopback. */
  readonly listen?: readonly string[];
  /** Addresses of peers that know others, such as `/ip4/192.0.2.1/tcp/4001/p2p/12D3Koo…`. */
  readonly join?: readonly string[];
  readonly limits?: Partial<NodeLimits>;
  readonly onRefusal?: (id: string, reason: MessageRefusal) => void;
}

/** Peers that are remembered, so that new keys take no memory. */
const MOST_OTHERS = 4096;

/** The state of one other peer. */
interface Other {
  /** The exchange of calls to it. */
  exchange?: Exchange;
  opening?: Promise<Exchange>;
  /** When a new connection may be tried, in seconds. */
  retryAt: number;
  /** Until when it is shut out, in seconds. */
  shutOutUntil: number;
  readonly calls: Allowance;
  readonly refusals: Allowance;
  readonly channels: Set<StreamChannel>;
  /** Bytes of channels that have ended. */
  bytes: number;
}

const seconds = (): number => performance.now() / 1000;

export class PeerNode {
  readonly refusals: Refusals;
  readonly limits: NodeLimits;
  readonly #others = new Map<string, Other>();
  #node: Libp2p | undefined;

  private constructor(
    readonly packages: Packages,
    readonly options: NodeOptions,
  ) {
    this.limits = { ...NODE_LIMITS, ...options.limits };
    this.refusals = new Refusals(options.onRefusal);
  }

  /**
   * Starts a node, connected to the peers of `join`.
   *
   * @throws {@link InvalidArgumentError} (rejects) when libp2p is not installed, an address is none, or none of `join`
   *   answers
   */
  static async start(options: NodeOptions): Promise<PeerNode> {
    const where = 'startNode';
    checkKeys(where, options.keys);
    const node = new PeerNode(await loadPackages(where), options);
    try {
      await node.#start(where);
      await node.#join(where, options.join ?? []);
    } catch (error) {
      await node.close();
      throw error;
    }
    return node;
  }

  /** The node's id on the ledger. */
  get id(): string {
    return this.options.keys.id;
  }

  /** The addresses at which others can join, with the id. */
  get addresses(): string[] {
    return this.#node?.getMultiaddrs().map(String) ?? [];
  }

  /** Ids of the peers of `join`. */
  get joined(): string[] {
    const { multiaddr, peerIdFromString } = this.packages;
    return (this.options.join ?? []).flatMap((address) => {
      const peer = multiaddr(address).getComponents().at(-1)?.value;
      const id = peer === undefined ? undefined : idOf(peerIdFromString(peer));
      return id === undefined ? [] : [id];
    });
  }

  /** Ids of the peers with a connection. */
  get connected(): string[] {
    return (this.#node?.getPeers() ?? []).flatMap((peer) => idOf(peer) ?? []);
  }

  /** Bytes of all frames to and from a peer. */
  bytesOf(id: string): number {
    const other = this.#others.get(id);
    if (!other) return 0;
    return [...other.channels].reduce(
      (sum, { sent, received }) => sum + sent + received,
      other.bytes,
    );
  }

  /**
   * The transport to the peers that `idOfPeer` names.
   *
   * @param idOfPeer - the id of a peer's number; undefined for none
   */
  transport(idOfPeer: (peer: number) => string | undefined): Transport {
    const make = async <T>(call: Call, use: (exchange: Exchange, rest: Call) => Promise<T>) => {
      const id = idOfPeer(call.to);
      if (id === undefined) {
        throw new UnreachableError(`call: peer ${call.to} must have an id, got none`);
      }
      const known = this.#others.get(id)?.exchange;
      if (known?.isOpen) return use(known, call);
      // The time of a call is that of the connection too.
      const { clock } = this.options;
      const begin = clock.now;
      const exchange = await within(clock, call, () => this.exchangeWith(id));
      return use(exchange, { ...call, timeout: Math.max(0, call.timeout - clock.now + begin) });
    };
    return {
      forward: (call, x) => make(call, (exchange, rest) => exchange.forward(rest, x)),
      backward: (call, x, gradient) =>
        make(call, (exchange, rest) => exchange.backward(rest, x, gradient)),
    };
  }

  /** The reply of a peer to a question. */
  async ask(id: string, text: string, timeout: number): Promise<string> {
    return (await this.exchangeWith(id)).ask({ from: 0, to: 0, timeout }, text);
  }

  /**
   * The exchange with a peer, over the stream of the pair.
   *
   * @throws (rejects) {@link UnreachableError}
   */
  async exchangeWith(id: string): Promise<Exchange> {
    const other = this.#other(id);
    if (other.exchange?.isOpen) return other.exchange;
    other.opening ??= this.#open(id, other).finally(() => {
      delete other.opening;
    });
    return other.opening;
  }

  async close(): Promise<void> {
    for (const { channels } of this.#others.values()) {
      for (const channel of channels)
        channel.close(new UnreachableError('call: the node must run'));
    }
    await this.#node?.stop();
  }

  async #start(where: string): Promise<void> {
    const { createLibp2p, tcp, noise, yamux, identify, ping, kadDHT, passthroughMapper } =
      this.packages;
    const { keys, listen = ['/ip4/127.0.0.1/tcp/0'] } = this.options;
    for (const address of listen) this.#parsed(where, 'listen', address);
    const pending = new WeakSet<object>();
    const starting = createLibp2p({
      privateKey: privateKeyOf(this.packages, keys),
      addresses: { listen: [...listen] },
      transports: [tcp()],
      connectionEncrypters: [(parts) => this.#watched(withJoinedPieces(noise()(parts)), pending)],
      streamMuxers: [() => withHeldUpdates(yamux()())],
      // Many peers of one machine share an address.
      connectionManager: { inboundConnectionThreshold: 100, dialTimeout: 1000 * this.limits.dial },
      connectionGater: {
        denyInboundConnection: (connection) => {
          pending.add(connection);
          connection.addEventListener('close', () => {
            if (pending.delete(connection)) this.#refuse('', 'unsigned');
          });
          return false;
        },
        denyInboundEncryptedConnection: (peer, connection) => {
          pending.delete(connection);
          return this.#isShutOut(idOf(peer));
        },
        denyDialMultiaddr: () => false,
      },
      services: {
        identify: identify(),
        ping: ping(),
        dht: kadDHT({
          protocol: DHT_PROTOCOL,
          clientMode: false,
          peerInfoMapper: passthroughMapper,
        }),
      },
    });
    const node = await starting.catch((error: unknown) => {
      const rule = 'listen must have addresses that are free';
      // The line with the address, of a text of many.
      const line = /\/ip[^\n]*/.exec(reasonOf(error))?.[0] ?? reasonOf(error);
      throw new InvalidArgumentError(where, rule, short(oneLine(line), 200));
    });
    this.#node = node;
    const accept = (stream: Stream, id: string | undefined): void => {
      if (id === undefined || this.#isShutOut(id))
        stream.abort(new UnreachableError('call: refused'));
      else this.#use(id, stream, false);
    };
    await node.handle(
      PROTOCOL,
      (stream, { remotePeer }) => {
        accept(stream, idOf(remotePeer));
      },
      { maxInboundStreams: 2 },
    );
  }

  /** An encrypter that counts handshakes by another key than the connection's. */
  #watched(encrypter: ConnectionEncrypter, pending: WeakSet<object>): ConnectionEncrypter {
    const { protocol } = encrypter;
    const counted = <T>(connection: object, id: string, secured: Promise<T>): Promise<T> =>
      secured.catch((error: unknown) => {
        if ((error as Error).name === 'UnexpectedPeerError') {
          pending.delete(connection);
          this.#refuse(id, 'impostor');
        }
        throw error;
      });
    return {
      protocol,
      secureInbound: (connection, options) =>
        counted(connection, '', encrypter.secureInbound(connection, options)),
      secureOutbound: (connection, options) => {
        const id = (options?.remotePeer && idOf(options.remotePeer)) ?? '';
        return counted(connection, id, encrypter.secureOutbound(connection, options));
      },
    };
  }

  /** Connects to all addresses that answer. */
  async #join(where: string, addresses: readonly string[]): Promise<void> {
    const parsed = addresses.map((address) => this.#parsed(where, 'join', address));
    const tries = await Promise.allSettled(
      parsed.map(async (address) => this.#node?.dial(address, this.#within())),
    );
    const failed = tries.flatMap((one) =>
      one.status === 'rejected' ? [reasonOf(one.reason)] : [],
    );
    if (failed.length === 0 || failed.length < addresses.length) return;
    throw new InvalidArgumentError(where, 'join must have an address that answers', failed[0]);
  }

  #within(): { signal: AbortSignal } {
    return { signal: AbortSignal.timeout(1000 * this.limits.dial) };
  }

  #parsed(where: string, name: string, address: string) {
    try {
      const parsed = this.packages.multiaddr(address);
      const last = parsed.getComponents().at(-1);
      if (name === 'listen') return parsed;
      const peer = last?.name === 'p2p' ? (last.value ?? '') : '';
      if (idOf(this.packages.peerIdFromString(peer)) !== undefined) return parsed;
    } catch {
      // Refused below.
    }
    const example = `/ip4/192.0.2.1/tcp/4001${name === 'join' ? '/p2p/12D3Koo…' : ''}`;
    throw new InvalidArgumentError(
      where,
      `${name} must be an address such as ${example}`,
      show(address),
    );
  }

  #other(id: string): Other {
    let other = this.#others.get(id);
    if (!other) {
      if (this.#others.size >= MOST_OTHERS) this.#forgetOne();
      const { callsPerSecond, refusals } = this.limits;
      const now = seconds();
      other = {
        ...{ retryAt: 0, shutOutUntil: 0, channels: new Set(), bytes: 0 },
        calls: new Allowance(callsPerSecond, callsPerSecond, now),
        refusals: new Allowance(1, refusals, now),
      };
      this.#others.set(id, other);
    }
    return other;
  }

  /** Forgets the peer that was first seen of those without a stream. */
  #forgetOne(): void {
    for (const [id, { channels, opening }] of this.#others) {
      if (channels.size > 0 || opening) continue;
      this.#others.delete(id);
      return;
    }
  }

  async #open(id: string, other: Other): Promise<Exchange> {
    const rule = `call: peer ${id.slice(0, 8)}… must be reachable`;
    if (seconds() < other.retryAt) throw new UnreachableError(`${rule}, got no connection`);
    try {
      const peer = peerIdOf(this.packages, id);
      const stream = await this.#node?.dialProtocol(peer, PROTOCOL, this.#within());
      if (!stream) throw new UnreachableError(rule);
      return this.#use(id, stream, true);
    } catch (error) {
      other.retryAt = seconds() + this.limits.retry;
      throw new UnreachableError(`${rule}, got ${reasonOf(error)}`);
    }
  }

  /** Uses a stream, which one of the two sides opened, for calls in both directions. */
  #use(id: string, stream: Stream, isOwn: boolean): Exchange {
    const other = this.#other(id);
    const channel = new StreamChannel(stream, this.limits.frameBytes);
    other.channels.add(channel);
    const exchange = new Exchange(channel, this.options.clock, this.options.serve(id), {
      onRefusal: (reason) => {
        this.#refuse(id, reason);
      },
      admits: () => other.calls.take(seconds()),
    });
    channel.open({
      receive: (message) => {
        exchange.receive(message);
      },
      refuse: ({ reason }) => {
        this.#refuse(id, reason);
      },
      end: (reason) => {
        exchange.end(reason);
        if (other.channels.delete(channel)) other.bytes += channel.sent + channel.received;
      },
    });
    // Where both sides opened a stream at once, both call over that of the smaller id; the other one ends idle.
    if (!other.exchange?.isOpen || isOwn === this.id < id) other.exchange = exchange;
    return other.exchange;
  }

  #isShutOut(id: string | undefined): boolean {
    return (this.#others.get(id ?? '')?.shutOutUntil ?? 0) > seconds();
  }

  #refuse(id: string, reason: MessageRefusal): void {
    this.refusals.count(id, reason);
    // Of an unknown sender, or an impostor's dialled id, no peer is to blame.
    if (id === '' || reason === 'impostor') return;
    const other = this.#other(id);
    if (other.refusals.take(seconds())) return;
    other.shutOutUntil = seconds() + this.limits.shutOut;
    const end = new UnreachableError('call: the peer must be refused less often');
    for (const channel of other.channels) channel.close(end);
    void this.#node?.hangUp(peerIdOf(this.packages, id)).catch(() => undefined);
  }
}
