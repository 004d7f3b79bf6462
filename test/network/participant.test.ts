import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PeerStatus } from '../../lib/network/participant/questions.js';
import { type PeerRun } from '../../lib/network/participant/runPeer.js';
import { PARTICIPANT } from '../../lib/network/participant/options.js';
import { readParameters } from '../../lib/parameters/index.js';
import { LedgerRefusal, openFileLog, openLedger } from '../../lib/ledger/index.js';
import { keysOf, Nodes, until } from '../support/nodes.js';
import { PeerRuns, type Running } from '../support/peerRuns.js';
import { teacherShards } from '../support/network.js';
import { temporaryFolder } from '../support/folders.js';
import { someRows } from '../support/transportSuite.js';

const [first, second, third, heldOut] = teacherShards(4, 60);

/** Waits for a block of a peer whose status fulfils a condition. */
async function block(peer: Running, holds: (status: PeerStatus) => boolean): Promise<PeerStatus> {
  await until(() => peer.blocks.some(holds), `a block of ${peer.keys.id.slice(0, 8)}`);
  const found = peer.blocks.find(holds);
  assert.ok(found);
  return found;
}

describe('peers that run by themselves', function () {
  this.timeout(60_000);
  let runs: PeerRuns;
  const nodes = new Nodes();
  // Before the folder goes, which is removed after each test too.
  afterEach(async () => {
    await nodes.close();
    await runs.close();
  });
  const folder = temporaryFolder();
  beforeEach(() => {
    runs = new PeerRuns(folder());
  });

  it('train through each other, weigh each other, and agree on the ledger', async () => {
    const a = await runs.start(0, first, { heldOut });
    const b = await runs.start(1, second, { join: a.node.addresses, heldOut });
    const c = await runs.start(2, third, { join: b.node.addresses, heldOut });
    const all = [a, b, c];
    for (const one of all) {
      const status = await block(
        one,
        ({ peers }) =>
          peers.length === 3 &&
          peers.every(({ id, stake, weight, traffic }) => {
            const answers = id === one.keys.id || (traffic !== null && traffic.answered > 0);
            return stake > 0 && weight > 0 && answers;
          }),
      );
      assert.deepEqual(
        status.peers.map(({ id }) => id).sort(),
        all.map(({ keys }) => keys.id).sort(),
      );
      assert.ok(status.round > 0 && status.loss !== null && Number.isFinite(status.loss));
      assert.ok(status.heldOut !== null && Number.isFinite(status.heldOut));
      for (const { traffic } of status.peers) {
        if (!traffic) continue;
        const { asked, answered, late, unreachable, failed, invalid } = traffic;
        assert.deepEqual([asked, invalid], [answered + late + unreachable + failed, 0]);
      }
    }
    // The authority stops first: nobody writes afterwards, and the others have read all.
    const last = await a.stop();
    const logs = ['0', '1', '2'].map((name) =>
      readFileSync(join(runs.folder, `${name}.jsonl`), 'utf8'),
    );
    for (const log of logs) assert.ok(logs[0].startsWith(log), 'a copy that is no part of the log');
    const log = await openFileLog(join(runs.folder, '0.jsonl'));
    assert.ok((await openLedger(log)).length >= last.ledger.length);
    await log.close();
  });

  it('go on without the authority, and with it when it is back, with all they knew', async () => {
    const checkpoint = join(runs.folder, 'a.checkpoint');
    const listen = ['/ip4/127.0.0.1/tcp/0'];
    const a = await runs.start(0, first, { checkpoint, listen });
    const b = await runs.start(1, second, { join: a.node.addresses });
    await block(b, ({ peers, ledger }) => peers.length === 2 && ledger.block > 3);
    const address = a.node.addresses[0].replace(/\/p2p\/.*/, '');
    const before = await a.stop();
    const rounds = b.blocks[b.blocks.length - 1].round;
    await until(() => b.troubles.length > 2, 'troubles without the authority');
    const again = await runs.start(0, first, { checkpoint, listen: [address] });
    const status = await block(again, () => true);
    assert.ok(status.round >= before.round, `round ${status.round} after ${before.round}`);
    const later = await block(b, ({ ledger }) => ledger.block > before.ledger.block + 2);
    assert.ok(later.round > rounds);
    assert.equal(later.peers.length, 2);
    const reached = await block(again, ({ ledger }) => ledger.block > before.ledger.block + 2);
    assert.ok((reached.peers[1].traffic?.answered ?? 0) > 0);
  });

  it('refuse strangers, and operations that the ledger refuses', async () => {
    const a = await runs.start(0, first);
    const stranger = await nodes.start(7, { join: a.node.addresses });
    const transport = stranger.transport(() => a.keys.id);
    const call = { from: 0, to: 1, timeout: 5000 };
    await assert.rejects(transport.forward(call, someRows(2, 6)), /the peer must be on the ledger/);
    assert.equal(a.node.refusals.total('stranger'), 1);
    const ask = (question: unknown): Promise<string> =>
      stranger.ask(a.keys.id, JSON.stringify(question), 5000);
    const [genesis] = JSON.parse(await ask({ read: 0 })) as [{ operation: object }];
    await assert.rejects(ask({ submit: genesis }), /genesis/);
    await assert.rejects(ask({ submit: { operation: genesis.operation, signature: 'ab' } }));
    await assert.rejects(ask({ open: 'sesame' }), /the question must be read, submit or status/);
    await assert.rejects(stranger.ask(a.keys.id, '[[[', 5000), /the question must be/);
    await assert.rejects(ask({ read: -1 }));
    assert.equal(a.node.refusals.total('invalid'), 5);
    await block(a, ({ ledger }) => ledger.block > 1);
  });

  it('refuse a ledger of another history than their copy', async () => {
    const a = await runs.start(0, first);
    const b = await runs.start(1, second, { join: a.node.addresses });
    await block(b, ({ ledger }) => ledger.block > 1);
    await b.stop();
    await a.stop();
    writeFileSync(join(runs.folder, '0.jsonl'), '');
    const other = await runs.start(0, first);
    await block(other, ({ ledger }) => ledger.block > 3);
    await assert.rejects(runs.start(1, second, { join: other.node.addresses }), LedgerRefusal);
  });

  const refused: readonly [string, Partial<PeerRun>, RegExp][] = [
    [
      'an address that is none',
      { join: ['somewhere'] },
      /^startNode: join must be an address such as/,
    ],
    ['an address without an id', { join: ['/ip4/127.0.0.1/tcp/1'] }, /^startNode: join must be/],
    [
      'an address with an id that is none',
      { join: ['/ip4/127.0.0.1/tcp/1/p2p/xx'] },
      /^startNode: join must be an address such as .+, got "\/ip4\/127.0.0.1\/tcp\/1\/p2p\/xx"$/,
    ],
    [
      'an address where nothing listens',
      { join: ['/ip4/127.0.0.1/tcp/1/p2p/12D3KooWGts5aEzag8oGYQqh5JDzFUQseQzjSmxUqAJ9oYs4B3AZ'] },
      /^startNode: join must have an address that answers, got /,
    ],
    [
      'a place to listen that is none',
      { listen: ['here'] },
      /^startNode: listen must be an address/,
    ],
  ];
  for (const [what, options, message] of refused) {
    it(`refuse ${what}`, async () => {
      await assert.rejects(runs.start(0, first, options), (error: Error) => {
        assert.match(error.message, message);
        assert.equal(error.name, 'InvalidArgumentError');
        return true;
      });
    });
  }

  it('refuse data of another shape, and to found what another founded', async () => {
    const a = await runs.start(0, first);
    const wide = {
      ...second,
      inputs: 3,
      rows: 2 * second.rows,
      y: new Int32Array(2 * second.rows),
    };
    await assert.rejects(runs.start(1, wide, { join: a.node.addresses }), {
      message:
        'peer: data must have 6 inputs, numbers, as the network has, got 3 inputs, 0 symbols',
    });
    await a.stop();
    const ledger = join(runs.folder, '0.jsonl');
    await assert.rejects(
      runs.start(2, first, { ledger }),
      /^InvalidArgumentError: peer: join must be given/,
    );
  });

  it('end at their last round, with a checkpoint from which they go on', async () => {
    const checkpoint = join(runs.folder, 'b.checkpoint');
    const settings = (rounds: number) =>
      readParameters('test', PARTICIPANT, { context: 5, hidden: 8, batch: 6, rounds });
    const a = await runs.start(3, first, { checkpoint, settings: settings(7) });
    const last = await a.stop();
    assert.ok(last.round <= 7);
    const b = await runs.start(3, first, { checkpoint, settings: settings(last.round + 2) });
    const status = await block(b, () => true);
    assert.ok(status.round >= last.round);
    assert.equal(keysOf(3).id, status.id);
  });
});
