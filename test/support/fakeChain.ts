/*
 * A chain of one node without consensus: the application with a mempool, and the RPC of CometBFT as far as the client uses it.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Application } from '../../lib/ledger/cometbft/application.js';
import { type TransactionResult } from '../../lib/ledger/cometbft/transaction.js';
import { type SignedOperation } from '../../lib/ledger/index.js';

interface FakeBlock {
  readonly txs: readonly Buffer[];
  readonly results: readonly TransactionResult[];
}

/** Milliseconds between blocks while transactions wait. */
const PAUSE = 4;

type Params = Readonly<Record<string, string>>;

export class FakeChain {
  readonly blocks: FakeBlock[] = [];
  readonly #seen = new Set<string>();
  #waiting: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #making: Promise<void> = Promise.resolve();
  /** Answers in place of those of methods. */
  readonly instead: Record<string, (params: Params) => unknown> = {};

  private constructor(
    readonly app: Application,
    readonly genesis: SignedOperation,
    readonly server: Server,
  ) {}

  static async start(folder: string, genesis: SignedOperation): Promise<FakeChain> {
    const app = await Application.open('startLedgerNode', folder);
    app.initChain({ app_state_bytes: Buffer.from(JSON.stringify(genesis)) });
    const server = createServer();
    const chain = new FakeChain(app, genesis, server);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (part) => (body += String(part)));
      request.on('end', () => {
        response.end(JSON.stringify(chain.#answer(body)));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return chain;
  }

  get rpc(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Makes a block of transactions that the application proposes, or of `txs` as a majority of liars would. */
  async makeBlock(
    txs = this.app.prepareProposal({ txs: this.#waiting, max_tx_bytes: 1e9 }).txs,
  ): Promise<void> {
    const { tx_results: results } = this.app.finalizeBlock({ txs, height: this.blocks.length + 1 });
    this.blocks.push({ txs: txs.map((bytes) => Buffer.from(bytes)), results });
    await this.app.commit();
    // As CometBFT, it checks again what is left, and forgets it where it is refused.
    this.#waiting = this.#waiting.filter((tx) => {
      if (txs.some((other) => tx.equals(other))) return false;
      if (this.app.checkTx({ tx }).code === 0) return true;
      this.#seen.delete(tx.toString());
      return false;
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#making;
    this.server.closeAllConnections();
    this.server.close();
    await this.app.close();
  }

  #expectBlock(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#making = this.#making
        .then(() => this.makeBlock())
        .then(() => {
          if (this.#waiting.length > 0) this.#expectBlock();
        });
    }, PAUSE);
  }

  #answer(body: string): object {
    const { method, params } = JSON.parse(body) as { method: string; params: Params };
    try {
      const result = (this.instead[method] ?? this.#methods[method])(params);
      return { jsonrpc: '2.0', id: 1, result };
    } catch (error) {
      return { error: { code: -32603, message: 'Internal error', data: (error as Error).message } };
    }
  }

  readonly #methods: Record<string, (params: Params) => unknown> = {
    abci_info: () => {
      const info = this.app.info();
      const hash = info.last_block_app_hash as Buffer;
      return {
        response: {
          ...{ data: info.data, last_block_app_hash: hash.toString('base64') },
          last_block_height: String(info.last_block_height),
        },
      };
    },
    genesis: () => ({ genesis: { app_state: this.genesis } }),
    blockchain: ({ minHeight, maxHeight }) => {
      const block_metas = this.blocks
        .map(({ txs }, k) => ({ header: { height: String(k + 1) }, num_txs: String(txs.length) }))
        .slice(Number(minHeight) - 1, Number(maxHeight))
        .reverse();
      return { block_metas };
    },
    block: ({ height }) => ({
      block: {
        data: { txs: this.blocks[Number(height) - 1].txs.map((tx) => tx.toString('base64')) },
      },
    }),
    block_results: ({ height }) => ({ txs_results: this.blocks[Number(height) - 1].results }),
    broadcast_tx_sync: ({ tx }) => {
      const bytes = Buffer.from(tx, 'base64');
      if (this.#seen.has(bytes.toString())) throw new Error('tx already exists in cache');
      const result = this.app.checkTx({ tx: bytes });
      if (result.code === 0) {
        this.#seen.add(bytes.toString());
        this.#waiting.push(bytes);
        this.#expectBlock();
      }
      return result;
    },
    check_tx: ({ tx }) => this.app.checkTx({ tx: Buffer.from(tx, 'base64') }),
    tx: ({ hash }) => {
      const hashOf = (tx: Buffer): string => createHash('sha256').update(tx).digest('base64');
      const height = this.blocks.findIndex(({ txs }) => txs.some((tx) => hashOf(tx) === hash)) + 1;
      if (height === 0) throw new Error('tx not found');
      return { height: String(height) };
    },
  };
}
