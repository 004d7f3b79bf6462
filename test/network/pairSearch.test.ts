import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../lib/math/index.js';
import { Descending } from '../../lib/network/gate/descending.js';
import { gateKernel } from '../../lib/network/gate/kernel.js';
import { firstKeysIn } from '../../lib/network/gate/keys.js';
import { gridOf, openGrid } from '../../lib/network/gate/grid.js';
import { PairSearch } from '../../lib/network/gate/pairSearch.js';
import { chooseByKeys } from '../../lib/network/gate/productGating.js';
import { assertClose } from '../support/compare.js';

/** The order of all open peers from the definition. */
function bruteForce(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  open: readonly boolean[],
): { peer: number; score: number }[] {
  const columns = Math.ceil(Math.sqrt(open.length));
  return [...open.keys()]
    .filter((peer) => open[peer])
    .map((peer) => ({ peer, a: Math.floor(peer / columns), b: peer % columns }))
    .map((cell) => ({ ...cell, score: first[cell.a] + second[cell.b] }))
    .sort(
      (one, two) =>
        two.score - one.score ||
        first[two.a] - first[one.a] ||
        one.a - two.a ||
        second[two.b] - second[one.b] ||
        one.b - two.b,
    );
}

/** Grids with any share of open peers; multiples of a half, so that ties are frequent, or any numbers. */
const cases = fc.integer({ min: 1, max: 60 }).chain((n) => {
  const number = fc.oneof(
    fc.integer({ min: -4, max: 4 }).map((value) => value / 2),
    fc.double({ min: -3, max: 3, noNaN: true }),
  );
  const { lines, columns } = gridOf(n);
  return fc.record({
    n: fc.constant(n),
    k: fc.oneof(fc.integer({ min: 1, max: Math.min(n, 5) }), fc.integer({ min: 1, max: n })),
    share: fc.constantFrom(0, 0.05, 0.3, 0.6, 0.9, 1),
    seed: fc.nat(),
    first: fc.array(number, { minLength: 2 * lines, maxLength: 2 * lines }),
    second: fc.array(number, { minLength: 2 * columns, maxLength: 2 * columns }),
  });
});

describe('the search for the best pairs of keys', () => {
  it('finds the k best open peers of every row, as by scoring all', () => {
    fc.assert(
      fc.property(cases, ({ n, k, share, seed, first, second }) => {
        const draw = createStream(seed);
        const open = Array.from({ length: n }, () => draw.uniform() < share);
        const { lines, columns } = gridOf(n);
        const found = chooseByKeys(Float64Array.from(first), Float64Array.from(second), n, k, open);
        const places = Math.min(k, open.filter(Boolean).length);
        assert.equal(found.places, places);
        for (const row of [0, 1]) {
          const best = bruteForce(
            first.slice(row * lines, (row + 1) * lines),
            second.slice(row * columns, (row + 1) * columns),
            open,
          ).slice(0, places);
          const span = [row * places, (row + 1) * places] as const;
          assert.deepEqual(
            [...found.chosen.subarray(...span)],
            best.map(({ peer }) => peer),
          );
          const masses = best.map(({ score }) => Math.exp(score - best[0].score));
          const sum = masses.reduce((total, mass) => total + mass, 0);
          assertClose(
            found.gates.subarray(...span),
            masses.map((mass) => mass / sum),
            1e-12,
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('finds them where exactly the best cells are closed', () => {
    const n = 400;
    const { lines, columns } = gridOf(n);
    const draw = createStream(3);
    for (const closed of [10, 100, 300, 330, 395]) {
      const first = Float64Array.from({ length: lines }, draw.normal);
      const second = Float64Array.from({ length: columns }, draw.normal);
      const order = bruteForce(first, second, new Array<boolean>(n).fill(true));
      const open = new Array<boolean>(n).fill(true);
      for (const { peer } of order.slice(0, closed)) open[peer] = false;
      const { chosen } = chooseByKeys(first, second, n, 5, open);
      assert.deepEqual(
        [...chosen],
        order.slice(closed, closed + 5).map(({ peer }) => peer),
      );
    }
  });

  it('draws few keys of many: k log k cells of a grid whose cells are all open', () => {
    const n = 250_000;
    const grid = openGrid(gridOf(n), new Uint8Array(n).fill(1));
    const [k, draw] = [16, createStream(2)];
    const search = new PairSearch(grid, k);
    const [chosen, scores] = [new Int32Array(k), new Float64Array(k)];
    const reads = new Proxy(grid.open, {
      get: (target, name) => {
        if (typeof name === 'string' && /^\d+$/.test(name)) count++;
        return Reflect.get(target, name, target) as unknown;
      },
    });
    let count = 0;
    const { peers, lines, columns, list, keys } = grid;
    const counted = new PairSearch({ peers, lines, columns, list, keys, open: reads }, k);
    for (let at = 0; at < 20; at++) {
      const first = Float64Array.from({ length: grid.lines }, draw.normal);
      const second = Float64Array.from({ length: grid.columns }, draw.normal);
      search.find(first, second, chosen, scores);
      const own = [...chosen];
      count = 0;
      counted.find(first, second, chosen, scores);
      assert.deepEqual([...chosen], own);
      let most = 0;
      for (let r = 1; r <= k; r++) most += Math.floor(k / r);
      assert.ok(count >= k && count <= most, `${count} of at most ${most}`);
    }
  });

  it('orders keys from the largest score down, equal ones by index, from any number that is known', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 12 }), fc.boolean(), (list, few, isKnown) => {
        const keys = Int32Array.from([...list.keys()].filter((key) => key % 3 !== 1));
        const wanted = [...keys].sort((a, b) => list[b] - list[a] || a - b);
        // The second of two rows.
        const values = Float64Array.from([...list.map((value) => -value), ...list]);
        const kernel = gateKernel();
        const open = Float64Array.from(list, (_, key) => (key % 3 === 1 ? 0 : 2));
        const first = firstKeysIn(kernel, kernel.put(values), 2, open, few);
        const found = [...first.keys.subarray(few)];
        assert.deepEqual(
          found,
          found.map((_, rank) => wanted.at(rank) ?? -1),
        );
        const order = new Descending(list.length);
        order.reset(values, keys, list.length, 1, isKnown ? first : undefined);
        assert.deepEqual(
          wanted.map((_, rank) => order.at(rank)),
          wanted,
        );
        assert.equal(order.at(wanted.length), -1);
      }),
    );
  });
});
