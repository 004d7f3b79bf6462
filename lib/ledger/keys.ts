/*
 * Ed25519 (RFC 8032) by node:crypto. A peer is its public key, 32 bytes as lower-case hex.
 */
import {
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519';
import { checkMethods, checkNoAccessors, checkText, show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { type RandomStream } from '../math/random.js';

/** A signing key of a peer. The secret key is private: it is neither printed nor written as JSON. */
export interface Keys {
  /** The public key, 32 bytes as lower-case hex: the peer's name on every ledger. */
  readonly id: string;
  /** The Ed25519 signature of `bytes`, 64 bytes as lower-case hex. */
  readonly sign: (bytes: Uint8Array) => string;
}

/** The prefix of the 32 bytes of a secret and of a public key in DER (RFC 8410). */
const SECRET = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

function keysOf(seed: Uint8Array): Keys {
  const key = Buffer.concat([SECRET, seed]);
  const secret = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' });
  return {
    id: spki.subarray(PUBLIC.length).toString('hex'),
    sign: (bytes) => sign(null, bytes, secret).toString('hex'),
  };
}

/**
 * New keys from the system's randomness. They cannot be recovered; keep a seed and use {@link keysFrom} to restore the
 * same peer.
 */
export function createKeys(): Keys {
  return keysOf(randomBytes(KEY_BYTES));
}

/**
 * The keys of a seed: the same seed gives the same peer.
 *
 * @param seed - the 32 bytes of an Ed25519 secret key; or a stream that samples them, for simulations only, since a
 * stream's numbers can be guessed
 * @throws {@link InvalidArgumentError} when the seed is neither
 */
export function keysFrom(seed: Uint8Array | RandomStream): Keys {
  if (seed instanceof Uint8Array) {
    if (seed.length === KEY_BYTES) return keysOf(seed);
  } else if (typeof (seed as Partial<RandomStream> | null | undefined)?.integer === 'function') {
    return keysOf(Uint8Array.from({ length: KEY_BYTES }, () => seed.integer(256)));
  }
  const rule = `seed must be a Uint8Array of ${KEY_BYTES} bytes or a random stream`;
  throw new InvalidArgumentError('keysFrom', rule, show(seed));
}

/** @throws {@link InvalidArgumentError} unless `keys` have an id and sign. */
export function checkKeys(where: string, keys: Keys): void {
  checkMethods(where, 'keys must be from createKeys or keysFrom', keys, ['sign']);
  checkNoAccessors(where, 'keys', keys);
  checkText(where, 'id of keys', keys.id);
}

/** Parsed keys: parsing a key costs as much as verifying with it, and the same few peers sign in every block. */
const known = new Map<string, KeyObject>();
const MOST_KNOWN = 4096;

/** Ids known to be public keys; the check costs as much as some signatures. */
const valid = new Set<string>();

/**
 * Whether 32 bytes in hex are the public key of a secret key: the canonical form of a point of prime order. Points of
 * small order verify signatures without a secret, and one signature by the identity fits every message (RFC 8032, 8.4).
 */
export function isPublicKey(id: string): boolean {
  if (valid.has(id)) return true;
  try {
    const point = ed25519.Point.fromHex(id, false);
    if (point.isSmallOrder() || !point.isTorsionFree()) return false;
  } catch {
    return false;
  }
  if (valid.size >= MOST_KNOWN) valid.clear();
  valid.add(id);
  return true;
}

function publicKeyOf(id: string): KeyObject {
  let key = known.get(id);
  if (key) return key;
  const der = Buffer.concat([PUBLIC, Buffer.from(id, 'hex')]);
  key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(id, key);
  return key;
}

/** Whether `signature` is that of `bytes` by the peer `id`; both in hex, of the right length. */
export function isSignedBy(id: string, bytes: Uint8Array, signature: string): boolean {
  return verify(null, bytes, publicKeyOf(id), Buffer.from(signature, 'hex'));
}
