/*
 * The tests that every log of operations must pass.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openLedger, type OperationLog, type SignedOperation } from '../../lib/ledger/index.js';
import { begin, bitsOf, commands, mixedGenesis, play, POOL, readAll } from './ledger.js';
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
