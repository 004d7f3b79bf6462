import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changeTowards, type Ledger, type LedgerSnapshot } from '../../lib/ledger/index.js';
import { createStream, projectOnSimplex } from '../../lib/math/index.js';
import { inflate, mask, rank } from '../../lib/market/index.js';
import { assertClose, assertOnSimplex, sum } from '../support/compare.js';
import {
  begin,
  bitsOf,
  closeBlock,
  commands,
  genesisOf,
  mixedGenesis,
  play,
  POOL,
} from '../support/ledger.js';
import { LedgerModel } from '../support/ledgerModel.js';
import { seeded } from '../support/markets.js';

const NORMS = ['l2', 'l1'] as const;
const [alice, bob, carol, dave, erin] = POOL;

const rowOf = ({ weights, peers }: LedgerSnapshot, i: number): Float64Array =>
  weights.slice(i * peers, (i + 1) * peers);

/** Changes every peer's row towards a random one and closes the block. */
async function live(ledger: Ledger, blocks: number): Promise<void> {
  const stream = createStream(3);
  for (let block = 0; block < blocks; block++) {
    const now = ledger.snapshot();
    const submits = now.ids.map((id, i) => {
      const keys = POOL[i];
      const target = projectOnSimplex(Float64Array.from({ length: now.peers }, stream.uniform));
      return ledger.submit(
        ledger.sign({ type: 'weights', change: changeTowards(now, id, target) }, keys),
      );
    });
    await Promise.all(submits);
    await closeBlock(ledger);
  }
}

describe('the ledger', () => {
  it('agrees with an independent definition over random operations of every kind', async () => {
    const accepted = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(commands(), fc.constantFrom(...NORMS), async (list, norm) => {
        const genesis = mixedGenesis(4, { norm });
        const ledger = await begin(genesis);
        const model = new LedgerModel(genesis.operation);
        await play(ledger, list, ({ operation }) => {
          model.apply(operation);
          accepted.set(operation.type, (accepted.get(operation.type) ?? 0) + 1);
          const now = ledger.snapshot();
          assert.deepEqual(now.ids, model.ids);
          assert.equal(now.block, model.block);
          assertClose(now.weights, model.weights(), 1e-12, 'weights');
          assertClose(now.stake, model.stakes(), 1e-12, 'stake');
          assertClose(now.ranks, model.ranks(), 1e-12, 'ranks');
          assertOnSimplex(now.weights, now.peers, 1e-12);
        });
      }),
      seeded(150),
    );
    for (const type of ['join', 'leave', 'weights', 'transfer', 'block']) {
      assert.ok((accepted.get(type) ?? 0) >= 20, `${type}: ${accepted.get(type) ?? 0} accepted`);
    }
  });

  it('W_i⁺ = Π(W_i + ΔW_i), and the row moves no further than ΔW_i', async () => {
    let [offSimplex, tight] = [0, 0];
    await fc.assert(
      fc.asyncProperty(commands(), async (list) => {
        const ledger = await begin();
        await play(ledger, list, ({ operation }, before) => {
          if (operation.type !== 'weights') return;
          const i = before.ids.indexOf(operation.peer);
          const row = rowOf(before, i);
          const wanted = row.map((value, j) => value + operation.change[j]);
          const after = rowOf(ledger.snapshot(), i);
          assert.deepEqual(after, projectOnSimplex(wanted));
          const moved = Math.hypot(...after.map((value, j) => value - row[j]));
          const asked = Math.hypot(...operation.change);
          assert.ok(moved <= asked + 1e-15, `${moved} > ${asked}`);
          assert.ok(asked < before.bound);
          if (wanted.some((value) => value < 0)) offSimplex++;
          if (moved > 0.99 * before.bound) tight++;
          // No other row changes.
          const others = ledger.snapshot().weights;
          others.set(row, i * before.peers);
          assert.deepEqual(others, before.weights);
        });
      }),
      seeded(150),
    );
    assert.ok(offSimplex >= 20 && tight >= 20, `${offSimplex} off the simplex, ${tight} tight`);
  });

  it('ranks by (5) and inflates by (6) as the market does, to the last bit', async () => {
    for (const norm of NORMS) {
      const ledger = await begin(mixedGenesis(6, { norm }));
      await live(ledger, 3);
      const { peers, weights, stake, inflation } = ledger.snapshot();
      await closeBlock(ledger);
      const after = ledger.snapshot();
      assert.deepEqual(after.ranks, rank({ peers, weights, stake }));
      assert.deepEqual(after.stake, inflate({ peers, weights, stake }, { inflation, norm }));
      assert.deepEqual(after.weights, weights);
      assert.equal(after.block, 4);
    }
  });

  it('issues between τ and τ√n a block under ‖R‖₂, and exactly τ under ‖R‖₁', async () => {
    for (const norm of NORMS) {
      await fc.assert(
        fc.asyncProperty(commands(), async (list) => {
          const ledger = await begin(mixedGenesis(4, { norm }));
          await play(ledger, list, ({ operation }, before) => {
            // Leaving peers remove stake: the definition above checks these blocks.
            if (operation.type !== 'block' || before.leaving.length > 0) return;
            const issued = sum(ledger.snapshot().stake) - sum(before.stake);
            const rounding = 1e-14 * sum(before.stake);
            const most = norm === 'l1' ? 1 : Math.sqrt(before.peers);
            assert.ok(issued >= before.inflation - rounding, `${issued}`);
            assert.ok(issued <= most * before.inflation + rounding, `${issued}`);
          });
        }),
        seeded(40),
      );
    }
  });

  it('keeps the shares of stake at W = I, under either norm', async () => {
    for (const norm of NORMS) {
      const ledger = await begin(genesisOf(5, { norm, inflation: 10 }));
      for (let block = 0; block < 30; block++) await closeBlock(ledger);
      const { stake } = ledger.snapshot();
      const total = sum(stake);
      assert.ok(total > 15 + 30 * 10 - 1e-9);
      assertClose(
        stake.map((held) => held / total),
        [1, 2, 3, 4, 5].map((held) => held / 15),
        1e-13,
      );
    }
  });

  it('pays from the least to the largest stake and τ without underflow or overflow', async () => {
    const extremes = [1e-100, 1e100];
    for (const stake of extremes) {
      for (const inflation of extremes) {
        const peers = POOL.slice(0, 3).map(({ id }, i) => ({ id, stake: i === 0 ? stake : 0 }));
        const ledger = await begin(mixedGenesis(3, { peers, inflation }));
        for (let block = 0; block < 3; block++) await closeBlock(ledger);
        const held = ledger.snapshot().stake;
        assert.ok(held.every((value) => value > 0 && value < Infinity));
        assert.ok(sum(held) >= Math.max(stake, 3 * inflation) * (1 - 1e-14));
      }
    }
  });

  it('does not depend on the order of a block’s changes', async () => {
    const [forward, backward] = [await begin(), await begin()];
    const now = forward.snapshot();
    const signed = POOL.slice(0, 4).map((keys, i) => {
      const target = new Float64Array(4).fill(0.25).map((_, j) => (j === (i + 1) % 4 ? 1 : 0));
      const change = changeTowards(now, keys.id, target);
      return forward.sign({ type: 'weights', change }, keys);
    });
    for (const operation of signed) await forward.submit(operation);
    for (const operation of [...signed].reverse()) await backward.submit(operation);
    await closeBlock(forward);
    await closeBlock(backward);
    assert.notDeepEqual(forward.snapshot().weights, now.weights);
    const [one, other] = [forward, backward].map((ledger) => ledger.snapshot());
    // The order enters the history alone.
    assert.notEqual(one.history, other.history);
    assert.deepEqual(bitsOf({ ...one, history: '' }), bitsOf({ ...other, history: '' }));
  });

  it('gives snapshots with the fields of a market, as copies', async () => {
    const ledger = await begin();
    const now = ledger.snapshot();
    const before = bitsOf(now);
    assert.equal(mask({ ...now, temperature: 1 }).length, 16);
    now.weights.fill(7);
    now.stake.fill(7);
    now.ranks.fill(7);
    assert.deepEqual(bitsOf(ledger.snapshot()), before);
  });
});

describe('peers that join and leave', () => {
  it('a newcomer is last, weighs itself alone, holds no stake, and changes ranks only through n', async () => {
    const ledger = await begin();
    const before = ledger.snapshot();
    await ledger.submit(ledger.sign({ type: 'join' }, erin));
    assert.deepEqual(ledger.snapshot().joining, [erin.id]);
    assert.equal(ledger.snapshot().peers, 4);
    await closeBlock(ledger);
    const now = ledger.snapshot();
    assert.deepEqual(now.ids, [...before.ids, erin.id]);
    assert.deepEqual(now.joining, []);
    assert.deepEqual(rowOf(now, 4), Float64Array.of(0, 0, 0, 0, 1));
    for (let i = 0; i < 4; i++) {
      assert.deepEqual(rowOf(now, i), Float64Array.of(...rowOf(before, i), 0));
    }
    assert.deepEqual([now.stake[4], now.ranks[4]], [0, 0]);
    const scaled = rank(now).map((value) => (value * 5) / 4);
    assertClose(scaled, [...rank({ ...before, stake: now.stake.slice(0, 4) }), 0], 1e-14);
  });

  it('"a single staked token would be enough to bootstrap": weight of a peer with stake pays a newcomer', async () => {
    const ledger = await begin(genesisOf(1));
    await ledger.submit(ledger.sign({ type: 'join' }, bob));
    await closeBlock(ledger);
    await ledger.submit(ledger.sign({ type: 'weights', change: [-0.1, 0.1] }, alice));
    await closeBlock(ledger);
    assert.ok(ledger.snapshot().stake[1] > 0);
  });

  it('weight on a leaver returns to the row’s peer, and its stake is burnt after the block is paid', async () => {
    const ledger = await begin(mixedGenesis(4, { norm: 'l1' }));
    const before = ledger.snapshot();
    await ledger.submit(ledger.sign({ type: 'leave' }, bob));
    assert.deepEqual(ledger.snapshot().leaving, [bob.id]);
    await closeBlock(ledger);
    const now = ledger.snapshot();
    assert.deepEqual(now.ids, [alice.id, carol.id, dave.id]);
    assert.deepEqual(now.leaving, []);
    for (const [to, from] of [0, 2, 3].entries()) {
      const row = rowOf(before, from);
      const expected = [0, 2, 3].map((j) => (j === from ? row[j] + row[1] : row[j]));
      assert.deepEqual([...rowOf(now, to)], expected);
    }
    assertOnSimplex(now.weights, 3);
    const paid = inflate(before, { inflation: before.inflation, norm: 'l1' });
    assert.deepEqual([...now.stake], [paid[0], paid[2], paid[3]]);
    const ranks = rank(before);
    assert.deepEqual([...now.ranks], [ranks[0], ranks[2], ranks[3]]);
  });

  it('joining and leaving again changes no weight of the others, to the last bit', async () => {
    const ledger = await begin();
    const before = ledger.snapshot();
    for (const type of ['join', 'leave'] as const) {
      await ledger.submit(ledger.sign({ type }, erin));
      await closeBlock(ledger);
    }
    const now = ledger.snapshot();
    assert.deepEqual(now.ids, before.ids);
    assert.deepEqual(now.weights, before.weights);
  });

  it('a peer that left may join again, without stake', async () => {
    const ledger = await begin();
    for (const type of ['leave', 'join'] as const) {
      await ledger.submit(ledger.sign({ type }, alice));
      await closeBlock(ledger);
    }
    const { ids, stake } = ledger.snapshot();
    assert.deepEqual(
      ids,
      [bob, carol, dave, alice].map(({ id }) => id),
    );
    assert.equal(stake[3], 0);
  });

  it('a leaver may act until the block closes: its weights count, and it may transfer its stake', async () => {
    const ledger = await begin();
    await ledger.submit(ledger.sign({ type: 'leave' }, dave));
    await ledger.submit(ledger.sign({ type: 'transfer', to: alice.id, amount: 4 }, dave));
    await ledger.submit(ledger.sign({ type: 'weights', change: [0.1, 0, 0, -0.1] }, dave));
    const now = ledger.snapshot();
    assert.deepEqual([...now.stake], [5, 2, 3, 0]);
    await closeBlock(ledger);
    assert.deepEqual(
      ledger.snapshot().stake,
      inflate(now, { inflation: now.inflation }).slice(0, 3),
    );
  });
});

describe('changeTowards', () => {
  it('reaches its target on a straight line in the fewest steps below ε', async () => {
    const ledger = await begin(genesisOf(3, { bound: 0.25 }));
    const target = Float64Array.of(0.2, 0.5, 0.3);
    const far = Math.hypot(0.8, 0.5, 0.3);
    let blocks = 0;
    while (Math.hypot(...rowOf(ledger.snapshot(), 0).map((w, j) => w - target[j])) > 1e-12) {
      const change = changeTowards(ledger.snapshot(), alice.id, target);
      await ledger.submit(ledger.sign({ type: 'weights', change }, alice));
      await closeBlock(ledger);
      assert.ok(++blocks <= 10);
    }
    assert.equal(blocks, Math.ceil(far / 0.25));
  });
});
