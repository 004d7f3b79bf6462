/*
 * The ledger's rules as a replicated application: every validator applies the same blocks of transactions to the same state,
 * and signs the hash of the result.
 *
 * An honest proposer proposes no transaction that the rules refuse, and an honest validator rejects a proposal with one. A
 * block that has one nevertheless is applied without it, on every node alike.
 */
import { versions } from '../../files/version.js';
import { FileError, WorkbenchError } from '../../math/errors.js';
import { type SignedOperation } from '../operations.js';
import { LedgerRefusal } from '../refusal.js';
import { applyOperation } from '../rules.js';
import { readSigned } from '../shape.js';
import { type LedgerState } from '../state.js';
import { stateHash } from '../stateHash.js';
import { ACCEPT, REJECT } from './abci.js';
import { Kept } from './kept.js';
import {
  ACCEPTED,
  applyTransaction,
  resultOf,
  type Accepted,
  type TransactionResult,
} from './transaction.js';

/** The name by which a client knows this application. */
export const APPLICATION = 'bittensor-workbench ledger';

/** The most bytes of a proposal: CometBFT's gRPC client takes 4 MiB. */
const MOST_BYTES = 3 * 2 ** 20;
/** The most operations of a proposal, so that a validator checks them well within the time for a proposal. */
const MOST_OPERATIONS = 1000;

/** The effect of transactions on a state, one after another. */
interface Block {
  readonly before: LedgerState;
  readonly txs: readonly Uint8Array[];
  readonly state: LedgerState;
  readonly accepted: readonly SignedOperation[];
  readonly results: readonly TransactionResult[];
}

function applyAll(before: LedgerState, txs: readonly Uint8Array[]): Block {
  let state = before;
  const accepted: SignedOperation[] = [];
  const results = txs.map((bytes) => {
    const outcome = applyTransaction(state, bytes);
    if (outcome instanceof LedgerRefusal) return resultOf(outcome);
    state = outcome.state;
    accepted.push(outcome.signed);
    return ACCEPTED;
  });
  return { before, txs, state, accepted, results };
}

/** The application of one node; its methods are those of the protocol. */
export class Application {
  readonly #where: string;
  readonly #kept: Kept;
  /** The genesis, until it is committed with the first block. */
  #genesis: Accepted | undefined;
  /** The last block that was applied: a node proposes, checks and decides the same transactions. */
  #applied: Block | undefined;
  /** The result of a block that is decided and not committed. */
  #decided: (Block & { readonly height: number }) | undefined;
  /** The state after the transactions that wait for a block; undefined where none wait. */
  #checked: LedgerState | undefined;

  private constructor(where: string, kept: Kept) {
    this.#where = where;
    this.#kept = kept;
  }

  /** @throws as {@link Kept.open} does */
  static async open(where: string, folder: string): Promise<Application> {
    return new Application(where, await Kept.open(where, folder));
  }

  /** The height of the last committed block. */
  get height(): number {
    return this.#kept.committed.height;
  }

  /** A node greets when it connects, with no transactions that wait. */
  echo({ message }: { message: string }): { message: string } {
    this.#checked = undefined;
    return { message };
  }

  info(): Record<string, unknown> {
    const { height, state } = this.#kept.committed;
    return {
      data: APPLICATION,
      version: versions().workbench,
      last_block_height: height,
      last_block_app_hash: state === undefined ? Buffer.alloc(0) : hashOf(state),
    };
  }

  /** The chain's genesis holds the signed genesis of the ledger, which is its first operation. */
  initChain({ app_state_bytes: bytes }: { app_state_bytes: Uint8Array }): object {
    try {
      const signed = readSigned(JSON.parse(Buffer.from(bytes).toString()));
      this.#genesis = { signed, state: applyOperation(undefined, signed) };
    } catch (error) {
      const reason = (error as Error).message.replace(/\s+/g, ' ');
      const problem = `must hold the signed genesis of the ledger as app_state (${reason})`;
      throw new FileError(this.#where, 'genesis.json of the node', problem);
    }
    return { app_hash: hashOf(this.#genesis.state) };
  }

  checkTx({ tx }: { tx: Uint8Array }): TransactionResult {
    const outcome = applyTransaction(this.#checked ?? this.#latest, tx);
    if (outcome instanceof LedgerRefusal) return resultOf(outcome);
    this.#checked = outcome.state;
    return ACCEPTED;
  }

  prepareProposal(request: { txs: readonly Uint8Array[]; max_tx_bytes: number }): {
    txs: Uint8Array[];
  } {
    const before = this.#latest;
    let state = before;
    let room = Math.min(request.max_tx_bytes, MOST_BYTES);
    const txs: Uint8Array[] = [];
    const accepted: SignedOperation[] = [];
    for (const bytes of request.txs) {
      if (bytes.length > room || txs.length === MOST_OPERATIONS) continue;
      const outcome = applyTransaction(state, bytes);
      if (outcome instanceof LedgerRefusal) continue;
      ({ state } = outcome);
      room -= bytes.length;
      txs.push(bytes);
      accepted.push(outcome.signed);
    }
    this.#applied = { before, txs, state, accepted, results: txs.map(() => ACCEPTED) };
    return { txs };
  }

  processProposal({ txs }: { txs: readonly Uint8Array[] }): { status: number } {
    if (txs.length > MOST_OPERATIONS) return { status: REJECT };
    const { results } = this.#apply(txs);
    return { status: results.every(({ code }) => code === 0) ? ACCEPT : REJECT };
  }

  finalizeBlock({ txs, height }: { txs: readonly Uint8Array[]; height: number }): {
    tx_results: readonly TransactionResult[];
    app_hash: Uint8Array;
  } {
    const block = this.#apply(txs);
    this.#decided = { ...block, height };
    return { tx_results: block.results, app_hash: hashOf(block.state) };
  }

  async commit(): Promise<object> {
    if (this.#decided === undefined) return {};
    const { height, state, accepted } = this.#decided;
    const before = this.#kept.committed;
    const list = before.state ? accepted : [...this.#first(), ...accepted];
    await this.#kept.commit({ height, state, length: before.length + list.length }, list);
    this.#genesis = this.#applied = this.#decided = this.#checked = undefined;
    return {};
  }

  /** The query `state`: the ledger's id, block, history and length, and the hash of its state, as JSON. */
  query({ path }: { path: string }): object {
    const { height, length, state } = this.#kept.committed;
    if (path !== 'state' || state === undefined) {
      return { code: 1, log: 'path must be state', codespace: APPLICATION };
    }
    const { ledger, block, history } = state;
    const value = JSON.stringify({ ledger, block, history, length, stateHash: stateHash(state) });
    return { value: Buffer.from(value), height };
  }

  close(): Promise<void> {
    return this.#kept.close();
  }

  /** The state that the next block begins with. */
  get #latest(): LedgerState {
    const state = this.#kept.committed.state ?? this.#genesis?.state;
    if (state !== undefined) return state;
    const rule = 'CometBFT must give the genesis before blocks';
    throw new WorkbenchError(`${this.#where}: ${rule}, got a block; start it again`);
  }

  /** The effect of transactions on the state that the next block begins with. */
  #apply(txs: readonly Uint8Array[]): Block {
    const before = this.#latest;
    const last = this.#applied;
    const isSame = (tx: Uint8Array, k: number): boolean => Buffer.compare(tx, txs[k]) === 0;
    if (last?.before === before && last.txs.length === txs.length && last.txs.every(isSame)) {
      return last;
    }
    this.#applied = applyAll(before, txs);
    return this.#applied;
  }

  #first(): SignedOperation[] {
    return this.#genesis === undefined ? [] : [this.#genesis.signed];
  }
}

function hashOf(state: LedgerState): Uint8Array {
  return Buffer.from(stateHash(state), 'hex');
}
