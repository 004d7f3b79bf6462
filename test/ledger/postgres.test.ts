import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LogError,
  openLedger,
  openPostgresLog,
  type PostgresLog,
  type PostgresLogOptions,
} from '../../lib/ledger/index.js';
import { begin, bitsOf, closeBlock, mixedGenesis, POOL, readAll } from '../support/ledger.js';
import { describeLog, describeSharedLog, followTo, someOperations } from '../support/logSuite.js';
import { LossyProxy, PostgresServer, postgresPrograms } from '../support/postgres.js';
import { freePort } from '../support/redis.js';

const programs = postgresPrograms();

(programs === undefined ? describe.skip : describe)(
  'a log in PostgreSQL (skipped where initdb and postgres are not installed)',
  () => {
    let server: PostgresServer;
    let folder = '';
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'bittensor-workbench-'));
      chmodSync(folder, 0o755);
      server = await PostgresServer.start(String(programs), folder);
    });
    after(async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    const opened: PostgresLog[] = [];
    afterEach(async () => {
      for (const log of opened.splice(0)) await log.close();
    });
    const open = async (options: Partial<PostgresLogOptions> = {}): Promise<PostgresLog> => {
      const log = await openPostgresLog({ connection: server.address(), ...options });
      opened.push(log);
      return log;
    };
    let names = 0;
    const newName = (): string => `log ${names++}`;

    describeLog('a log in PostgreSQL', () => open({ name: newName() }));
    describeSharedLog('a log in PostgreSQL', () => {
      const name = newName();
      return Promise.resolve(() => open({ name }));
    });

    it('continues after it was closed, and lies beside others of one database', async () => {
      const [one, two] = [newName(), newName()];
      const list = await someOperations(3);
      for (const name of [one, two]) await (await open({ name })).append(list[0]);
      const log = await open({ name: one });
      assert.equal(await log.append(list[1]), 1);
      await log.close();
      await log.close();
      await assert.rejects(log.append(list[2]), /must be open, got a log that was closed$/);
      assert.equal((await readAll(await open({ name: one }))).length, 2);
      assert.equal((await readAll(await open({ name: two }))).length, 1);
    });

    it('keeps a name in any alphabet, and texts that hold zeros and half letters', async () => {
      const name = `Ω 日本 "'${newName()}`;
      const log = await open({ name });
      const genesis = mixedGenesis(4, { name: 'Ω 日本 "\n\0\ud800"' });
      const ledger = await begin(genesis, log);
      const again = await openLedger(await open({ name }));
      assert.deepEqual(bitsOf(again.snapshot()), bitsOf(ledger.snapshot()));
    });

    describe('refuses, with the sequence,', () => {
      const rows = 'bittensor_workbench.operations';
      /** Opens a log of four operations, has `change` made behind it, and reads from `from` and once more from the start. */
      async function assertDamaged(change: string, found: RegExp, from = 0): Promise<void> {
        const name = newName();
        const log = await open({ name });
        for (const signed of await someOperations(4)) await log.append(signed);
        await server.query(change.replaceAll('LOG', `log = '${name}'`));
        const message = new RegExp(
          `must hold a chain of operations in the log "${name}", got ${found.source}; restore the rows from a copy$`,
        );
        for (const attempt of [
          () => readAll(log, from),
          () => readAll(log),
          () => open({ name }),
        ]) {
          await assert.rejects(attempt, (error) => {
            assert.ok(error instanceof LogError, String(error));
            assert.match(error.message, message);
            return true;
          });
        }
      }
      const set = (value: string, at: number): string =>
        `UPDATE ${rows} SET ${value} WHERE LOG AND sequence = ${at}`;
      const changed = /an entry that its hash does not belong to at sequence 2/;

      it('a row whose entry was changed by hand', () =>
        assertDamaged(set(`entry = replace(entry, '0.02', '0.03')`, 2), changed, 1));
      it('the last row whose entry was changed by hand', () =>
        assertDamaged(
          set(`entry = replace(entry, '0.03', '0.04')`, 3),
          /an entry that its hash does not belong to at sequence 3/,
          3,
        ));
      it('a row whose number was changed by hand', () =>
        assertDamaged(set('sequence = 9', 3), /none at sequence 3/, 2));
      it('a row that was deleted', () =>
        assertDamaged(
          `DELETE FROM ${rows} WHERE LOG AND sequence = 1`,
          /sequence 2 instead of 1 at sequence 1/,
        ));
      it('a row that was added without a chain', () =>
        assertDamaged(
          `INSERT INTO ${rows} SELECT log, 4, replace(entry, '"sequence":3', '"sequence":4') FROM ${rows} WHERE LOG AND sequence = 3`,
          /an entry that follows another than the one before it at sequence 4/,
          4,
        ));
      it('something else than JSON', () =>
        assertDamaged(set(`entry = 'hello'`, 0), /something else than JSON at sequence 0/));
    });

    it('refuses a chain that was rewritten behind an open log, and appends nothing to it', async () => {
      const name = newName();
      const log = await open({ name });
      const list = await someOperations(4);
      for (const signed of list.slice(0, 3)) await log.append(signed);
      await server.query(`DELETE FROM bittensor_workbench.operations WHERE log = $1`, [name]);
      const missing = /got none at sequence 0; restore the rows/;
      await assert.rejects(log.append(list[3]), missing);
      await assert.rejects(readAll(log), missing);
      const other = await open({ name });
      for (const signed of list.slice(1)) await other.append(signed);
      const rewritten = /got another entry than was read before at sequence 2; restore the rows/;
      await assert.rejects(readAll(log, 1), rewritten);
      await assert.rejects(log.append(list[3]), /got .* at sequence [23]; restore the rows/);
      assert.equal((await readAll(other)).length, 3);
    });

    it('waits for a server that restarts: writers and followers go on, and no operation is lost', async () => {
      const name = newName();
      const [log, other] = [await open({ name }), await open({ name })];
      const [writer, reader] = [
        await begin(mixedGenesis(4), log),
        await begin(mixedGenesis(4), other),
      ];
      const followed = followTo(reader, 41);
      for (let block = 0; block < 20; block++) {
        const change = [0.05, -0.05, 0, 0].map((value) => (block % 2 === 0 ? value : -value));
        const submitted = writer.submit(writer.sign({ type: 'weights', change }, POOL[block % 4]));
        if (block === 3 || block === 11) {
          await server.stop();
          await server.start();
        }
        await submitted;
        await closeBlock(writer);
      }
      assert.equal(await followed, 41);
      assert.equal((await readAll(log)).length, 41);
      assert.equal(reader.stateHash, writer.stateHash);
    });

    it('finds out that an append is in whose acknowledgement was lost', async () => {
      const name = newName();
      const proxy = await LossyProxy.start(server.port);
      try {
        const connection = `postgres://postgres@127.0.0.1:${proxy.port}/postgres`;
        const ledger = await begin(mixedGenesis(4), await open({ name, connection }));
        for (let k = 0; k < 6; k++) {
          proxy.losesNext = k % 2 === 0;
          assert.equal(await closeBlock(ledger), k + 1);
        }
        assert.equal(proxy.lost, 3);
        const again = await openLedger(await open({ name }));
        assert.equal(again.length, 7);
        assert.equal(again.stateHash, ledger.stateHash);
      } finally {
        proxy.close();
      }
    });

    it('ends its followers when it is closed', async () => {
      const log = await open({ name: newName() });
      const refused = assert.rejects(
        followTo(await begin(mixedGenesis(4), log), 2),
        /^LogError: read: .* must be open, got a log that was closed$/,
      );
      await log.close();
      await refused;
    });

    it('rejects where the server stays away for longer than its timeout, and appends later', async () => {
      const name = newName();
      const log = await open({ name, timeout: 0.3 });
      const [first, second] = await someOperations(2);
      await server.stop();
      try {
        await assert.rejects(log.append(first), (error) => {
          assert.ok(error instanceof LogError && error.isUnreachable, String(error));
          assert.match(
            error.message,
            /^append: postgres:\/\/127\.0\.0\.1:\d+\/postgres must be a server of PostgreSQL that answers \(.+\)$/,
          );
          return true;
        });
      } finally {
        await server.start();
      }
      assert.equal(await log.append(second), 0);
    });

    it('lets a user with the right to read do so, and refuses its appends', async () => {
      const name = newName();
      const [signed] = await someOperations(1);
      await (await open({ name })).append(signed);
      await server.query('CREATE USER reader');
      await server.query('GRANT USAGE ON SCHEMA bittensor_workbench TO reader');
      await server.query('GRANT SELECT ON ALL TABLES IN SCHEMA bittensor_workbench TO reader');
      const log = await open({ name, connection: server.address('postgres', 'reader') });
      assert.equal((await readAll(log)).length, 1);
      await assert.rejects(
        log.append(signed),
        /must let the user read and write the schema bittensor_workbench \(permission denied/,
      );
    });

    it('needs no more rights of a writer than to read and to insert', async () => {
      const name = newName();
      await open({ name });
      await server.query('CREATE USER writer');
      await server.query('GRANT USAGE ON SCHEMA bittensor_workbench TO writer');
      await server.query('GRANT SELECT ON ALL TABLES IN SCHEMA bittensor_workbench TO writer');
      await server.query('GRANT INSERT ON bittensor_workbench.operations TO writer');
      const log = await open({ name, connection: server.address('postgres', 'writer') });
      const ledger = await begin(mixedGenesis(4), log);
      await closeBlock(ledger);
      assert.equal((await openLedger(await open({ name }))).stateHash, ledger.stateHash);
    });

    it('refuses wrong connections and other databases with a sentence for each', async () => {
      await server.query('CREATE DATABASE latin ENCODING LATIN1 TEMPLATE template0');
      await server.query('CREATE DATABASE newer');
      await server.query(
        'CREATE SCHEMA bittensor_workbench; CREATE TABLE bittensor_workbench.version AS SELECT 2 AS version',
        [],
        'newer',
      );
      await server.query('CREATE USER stranger');
      const closed = await freePort();
      const cases: [string, RegExp][] = [
        ['http://127.0.0.1', /connection must be an address such as postgres:\S+, got another$/],
        ['host=lab', /connection must be an address such as postgres:\S+, got another$/],
        [server.address('nowhere'), /must name a database of the server \(database "nowhere"/],
        [server.address('postgres', 'nobody'), /must let the user in \(role "nobody" does not/],
        [server.address('latin'), /must be a database with the encoding UTF8, got LATIN1$/],
        [server.address('newer'), /must hold tables of version 1, got 2$/],
        [server.address('template1', 'stranger'), /must let the user read and write the schema/],
        [
          `postgres://a:secret@127.0.0.1:${closed}/b`,
          /:\d+\/b must be a server of .* \(connect ECONNREFUSED/,
        ],
        [
          'postgres://no-such-host.invalid/b',
          /must be a server of PostgreSQL that answers \(getaddrinfo/,
        ],
      ];
      for (const [connection, message] of cases) {
        await assert.rejects(openPostgresLog({ connection }), (error) => {
          assert.match(String(error), /^(LogError|InvalidArgumentError): openPostgresLog: /);
          assert.match((error as Error).message, message);
          assert.doesNotMatch((error as Error).message, /secret|\n/);
          return true;
        });
      }
      for (const name of ['', 'a\nb', 'x'.repeat(201)]) {
        await assert.rejects(
          openPostgresLog({ connection: server.address(), name }),
          /name must be a text of 1 to 200 characters, got "/,
        );
      }
    });

    it('refuses an entry that is too long, and stays as it is', async () => {
      const log = await open({ name: newName() });
      const [signed] = await someOperations(1);
      const long = { ...signed, signature: 'f'.repeat(2 ** 26) };
      await assert.rejects(
        log.append(long),
        /an entry must have at most 67108864 bytes, got 671\d+$/,
      );
      assert.equal(await log.append(signed), 0);
    });
  },
);
