/*
 * The blocks of a chain as a node's RPC has them: their transactions, and which of them the application accepted.
 */
import { LogError } from '../logError.js';
import { APPLICATION } from './application.js';
import { RpcError, type Rpc } from './rpc.js';
import { type TransactionResult } from './transaction.js';

/** A place in the chain: after a block, and the sequence of the next operation. */
export interface Place {
  readonly height: number;
  readonly next: number;
}

/** The place before the first block; the genesis has sequence 0. */
export const FIRST: Place = { height: 0, next: 1 };

/** A block that has transactions. */
export interface ChainBlock {
  readonly height: number;
  readonly transactions: readonly {
    /** In base64. */
    readonly tx: string;
    readonly result: Partial<TransactionResult>;
  }[];
}

/** The most headers that a node gives at once. */
const HEADERS = 20;

interface Header {
  readonly header: { readonly height: string };
  readonly num_txs: string;
}

/** The last block that the application of a node has committed. */
export interface CommittedBlock {
  readonly height: number;
  /** The hash of the ledger's state, in hex. */
  readonly stateHash: string;
}

export class Blocks {
  constructor(readonly rpc: Rpc) {}

  /**
   * The last block that the node's application has committed.
   *
   * @throws {@link LogError} (rejects) when the node runs another application
   */
  async latest(where: string): Promise<CommittedBlock> {
    const { response } = (await this.ask(where, 'abci_info')) as {
      response: { data?: string; last_block_height?: string; last_block_app_hash?: string };
    };
    const { data, last_block_height: height = 0, last_block_app_hash: hash = '' } = response;
    if (data !== APPLICATION) {
      this.refuse(where, `must run the application of ledger-node, got ${JSON.stringify(data)}`);
    }
    return { height: Number(height), stateHash: Buffer.from(hash, 'base64').toString('hex') };
  }

  /** The signed genesis of the ledger, as the chain's genesis has it. */
  async genesis(where: string): Promise<unknown> {
    const { genesis } = (await this.ask(where, 'genesis')) as { genesis: { app_state?: unknown } };
    return genesis.app_state;
  }

  /** The blocks with transactions above `from`, up to and with `to`. */
  async *between(where: string, from: number, to: number): AsyncGenerator<ChainBlock> {
    for (let least = from + 1; least <= to; least += HEADERS) {
      const most = Math.min(least + HEADERS - 1, to);
      const params = { minHeight: String(least), maxHeight: String(most) };
      const { block_metas: headers } = (await this.ask(where, 'blockchain', params)) as {
        block_metas: Header[];
      };
      if (headers.length !== most - least + 1) {
        this.refuse(
          where,
          `must have the blocks ${least} to ${most}, got ${headers.length} of them`,
        );
      }
      for (const { header, num_txs: count } of headers.reverse()) {
        if (Number(count) > 0) yield await this.#block(where, Number(header.height));
      }
    }
  }

  async #block(where: string, height: number): Promise<ChainBlock> {
    const params = { height: String(height) };
    const [{ block }, { txs_results: results }] = (await Promise.all([
      this.ask(where, 'block', params),
      this.ask(where, 'block_results', params),
    ])) as [{ block: { data: { txs: string[] } } }, { txs_results: Partial<TransactionResult>[] }];
    const transactions = block.data.txs.map((tx, k) => ({ tx, result: results[k] }));
    return { height, transactions };
  }

  /** A call whose refusal by the node is a fault. */
  async ask(where: string, method: string, params: object = {}): Promise<unknown> {
    try {
      return await this.rpc.call(where, method, params);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return this.refuse(where, `must answer ${method}, got ${error.message}`);
    }
  }

  refuse(where: string, problem: string): never {
    throw new LogError(where, this.rpc.shown, problem);
  }
}
