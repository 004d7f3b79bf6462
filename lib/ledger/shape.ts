/*
 * The checks of an operation that need no ledger: every field is present and of its kind, and there are no others.
 */
import { checkInteger, checkOneOf, checkPositive, show } from '../math/checks.js';
import { INFLATION_NORMS } from '../market/inflation.js';
import { checkWeights } from '../market/market.js';
import { plainCopy } from './copy.js';
import { isPublicKey } from './keys.js';
import { type Genesis, type Operation, type SignedOperation } from './operations.js';
import { checkedAs, refuse } from './refusal.js';
import { MOST_PEERS } from './state.js';

/**
 * The bounds of a first stake, an amount and τ. Within these, squares of ranks neither vanish nor overflow, so that
 * every block can be paid.
 */
export const LEAST_STAKE = 1e-100;
export const MOST_STAKE = 1e100;

type Check = (name: string, value: unknown) => void;

const hex =
  (bytes: number): Check =>
  (name, value) => {
    if (typeof value === 'string' && value.length === 2 * bytes && /^[0-9a-f]*$/.test(value))
      return;
    refuse('malformed', `${name} must be ${bytes} bytes as lower-case hex`, show(value));
  };

const hash = hex(32);

const id: Check = (name, value) => {
  hash(name, value);
  if (isPublicKey(value as string)) return;
  refuse('noKey', `${name} must be the public key of a secret key`, show(value));
};

const text: Check = (name, value) => {
  if (typeof value !== 'string') refuse('malformed', `${name} must be a text`, show(value));
};

const number: Check = (name, value) => {
  if (!Number.isFinite(value)) refuse('notFinite', `${name} must be a finite number`, show(value));
};

const numbers: Check = (name, value) => {
  if (!Array.isArray(value)) refuse('malformed', `${name} must be a list`, show(value));
  for (const [index, entry] of (value as unknown[]).entries()) {
    if (Number.isFinite(entry)) continue;
    refuse('notFinite', `${name} must hold finite numbers`, `${show(entry)} at ${index}`);
  }
};

const amount: Check = (name, value) => {
  number(name, value);
  if ((value as number) >= LEAST_STAKE && (value as number) <= MOST_STAKE) return;
  refuse('malformed', `${name} must lie from ${LEAST_STAKE} to ${MOST_STAKE}`, show(value));
};

const positive: Check = (name, value) => {
  number(name, value);
  checkedAs('malformed', () => {
    checkPositive('submit', name, value);
  });
};

const block: Check = (name, value) => {
  checkedAs('malformed', () => {
    checkInteger('submit', name, value, 0);
  });
};

const count: Check = (name, value) => {
  checkedAs('malformed', () => {
    checkInteger('submit', name, value, 1);
  });
};

const norm: Check = (name, value) => {
  checkedAs('malformed', () => {
    checkOneOf('submit', name, value, INFLATION_NORMS);
  });
};

/** Checks every field of `value` and refuses unknown ones. */
function checkFields(
  name: string,
  value: unknown,
  fields: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse('malformed', `${name} must be an object`, show(value));
  }
  const held = value as Record<string, unknown>;
  const all = { ...fields, ...optional };
  for (const key of Object.keys(held)) {
    if (Object.hasOwn(all, key)) continue;
    const known = Object.keys(all).join(', ');
    refuse('malformed', `${name} must have no fields but ${known}`, show(key));
  }
  for (const [key, check] of Object.entries(all)) {
    if (Object.hasOwn(fields, key) || held[key] !== undefined) check(key, held[key]);
  }
}

const holder: Check = (name, value) => {
  checkFields(name, value, {
    id,
    stake: (field, held) => {
      if (held !== 0) amount(field, held);
    },
  });
};

const holders: Check = (name, value) => {
  if (!Array.isArray(value)) refuse('malformed', `${name} must be a list`, show(value));
  for (const entry of value as unknown[]) holder(name, entry);
};

const place = { type: text, ledger: hash, block, history: hash, peer: id };

const FIELDS: Record<Operation['type'], Record<string, Check>> = {
  genesis: {
    type: text,
    name: text,
    authority: id,
    bound: positive,
    inflation: amount,
    peers: holders,
  },
  join: place,
  leave: place,
  weights: { ...place, change: numbers },
  transfer: { ...place, to: id, amount },
  block: place,
};
const TYPES = Object.keys(FIELDS) as Operation['type'][];
const OPTIONAL = { genesis: { norm, mostPeers: count, weights: numbers } };

/** The rules between the fields of a genesis. */
function checkGenesis({ peers, weights, mostPeers = MOST_PEERS }: Genesis): void {
  if (peers.length > mostPeers) {
    refuse('full', `peers must be at most ${mostPeers}`, String(peers.length));
  }
  const ids = new Set<string>();
  for (const peer of peers) {
    if (ids.has(peer.id)) refuse('malformed', 'peers must be named once', peer.id);
    ids.add(peer.id);
  }
  if (!peers.some(({ stake }) => stake > 0)) {
    refuse('malformed', 'peers must hold stake, at least one of them', 'none');
  }
  if (weights === undefined) return;
  checkedAs('malformed', () => {
    checkWeights('submit', peers.length, Float64Array.from(weights));
  });
}

function checkOperation(name: string, value: unknown): void {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  checkedAs('malformed', () => {
    checkOneOf('submit', 'type', type, TYPES);
  });
  const known = type as Operation['type'];
  checkFields(name, value, FIELDS[known], known === 'genesis' ? OPTIONAL.genesis : {});
  if (known === 'genesis') checkGenesis(value as Genesis);
}

/**
 * A copy of a signed operation, equal to the one read from the log. The copy is checked, since the caller's object may
 * return another value at every read.
 *
 * @throws {@link LedgerRefusal} when it is not a signed operation
 */
export function readSigned(signed: unknown): SignedOperation {
  const own = plainCopy(signed);
  checkFields('signed', own, { operation: checkOperation, signature: hex(64) });
  return own as SignedOperation;
}
