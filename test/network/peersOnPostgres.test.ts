import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { openPostgresLog, type PostgresLog } from '../../lib/ledger/index.js';
import { PeerRuns } from '../support/peerRuns.js';
import { PostgresServer, postgresPrograms } from '../support/postgres.js';
import { shareOneLog } from '../support/sharedPeers.js';
import { teacherShards } from '../support/network.js';

const programs = postgresPrograms();

(programs === undefined ? describe.skip : describe)(
  'peers on a log in PostgreSQL (skipped where initdb and postgres are not installed)',
  function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), 'bittensor-workbench-'));
    const runs = new PeerRuns(folder);
    const opened: PostgresLog[] = [];
    let server: PostgresServer;
    before(async () => {
      chmodSync(folder, 0o755);
      server = await PostgresServer.start(String(programs), folder);
    });
    after(async () => {
      await runs.close();
      for (const log of opened) await log.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('write to it by themselves, and agree on its history', async () => {
      const connection = server.address();
      await shareOneLog(runs, `${connection}#peers`, async () => {
        const log = await openPostgresLog({ connection, name: 'peers' });
        opened.push(log);
        return log;
      });
    });

    it('need a log that has begun to join', async () => {
      const [data] = teacherShards(1, 20);
      const first = await runs.start(0, data);
      await assert.rejects(
        runs.start(1, data, { ledger: `${server.address()}#empty`, join: first.node.addresses }),
        /^InvalidArgumentError: openLedger: genesis must be given where the log is empty, got none$/,
      );
    });
  },
);
