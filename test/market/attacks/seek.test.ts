import assert from 'node:assert/strict';
import {
  fixedRows,
  honestWeights,
  impartialRank,
  inflate,
  MECHANISM_NAMES,
  MECHANISMS,
  randomMarket,
  seekAttack,
  simulateStrategies,
  STRATEGY_NAMES,
  strategyNamed,
  withGroupStake,
  type Market,
  type MechanismName,
  type SeekAttackOptions,
} from '../../../lib/market/index.js';
import { assertClose, assertOnSimplex, sum } from '../../support/compare.js';
import { drawStake } from '../../support/markets.js';
import { itRefuses } from '../../support/refusals.js';

function honestMarket(peers: number, seed: number, stake = drawStake(peers, seed)): Market {
  const start = randomMarket({ peers, seed, ratio: 25, stake });
  return { ...start, weights: honestWeights(start) };
}

/** The group's share after blocks of algorithm 1 with constant rows, written without the simulation. */
function shareAfter(
  { peers: n, stake }: Market,
  weights: Float64Array,
  group: readonly number[],
  {
    horizon,
    inflation,
    mechanism,
  }: { horizon: number; inflation: number; mechanism: MechanismName },
): number {
  const held = stake.slice();
  const ranks = new Float64Array(n);
  const { rank, norm } = MECHANISMS[mechanism];
  for (let block = 0; block < horizon; block++) {
    rank(n, weights, held, ranks);
    const size = norm === 'l1' ? sum(ranks) : Math.hypot(...ranks);
    for (let i = 0; i < n && size > 0; i++) held[i] += (inflation * ranks[i]) / size;
  }
  return group.reduce((total, member) => total + held[member], 0) / sum(held);
}

/** Rows of three weights, multiples of 1/steps. */
function grid(steps: number): number[][] {
  const rows: number[][] = [];
  for (let a = 0; a <= steps; a++) {
    for (let b = 0; a + b <= steps; b++) rows.push([a, b, steps - a - b].map((k) => k / steps));
  }
  return rows;
}

/** Mechanisms whose pay is a function of the rows and the stake of the block. */
const WITHOUT_MEMORY = ['paper', 'impartial', 'median', 'l1', 'medianAtLeast'] as const;

describe('seekAttack', () => {
  it('is never below a grid of all constant rows of one peer among three, nor beyond its spacing', () => {
    const rows = grid(60);
    for (const mechanism of WITHOUT_MEMORY) {
      for (const seed of [1, 2]) {
        const market = honestMarket(3, seed, Float64Array.of(1, 0.7, 1.2));
        const game = { mechanism, horizon: 4, inflation: 0.4 };
        const found = seekAttack(market, { ...game, members: [1], attacks: ['honest'] });
        const shares = rows.map((row) => {
          const weights = market.weights.slice();
          weights.set(row, 3);
          return shareAfter(market, weights, [1], game);
        });
        const best = Math.max(...shares) - shareAfter(market, market.weights, [1], game);
        assert.ok(found.gain >= best - 1e-12, `${mechanism}: ${found.gain} < ${best}`);
        assert.ok(found.gain <= best + 1e-3, `${mechanism}: ${found.gain} > ${best}`);
      }
    }
  });

  it('is never below a grid of all constant rows of two peers among three', () => {
    const rows = grid(10);
    for (const mechanism of WITHOUT_MEMORY) {
      const market = honestMarket(3, 5, Float64Array.of(0.6, 1, 0.8));
      const game = { mechanism, horizon: 3, inflation: 0.3 };
      const found = seekAttack(market, { ...game, members: [2, 0], attacks: ['honest'] });
      const weights = market.weights.slice();
      const honest = shareAfter(market, weights, [0, 2], game);
      let best = 0;
      for (const one of rows) {
        for (const other of rows) {
          weights.set(one, 0);
          weights.set(other, 6);
          best = Math.max(best, shareAfter(market, weights, [0, 2], game) - honest);
        }
      }
      assert.ok(found.gain >= best - 1e-12, `${mechanism}: ${found.gain} < ${best}`);
    }
  });

  it('gains nothing in a block of one peer under impartial division, whatever the peer', () => {
    for (let seed = 0; seed < 4; seed++) {
      const market = honestMarket(5, seed);
      const options = { members: [seed % 5], horizon: 1, inflation: 0.5 };
      const { gain, rowsGain } = seekAttack(market, { ...options, mechanism: 'impartial' });
      assert.ok(gain < 1e-14 && rowsGain < 1e-14, `${gain}`);
      // The vote of the same peer under the paper's rule pays.
      assert.ok(seekAttack(market, options).gain > 1e-3);
    }
  });

  it('returns votes in two blocks under impartial division: all weight for the peer that gives most', () => {
    for (let seed = 0; seed < 4; seed++) {
      const n = 5;
      const me = 2;
      const market = honestMarket(n, seed);
      const { weights, stake } = market;
      const vote = (i: number, j: number): number =>
        i === j ? 0 : weights[i * n + j] / (1 - weights[i * n + i]);
      const back = [0, 1, 3, 4].map((k) => vote(k, me));
      const before = [0, 1, 3, 4].reduce((total, k) => total + vote(me, k) * vote(k, me), 0);
      const [inflation, total] = [0.5, sum(stake)];
      // s_2 = s_1 + τ Vᵀs_1/S_1 and s_1 = s_0 + τ Vᵀs_0/S_0 are linear in the peer's row.
      const most =
        (inflation ** 2 * stake[me] * (Math.max(...back) - before)) /
        (total * (total + inflation) * (total + 2 * inflation));
      const found = seekAttack(market, {
        ...{ members: [me], horizon: 2, inflation },
        mechanism: 'impartial',
      });
      assertClose([found.gain], [most], 1e-10);
      const at = [0, 1, 3, 4][back.indexOf(Math.max(...back))];
      const row = found.weights.slice(me * n, me * n + n);
      assertClose([row[at] / (1 - row[me])], [1], 1e-6);
    }
  });

  it('keeps all votes inside under ‖R‖₁, and finds no other rows with more', () => {
    for (const members of [[3], [0, 4]]) {
      const n = 6;
      const market = honestMarket(n, 8);
      const { weights } = market;
      const [horizon, inflation] = [5, 0.7];
      // The others' stake does not depend on the group's rows: the group's grows by all that it holds and receives.
      const outside = [0, 1, 2, 3, 4, 5].filter((peer) => !members.includes(peer));
      let total = sum(market.stake);
      let own = members.reduce((held, member) => held + market.stake[member], 0);
      const held = market.stake.slice();
      for (let block = 0; block < horizon; block++) {
        const paid = (j: number): number =>
          outside.reduce((rank, k) => rank + held[k] * weights[k * n + j], 0);
        const [toGroup, toOthers] = [members, outside].map((peers) => peers.map(paid));
        own += (inflation / total) * (own + sum(toGroup));
        for (const [at, k] of outside.entries()) held[k] += (inflation / total) * toOthers[at];
        total += inflation;
      }
      const options = { members, horizon, inflation, mechanism: 'l1' } as const;
      const found = seekAttack(market, { ...options, restarts: 6, evaluations: 3000 });
      assertClose([found.gain + found.honestShare], [own / total], 1e-10);
      for (const member of members) {
        const row = Array.from(found.weights.subarray(member * n, member * n + n));
        assertClose([members.reduce((inside, j) => inside + row[j], 0)], [1], 1e-6);
      }
    }
  });

  it('levels the ranks of a group of two in a block of the paper’s rule, which mints most', () => {
    for (const seed of [2, 3, 6]) {
      const n = 4;
      const market = honestMarket(n, seed, Float64Array.of(1, 1, 1, 1));
      const options = { members: [0, 1], horizon: 1, inflation: 0.5 };
      const { weights, gain, honestShare } = seekAttack(market, options);
      // Both members' votes are 2, and the others give less than that to either: the two ranks can be equal.
      const given = [0, 1].map((j) => market.weights[2 * n + j] + market.weights[3 * n + j]);
      const level = (2 + sum(given)) / 2;
      const other = [2, 3].map((j) => market.weights[2 * n + j] + market.weights[3 * n + j]);
      const size = Math.hypot(level, level, ...other);
      const share = (2 + (0.5 * 2 * level) / size) / (4 + (0.5 * 4) / size);
      assertClose([gain + honestShare], [share], 1e-8);
      const paid = inflate({ ...market, weights }, { inflation: 0.5 });
      assertClose([paid[0]], [paid[1]], 1e-4);
    }
  });

  it('is at least as good as every scripted strategy, with no budget too', () => {
    const market = withGroupStake(honestMarket(6, 4), [1, 2, 5], 0.3);
    for (const mechanism of MECHANISM_NAMES) {
      for (const evaluations of [0, 40, 200]) {
        const options = { members: [1, 2, 5], horizon: 10, inflation: 0.5, mechanism };
        const found = seekAttack(market, { ...options, evaluations });
        assert.ok(found.evaluations <= evaluations);
        assert.deepEqual(
          found.scripted.map(({ attack }) => attack),
          STRATEGY_NAMES,
        );
        for (const { attack, gain } of found.scripted) {
          const strategy = strategyNamed(attack, { members: [1, 2, 5] });
          const honest = strategyNamed('honest');
          const { stake } = simulateStrategies(market, {
            strategies: [honest, strategy, strategy, honest, honest, strategy],
            ...{ blocks: 10, inflation: 0.5, mechanism },
          });
          const share = (stake[1] + stake[2] + stake[5]) / sum(stake);
          assertClose([gain + found.honestShare], [share], 1e-13);
          assert.ok(found.gain >= gain);
          if (attack === found.by) assertClose([found.gain], [gain], 1e-9);
        }
      }
    }
  });

  it('finds more than every scripted strategy under the median clip: equal rows, one’s own vote among them', () => {
    const members = [0, 1, 2];
    const market = withGroupStake(honestMarket(8, 3), members, 0.25);
    const options = { members, horizon: 30, inflation: 0.3, mechanism: 'median' } as const;
    const found = seekAttack(market, options);
    const scripted = Math.max(...found.scripted.map(({ gain }) => gain));
    assert.equal(found.by, 'rows');
    assert.ok(found.gain > 1.3 * scripted, `${found.gain} against ${scripted}`);
    for (const member of members) {
      const row = Array.from(found.weights.subarray(member * 8, member * 8 + 8));
      assertClose([row[0] + row[1] + row[2]], [1], 1e-6);
    }
  });

  it('has the gain of the rows that it returns, those after a change among them', () => {
    for (const change of [undefined, 4]) {
      const members = [0, 3];
      const market = honestMarket(5, 9);
      const game = { horizon: 9, inflation: 0.5, mechanism: 'medianAtLeast' } as const;
      const found = seekAttack(market, { ...game, members, ...(change && { change }) });
      assertOnSimplex(found.weights, 5, 1e-9);
      assert.equal(found.later === undefined, change === undefined);
      const phases = [found.weights, found.later ?? found.weights].map((rows) => fixedRows(rows));
      const blocks = new Map<number, number>();
      const honest = strategyNamed('honest');
      const { stake } = simulateStrategies(market, {
        ...{ blocks: 9, inflation: 0.5, mechanism: 'medianAtLeast' },
        strategies: [0, 1, 2, 3, 4].map((peer) =>
          members.includes(peer)
            ? (seen, at, row) => {
                const block = (blocks.get(at) ?? 0) + 1;
                blocks.set(at, block);
                phases[block < (change ?? Infinity) ? 0 : 1](seen, at, row);
              }
            : honest,
        ),
      });
      const share = (stake[0] + stake[3]) / sum(stake);
      assertClose([found.rowsGain + found.honestShare], [share], 1e-13);
      if (found.later) assertOnSimplex(found.later, 5, 1e-9);
    }
  });

  it('changes rows where that pays: under the median clip, as a peer comes to hold half the stake', () => {
    const start = honestMarket(5, 4, new Float64Array(5).fill(1));
    const market = withGroupStake(start, [2], 0.3);
    const options = { members: [2], horizon: 6, inflation: 1.5, mechanism: 'median' } as const;
    const constant = seekAttack(market, options);
    const changing = [2, 3, 4, 5, 6].map((change) => seekAttack(market, { ...options, change }));
    assert.ok(Math.max(...changing.map(({ gain }) => gain)) > 1.2 * constant.gain);
    // Under impartial division a vote in the last block returns nothing.
    const impartial = { ...options, mechanism: 'impartial' } as const;
    const last = seekAttack(market, { ...impartial, change: 6 });
    assertClose([last.gain], [seekAttack(market, impartial).gain], 1e-9);
  });

  it('depends on its seed alone, and records each rise of the gain of rows', () => {
    const market = honestMarket(6, 11);
    const options: SeekAttackOptions = { members: [4, 1], horizon: 6, inflation: 0.5, seed: 3 };
    const found = seekAttack(market, options);
    assert.deepEqual(seekAttack(market, { ...options, members: [1, 4] }), found);
    const { history, rowsGain, evaluations } = found;
    for (const [at, { evaluation, gain }] of history.entries()) {
      assert.ok(
        at === 0 || (gain > history[at - 1].gain && evaluation > history[at - 1].evaluation),
      );
    }
    assert.equal(history[history.length - 1].gain, rowsGain);
    assert.ok(evaluations <= 2000);
  });

  it('plays against peers that are not honest, in other units and with bounded changes', () => {
    const market = honestMarket(5, 12);
    const game = { members: [0, 1], horizon: 5, inflation: 0.5, attacks: ['cabal', 'copy'] };
    const base = { ...game, attacks: ['cabal', 'copy'] as const } as unknown as SeekAttackOptions;
    const plain = seekAttack(market, base);
    const selfish = seekAttack(market, { ...base, others: 'self' });
    assert.deepEqual(
      plain.scripted.map(({ attack }) => attack),
      ['cabal', 'copy'],
    );
    assert.ok(plain.honestShare !== selfish.honestShare);
    // Rows that may move by little gain less.
    const bounded = seekAttack(market, { ...base, bound: 0.01 });
    assert.ok(bounded.gain > 0 && bounded.gain < 0.5 * plain.gain);
  });

  it('leaves the ranks of impartialRank as they are: a group of all peers gains nothing', () => {
    const market = honestMarket(3, 2);
    const before = impartialRank(market);
    const { gain } = seekAttack(market, { members: [0, 1, 2], horizon: 3, inflation: 1 });
    assert.ok(gain < 1e-12, `${gain}`);
    assert.deepEqual(impartialRank(market), before);
  });
});

describe('refusals of seekAttack', () => {
  const market = honestMarket(3, 1);
  const given = { members: [0], horizon: 3, inflation: 1 };
  itRefuses('seekAttack', [
    {
      what: 'a group without members',
      call: () => seekAttack(market, { ...given, members: [] }),
      rule: 'members must be at least one peer',
      value: 'none',
    },
    {
      what: 'a member that is no peer',
      call: () => seekAttack(market, { ...given, members: [3] }),
      rule: 'members must be an integer from 0 to 2',
      value: '3',
    },
    {
      what: 'a horizon without blocks',
      call: () => seekAttack(market, { ...given, horizon: 0 }),
      rule: 'horizon must be an integer of at least 1',
      value: '0',
    },
    {
      what: 'a change before the second block',
      call: () => seekAttack(market, { ...given, change: 1 }),
      rule: 'change must be an integer of at least 2',
      value: '1',
    },
    {
      what: 'a change after the horizon',
      call: () => seekAttack(market, { ...given, change: 4 }),
      rule: 'change must be a block of the horizon, at most 3',
      value: '4',
    },
    {
      what: 'a market without stake',
      call: () => seekAttack({ ...market, stake: new Float64Array(3) }, given),
      rule: 'stake must be above 0 for at least one peer',
      value: 'none',
    },
  ]);
});
