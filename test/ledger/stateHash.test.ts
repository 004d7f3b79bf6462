import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../lib/ledger/canonical.js';
import { applyOperation } from '../../lib/ledger/rules.js';
import { stateHash } from '../../lib/ledger/stateHash.js';
import { type LedgerState } from '../../lib/ledger/state.js';
import { begin, closeBlock, mixedGenesis, POOL } from '../support/ledger.js';

const littleEndian = (values: Float64Array): Uint8Array => {
  const bytes = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, k) => {
    bytes.setFloat64(8 * k, value, true);
  });
  return new Uint8Array(bytes.buffer);
};
const sha256 = (...parts: (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

describe('the hash of a state', () => {
  const state = applyOperation(undefined, mixedGenesis(4));

  it('is SHA-256 of its fields as canonical JSON, its stake, its ranks and the hashes of its rows', () => {
    const { rows, stake, ranks, leaving, done, ...rest } = state;
    const fields = canonicalJson({ ...rest, leaving: [...leaving], done: [...done] });
    const expected = sha256(
      fields,
      ...[stake, ranks].map(littleEndian),
      ...rows.map((row) => sha256(littleEndian(row))),
    );
    assert.equal(stateHash(state), expected.toString('hex'));
  });

  it('changes with every field and with the last bit of every number', () => {
    const next = (values: Float64Array): Float64Array => {
      const out = values.slice();
      new BigUint64Array(out.buffer)[out.length - 1] ^= 1n;
      return out;
    };
    const others: Partial<LedgerState>[] = [
      { ledger: '0'.repeat(64) },
      { settings: { ...state.settings, bound: 0.2 } },
      { block: 1 },
      { head: '1'.repeat(64) },
      { history: '1'.repeat(64) },
      { ids: state.ids.toReversed() },
      { rows: [...state.rows.slice(1), next(state.rows[0])] },
      { rows: state.rows.toReversed() },
      { stake: next(state.stake) },
      { ranks: next(state.ranks) },
      { joining: [POOL[5].id] },
      { leaving: new Set([POOL[0].id]) },
      { done: new Set([`join ${POOL[5].id}`]) },
    ];
    const hashes = others.map((other) => stateHash({ ...state, ...other }));
    assert.equal(new Set([stateHash(state), ...hashes]).size, others.length + 1);
  });

  it('is new after every operation, and the same for ledgers of one history', async () => {
    const [one, two] = [await begin(), await begin()];
    const seen = new Set([one.stateHash]);
    for (let k = 0; k < 4; k++) {
      const signed = one.sign({ type: 'weights', change: [0.1, -0.1, 0, 0] }, POOL[k]);
      for (const ledger of [one, two]) await ledger.submit(signed);
      seen.add(one.stateHash);
      assert.equal(one.stateHash, two.stateHash);
    }
    for (const ledger of [one, two]) await closeBlock(ledger);
    seen.add(one.stateHash);
    assert.equal(one.stateHash, two.stateHash);
    assert.equal(seen.size, 6);
  });
});
