import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCometLog, type SignedOperation } from '../../lib/ledger/index.js';
import { FOUNDING } from '../../lib/network/participant/options.js';
import { genesisOf } from '../../lib/network/participant/index.js';
import { readParameters } from '../../lib/parameters/index.js';
import { run } from '../support/commandLine.js';
import { cometProgram, makeNet, type Validator } from '../support/comet.js';
import { temporaryFolder } from '../support/folders.js';
import { keysOf } from '../support/nodes.js';
import { PeerRuns } from '../support/peerRuns.js';
import { shareOneLog } from '../support/sharedPeers.js';
import { teacherShards } from '../support/network.js';

const program = cometProgram();

describe('a genesis for a chain', () => {
  const folder = temporaryFolder();

  it('is written by the peer that would found the ledger, of its key and the shape of its data', async () => {
    const words = ['peer', '--part', '0/4', '--width', '16', '--write-genesis', 'genesis.json'];
    const { code, stdout, stderr } = await run(words, folder());
    assert.deepEqual([code, stdout, stderr], [0, 'wrote genesis.json\n', '']);
    const genesis = JSON.parse(
      readFileSync(join(folder(), 'genesis.json'), 'utf8'),
    ) as SignedOperation;
    assert.equal(genesis.operation.type, 'genesis');
    assert.match(JSON.stringify(genesis), /\\"width\\":16/);
  });
});

(program === undefined ? describe.skip : describe)(
  'peers on a chain of CometBFT (skipped where cometbft is neither COMETBFT, on the path, nor in ~/go/bin)',
  function () {
    this.timeout(180_000);
    const folder = temporaryFolder();
    const running: Validator[] = [];
    let runs: PeerRuns;
    afterEach(async () => {
      await runs.close();
      await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')));
    });

    it('write to it by themselves, and agree on its history', async () => {
      runs = new PeerRuns(folder());
      const [data] = teacherShards(1, 60);
      const founding = readParameters('test', FOUNDING, { width: 4, mostPeers: 6, seconds: 2 });
      const genesis = genesisOf({ keys: keysOf(0), data, founding });
      running.push(...(await makeNet(String(program), join(folder(), 'net'), 2, genesis)));
      await Promise.all(running.map((one) => one.start()));
      const [{ rpc }] = running;
      await shareOneLog(runs, rpc, () => openCometLog({ rpc, interval: 0.05 }));
    });
  },
);
