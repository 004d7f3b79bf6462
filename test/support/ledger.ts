/*
 * Ledgers for tests: peers with seeded keys, and randomly sampled commands that become signed operations.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  changeTowards,
  createMemoryLog,
  keysFrom,
  LedgerRefusal,
  openLedger,
  sign,
  type Genesis,
  type Keys,
  type Ledger,
  type LedgerSnapshot,
  type OperationDraft,
  type OperationLog,
  type RefusalReason,
  type SignedOperation,
} from '../../lib/ledger/index.js';
import { createStream } from '../../lib/math/index.js';
import { randomWeights } from '../../lib/market/index.js';

/** The keys of a name, the same in every run. */
export function keysOf(name: string | number): Keys {
  return keysFrom(createStream(5).split('keys').split(name));
}

export const AUTHORITY = keysOf('authority');
/** More peers than a genesis has, so that others can join. */
export const POOL = Array.from({ length: 9 }, (_, i) => keysOf(i));

/** A genesis of the first `peers` of the pool with stakes 1, 2, …, signed. */
export function genesisOf(peers: number, settings: Partial<Genesis> = {}): SignedOperation {
  const genesis: Genesis = {
    type: 'genesis',
    name: 'test',
    authority: AUTHORITY.id,
    bound: 0.3,
    inflation: 0.5,
    peers: POOL.slice(0, peers).map(({ id }, i) => ({ id, stake: i + 1 })),
    ...settings,
  };
  return sign(genesis, AUTHORITY);
}

/** A genesis with uneven weights, so that no row is a vertex of the simplex. */
export function mixedGenesis(peers: number, settings: Partial<Genesis> = {}): SignedOperation {
  const weights = Array.from(randomWeights(peers, createStream(8)));
  return genesisOf(peers, { weights, ...settings });
}

export function begin(genesis = mixedGenesis(4), log = createMemoryLog()): Promise<Ledger> {
  return openLedger(log, { genesis });
}

export function closeBlock(ledger: Ledger): Promise<number> {
  return ledger.submit(ledger.sign({ type: 'block' }, AUTHORITY));
}

/** Every bit of a snapshot. */
export function bitsOf(snapshot: LedgerSnapshot): object {
  const hex = (values: Float64Array): string => Buffer.from(values.buffer).toString('hex');
  const { weights, stake, ranks, ...rest } = snapshot;
  return { ...rest, weights: hex(weights), stake: hex(stake), ranks: hex(ranks) };
}

export async function readAll(log: OperationLog, from = 0): Promise<SignedOperation[]> {
  const all: SignedOperation[] = [];
  for await (const signed of log.read(from)) all.push(signed);
  return all;
}

/** Asserts a refusal for `reason` that leaves the ledger and its log unchanged. */
export async function assertRefused(
  ledger: Ledger,
  signed: unknown,
  reason: RefusalReason,
  message?: RegExp,
): Promise<void> {
  const [before, length] = [bitsOf(ledger.snapshot()), ledger.length];
  await assert.rejects(ledger.submit(signed as SignedOperation), (error) => {
    assert.ok(error instanceof LedgerRefusal, String(error));
    assert.equal(error.name, 'LedgerRefusal');
    assert.equal(error.reason, reason, error.message);
    assert.equal(error.message, `submit: ${error.rule}, got ${error.value}`);
    if (message) assert.match(error.message, message);
    return true;
  });
  assert.deepEqual(bitsOf(ledger.snapshot()), before);
  assert.equal(ledger.length, length);
}

export interface Command {
  readonly kind: OperationDraft['type'];
  /** The index of the peer in the pool. */
  readonly actor: number;
  readonly to: number;
  readonly seed: number;
  /** The fraction of the peer's stake; above 1 it is refused. */
  readonly part: number;
}

/** Commands of every kind; weights most often, and many that the ledger will refuse. */
export function commands(maxLength = 40): fc.Arbitrary<Command[]> {
  const kinds = ['join', 'leave', 'weights', 'weights', 'weights', 'transfer', 'block'] as const;
  return fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      actor: fc.nat(POOL.length - 1),
      to: fc.nat(POOL.length - 1),
      seed: fc.nat(),
      part: fc.constantFrom(0.25, 1, 1.5),
    }),
    { minLength: 5, maxLength },
  );
}

/** ΔW of a command: towards a random row within the bound, or anywhere off the simplex, even too far. */
function drawChange(now: LedgerSnapshot, id: string, seed: number): Float64Array {
  const stream = createStream(seed);
  const n = now.peers;
  const row = Float64Array.from({ length: n }, () => stream.uniform() ** 3);
  const total = row.reduce((a, b) => a + b);
  if (seed % 2 === 0 && now.ids.includes(id)) {
    return changeTowards(
      now,
      id,
      row.map((value) => value / total),
    );
  }
  return row.map(() => (now.bound * stream.normal()) / Math.sqrt(n));
}

/** The signed operation of a command at the present state. */
export function signCommand(
  ledger: Ledger,
  { kind, actor, to, seed, part }: Command,
): SignedOperation {
  const keys = POOL[actor];
  const now = ledger.snapshot();
  switch (kind) {
    case 'weights':
      return ledger.sign({ type: kind, change: drawChange(now, keys.id, seed) }, keys);
    case 'transfer': {
      const held = now.stake[now.ids.indexOf(keys.id)] || 1;
      return ledger.sign({ type: kind, to: POOL[to].id, amount: part * held }, keys);
    }
    case 'block':
      return ledger.sign({ type: kind }, AUTHORITY);
    default:
      return ledger.sign({ type: kind }, keys);
  }
}

/**
 * Submits commands one after another and skips refused ones.
 *
 * @param onAccepted - called with each accepted operation and the ledger after it
 */
export async function play(
  ledger: Ledger,
  list: readonly Command[],
  onAccepted: (signed: SignedOperation, before: LedgerSnapshot) => unknown = () => undefined,
): Promise<void> {
  for (const command of list) {
    const before = ledger.snapshot();
    const signed = signCommand(ledger, command);
    try {
      await ledger.submit(signed);
    } catch (error) {
      assert.ok(error instanceof LedgerRefusal, String(error));
      continue;
    }
    onAccepted(signed, before);
  }
}
