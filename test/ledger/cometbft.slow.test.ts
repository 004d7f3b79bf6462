import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  LedgerRefusal,
  openCometLog,
  openFileLog,
  openLedger,
  type CometLog,
  type Ledger,
  type SignedOperation,
} from '../../lib/ledger/index.js';
import { ACCEPT, type AbciMethods } from '../../lib/ledger/cometbft/abci.js';
import { transactionOf } from '../../lib/ledger/cometbft/transaction.js';
import { cometProgram, makeNet, type Validator } from '../support/comet.js';
import { temporaryFolder } from '../support/folders.js';
import { AUTHORITY, bitsOf, mixedGenesis, POOL, readAll } from '../support/ledger.js';
import { describeSharedLog, followTo } from '../support/logSuite.js';

const program = cometProgram();

/** A client of each validator: its log and a ledger. */
interface Client {
  readonly log: CometLog;
  readonly ledger: Ledger;
}

async function clientOf({ rpc }: Validator): Promise<Client> {
  const log = await openCometLog({ rpc, interval: 0.05 });
  return { log, ledger: await openLedger(log) };
}

(program === undefined ? describe.skip : describe)(
  'validators of CometBFT (skipped where cometbft is neither COMETBFT, on the path, nor in ~/go/bin)',
  function () {
    this.timeout(180_000);
    const running: Validator[] = [];
    // Before the folder's own, which removes it.
    afterEach(async () => {
      await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')));
    });
    const folder = temporaryFolder();
    let nets = 0;
    async function net(count: number, pause?: number): Promise<Validator[]> {
      const validators = await makeNet(
        String(program),
        join(folder(), `net${nets++}`),
        count,
        mixedGenesis(4),
        pause,
      );
      running.push(...validators);
      return validators;
    }

    /** Operations that were accepted, in the order of their sequences, from 1. */
    type Accepted = string[];

    /**
     * Blocks of the ledger: in each, the four peers change their weights through different nodes at once, an operation of the
     * block before is sent again, and the authority closes the block.
     */
    async function work(
      clients: readonly Client[],
      blocks: number,
      accepted: Accepted,
    ): Promise<void> {
      let old: SignedOperation | undefined;
      for (let block = 0; block < blocks; block++) {
        const through = (k: number): Ledger => clients[(block + k) % clients.length].ledger;
        const submit = async (ledger: Ledger, signed: SignedOperation): Promise<void> => {
          accepted[(await ledger.submit(signed)) - 1] = signed.signature;
        };
        for (const { ledger } of clients) await followTo(ledger, accepted.length + 1);
        const signed = POOL.slice(0, 4).map((keys, k) => {
          const change = [0.02, -0.02, 0.01, -0.01].map((one) => (block % 2 === 0 ? one : -one));
          return through(k).sign({ type: 'weights', change }, keys);
        });
        await Promise.all(signed.map((one, k) => submit(through(k), one)));
        if (old !== undefined) {
          await assert.rejects(through(1).submit(old), (error) => {
            assert.ok(error instanceof LedgerRefusal, String(error));
            assert.equal(error.reason, 'wrongBlock');
            return true;
          });
        }
        [old] = signed;
        const closer = through(2);
        await followTo(closer, accepted.length + 1);
        await submit(closer, closer.sign({ type: 'block' }, AUTHORITY));
      }
    }

    /** Asserts that every honest node has every accepted operation once, and the same state. */
    async function assertSame(honest: readonly Client[], accepted: Accepted): Promise<void> {
      const [first] = honest;
      for (const { log, ledger } of honest) {
        await followTo(ledger, accepted.length + 1);
        const logged = (await readAll(log)).slice(1).map(({ signature }) => signature);
        assert.deepEqual(logged, accepted);
        assert.equal(ledger.stateHash, first.ledger.stateHash);
        assert.deepEqual(bitsOf(ledger.snapshot()), bitsOf(first.ledger.snapshot()));
        assert.equal((await log.latest()).stateHash, ledger.stateHash);
      }
      assert.equal(new Set(accepted).size, accepted.length);
    }

    describeSharedLog(
      'a log of a chain of one validator',
      async () => {
        const [one] = await net(1, 0.02);
        await one.start();
        return () => openCometLog({ rpc: one.rpc, interval: 0.02 });
      },
      true,
    );

    it('go on while one of four is down from the start, and it catches up later', async () => {
      const validators = await net(4);
      const up = validators.slice(0, 3);
      await Promise.all(up.map((one) => one.start()));
      const clients = await Promise.all(up.map(clientOf));
      const accepted: Accepted = [];
      await work(clients, 4, accepted);
      await assertSame(clients, accepted);
      await validators[3].start();
      const late = await clientOf(validators[3]);
      await assertSame([...clients, late], accepted);
      await work([...clients, late], 2, accepted);
      await assertSame([...clients, late], accepted);
    });

    it('go on while one of four is killed, which replays from the state it kept', async () => {
      const validators = await net(4);
      await Promise.all(validators.map((one) => one.start()));
      const clients = await Promise.all(validators.map(clientOf));
      const accepted: Accepted = [];
      await work(clients, 2, accepted);
      await validators[1].stop('SIGKILL');
      const others = clients.filter((_, k) => k !== 1);
      await work(others, 3, accepted);
      const { height } = JSON.parse(
        readFileSync(join(validators[1].kept, 'height.json'), 'utf8'),
      ) as { height: number };
      assert.ok(height > 1);
      await validators[1].start();
      await assertSame([...others, await clientOf(validators[1])], accepted);
      // All kept files but those of one validator are a log like any other; that one loses its state and replays all blocks.
      await Promise.all(validators.map((one) => one.stop()));
      const texts = [1, 2].map((k) =>
        readFileSync(join(validators[k].kept, 'ledger.jsonl'), 'utf8'),
      );
      assert.equal(texts[0], texts[1]);
      const kept = await openFileLog(join(validators[1].kept, 'ledger.jsonl'));
      assert.equal((await openLedger(kept)).stateHash, clients[0].ledger.stateHash);
      await kept.close();
      rmSync(validators[2].kept, { recursive: true });
      await Promise.all(validators.map((one) => one.start()));
      const again = await Promise.all(validators.map(clientOf));
      await assertSame(again, accepted);
      await work(again, 1, accepted);
      await assertSame(again, accepted);
      assert.deepEqual(
        validators.flatMap(({ faults }) => faults),
        [],
      );
    });

    const stolen = (): Uint8Array => {
      const operation = { type: 'transfer', to: POOL[3].id, amount: 1, peer: POOL[0].id } as const;
      const place = { ledger: '0'.repeat(64), block: 0, history: '0'.repeat(64) };
      return transactionOf('test', {
        operation: { ...operation, ...place },
        signature: 'f'.repeat(128),
      });
    };
    const lies: Record<string, (honest: AbciMethods) => AbciMethods> = {
      'tells another hash of the state': (honest) => ({
        ...honest,
        FinalizeBlock: async (request) => ({
          ...(await honest.FinalizeBlock(request)),
          app_hash: Buffer.alloc(32, 7),
        }),
      }),
      'proposes operations twice, those of old blocks and forged ones, and accepts all proposals': (
        honest,
      ) => {
        const seen: Uint8Array[] = [];
        return {
          ...honest,
          PrepareProposal: ({ txs }: { txs: Uint8Array[] }) => {
            seen.push(...txs);
            return { txs: [...txs, ...seen, stolen()] };
          },
          ProcessProposal: () => ({ status: ACCEPT }),
        };
      },
      'rejects every proposal': (honest) => ({ ...honest, ProcessProposal: () => ({ status: 2 }) }),
      'proposes nothing, and lets no operation in': (honest) => ({
        ...honest,
        CheckTx: () => ({ code: 1 }),
        PrepareProposal: () => ({ txs: [] }),
      }),
    };
    for (const [lie, tell] of Object.entries(lies)) {
      it(`go on while the application of one of four ${lie}`, async () => {
        const validators = await net(4);
        await Promise.all(validators.map((one, k) => one.start(k === 3 ? tell : undefined)));
        const honest = await Promise.all(validators.slice(0, 3).map(clientOf));
        const accepted: Accepted = [];
        await work(honest, 6, accepted);
        await assertSame(honest, accepted);
      });
    }
  },
);
