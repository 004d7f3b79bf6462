import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createStream } from '../../lib/math/index.js';
import { closedMask, train, type Faults, type Network } from '../../lib/network/index.js';
import { choicesOf } from '../../lib/network/gate/choices.js';
import { chooseTopK } from '../../lib/network/gate/noisyTopK.js';
import { ParameterStore, PLAIN_ARRAYS, type Block } from '../../lib/network/model/store.js';
import { denseCohort } from '../support/denseCohort.js';
import { temporaryFolder } from '../support/folders.js';
import { densePeers, maskWithout, smallNetwork } from '../support/network.js';

const PEERS = 5;
const BATCH = 4;
const OPTIONS = { batch: BATCH, jitter: 0.3, segment: 2 } as const;

function blocksOf(network: Network, peer: number): Block[] {
  const { store, members } = denseCohort(network, peer);
  return store.heldBlocks(members.indexOf(peer));
}

const neighboursOf = (network: Network, peer: number): number[] =>
  blocksOf(network, peer).map(({ neighbour }) => neighbour);

function copied({ values, gradient, first, second, steps, touched }: Block) {
  const parts = [values, gradient, first, second].map((part) => part.slice());
  return { parts, steps, touched };
}

/** The peers that each gate chooses from now on. */
function watched(network: Network): Map<number, Set<number>> {
  const chosen = new Map<number, Set<number>>();
  for (const [peer, gate] of network.gates) {
    const own = new Set<number>();
    const choose = gate.choose.bind(gate);
    gate.choose = (x, mask, stream) => {
      const gating = choose(x, mask, stream);
      for (const choice of choicesOf(gating, mask)) own.add(choice.peer);
      return gating;
    };
    chosen.set(peer, own);
  }
  return chosen;
}

describe('the parameters of neighbours', () => {
  const gated = { peers: densePeers(PEERS), gate: { k: 1 } };

  it('are held for those that were joined alone, in a gated network', async () => {
    const network = await smallNetwork(gated);
    const chosen = watched(network);
    // Peer 3 never answers, and so is never joined by another.
    const faults: Faults = ({ to }) => (to === 3 ? { kind: 'crashed' } : undefined);
    await train(network, { ...OPTIONS, rounds: 2, faults });
    let fewer = 0;
    for (const peer of [0, 1, 2, 3, 4]) {
      const expected = [...(chosen.get(peer) ?? [])].filter((j) => j !== 3 || j === peer);
      assert.deepEqual(
        neighboursOf(network, peer),
        expected.sort((a, b) => a - b),
      );
      if (expected.length < PEERS) fewer++;
    }
    assert.ok(fewer > 0);
  });

  it('are not made by an evaluation or by a closed mask', async () => {
    const network = await smallNetwork();
    await train(network, { ...OPTIONS, rounds: 2, mask: closedMask(3) });
    assert.deepEqual(
      [0, 1, 2].map((peer) => neighboursOf(network, peer)),
      [[0], [1], [2]],
    );
  });

  it('stay as they are, bit for bit, with their moments, while they are not joined', async () => {
    const network = await smallNetwork();
    await train(network, { ...OPTIONS, rounds: 3 });
    const before = blocksOf(network, 0).map(copied);
    assert.deepEqual(
      before.map(({ steps }) => steps),
      [3, 3, 3],
    );
    await train(network, { ...OPTIONS, rounds: 7, mask: maskWithout(3, [[0, 2]]) });
    const after = blocksOf(network, 0).map(copied);
    assert.deepEqual(after[2], before[2]);
    for (const j of [0, 1]) {
      assert.equal(after[j].steps, 7);
      for (const k of [0, 2, 3]) assert.notDeepEqual(after[j].parts[k], before[j].parts[k]);
    }
    // The next step of a block is that after its own last.
    await train(network, { ...OPTIONS, rounds: 8 });
    assert.deepEqual(
      blocksOf(network, 0).map(({ steps }) => steps),
      [8, 8, 4],
    );
  });

  it('do not depend on the order in which neighbours are first joined, nor on other neighbours', () => {
    const dimensions = {
      ...{ inputs: 3, encoding: { kind: 'numbers' } as const, hidden: 6, width: 4, context: 5 },
      ...{ peers: 9, classes: 3, standIns: true },
    };
    const made = (neighbours: readonly number[]): ParameterStore => {
      const stream = createStream(4);
      const store = new ParameterStore(dimensions, [2, 7], [6, 3], [stream, stream.split('b')]);
      for (const neighbour of neighbours) {
        for (const member of [0, 1]) store.block(member, neighbour);
      }
      return store;
    };
    const [one, other] = [made([0, 2, 8, 7]), made([8, 7, 2, 0])];
    assert.deepEqual(one.save(), other.save());
    const [alone] = [made([8])];
    for (const member of [0, 1]) {
      assert.deepEqual(alone.block(member, 8), one.block(member, 8));
      assert.deepEqual(made([]).blockValues(member, 8), one.block(member, 8).values);
    }
    assert.notDeepEqual(one.block(0, 0).values, one.block(0, 8).values);
    assert.notDeepEqual(one.block(0, 0).values, one.block(1, 0).values);
    // A peer has no stand-in for itself.
    assert.equal(one.block(0, 2).values.length, 4 * 5);
    assert.equal(one.block(0, 7).values.length, 4 * 5 + 7 * 4);
  });

  it('come from the given allocator', () => {
    const arrays: Float32Array[] = [];
    const memory = new ArrayBuffer(1 << 16);
    let end = 0;
    const allocate = (length: number): Float32Array => {
      const array = new Float32Array(memory, end, length);
      end += 4 * length;
      arrays.push(array);
      return array;
    };
    const dimensions = {
      ...{ inputs: 3, encoding: { kind: 'numbers' } as const, hidden: 6, width: 4, context: 5 },
      ...{ peers: 3, classes: 3, standIns: false },
    };
    const store = new ParameterStore(dimensions, [0], [6], [createStream(1)], {
      ...PLAIN_ARRAYS,
      allocate,
    });
    const block = store.block(0, 1);
    const parts = [store.values(0), store.gradient(0), store.first(0), store.second(0)];
    for (const part of [...parts, block.values, block.gradient, block.first, block.second]) {
      assert.equal(part.buffer, memory);
    }
    // A dropped block's array serves the next.
    const count = arrays.length;
    const other = new ParameterStore(dimensions, [0], [6], [createStream(1)]);
    store.block(0, 1).all.fill(7);
    store.restore(other.save());
    assert.deepEqual(store.heldBlocks(0), []);
    const made = store.block(0, 2);
    assert.equal(arrays.length, count);
    for (const part of [made.gradient, made.first, made.second]) {
      assert.deepEqual(part, new Float32Array(20));
    }
    assert.deepEqual(made.values, other.block(0, 2).values);
  });
});

describe('a store that holds at most three blocks', () => {
  const dimensions = {
    ...{ inputs: 3, encoding: { kind: 'numbers' } as const, hidden: 6, width: 4, context: 5 },
    ...{ peers: 9, classes: 3, standIns: false, held: 3 },
  };
  const make = (): ParameterStore => new ParameterStore(dimensions, [0], [6], [createStream(1)]);
  const held = (store: ParameterStore): number[] =>
    store.heldBlocks(0).map(({ neighbour }) => neighbour);
  /** Joins the neighbours of each step, and takes it. */
  const joinAll = (store: ParameterStore, steps: readonly (readonly number[])[]): void => {
    for (const neighbours of steps) {
      for (const neighbour of neighbours) store.join(0, neighbour);
      store.untouch(0);
      store.steps[0]++;
    }
  };

  it('forgets the one joined longest ago, of equals the lower, and none that is joined now', () => {
    const store = make();
    joinAll(store, [[5, 1, 7], [1], [8]]);
    assert.deepEqual(held(store), [1, 7, 8]);
    joinAll(store, [[7], [2]]);
    assert.deepEqual(held(store), [2, 7, 8]);
    joinAll(store, [[3, 4, 5, 6]]);
    assert.deepEqual(held(store), [3, 4, 5, 6]);
  });

  it('begins with initial values where a neighbour comes back', () => {
    const store = make();
    joinAll(store, [[1]]);
    const initial = store.block(0, 1).values.slice();
    store.block(0, 1).values.fill(7);
    joinAll(store, [[2, 3, 4], [1]]);
    assert.deepEqual(store.block(0, 1).values, initial);
  });

  it('is saved to the arrays of an earlier state, where their lengths agree', () => {
    const store = make();
    joinAll(store, [[1, 2]]);
    const earlier = store.save();
    store.values(0).fill(3);
    store.block(0, 2).second.fill(5);
    const wanted = store.save();
    const state = store.save(earlier);
    assert.deepEqual(state, wanted);
    assert.equal(state.get('values'), earlier.get('values'));
    assert.equal(state.get('blocks/0/second'), earlier.get('blocks/0/second'));
    joinAll(store, [[4]]);
    const more = store.save();
    assert.deepEqual(store.save(state), more);
  });

  it('goes on from a saved state as without the pause', () => {
    const [whole, first, second] = [make(), make(), make()];
    joinAll(whole, [[5, 1, 7], [1], [8]]);
    joinAll(first, [[5, 1, 7], [1]]);
    second.restore(first.save());
    joinAll(second, [[8]]);
    assert.deepEqual(second.save(), whole.save());
  });
});

describe('a saved state with other neighbours', () => {
  const folder = temporaryFolder();
  const gated = { peers: densePeers(PEERS), gate: { k: 1 } };

  it('restores a network to exactly its blocks', async () => {
    const network = await smallNetwork();
    const states = [network.save()];
    await train(network, { ...OPTIONS, rounds: 2, mask: closedMask(3) });
    states.push(network.save());
    await train(network, { ...OPTIONS, rounds: 4 });
    states.push(network.save());
    const end = await train(network, { ...OPTIONS, rounds: 6 });
    const last = network.save();
    for (const [at, neighbours] of [[], [0], [0, 1, 2], [0]].entries()) {
      network.restore(states[at % 3 === 0 && at > 0 ? 1 : at]);
      assert.deepEqual(neighboursOf(network, 0), neighbours);
      assert.deepEqual(network.save(), states[at % 3 === 0 && at > 0 ? 1 : at]);
    }
    network.restore(states[2]);
    assert.deepEqual(await train(network, { ...OPTIONS, rounds: 6 }), end);
    assert.deepEqual(network.save(), last);
  });

  it('of a gated network is resumed from a checkpoint to the same bytes', async () => {
    const checkpoint = join(folder(), 'gated');
    const whole = await smallNetwork(gated);
    const training = await train(whole, { ...OPTIONS, rounds: 6 });
    await train(await smallNetwork(gated), { ...OPTIONS, rounds: 2, checkpoint });
    const resumed = await smallNetwork(gated);
    assert.deepEqual(await train(resumed, { ...OPTIONS, rounds: 6, checkpoint }), training);
    assert.deepEqual(resumed.save(), whole.save());
  });

  it('is refused where its blocks are of no network, which is left as it is', async () => {
    const network = await smallNetwork();
    await train(network, { ...OPTIONS, rounds: 2 });
    const state = network.save();
    const [part, ...rest] = state.parts;
    const marks = part.get('blocks/1') ?? assert.fail('peer 1 must have blocks');
    assert.deepEqual([...marks], [0, 2, 0, 1, 1, 2, 0, 1, 2, 2, 0, 1]);
    for (const [at, value] of [
      [0, 0.5],
      [4, 0],
      [8, 3],
      [1, -1],
      [5, 0.5],
      [10, 2],
      [3, -1],
      [7, 0.5],
    ]) {
      const forged = marks.slice();
      forged[at] = value;
      const changed = { ...state, parts: [new Map(part).set('blocks/1', forged), ...rest] };
      assert.throws(
        () => {
          network.restore(changed);
        },
        { name: 'InvalidArgumentError', message: /parts\[0\] must hold 0 numbers in blocks\/1/ },
        `${value} at ${at}`,
      );
      assert.deepEqual(network.save(), state);
    }
    const without = new Map(part);
    without.delete('blocks/1');
    assert.throws(() => {
      network.restore({ ...state, parts: [without, ...rest] });
    }, /parts\[0\] must be 15 arrays, got 19/);
    const short = new Map(part).set('blocks/1/first', new Float32Array(3));
    assert.throws(() => {
      network.restore({ ...state, parts: [short, ...rest] });
    }, /parts\[0\] must hold 60 numbers in blocks\/1\/first, got 3/);
    assert.deepEqual(network.save(), state);
  });
});

describe('the choices of a gate', () => {
  it('are the peers with rows of a positive gate, ascending, and their factors', () => {
    const [rows, peers] = [7, 6];
    const stream = createStream(3);
    const clean = Float64Array.from({ length: rows * peers }, stream.normal);
    const open = [true, false, true, true, true, true];
    const gating = chooseTopK(clean, new Float64Array(rows * peers), peers, 2, open);
    const mask = Float64Array.of(0.5, 0, 1, 0.25, 1, 0.75);
    for (const given of [undefined, mask]) {
      const expected = Array.from({ length: peers }, (_, peer) => {
        const of = Array.from({ length: rows }, (_unused, row) => row).filter(
          (row) => gating.gates[row * peers + peer] > 0,
        );
        const scale = given ? given[peer] : 1;
        const factors = of.map((row) => gating.gates[row * peers + peer] * scale);
        return { peer, rows: Uint32Array.from(of), factors: Float64Array.from(factors) };
      }).filter(({ rows: of }) => of.length > 0);
      assert.deepEqual(choicesOf(gating, given), expected);
    }
  });
});
