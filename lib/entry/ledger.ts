/**
 * The ledger of §1.3–1.4: signed, bounded changes of weights, stake, blocks, and a history that replays bit for bit.
 *
 * @example
 * ```ts
 * import { createKeys, createMemoryLog, openLedger } from 'bittensor-workbench/ledger';
 *
 * const authority = createKeys();
 * const log = createMemoryLog();
 * const genesis = { authority: authority.id, peers: [{ id: createKeys().id, stake: 1 }], settings: { bound: 0.1, inflation: 0.1 } };
 * console.log(typeof openLedger, typeof log.append, genesis.peers.length);
 * ```
 *
 * @packageDocumentation
 */
export * from '../ledger/index.js';
