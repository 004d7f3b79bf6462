import { deepEqual, equal } from 'node:assert/strict';
import { type Request } from '../../lib/network/cohort.js';
import { ExpectedRequests } from '../../lib/network/expected.js';
import { rowsOf } from '../../lib/network/rows.js';

const x = rowsOf(new Float32Array(2), 2);

function to(...peers: number[]): Request[] {
  return peers.map((peer) => ({ peer, x }));
}

function peersOf(requests: readonly Request[]): number[] {
  return requests.map(({ peer }) => peer);
}

describe('requests that will come', () => {
  it('are taken once, those of the round that begins first', () => {
    const expected = new ExpectedRequests();
    expected.expect(0, 2, () => to(1, 2));
    expected.expect(1, 1, () => to(0, 2));
    expected.expect(2, 3, () => to(0, 1));
    deepEqual(peersOf(expected.take()), [0, 2]);
    deepEqual(expected.take(), []);
    expected.begin(1);
    deepEqual(peersOf(expected.take()), [2], 'peer 1 is in its round');
    expected.begin(0);
    deepEqual(expected.take(), [], 'all that peer 2 asks are in their rounds');
  });

  it('are taken as the peers that they go to end their rounds, where rounds begin at one time', () => {
    const expected = new ExpectedRequests();
    const taken = [0, 1, 2].map((peer) => {
      expected.expect(peer, 1, () => to(...[0, 1, 2].filter((other) => other !== peer)));
      return peersOf(expected.take());
    });
    deepEqual(taken, [[], [1, 0], [2, 2, 0, 1]]);
    for (const peer of [0, 1, 2]) expected.begin(peer);
    deepEqual(expected.take(), []);
  });

  it('are replaced by later ones of their peer', () => {
    const expected = new ExpectedRequests();
    expected.expect(1, 5, () => []);
    expected.expect(0, 1, () => to(1));
    expected.expect(0, 2, () => to(1, 1));
    equal(expected.take().length, 2);
  });

  it('know which peers are among the first to begin', () => {
    const expected = new ExpectedRequests();
    equal(expected.isFirst(0), false);
    expected.expect(0, 1, () => []);
    expected.expect(1, 1, () => []);
    expected.expect(2, 2, () => []);
    deepEqual(
      [0, 1, 2].map((peer) => expected.isFirst(peer)),
      [true, true, false],
    );
    expected.begin(0);
    expected.begin(1);
    equal(expected.isFirst(2), true);
  });
});
