import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChosenPeers, mostImportant } from '../../lib/network/gate/chosenPeers.js';

/** Places of ten peers with gates of few values, so that sums are equal at times. */
const choices = fc
  .array(fc.tuple(fc.nat({ max: 9 }), fc.constantFrom(0, 0.25, 0.5, 1)), { maxLength: 40 })
  .map((places) => ({
    chosen: Int32Array.from(places, ([peer]) => peer),
    gates: Float64Array.from(places, ([, gate]) => gate),
  }));

function sumsOf(chosen: Int32Array, gates: Float64Array): Map<number, number> {
  const sums = new Map<number, number>();
  chosen.forEach((peer, place) => {
    if (gates[place] > 0) sums.set(peer, (sums.get(peer) ?? 0) + gates[place]);
  });
  return sums;
}

describe('the peers of a choice', () => {
  it('are those with a gate above 0, ascending, with their places and the sums of their gates', () => {
    fc.assert(
      fc.property(choices, ({ chosen, gates }) => {
        const found = new ChosenPeers(chosen, gates, 10);
        const sums = [...sumsOf(chosen, gates)].sort(([a], [b]) => a - b);
        assert.deepEqual(
          [...found.peers].map((peer, at) => [peer, found.importance[at]]),
          sums,
        );
        for (const [at, peer] of found.peers.entries()) {
          const places = [...chosen.keys()].filter((p) => chosen[p] === peer && gates[p] > 0);
          assert.deepEqual([...found.placesOf(at)], places);
        }
      }),
    );
  });

  it('are reduced to those with the largest sums, of equal sums the lower peers', () => {
    fc.assert(
      fc.property(choices, fc.integer({ min: 1, max: 10 }), ({ chosen, gates }, count) => {
        const sums = [...sumsOf(chosen, gates)].sort(([a, x], [b, y]) => y - x || a - b);
        const expected = sums.slice(0, count).map(([peer]) => peer);
        const found = mostImportant(chosen, gates, 10, count);
        if (sums.length <= count) assert.equal(found, undefined);
        else assert.deepEqual([...(found ?? [])], expected.sort());
      }),
    );
  });
});
