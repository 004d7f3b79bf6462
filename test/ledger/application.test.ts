import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Application } from '../../lib/ledger/cometbft/application.js';
import { transactionOf } from '../../lib/ledger/cometbft/transaction.js';
import {
  openFileLog,
  openLedger,
  REFUSAL_REASONS,
  startLedgerNode,
  type Ledger,
  type LedgerNode,
  type LedgerNodeOptions,
  type OperationDraft,
  type SignedOperation,
} from '../../lib/ledger/index.js';
import { temporaryFolder } from '../support/folders.js';
import { AUTHORITY, begin, keysOf, mixedGenesis, POOL } from '../support/ledger.js';

const GENESIS = mixedGenesis(4);
const app_state_bytes = Buffer.from(JSON.stringify(GENESIS, null, 2));
const weights: OperationDraft = { type: 'weights', change: [0.1, -0.1, 0, 0] };

const bytesOf = (signed: SignedOperation): Buffer => Buffer.from(transactionOf('test', signed));

/** A ledger beside the application, and the transaction of an operation signed there. */
class Twin {
  private constructor(readonly ledger: Ledger) {}
  static async open(): Promise<Twin> {
    return new Twin(await begin(GENESIS));
  }

  tx(body: OperationDraft, keys = POOL[0]): Buffer {
    return bytesOf(this.ledger.sign(body, keys));
  }

  /** The transaction of an operation that the twin applies too. */
  async done(body: OperationDraft, keys = POOL[0]): Promise<Buffer> {
    const signed = this.ledger.sign(body, keys);
    await this.ledger.submit(signed);
    return bytesOf(signed);
  }

  get hash(): Buffer {
    return Buffer.from(this.ledger.stateHash, 'hex');
  }
}

describe('the application of a chain', () => {
  const opened: Application[] = [];
  afterEach(async () => {
    for (const app of opened.splice(0)) await app.close();
  });
  const folder = temporaryFolder();
  async function open(): Promise<Application> {
    const app = await Application.open('startLedgerNode', folder());
    opened.push(app);
    return app;
  }
  async function begun(): Promise<Application> {
    const app = await open();
    app.initChain({ app_state_bytes });
    return app;
  }
  async function reopened(): Promise<Application> {
    for (const app of opened.splice(0)) await app.close();
    return open();
  }
  /** Performs a block and returns its hash. */
  async function perform(app: Application, height: number, txs: Buffer[]): Promise<Uint8Array> {
    const { app_hash: hash } = app.finalizeBlock({ txs, height });
    await app.commit();
    return hash;
  }

  it('begins with the genesis of the chain and has the hash of the ledger’s state', async () => {
    const twin = await Twin.open();
    const app = await open();
    assert.deepEqual(app.initChain({ app_state_bytes }), { app_hash: twin.hash });
    assert.equal(app.info().last_block_height, 0);
    const txs = [await twin.done(weights), await twin.done({ type: 'block' }, AUTHORITY)];
    assert.deepEqual(await perform(app, 1, txs), twin.hash);
    const { last_block_height: height, last_block_app_hash: hash } = app.info();
    assert.deepEqual([height, hash], [1, twin.hash]);
    const { value } = app.query({ path: 'state' }) as { value: Buffer };
    const { ledger, block, history, length, stateHash } = twin.ledger;
    assert.deepEqual(JSON.parse(value.toString()), { ledger, block, history, length, stateHash });
  });

  it('refuses a chain whose genesis holds no genesis of a ledger, in one sentence', async () => {
    const app = await open();
    for (const bytes of [
      '',
      '{}',
      '[',
      JSON.stringify({ ...GENESIS, signature: 'f'.repeat(128) }),
    ]) {
      assert.throws(() => app.initChain({ app_state_bytes: Buffer.from(bytes) }), {
        name: 'FileError',
        message:
          /^startLedgerNode: genesis.json of the node must hold the signed genesis of the ledger as app_state \([^\n]+\)$/,
      });
    }
  });

  it('gives each refusal the place of its reason as code, and the sentence in its parts', async () => {
    const [app, twin] = [await begun(), await Twin.open()];
    const signed = twin.ledger.sign(weights, POOL[0]);
    const cases: [Buffer, string][] = [
      [Buffer.from('hello'), 'malformed'],
      [Buffer.from('\xff\xfe', 'latin1'), 'malformed'],
      [Buffer.from(JSON.stringify(signed, null, 1)), 'malformed'],
      [Buffer.from('['.repeat(1e5)), 'malformed'],
      [bytesOf(GENESIS), 'alreadyBegun'],
      [bytesOf({ ...signed, signature: '0'.repeat(128) }), 'badSignature'],
      [twin.tx({ type: 'block' }), 'notAuthority'],
      [twin.tx({ type: 'join' }), 'alreadyPeer'],
      [twin.tx(weights, POOL[7]), 'unknownPeer'],
      [twin.tx({ type: 'weights', change: [9, 0, 0, 0] }), 'changeTooLarge'],
    ];
    for (const [tx, reason] of cases) {
      const { code, log, codespace } = app.checkTx({ tx });
      assert.equal(REFUSAL_REASONS[code - 1], reason, log);
      assert.deepEqual(Object.keys(JSON.parse(log) as object), ['rule', 'value']);
      assert.equal(codespace, 'bittensor-workbench');
      assert.deepEqual(app.prepareProposal({ txs: [tx], max_tx_bytes: 1e6 }), { txs: [] });
      assert.deepEqual(app.processProposal({ txs: [tx] }), { status: 2 });
      assert.equal(app.finalizeBlock({ txs: [tx], height: 1 }).tx_results[0].code, code);
    }
    assert.deepEqual(app.finalizeBlock({ txs: [], height: 1 }).app_hash, twin.hash);
  });

  it('lets one operation of a kind wait for a peer, until a block, or until its node greets again', async () => {
    const [app, twin] = [await begun(), await Twin.open()];
    const other = twin.tx({ type: 'weights', change: [0, 0.1, -0.1, 0] });
    const codes = (tx: Buffer): number => app.checkTx({ tx }).code;
    const repeated = REFUSAL_REASONS.indexOf('repeated') + 1;
    assert.deepEqual([twin.tx(weights), other].map(codes), [0, repeated]);
    assert.deepEqual(app.echo({ message: 'hello' }), { message: 'hello' });
    assert.deepEqual([other, twin.tx(weights)].map(codes), [0, repeated]);
    await perform(app, 1, []);
    assert.deepEqual([twin.tx(weights), other].map(codes), [0, repeated]);
  });

  it('proposes only what the rules accept in its order and the bytes allow, and rejects other proposals', async () => {
    const [app, twin] = [await begun(), await Twin.open()];
    const close = twin.tx({ type: 'block' }, AUTHORITY);
    const [first, second] = [twin.tx(weights), twin.tx(weights, POOL[1])];
    const txs = [first, second, first, close, twin.tx(weights, POOL[2])];
    const propose = (max_tx_bytes: number): object => app.prepareProposal({ txs, max_tx_bytes });
    assert.deepEqual(propose(1e6), { txs: [first, second, close] });
    assert.deepEqual(propose(first.length + close.length), { txs: [first, close] });
    assert.deepEqual(app.processProposal({ txs: [first, second, close] }), { status: 1 });
    assert.deepEqual(app.processProposal({ txs: [] }), { status: 1 });
    assert.deepEqual(app.processProposal({ txs }), { status: 2 });
    assert.deepEqual(app.processProposal({ txs: [close, first] }), { status: 2 });
  });

  it('proposes at most 1,000 operations, and rejects a proposal of more', async () => {
    const [app, twin] = [await begun(), await Twin.open()];
    const txs = Array.from({ length: 1001 }, (_, k) => twin.tx({ type: 'join' }, keysOf(`j${k}`)));
    const proposal = app.prepareProposal({ txs, max_tx_bytes: 1e9 });
    assert.deepEqual(proposal, { txs: txs.slice(0, 1000) });
    assert.deepEqual(app.processProposal(proposal), { status: 1 });
    assert.deepEqual(app.processProposal({ txs }), { status: 2 });
  });

  it('performs a block again from the committed state where its node asks twice', async () => {
    const [app, twin] = [await begun(), await Twin.open()];
    const txs = [await twin.done(weights)];
    for (let again = 0; again < 3; again++) {
      assert.deepEqual(app.finalizeBlock({ txs, height: 1 }).app_hash, twin.hash);
    }
    await app.commit();
    await app.commit();
    assert.equal(app.height, 1);
    assert.deepEqual(app.info().last_block_app_hash, twin.hash);
  });

  it('finds its state again, and its log is one like any other', async () => {
    const [app, twin] = [await begun(), await Twin.open()];
    await perform(app, 1, []);
    await perform(app, 2, [await twin.done(weights), await twin.done(weights, POOL[1])]);
    await perform(app, 3, []);
    const again = await reopened();
    assert.equal(again.height, 3);
    assert.deepEqual(again.info().last_block_app_hash, twin.hash);
    const txs = [await twin.done({ type: 'block' }, AUTHORITY)];
    assert.deepEqual(await perform(again, 4, txs), twin.hash);
    await opened.pop()?.close();
    const log = await openFileLog(join(folder(), 'ledger.jsonl'));
    assert.equal((await openLedger(log)).stateHash, twin.ledger.stateHash);
    await log.close();
  });

  describe('which ended between its operations and its height', () => {
    const height = (): string => join(folder(), 'height.json');
    let twin: Twin;
    let txs: Buffer[];
    beforeEach(async () => {
      const app = await begun();
      twin = await Twin.open();
      await perform(app, 1, [await twin.done(weights)]);
      const before = readFileSync(height());
      txs = [await twin.done(weights, POOL[1]), await twin.done({ type: 'leave' }, POOL[2])];
      await perform(app, 2, txs);
      writeFileSync(height(), before);
    });

    it('takes the block again and writes nothing twice', async () => {
      const before = readFileSync(join(folder(), 'ledger.jsonl'));
      const app = await reopened();
      assert.equal(app.height, 1);
      assert.deepEqual(await perform(app, 2, txs), twin.hash);
      assert.deepEqual(readFileSync(join(folder(), 'ledger.jsonl')), before);
      assert.deepEqual((await reopened()).info().last_block_app_hash, twin.hash);
    });

    it('adds what was not written', async () => {
      const path = join(folder(), 'ledger.jsonl');
      const before = readFileSync(path, 'utf8');
      for (const app of opened.splice(0)) await app.close();
      writeFileSync(path, before.split('\n').slice(0, 3).join('\n').slice(0, -5));
      const app = await open();
      assert.deepEqual(await perform(app, 2, txs), twin.hash);
      assert.equal(readFileSync(path, 'utf8'), before);
    });

    it('refuses another block', async () => {
      const app = await reopened();
      app.finalizeBlock({ txs: [txs[1]], height: 2 });
      await assert.rejects(app.commit(), {
        name: 'FileError',
        message:
          /must hold the operations of the chain's blocks, got another operation; delete ledger.jsonl and height.json, and the node replays its blocks$/,
      });
    });

    it('refuses files that are damaged, and begins again without them', async () => {
      for (const app of opened.splice(0)) await app.close();
      const kept = readFileSync(height(), 'utf8');
      const cases: [string, RegExp][] = [
        ['', /must hold the height of a committed block/],
        ['{"height":"1"}', /must hold the height of a committed block; delete/],
        ['{"height":1,"length":9,"hash":""}', /got 4 operations instead of 9; delete/],
        [
          kept.replace(/"hash":"../, '"hash":"00'),
          /got operations that lead to another state; delete/,
        ],
        [
          kept.replace('"length":2', '"length":3'),
          /got operations that lead to another state; delete/,
        ],
      ];
      for (const [text, message] of cases) {
        writeFileSync(height(), text);
        await assert.rejects(open(), (error) => {
          assert.match(
            String(error),
            /^FileError: startLedgerNode: [^\n]+, and the node replays its blocks$/,
          );
          assert.match(String(error), message);
          return true;
        });
      }
      for (const file of ['height.json', 'ledger.jsonl']) rmSync(join(folder(), file));
      assert.equal((await open()).height, 0);
    });
  });

  describe('over gRPC', () => {
    const nodes: LedgerNode[] = [];
    afterEach(async () => {
      for (const node of nodes.splice(0)) await node.close();
    });
    async function start(options: Partial<LedgerNodeOptions> = {}): Promise<LedgerNode> {
      const node = await startLedgerNode({ home: folder(), address: '127.0.0.1:0', ...options });
      nodes.push(node);
      return node;
    }
    /** The answer to a request, both as the bytes of the protocol. */
    async function call({ address }: LedgerNode, method: string, request: Buffer): Promise<Buffer> {
      const { Client, credentials } = await import('@grpc/grpc-js');
      const client = new Client(address, credentials.createInsecure());
      const same = (bytes: Buffer): Buffer => bytes;
      try {
        return await new Promise((resolve, reject) => {
          const path = `/tendermint.abci.ABCI/${method}`;
          client.makeUnaryRequest(path, same, same, request, (error, answer) => {
            if (error) reject(error);
            else resolve(answer ?? Buffer.alloc(0));
          });
        });
      } finally {
        client.close();
      }
    }
    /** A field of bytes: its tag, its length as a varint, its content. */
    const field = (id: number, content: Buffer): Buffer => {
      const length = content.length;
      const varint = length < 128 ? [length] : [128 | (length & 127), length >> 7];
      return Buffer.concat([Buffer.from([(id << 3) | 2, ...varint]), content]);
    };

    it('speaks the protocol of CometBFT 0.38 to the byte, and skips fields that it does not know', async () => {
      const twin = await Twin.open();
      const heights: number[] = [];
      const node = await start({ onCommit: (height) => heights.push(height) });
      const hello = field(1, Buffer.from('hello'));
      assert.deepEqual(await call(node, 'Echo', hello), hello);
      assert.deepEqual(await call(node, 'Flush', Buffer.alloc(0)), Buffer.alloc(0));
      // chain_id is field 2, app_state_bytes 5, app_hash 3.
      const init = Buffer.concat([field(2, Buffer.from('chain')), field(5, app_state_bytes)]);
      assert.deepEqual(await call(node, 'InitChain', init), field(3, twin.hash));
      // code is field 1, log 3, codespace 8.
      const accepted = Buffer.from([1 << 3, 0, (3 << 3) | 2, 0, (8 << 3) | 2, 0]);
      const [tx, forged] = [await twin.done(weights), Buffer.from('{}')];
      assert.deepEqual(await call(node, 'CheckTx', field(1, tx)), accepted);
      const refused = await call(node, 'CheckTx', field(1, forged));
      assert.deepEqual(refused.subarray(0, 3), Buffer.from([8, 1, (3 << 3) | 2]));
      const txs = Buffer.concat([tx, forged].map((one) => field(1, one)));
      // Statuses: 1 accepts, 2 rejects.
      assert.deepEqual(await call(node, 'ProcessProposal', field(1, tx)), Buffer.from([8, 1]));
      assert.deepEqual(await call(node, 'ProcessProposal', txs), Buffer.from([8, 2]));
      const proposal = Buffer.concat([
        Buffer.from([8, 0x80, 0x80, 0x40]),
        field(2, tx),
        field(2, forged),
      ]);
      assert.deepEqual(await call(node, 'PrepareProposal', proposal), field(1, tx));
      // height is field 5, a varint; tx_results 2, app_hash 5.
      const block = Buffer.concat([txs, Buffer.from([5 << 3, 7])]);
      const expected = Buffer.concat([field(2, accepted), field(2, refused), field(5, twin.hash)]);
      assert.deepEqual(await call(node, 'FinalizeBlock', block), expected);
      assert.deepEqual(await call(node, 'Commit', Buffer.alloc(0)), Buffer.alloc(0));
      assert.deepEqual([heights, node.height], [[7], 7]);
      const info = await call(node, 'Info', field(1, Buffer.from('0.38.17')));
      const end = Buffer.concat([Buffer.from([4 << 3, 7]), field(5, twin.hash)]);
      assert.deepEqual(info.subarray(-end.length), end);
      assert.deepEqual(await call(node, 'ListSnapshots', Buffer.alloc(0)), Buffer.alloc(0));
      const unknown = await call(node, 'Query', field(2, Buffer.from('other')));
      assert.deepEqual(unknown.subarray(0, 2), Buffer.from([8, 1]));
    });

    it('tells a fault to its node and to its caller', async () => {
      const faults: unknown[] = [];
      const node = await start({ onFault: (error) => faults.push(error) });
      await assert.rejects(
        call(node, 'InitChain', Buffer.alloc(0)),
        /must hold the signed genesis/,
      );
      await assert.rejects(
        call(node, 'CheckTx', Buffer.alloc(0)),
        /must give the genesis before blocks, got a block; start it again$/,
      );
      assert.equal(faults.length, 2);
    });

    it('refuses wrong options, a folder that is open, and an address that is taken', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      await assert.rejects(start({ address: `127.0.0.1:${port}` }), {
        message: `startLedgerNode: address must be free to listen on, got 127.0.0.1:${port}`,
      });
      other.close();
      await assert.rejects(start({ address: 'lab' }), /address must be host:port, got "lab"$/);
      await assert.rejects(start({ home: '' }), /home must be a path, got ""$/);
      await assert.rejects(startLedgerNode({} as never), /home must be a path, got undefined$/);
      await start();
      await assert.rejects(start(), /must be open once at a time/);
    });
  });
});
