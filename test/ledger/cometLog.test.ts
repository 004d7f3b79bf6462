import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import {
  openCometLog,
  openLedger,
  sign,
  type CometLog,
  type CometLogOptions,
  type SignedOperation,
} from '../../lib/ledger/index.js';
import { transactionOf } from '../../lib/ledger/cometbft/transaction.js';
import { FakeChain } from '../support/fakeChain.js';
import { temporaryFolder } from '../support/folders.js';
import { AUTHORITY, bitsOf, closeBlock, mixedGenesis, POOL, readAll } from '../support/ledger.js';
import { describeSharedLog, followTo, SHARED } from '../support/logSuite.js';
import { freePort } from '../support/redis.js';

describe('a log of a chain, over an application without consensus', () => {
  const chains: FakeChain[] = [];
  let count = 0;
  // Before the folder's own, which removes it.
  afterEach(async () => {
    for (const chain of chains.splice(0)) await chain.close();
  });
  const folder = temporaryFolder();
  async function start(genesis: SignedOperation = SHARED): Promise<FakeChain> {
    const chain = await FakeChain.start(join(folder(), `node${count++}`), genesis);
    chains.push(chain);
    return chain;
  }
  const open = ({ rpc }: FakeChain, options: Partial<CometLogOptions> = {}): Promise<CometLog> =>
    openCometLog({ rpc, interval: 0.01, ...options });

  describeSharedLog(
    'a log of a chain',
    async () => {
      const chain = await start();
      return () => open(chain);
    },
    true,
  );

  it('begins with the genesis of the chain, and reads from any sequence', async () => {
    const chain = await start();
    const log = await open(chain);
    assert.deepEqual(await readAll(log), [SHARED]);
    const ledger = await openLedger(log);
    for (let k = 0; k < 8; k++) {
      for (let empty = 0; empty < 7; empty++) await chain.makeBlock();
      await closeBlock(ledger);
    }
    const all = await readAll(log);
    assert.equal(all.length, 9);
    for (const from of [0, 1, 7, 8, 9, 20]) {
      const fresh = await open(chain);
      for (const each of [log, fresh]) assert.deepEqual(await readAll(each, from), all.slice(from));
    }
    assert.equal((await log.latest()).stateHash, ledger.stateHash);
    assert.equal((await log.latest()).height, chain.blocks.length);
    for (const from of [-1, 0.5]) {
      assert.throws(() => log.read(from), /^InvalidArgumentError: read: from must be an integer/);
    }
  });

  it('takes many operations at once, which share blocks', async () => {
    const chain = await start(mixedGenesis(8));
    const ledger = await openLedger(await open(chain));
    const before = chain.blocks.length;
    const signed = POOL.slice(0, 8).map((keys) =>
      ledger.sign({ type: 'weights', change: [0.1, -0.1, 0, 0, 0, 0, 0, 0] }, keys),
    );
    const sequences = await Promise.all(signed.map((one) => ledger.submit(one)));
    assert.deepEqual(sequences, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.ok(chain.blocks.length - before < 8, `${chain.blocks.length - before} blocks`);
    assert.equal(ledger.stateHash, (await openLedger(await open(chain))).stateHash);
  });

  it('leaves out transactions of a block that the application refused', async () => {
    const chain = await start();
    const log = await open(chain);
    const ledger = await openLedger(log);
    const signed = ledger.sign({ type: 'weights', change: [0.1, -0.1, 0, 0] }, POOL[0]);
    const tx = transactionOf('test', signed);
    const stolen = transactionOf('test', { ...signed, signature: 'f'.repeat(128) });
    await chain.makeBlock([tx, tx, stolen, Buffer.from('[]'), Buffer.from('\xff{')]);
    assert.deepEqual(
      chain.blocks[0].results.map(({ code }) => code),
      [0, 11, 9, 1, 1],
    );
    assert.equal(await ledger.refresh(), 1);
    assert.deepEqual((await readAll(log)).slice(1), [signed]);
    assert.equal(ledger.stateHash, (await log.latest()).stateHash);
  });

  it('rejects with the reason of the chain, also where a block dropped the operation', async () => {
    const chain = await start();
    const ledger = await openLedger(await open(chain));
    const block = ledger.sign({ type: 'block' }, AUTHORITY);
    await assert.rejects(ledger.submit(ledger.sign({ type: 'block' }, POOL[0])), {
      name: 'LedgerRefusal',
      reason: 'notAuthority',
      message: /^submit: peer must be the authority, [0-9a-f]{8}…, got [0-9a-f]{8}…$/,
    });
    const signed = ledger.sign({ type: 'weights', change: [0.1, -0.1, 0, 0] }, POOL[0]);
    const submitted = assert.rejects(ledger.submit(signed), { reason: 'wrongBlock' });
    // A block without it closes the ledger's block.
    await new Promise((resolve) => {
      chain.instead.broadcast_tx_sync = () => {
        delete chain.instead.broadcast_tx_sync;
        void chain.makeBlock([transactionOf('test', block)]).then(resolve);
        return { code: 0 };
      };
    });
    await submitted;
    assert.equal((await openLedger(await open(chain))).length, 2);
  });

  it('follows a node that goes away and comes back', async () => {
    const chain = await start();
    const [writer, reader] = await Promise.all(
      [0, 1].map(async () => openLedger(await open(chain))),
    );
    const followed = followTo(reader, 3);
    await closeBlock(writer);
    const { port } = chain.server.address() as AddressInfo;
    chain.server.closeAllConnections();
    chain.server.close();
    const submitted = closeBlock(writer);
    setTimeout(() => chain.server.listen(port, '127.0.0.1'), 50);
    assert.equal(await submitted, 2);
    assert.equal(await followed, 3);
    assert.deepEqual(bitsOf(reader.snapshot()), bitsOf(writer.snapshot()));
  });

  it('rejects where no block comes in time, and where the node has lost blocks', async () => {
    const chain = await start();
    await closeBlock(await openLedger(await open(chain)));
    const log = await open(chain, { timeout: 0.1 });
    const ledger = await openLedger(log);
    chain.instead.broadcast_tx_sync = () => ({ code: 0 });
    await assert.rejects(closeBlock(ledger), {
      name: 'LogError',
      message:
        /^append: http:\S+ must put the operation into a block within 0.1 s; it may do so later$/,
    });
    chain.instead.broadcast_tx_sync = () => {
      throw new Error('tx is too large');
    };
    await assert.rejects(
      closeBlock(ledger),
      /must take transactions, got Internal error: tx is too/,
    );
    chain.instead.blockchain = () => ({ block_metas: [] });
    await assert.rejects(readAll(log), /must have the blocks 1 to 1, got 0 of them$/);
    chain.instead.abci_info = () => ({ response: { data: 'bittensor-workbench ledger' } });
    await assert.rejects(readAll(log, 2), /must have the blocks that it had, 1, got 0$/);
  });

  it('refuses addresses that are no node, nodes of other applications, and long operations', async () => {
    const chain = await start();
    const other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const cases: [Partial<CometLogOptions>, RegExp][] = [
      [{ rpc: 'lab:26657' }, /rpc must be an address such as http:\S+, got another$/],
      [{ rpc: 5 as never }, /rpc must be an address such as http:\S+, got 5$/],
      [{ rpc: `http://127.0.0.1:${port}` }, /must be the RPC of .*, got status 200 and no JSON$/],
      [
        { rpc: `http://a:secret@127.0.0.1:${await freePort()}`, timeout: 0.01 },
        /must be the RPC of a node of CometBFT that answers \(.+\)$/,
      ],
    ];
    try {
      for (const [options, message] of cases) {
        await assert.rejects(open(chain, options), (error) => {
          assert.match(String(error), /^(LogError|InvalidArgumentError): openCometLog: /);
          assert.match((error as Error).message, message);
          assert.doesNotMatch((error as Error).message, /secret|\n/);
          return true;
        });
      }
    } finally {
      other.close();
    }
    const log = await open(chain);
    const long = sign({ ...SHARED.operation, name: 'x'.repeat(700_000) } as never, AUTHORITY);
    await assert.rejects(log.append(long), /transaction must have at most 700000 bytes, got 7\d+$/);
    chain.instead.abci_info = () => ({ response: { data: 'kvstore' } });
    await assert.rejects(open(chain), /must run the application of ledger-node, got "kvstore"$/);
  });
});
