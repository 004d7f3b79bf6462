/*
 * The packages of libp2p, which are optional and loaded when the first node starts; keys and ids in their form.
 */
import type { PeerId, PrivateKey } from '@libp2p/interface' with { 'resolution-mode': 'import' };
import type * as crypto from '@libp2p/crypto/keys' with { 'resolution-mode': 'import' };
import type * as identify from '@libp2p/identify' with { 'resolution-mode': 'import' };
import type * as dht from '@libp2p/kad-dht' with { 'resolution-mode': 'import' };
import type * as noise from '@libp2p/noise' with { 'resolution-mode': 'import' };
import type * as peerId from '@libp2p/peer-id' with { 'resolution-mode': 'import' };
import type * as ping from '@libp2p/ping' with { 'resolution-mode': 'import' };
import type * as tcp from '@libp2p/tcp' with { 'resolution-mode': 'import' };
import type * as yamux from '@libp2p/yamux' with { 'resolution-mode': 'import' };
import type * as multiaddr from '@multiformats/multiaddr' with { 'resolution-mode': 'import' };
import type * as lists from 'uint8arraylist' with { 'resolution-mode': 'import' };
import type * as libp2p from 'libp2p' with { 'resolution-mode': 'import' };
import { type Keys } from '../../ledger/index.js';
import { InvalidArgumentError } from '../../math/errors.js';

export type Packages = Pick<typeof libp2p, 'createLibp2p'> &
  Pick<typeof crypto, 'publicKeyFromRaw'> &
  Pick<typeof peerId, 'peerIdFromPublicKey' | 'peerIdFromString'> &
  Pick<typeof identify, 'identify'> &
  Pick<typeof dht, 'kadDHT' | 'passthroughMapper'> &
  Pick<typeof noise, 'noise'> &
  Pick<typeof ping, 'ping'> &
  Pick<typeof tcp, 'tcp'> &
  Pick<typeof yamux, 'yamux'> &
  Pick<typeof multiaddr, 'multiaddr'> &
  Pick<typeof lists, 'Uint8ArrayList'>;

const NAMES = [
  ...['libp2p', '@libp2p/crypto', '@libp2p/identify', '@libp2p/kad-dht', '@libp2p/noise'],
  ...['@libp2p/peer-id', '@libp2p/ping', '@libp2p/tcp', '@libp2p/yamux', '@multiformats/multiaddr'],
  'uint8arraylist',
];

/** @throws {@link InvalidArgumentError} (rejects) where a package is not installed */
export async function loadPackages(where: string): Promise<Packages> {
  polyfill();
  try {
    return {
      ...(await import('libp2p')),
      ...(await import('@libp2p/crypto/keys')),
      ...(await import('@libp2p/peer-id')),
      ...(await import('@libp2p/identify')),
      ...(await import('@libp2p/kad-dht')),
      ...(await import('@libp2p/noise')),
      ...(await import('@libp2p/ping')),
      ...(await import('@libp2p/tcp')),
      ...(await import('@libp2p/yamux')),
      ...(await import('@multiformats/multiaddr')),
      ...(await import('uint8arraylist')),
    };
  } catch (cause) {
    const rule = 'the packages of libp2p must be installed for peers on machines of their own';
    const remedy = `none; npm install ${NAMES.join(' ')}`;
    throw Object.assign(new InvalidArgumentError(where, rule, remedy), { cause });
  }
}

/** `Promise.withResolvers`, which libp2p calls and Node 20 does not have. */
function polyfill(): void {
  const promise = Promise as { withResolvers?: unknown };
  promise.withResolvers ??= function withResolvers<T>(this: PromiseConstructor) {
    let resolve: unknown, reject: unknown;
    const made = new this<T>((yes, no) => {
      [resolve, reject] = [yes, no];
    });
    return { promise: made, resolve, reject };
  };
}

/** The keys of a peer as those of libp2p. The secret stays with them: nothing but signatures leave it. */
export function privateKeyOf({ publicKeyFromRaw }: Packages, { id, sign }: Keys): PrivateKey {
  const publicKey = publicKeyFromRaw(Buffer.from(id, 'hex'));
  return {
    type: 'Ed25519',
    publicKey,
    raw: new Uint8Array(),
    equals: (other?: PrivateKey) => other !== undefined && publicKey.equals(other.publicKey),
    sign: (data) => Buffer.from(sign(data as Uint8Array), 'hex'),
  } as PrivateKey;
}

/** The id of libp2p for an id of the ledger. */
export function peerIdOf({ publicKeyFromRaw, peerIdFromPublicKey }: Packages, id: string): PeerId {
  return peerIdFromPublicKey(publicKeyFromRaw(Buffer.from(id, 'hex')));
}

/** The id of the ledger for one of libp2p; undefined for another kind of key. */
export function idOf(peer: PeerId): string | undefined {
  const { publicKey } = peer;
  return publicKey?.type === 'Ed25519' ? Buffer.from(publicKey.raw).toString('hex') : undefined;
}
