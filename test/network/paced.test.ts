import assert from 'node:assert/strict';
import { inProcess, train, VirtualClock } from '../../lib/network/index.js';
import { PacedPeers } from '../../lib/network/training/paced.js';
import { partOf, stateOfParts } from '../../lib/network/training/peerState.js';
import { smallNetwork, trained } from '../support/network.js';

const ROUNDS = { rounds: 5, batch: 6, compute: 0.5, timeout: 10 };

/** A small network, trained on a virtual clock. */
async function paced(latency: number) {
  const network = await smallNetwork();
  const clock = new VirtualClock();
  const peers = new PacedPeers(network, clock, ROUNDS);
  const ends: number[] = [];
  await peers.train([0, 1, 2], inProcess(clock, peers.service, { latency }), (_, round) => {
    if (round === ROUNDS.rounds) ends.push(clock.now);
  });
  return { network, peers, ends };
}

describe('peers on a clock', () => {
  it('without latency have the bytes of train in step', async () => {
    const { network, peers } = await paced(0);
    const { network: same, training } = await trained();
    assert.deepEqual(network.save().parts, same.save().parts);
    assert.deepEqual(peers.traffic, training.traffic);
  });

  it('take the computation and twice the latency for a round in which all are asked at once', async () => {
    for (const latency of [0, 0.125, 4]) {
      const { ends } = await paced(latency);
      const all = ROUNDS.rounds * (ROUNDS.compute + 2 * latency);
      assert.deepEqual(ends, [all, all, all]);
    }
  });

  it('have gradients one step later over any latency, however long', async () => {
    const [none, short, long] = [await paced(0), await paced(0.125), await paced(4)];
    assert.deepEqual(short.network.save(), long.network.save());
    assert.notDeepEqual(short.network.save(), none.network.save());
    assert.deepEqual(short.peers.traffic, none.peers.traffic);
  });

  it('go on without answers that come too late', async () => {
    const { peers, network } = await paced(6);
    assert.ok(peers.traffic.every(({ asked, late }) => asked === 5 && late === 5));
    const mask = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
    const alone = await smallNetwork();
    await train(alone, { rounds: 5, batch: 6, jitter: 0, mask });
    assert.deepEqual(network.save().parts, alone.save().parts);
  });
});

describe('the state of one peer', () => {
  it('is a part of the network’s, which all parts make up', async () => {
    const { network } = await trained();
    const state = network.save();
    const parts = [0, 1, 2].map((peer) => partOf(state.parts[0], peer, 3));
    const other = await smallNetwork();
    other.restore(stateOfParts(parts, state.round));
    assert.deepEqual(other.save(), state);
    other.restore(stateOfParts([parts[1], parts[0], parts[2]], state.round));
    assert.notDeepEqual(other.save(), state);
  });
});
