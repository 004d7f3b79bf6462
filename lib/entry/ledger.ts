/**
 * The ledger of §1.3–1.4: signed, bounded changes of weights, stake, blocks, and a history that replays bit for bit;
 * files of weights and stake of other networks.
 *
 * @example
 * ```ts
 * import { createStream } from 'bittensor-workbench';
 * import { changeTowards, createMemoryLog, keysFrom, openLedger, sign } from 'bittensor-workbench/ledger';
 *
 * const keys = ['ada', 'bob', 'eve'].map((name) => keysFrom(createStream(7).split(name)));
 * const peers = keys.map(({ id }) => ({ id, stake: 1 }));
 * const genesis = { type: 'genesis', name: 'three', authority: keys[0].id, bound: 0.1, inflation: 1, peers };
 * const ledger = await openLedger(createMemoryLog(), { genesis: sign(genesis, keys[0]) });
 * const change = changeTowards(ledger.snapshot(), keys[1].id, Float64Array.of(0.5, 0, 0.5));
 * await ledger.submit(ledger.sign({ type: 'weights', change }, keys[1])); // a LedgerRefusal states the reason
 * await ledger.submit(ledger.sign({ type: 'block' }, keys[0])); // rank (5), inflation (6)
 * console.log(ledger.snapshot().ranks, ledger.snapshot().stake);
 * ```
 *
 * @packageDocumentation
 */
export * from '../ledger/index.js';
