/*
 * The ledger's history as the transactions of a chain of CometBFT, which a client reads and adds to by the RPC of one node.
 *
 * Sequence 0 is the genesis of the ledger, in the genesis of the chain; the accepted transactions follow in the order of the
 * blocks. The chain keeps the rules, so that an operation may get another sequence than the client expected.
 */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { checkInteger } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { programmatic, readParameters, required, type OptionsOf } from '../../parameters/index.js';
import { Watchers, type OperationLog } from '../log.js';
import { LogError } from '../logError.js';
import { type SignedOperation } from '../operations.js';
import { type LedgerRefusal } from '../refusal.js';
import { Blocks, FIRST, type CommittedBlock, type Place } from './blocks.js';
import { seconds } from '../seconds.js';
import { checkRpc, Rpc, RpcError } from './rpc.js';
import { refusalOf, transactionOf, type TransactionResult } from './transaction.js';

const WHERE = 'openCometLog';

/** The most bytes of a transaction: a node takes requests of 1,000,000, in base64. */
const MOST_BYTES = 700_000;

/** The options of {@link openCometLog}. */
export const COMET_LOG = {
  rpc: required(
    programmatic<string | undefined>(
      undefined,
      'Address of the RPC of a node: http://127.0.0.1:26657',
      checkRpc,
    ),
  ),
  timeout: seconds(
    30,
    86_400,
    'Time for which a node that does not answer, and a block with the operation, are waited for',
  ),
  interval: seconds(0.25, 3600, 'Time between two looks for new blocks'),
};

export type CometLogOptions = OptionsOf<typeof COMET_LOG>;

/** A log of a chain. */
export interface CometLog extends OperationLog {
  watch(onChange: () => void): () => void;
  /** The last block that the node's application has committed, and the hash of the ledger's state after it. */
  latest(): Promise<CommittedBlock>;
}

/** An append that waits for its block. */
interface Waiting {
  /** In base64. */
  readonly tx: string;
  readonly deadline: number;
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: unknown) => void;
  /** The height at which the node was last given the transaction; undefined before. */
  givenAt?: number;
  refusal?: LedgerRefusal | undefined;
}

class Chain implements CometLog {
  readonly keepsRules = true;
  readonly #watchers = new Watchers();
  readonly #waiting = new Set<Waiting>();
  #isAppending = false;
  #isLooking = false;
  /** The furthest place that was read. */
  #place = FIRST;

  constructor(
    readonly blocks: Blocks,
    readonly timeout: number,
    readonly interval: number,
  ) {}

  append(signed: SignedOperation): Promise<number> {
    return new Promise((resolve, reject) => {
      const bytes = transactionOf('append', signed);
      if (bytes.length > MOST_BYTES) {
        const rule = `a transaction must have at most ${MOST_BYTES} bytes`;
        throw new InvalidArgumentError('append', rule, `${bytes.length}`);
      }
      const deadline = performance.now() + 1000 * this.timeout;
      const tx = Buffer.from(bytes).toString('base64');
      this.#waiting.add({ tx, deadline, resolve, reject });
      void this.#appendAll('append');
    });
  }

  read(from: number): AsyncIterable<SignedOperation> {
    checkInteger('read', 'from', from, 0);
    return this.#read('read', from);
  }

  watch(onChange: () => void): () => void {
    const stop = this.#watchers.add(onChange);
    void this.#look();
    return stop;
  }

  latest(): Promise<CommittedBlock> {
    return this.blocks.latest('latest');
  }

  /** Tells the watchers of new states while there are any. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    let seen = '';
    while (this.#watchers.size > 0) {
      const latest = await this.latest().catch(() => undefined);
      if (latest !== undefined && latest.stateHash !== seen) {
        seen = latest.stateHash;
        this.#watchers.call();
      }
      await wait(1000 * this.interval);
    }
    this.#isLooking = false;
  }

  async *#read(where: string, from: number): AsyncGenerator<SignedOperation> {
    const { height: end } = await this.blocks.latest(where);
    if (from === 0) yield (await this.blocks.genesis(where)) as SignedOperation;
    let place = from < this.#place.next ? FIRST : this.#place;
    if (end < place.height) {
      this.blocks.refuse(where, `must have the blocks that it had, ${place.height}, got ${end}`);
    }
    for await (const { height, transactions } of this.blocks.between(where, place.height, end)) {
      let { next } = place;
      for (const { tx, result } of transactions) {
        if (refusalOf(result) !== undefined) continue;
        if (next++ >= from) yield this.#parse(where, tx, height);
      }
      place = this.#reach({ height, next });
    }
    this.#reach({ ...place, height: end });
  }

  #parse(where: string, tx: string, height: number): SignedOperation {
    try {
      return JSON.parse(Buffer.from(tx, 'base64').toString()) as SignedOperation;
    } catch {
      return this.blocks.refuse(where, `must hold operations, got another in block ${height}`);
    }
  }

  /** Notes a place that was read. */
  #reach(place: Place): Place {
    if (place.height > this.#place.height) this.#place = place;
    return place;
  }

  /** Brings what waits into blocks, until nothing waits. */
  async #appendAll(where: string): Promise<void> {
    if (this.#isAppending) return;
    this.#isAppending = true;
    try {
      // Blocks that are there already do not count.
      const rest = this.#read(where, this.#place.next);
      while ((await rest.next()).done !== true);
      let place = this.#place;
      while (this.#waiting.size > 0) {
        for (const one of this.#waiting) {
          // Where a block has come without it, the node may have dropped it, by a rule or for want of room.
          if (one.givenAt === place.height) continue;
          one.givenAt = place.height;
          one.refusal = await this.#broadcast(where, one.tx, place.height);
        }
        place = await this.#settle(where, place);
        if (this.#waiting.size > 0) await wait(1000 * this.interval);
      }
    } catch (error) {
      for (const one of this.#waiting) this.#end(one, error);
    } finally {
      this.#isAppending = false;
    }
  }

  /** Ends an append with its sequence or its error. */
  #end(one: Waiting, outcome: unknown): void {
    this.#waiting.delete(one);
    if (typeof outcome === 'number') one.resolve(outcome);
    else one.reject(outcome);
  }

  /** Gives a transaction to the node; returns its refusal, undefined where it waits for a block above `height`. */
  async #broadcast(where: string, tx: string, height: number): Promise<LedgerRefusal | undefined> {
    const { rpc } = this.blocks;
    const params = { tx };
    try {
      return refusalOf((await rpc.call(where, 'broadcast_tx_sync', params)) as TransactionResult);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      // A full mempool empties with the next block.
      if (error.message.includes('mempool is full')) return undefined;
      if (!error.message.includes('already exists in cache')) {
        return this.blocks.refuse(where, `must take transactions, got ${error.message}`);
      }
    }
    try {
      const hash = createHash('sha256').update(tx, 'base64').digest('base64');
      const found = (await rpc.call(where, 'tx', { hash })) as { height: string };
      if (Number(found.height) > height) return undefined;
      return refusalOf((await rpc.call(where, 'check_tx', params)) as TransactionResult);
    } catch (error) {
      // No block has it.
      if (error instanceof RpcError) return undefined;
      throw error;
    }
  }

  /** Settles the appends whose transactions are in blocks after a place, were refused or have waited too long. */
  async #settle(where: string, after: Place): Promise<Place> {
    const given = [...this.#waiting].filter(({ givenAt }) => givenAt !== undefined);
    const { height } = await this.blocks.latest(where);
    let { next } = after;
    for await (const { transactions } of this.blocks.between(where, after.height, height)) {
      for (const { tx, result } of transactions) {
        const outcome = refusalOf(result) ?? next++;
        for (const one of given.filter((each) => each.tx === tx)) {
          this.#end(one, outcome);
        }
      }
    }
    for (const one of given) {
      if (!this.#waiting.has(one)) continue;
      const problem = `must put the operation into a block within ${this.timeout} s; it may do so later`;
      const late = new LogError(where, this.blocks.rpc.shown, problem);
      if (one.refusal !== undefined) this.#end(one, one.refusal);
      else if (performance.now() > one.deadline) this.#end(one, late);
    }
    return { height, next };
  }
}

/**
 * Opens the log of a chain that validators run with {@link startLedgerNode}, by the RPC of one node. An append is acknowledged
 * when a block that is committed has the operation; it may have another sequence than was asked for, since the chain keeps
 * the rules itself. An operation that the chain refuses rejects with its {@link LedgerRefusal}.
 *
 * The client believes its node, which can leave out the newest blocks, and leave out or invent refusals; it cannot alter or
 * forge operations, which the ledger checks. Use a node of your own, or the proxy `cometbft light` before another's.
 *
 * @throws {@link InvalidArgumentError} (rejects) when an option is invalid
 * @throws {@link LogError} (rejects) when the node does not answer, or runs another application. Later, `append` and `read`
 *   reject so.
 */
export async function openCometLog(options: CometLogOptions): Promise<CometLog> {
  const { rpc, timeout, interval } = readParameters(WHERE, COMET_LOG, options);
  // A wrong address is told at once.
  await new Blocks(new Rpc(rpc, 0)).latest(WHERE);
  return new Chain(new Blocks(new Rpc(rpc, timeout)), timeout, interval);
}
