/*
 * The tests that every log of operations must pass.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  LedgerRefusal,
  openLedger,
  type Ledger,
  type OperationLog,
  type SignedOperation,
} from '../../lib/ledger/index.js';
import { createStream } from '../../lib/math/index.js';
import {
  begin,
  bitsOf,
  closeBlock,
  commands,
  mixedGenesis,
  play,
  POOL,
  readAll,
  signCommand,
} from './ledger.js';
import { seeded } from './markets.js';
import { itRefuses } from './refusals.js';

/** `count` signed operations that differ. */
export async function someOperations(count: number): Promise<SignedOperation[]> {
  const ledger = await begin();
  return Array.from({ length: count }, (_, k) =>
    ledger.sign({ type: 'weights', change: [k / 100, 1 / 3, -0, 1e-300] }, POOL[k % 4]),
  );
}

/** The operations as read from JSON, where −0 is 0. */
const asRead = (list: readonly SignedOperation[]): unknown => JSON.parse(JSON.stringify(list));

/**
 * @param name - the kind of log
 * @param open - a new, empty log
 */
export function describeLog(name: string, open: () => Promise<OperationLog>): void {
  describe(`${name}, as every log`, () => {
    it('is empty at first', async () => {
      assert.deepEqual(await readAll(await open()), []);
    });

    it('counts from 0 and reads appended operations from any place', async () => {
      const log = await open();
      const list = await someOperations(5);
      for (const [k, signed] of list.entries()) assert.equal(await log.append(signed), k);
      for (let from = 0; from <= 7; from++) {
        assert.deepEqual(await readAll(log, from), asRead(list.slice(from)));
      }
    });

    it('keeps the order of appends without an await between them', async () => {
      const log = await open();
      const list = await someOperations(20);
      const sequences = await Promise.all(list.map((signed) => log.append(signed)));
      assert.deepEqual(sequences, [...list.keys()]);
      assert.deepEqual(await readAll(log), asRead(list));
    });

    it('appends at the sequence that is asked for, or refuses and stays as it is', async () => {
      const log = await open();
      const list = await someOperations(3);
      assert.equal(await log.append(list[0], 0), 0);
      for (const at of [0, 2]) {
        await assert.rejects(log.append(list[1], at), {
          name: 'OutdatedError',
          message: `append: at must be the next sequence of the log, 1, got ${at}`,
          next: 1,
        });
      }
      assert.equal(await log.append(list[2], 1), 1);
      await assert.rejects(log.append(list[1], -1), /at must be an integer of at least 0, got -1$/);
      assert.deepEqual(await readAll(log), asRead([list[0], list[2]]));
    });

    it('reads to the end at the start of the reading, while more is appended', async () => {
      const log = await open();
      const list = await someOperations(4);
      for (const signed of list) await log.append(signed);
      let seen = 0;
      for await (const signed of log.read(1)) {
        await log.append(signed);
        seen++;
      }
      assert.equal(seen, 3);
      assert.equal((await readAll(log)).length, 7);
    });

    it('is not affected by later changes of objects by writer and reader', async () => {
      const log = await open();
      const [signed] = await someOperations(1);
      const kept = asRead([signed]);
      await log.append(signed);
      (signed.operation as unknown as { change: number[] }).change.fill(9);
      const [read] = await readAll(log);
      (read.operation as unknown as { change: number[] }).change.fill(8);
      assert.deepEqual(await readAll(log), kept);
    });

    it('replays to the same ledger bit for bit, over random operations with joining and leaving peers', async () => {
      let [joins, leaves] = [0, 0];
      await fc.assert(
        fc.asyncProperty(commands(), async (list) => {
          const log = await open();
          const ledger = await begin(mixedGenesis(4), log);
          await play(ledger, list, ({ operation }) => {
            if (operation.type === 'join') joins++;
            if (operation.type === 'leave') leaves++;
          });
          const again = await openLedger(log);
          assert.deepEqual(bitsOf(again.snapshot()), bitsOf(ledger.snapshot()));
          assert.equal(again.length, ledger.length);
          // Snapshots do not show the operations of the open block: that both continue alike tests these.
          const copy = await open();
          for (const signed of await readAll(log)) await copy.append(signed);
          const twin = await openLedger(copy);
          const accepted: string[][] = [];
          for (const each of [ledger, twin]) {
            const signatures: string[] = [];
            await play(each, list.slice(0, 8), ({ signature }) => signatures.push(signature));
            accepted.push(signatures);
          }
          assert.deepEqual(accepted[0], accepted[1]);
          assert.deepEqual(bitsOf(twin.snapshot()), bitsOf(ledger.snapshot()));
        }),
        seeded(25),
      );
      assert.ok(joins >= 20 && leaves >= 10, `${joins} joins, ${leaves} leaves`);
    });

    describe('of which', () => {
      let log: OperationLog;
      beforeEach(async () => {
        log = await open();
      });
      itRefuses('read', [
        {
          what: 'a place before the first',
          call: () => log.read(-1),
          rule: 'from must be an integer of at least 0',
          value: '-1',
        },
        {
          what: 'half a place',
          call: () => log.read(0.5),
          rule: 'from must be an integer of at least 0',
          value: '0.5',
        },
      ]);
    });
  });
}

/** The genesis of logs that several write to. */
export const SHARED = mixedGenesis(4);

/** The length of `ledger` after it has followed its log until `length`. */
export async function followTo(ledger: Ledger, length: number): Promise<number> {
  for await (const seen of ledger.follow()) if (seen >= length) return seen;
  return -1;
}

/**
 * The tests that every log must pass that several write to.
 *
 * @param open - a new log, empty or with the genesis {@link SHARED}: a function that opens it once more at every call
 * @param keepsRules - whether the log keeps the rules itself. Default false
 */
export function describeSharedLog(
  name: string,
  open: () => Promise<() => Promise<OperationLog>>,
  keepsRules = false,
): void {
  describe(`${name}, as every log that several write to`, () => {
    async function ledgers(count: number): Promise<{ log: OperationLog; all: Ledger[] }> {
      const openAgain = await open();
      const genesis = SHARED;
      const all = await Promise.all(
        Array.from({ length: count }, async () => openLedger(await openAgain(), { genesis })),
      );
      return { log: await openAgain(), all };
    }

    it('is begun once by ledgers that open it at once', async () => {
      const { log, all } = await ledgers(4);
      assert.equal((await readAll(log)).length, 1);
      assert.equal(new Set(all.map(({ stateHash }) => stateHash)).size, 1);
    });

    it('loses no operation and applies none twice where ledgers write at once', async () => {
      const { log, all } = await ledgers(3);
      const stream = createStream(3).split('writers');
      const accepted: string[] = [];
      let acknowledged = 0;
      const reasons = new Set<string>();
      for (let turn = 0; turn < 25; turn++) {
        const signed = Array.from({ length: 6 }, () => {
          const kinds = ['weights', 'weights', 'transfer', 'join', 'leave', 'block'] as const;
          const kind = kinds[stream.integer(kinds.length)];
          const [actor, to, seed] = [0, 0, 0].map(() => stream.integer(POOL.length));
          const command = { kind, actor, to, seed, part: 0.25 };
          return signCommand(all[stream.integer(all.length)], command);
        });
        // Every second operation is submitted through two ledgers.
        const sent = signed.flatMap((one, k) => (k % 2 === 0 ? [one] : [one, one]));
        await Promise.all(
          sent.map(async (one) => {
            try {
              const sequence = await all[stream.integer(all.length)].submit(one);
              // A chain has an operation once, and acknowledges it to both.
              accepted[sequence - 1] = one.signature;
              acknowledged++;
            } catch (error) {
              assert.ok(error instanceof LedgerRefusal, String(error));
              reasons.add(error.reason);
            }
          }),
        );
      }
      await Promise.all(all.map((ledger) => ledger.refresh()));
      const logged = (await readAll(log)).slice(1).map(({ signature }) => signature);
      assert.deepEqual(logged, accepted);
      assert.ok(keepsRules || acknowledged === accepted.length, `${acknowledged} acknowledged`);
      const replayed = await openLedger(log);
      assert.ok(replayed.block >= 5, `${replayed.block} blocks`);
      for (const reason of ['repeated', 'wrongBlock']) assert.ok(reasons.has(reason), reason);
      for (const ledger of all) {
        assert.deepEqual(bitsOf(ledger.snapshot()), bitsOf(replayed.snapshot()));
        assert.equal(ledger.stateHash, replayed.stateHash);
        assert.equal(ledger.length, logged.length + 1);
      }
    });

    it('is checked by what others have written: an operation for their new block is accepted, one for the old is not', async () => {
      const {
        all: [one, two],
      } = await ledgers(2);
      const late = two.sign({ type: 'weights', change: [0.1, -0.1, 0, 0] }, POOL[0]);
      await closeBlock(one);
      const early = one.sign({ type: 'weights', change: [0.1, -0.1, 0, 0] }, POOL[0]);
      assert.equal(await two.submit(early), 2);
      await assert.rejects(two.submit(late), { name: 'LedgerRefusal', reason: 'wrongBlock' });
      assert.equal(await one.refresh(), 1);
      assert.equal(one.stateHash, two.stateHash);
    });

    it('is followed by readers, which reach the same state', async () => {
      const { all } = await ledgers(4);
      const [writer, ...readers] = all;
      const followed = readers.map((reader) => followTo(reader, 25));
      for (let block = 0; block < 12; block++) {
        const change = [0.05, -0.05, 0, 0].map((value) => (block % 2 === 0 ? value : -value));
        await writer.submit(writer.sign({ type: 'weights', change }, POOL[block % 4]));
        await closeBlock(writer);
      }
      assert.deepEqual(await Promise.all(followed), [25, 25, 25]);
      for (const reader of readers) assert.equal(reader.stateHash, writer.stateHash);
    });

    it('is followed until the signal', async () => {
      const {
        all: [writer, reader],
      } = await ledgers(2);
      const stop = new AbortController();
      const seen: number[] = [];
      for await (const length of reader.follow(stop.signal)) {
        seen.push(length);
        if (length < 3) await closeBlock(writer);
        else stop.abort();
      }
      assert.deepEqual(seen, [1, 2, 3]);
      assert.deepEqual(await reader.follow(stop.signal).next(), { done: true, value: undefined });
    });

    it('refuses an operation that was accepted before, in its block and later', async () => {
      const {
        all: [one, two],
      } = await ledgers(2);
      const signed = one.sign({ type: 'weights', change: [0.1, -0.1, 0, 0] }, POOL[0]);
      await one.submit(signed);
      for (const ledger of [one, two]) {
        await assert.rejects(ledger.submit(signed), { name: 'LedgerRefusal', reason: 'repeated' });
      }
      await closeBlock(two);
      for (const ledger of [one, two]) {
        await assert.rejects(ledger.submit(signed), { reason: 'wrongBlock' });
      }
      await one.refresh();
      assert.equal(one.length, 3);
      assert.equal(one.stateHash, two.stateHash);
    });

    if (keepsRules) return;

    it('ends the followers of a log that breaks the rules', async () => {
      const openAgain = await open();
      const [log, other] = [await openAgain(), await openAgain()];
      const ledger = await begin(mixedGenesis(4), log);
      const signed = ledger.sign({ type: 'block' }, POOL[0]);
      const refused = assert.rejects(followTo(ledger, 2), {
        name: 'LedgerRefusal',
        reason: 'notAuthority',
        message: /^refresh: operation 1 of the log must keep the rules: peer must be the authority/,
      });
      await other.append(signed);
      await refused;
      assert.equal(ledger.length, 1);
    });
  });
}
