import assert from 'node:assert/strict';
import { createStream } from '../../lib/math/index.js';
import { OUTCOMES, Traffic, type TrafficRow } from '../../lib/network/training/traffic.js';

const PEERS = 40;

describe('counts of calls', () => {
  it('are those that were added, pair by pair, for any number of pairs', () => {
    const traffic = new Traffic(PEERS);
    const expected = new Map<number, Record<string, number>>();
    const stream = createStream(1);
    for (let call = 0; call < 3000; call++) {
      const [from, to] = [stream.integer(PEERS), stream.integer(PEERS)];
      const outcome = OUTCOMES[stream.integer(OUTCOMES.length)];
      const counts = expected.get(from * PEERS + to) ?? {};
      expected.set(from * PEERS + to, counts);
      const pair = traffic.pair(from, to);
      for (const [count, by] of [
        ['asked', 1],
        [outcome, 1],
        ['bytes', call + 1],
      ] as const) {
        traffic.add(pair, count, by);
        counts[count] = (counts[count] ?? 0) + by;
      }
    }
    const table = traffic.table();
    const wanted = [...expected].sort(([a], [b]) => a - b);
    assert.equal(table.length, wanted.length);
    for (const [at, [key, counts]] of wanted.entries()) {
      const { from, to, ...found } = table[at];
      assert.equal(from * PEERS + to, key);
      assert.deepEqual(Object.fromEntries(Object.entries(found).filter(([, n]) => n > 0)), counts);
      assert.deepEqual(traffic.row(from, to), table[at]);
    }
    const other = new Traffic(PEERS);
    other.add(other.pair(1, 2), 'asked', 7);
    other.restore(table);
    assert.deepEqual(other.table(), table);
  });

  it('have no row for a pair without a call, but for clipped gradients and skipped steps', () => {
    const traffic = new Traffic(3);
    traffic.add(traffic.pair(2, 2), 'skipped');
    traffic.add(traffic.pair(1, 1), 'clipped', 2);
    traffic.add(traffic.pair(0, 1), 'bytes', 8);
    const links = traffic
      .table()
      .map(({ from, to, clipped, skipped }: TrafficRow) => [...[from, to, clipped, skipped]]);
    assert.deepEqual(links, [
      [1, 1, 2, 0],
      [2, 2, 0, 1],
    ]);
  });
});
