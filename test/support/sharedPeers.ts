/*
 * Peers that write to one log by themselves, in a database or of a chain.
 */
import assert from 'node:assert/strict';
import { openLedger, type OperationLog } from '../../lib/ledger/index.js';
import { applyOperation } from '../../lib/ledger/rules.js';
import { readSigned } from '../../lib/ledger/shape.js';
import { type LedgerState } from '../../lib/ledger/state.js';
import { teacherShards } from './network.js';
import { until } from './nodes.js';
import { type PeerRuns } from './peerRuns.js';

/** Two peers train, weigh each other and stop; a ledger that is opened later has the state of both. */
export async function shareOneLog(
  runs: PeerRuns,
  address: string,
  open: () => Promise<OperationLog>,
): Promise<void> {
  const [first, second] = teacherShards(2, 60);
  const a = await runs.start(0, first, { ledger: address });
  const b = await runs.start(1, second, { ledger: address, join: a.node.addresses });
  for (const { blocks } of [a, b]) {
    const isWeighed = (): boolean =>
      blocks.some(
        ({ peers }) => peers.length === 2 && peers.every(({ weight, stake }) => weight * stake > 0),
      );
    await until(isWeighed, 'weights of both peers');
  }
  const last = await b.stop();
  await a.stop();
  const log = await open();
  const { ids, stake } = (await openLedger(log)).snapshot();
  assert.deepEqual([...ids].sort(), [a.keys.id, b.keys.id].sort());
  assert.ok(stake.every((held) => held > 0));
  // The peer that stopped first has the history of the log up to there.
  let state: LedgerState | undefined;
  let left = last.ledger.length;
  for await (const signed of log.read(0)) {
    if (left-- === 0) break;
    state = applyOperation(state, readSigned(signed));
  }
  assert.equal(state?.head, last.ledger.head);
  for (const { troubles } of [a, b]) assert.deepEqual(troubles, []);
}
