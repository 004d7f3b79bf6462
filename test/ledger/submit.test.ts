import assert from 'node:assert/strict';
import {
  createMemoryLog,
  openLedger,
  type Ledger,
  type LedgerRefusal,
  type LedgerSnapshot,
  type OperationLog,
  type SignedOperation,
} from '../../lib/ledger/index.js';
import { projectOnSimplex, WorkbenchError } from '../../lib/math/index.js';
import {
  assertRefused,
  begin,
  bitsOf,
  closeBlock,
  mixedGenesis,
  POOL,
  readAll,
} from '../support/ledger.js';

const [alice, bob] = POOL;

const rowOf = ({ weights, peers }: LedgerSnapshot, i: number): Float64Array =>
  weights.slice(i * peers, (i + 1) * peers);

describe('simultaneous submits', () => {
  it('accept exactly the first of two changes of one peer', async () => {
    const log = createMemoryLog();
    const ledger = await begin(mixedGenesis(4), log);
    const before = ledger.snapshot();
    const [first, second] = [
      [0.2, -0.2, 0, 0],
      [0, 0.2, -0.2, 0],
    ].map((change) => ledger.sign({ type: 'weights', change }, alice));
    const outcomes = await Promise.allSettled([first, second].map((each) => ledger.submit(each)));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    assert.equal((await readAll(log)).length, 2);
    const row = rowOf(before, 0).map((value, j) => value + [0.2, -0.2, 0, 0][j]);
    assert.deepEqual(rowOf(ledger.snapshot(), 0), projectOnSimplex(row));
  });

  it('accept one of two transfers that together exceed the stake, over a slow log', async () => {
    const log = createMemoryLog();
    const slow: OperationLog = {
      append: async (signed) => {
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        return log.append(signed);
      },
      read: (from) => log.read(from),
    };
    const ledger = await begin(mixedGenesis(2), slow);
    // Bob has 2 and transfers 1.5 to Alice. Alice has 1 and can transfer 2 only after that.
    const give = ledger.sign({ type: 'transfer', to: alice.id, amount: 1.5 }, bob);
    const pass = ledger.sign({ type: 'transfer', to: bob.id, amount: 2 }, alice);
    const early = await begin(mixedGenesis(2), createMemoryLog());
    const reasons = async (of: Ledger, list: (typeof give)[]): Promise<unknown[]> =>
      (await Promise.allSettled(list.map((each) => of.submit(each)))).map((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as LedgerRefusal).reason,
      );
    assert.deepEqual(await reasons(ledger, [give, pass]), [1, 2]);
    assert.deepEqual(await reasons(early, [pass, give]), ['notEnoughStake', 1]);
  });

  it('keep the order of the calls for a change and the close of its block', async () => {
    const ledger = await begin();
    const change = ledger.sign({ type: 'weights', change: [0.1, -0.1, 0, 0] }, alice);
    const late = ledger.sign({ type: 'weights', change: [0.1, -0.1, 0, 0] }, bob);
    const outcomes = await Promise.allSettled([
      ledger.submit(change),
      closeBlock(ledger),
      ledger.submit(late),
    ]);
    assert.deepEqual(
      outcomes.map((each) => (each.status === 'fulfilled' ? each.value : each.status)),
      [1, 2, 'rejected'],
    );
  });

  it('are not affected by later changes of the operation by the caller', async () => {
    const [ledger, other] = [await begin(), await begin()];
    const change = [0.1, -0.1, 0, 0];
    const { operation, signature } = ledger.sign({ type: 'weights', change }, alice);
    const submitted = ledger.submit({ operation, signature });
    (operation as unknown as { change: number[] }).change.fill(9);
    await submitted;
    await other.submit(other.sign({ type: 'weights', change }, alice));
    assert.deepEqual(bitsOf(ledger.snapshot()), bitsOf(other.snapshot()));
  });
});

/** Operations whose fields differ between two reads. */
const LIARS: Record<string, (signed: SignedOperation) => unknown> = {
  'an amount that changes at the second read': (signed) => lying(signed, 'amount', [1, -1000]),
  'a receiver that changes at the second read': (signed) =>
    lying(signed, 'to', [bob.id, POOL[2].id]),
  'an operation behind a proxy that counts': (signed) => {
    let looks = 0;
    const operation = new Proxy(signed.operation, {
      get: (target, name) =>
        name === 'amount' && looks++ > 0 ? -1000 : (Reflect.get(target, name) as unknown),
    });
    return { operation, signature: signed.signature };
  },
};

/** The signed operation with a field that returns the first value once and then the second. */
function lying(
  { operation, signature }: SignedOperation,
  field: string,
  [first, later]: readonly unknown[],
): unknown {
  let looks = 0;
  const get = (): unknown => (looks++ === 0 ? first : later);
  return {
    operation: Object.defineProperty({ ...operation }, field, { enumerable: true, get }),
    signature,
  };
}

describe('an operation with different values at every read', () => {
  for (const [what, lie] of Object.entries(LIARS)) {
    it(`is applied and logged as it was checked: ${what}`, async () => {
      const log = createMemoryLog();
      const [ledger, plain] = [await begin(mixedGenesis(4), log), await begin()];
      const signed = ledger.sign({ type: 'transfer', to: bob.id, amount: 1 }, alice);
      await ledger.submit(lie(signed) as SignedOperation);
      await plain.submit(signed);
      assert.deepEqual(bitsOf(ledger.snapshot()), bitsOf(plain.snapshot()));
      assert.deepEqual(bitsOf((await openLedger(log)).snapshot()), bitsOf(plain.snapshot()));
    });
  }

  it('is read by index where a list’s iterator gives other entries', async () => {
    const ledger = await begin();
    const numbers = [0.1, -0.1, 0, 0];
    const change = Object.assign([...numbers], {
      entries: () => [[0, 0]][Symbol.iterator](),
      [Symbol.iterator]: () => [0, 0, 0, 0][Symbol.iterator](),
      toJSON: () => [9, 9, 9, 9],
    });
    const zeros = ledger.sign({ type: 'weights', change: [0, 0, 0, 0] }, alice);
    const signed = ledger.sign({ type: 'weights', change: numbers }, alice);
    const operation = { ...signed.operation, change };
    await assertRefused(ledger, { operation, signature: zeros.signature }, 'badSignature');
    await ledger.submit({ operation, signature: signed.signature });
    await closeBlock(ledger);
  });

  it('is refused where a field throws or is circular, or a list is endless', async () => {
    const ledger = await begin();
    const signed = ledger.sign({ type: 'transfer', to: bob.id, amount: 1 }, alice);
    const throwing = Object.defineProperty({ ...signed.operation }, 'amount', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const circular: Record<string, unknown> = { ...signed.operation };
    circular.memo = circular;
    const endless = new Proxy([], {
      get: (target, name) =>
        name === 'length' ? 2 ** 32 - 1 : (Reflect.get(target, name) as unknown),
    });
    for (const operation of [throwing, circular, { ...signed.operation, memo: endless }]) {
      await assertRefused(ledger, { ...signed, operation }, 'malformed');
    }
  });
});

describe('a log that fails', () => {
  it('leaves the ledger unchanged, and the next submit succeeds', async () => {
    const log = createMemoryLog();
    let full = false;
    const failing: OperationLog = {
      append: (signed) => (full ? Promise.reject(new Error('disk full')) : log.append(signed)),
      read: (from) => log.read(from),
    };
    const ledger = await begin(mixedGenesis(4), failing);
    const before = bitsOf(ledger.snapshot());
    const signed = ledger.sign({ type: 'weights', change: [0.1, -0.1, 0, 0] }, alice);
    full = true;
    await assert.rejects(ledger.submit(signed), /disk full/);
    assert.deepEqual(bitsOf(ledger.snapshot()), before);
    full = false;
    assert.equal(await ledger.submit(signed), 1);
  });

  it('is detected where a second ledger writes to a log without watch', async () => {
    const shared = createMemoryLog();
    const log: OperationLog = {
      append: (signed) => shared.append(signed),
      read: (from) => shared.read(from),
    };
    const [one, two] = [await begin(mixedGenesis(4), log), await begin(mixedGenesis(4), log)];
    await closeBlock(one);
    await assert.rejects(closeBlock(two), (error) => {
      assert.ok(error instanceof WorkbenchError);
      const rule = 'submit: log must have one ledger that writes, got sequence 2 instead of 1';
      assert.equal(error.message, rule);
      return true;
    });
    assert.equal(two.block, 0);
    assert.equal(await two.refresh(), 0);
    assert.throws(
      () => two.follow(),
      /^InvalidArgumentError: follow: log must be one that others write to, got /,
    );
  });

  it('is detected where it acknowledges what it does not hold', async () => {
    const log = createMemoryLog();
    for (const told of [0, 5, NaN]) {
      const lying: OperationLog = { ...log, append: () => Promise.resolve(told) };
      await begin(mixedGenesis(4), log);
      const ledger = await begin(mixedGenesis(4), lying);
      await assert.rejects(closeBlock(ledger), {
        name: 'WorkbenchError',
        message: `submit: log must have one ledger that writes, got sequence ${told} instead of 1`,
      });
      assert.equal(ledger.length, 1);
    }
  });
});
