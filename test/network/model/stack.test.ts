import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStream } from '../../../lib/math/index.js';
import { type Batch, type Rows } from '../../../lib/network/index.js';
import { type JoinedAnswer } from '../../../lib/network/cohort.js';
import { DenseCohort } from '../../../lib/network/model/denseCohort.js';
import { layersOf } from '../../../lib/network/model/layout.js';
import { joinedStacks, separateStacks } from '../../../lib/network/model/stacking.js';
import { loadTensors } from '../../../lib/tensors/index.js';
import { assertClose } from '../../support/compare.js';
import { apart, stateOf } from '../../support/denseCohort.js';

const SIZES = {
  standIns: false,
  ...{ inputs: 7, width: 4, context: 5, peers: 4, classes: 3 },
  encoding: { kind: 'numbers' },
} as const;
const LEARNING = { learningRate: 0.01, distillationTemperature: 1 };

/** A cohort in which the initial parameters of a peer depend on its index only. */
async function cohortOf(
  members: readonly number[],
  hidden: readonly number[] = members.map(() => 9),
  most = Math.max(...hidden),
): Promise<DenseCohort> {
  const { tf } = await loadTensors();
  const streams = members.map((peer) => createStream(4).split(peer));
  return new DenseCohort(tf, { ...SIZES, hidden: most }, members, hidden, streams, LEARNING);
}

function random(name: string, rows: number, columns: number): Rows {
  const stream = createStream(6).split(name);
  return { rows, columns, values: Float32Array.from({ length: rows * columns }, stream.normal) };
}

/** A batch that joins some of the others, by its turn, and its own answer in every other turn. */
function studyOf(peer: number, rows: number, turn = 0): Batch {
  const name = `${peer}/${rows}/${turn}`;
  const joined = apart(random(`F/${name}`, rows, SIZES.peers * SIZES.width), SIZES.width).flatMap(
    (one): JoinedAnswer[] => {
      if (one.peer !== peer) return (one.peer + turn) % 3 === 2 ? [] : [one];
      return turn % 2 === 0 ? [{ peer, factors: 0.8, received: true }] : [];
    },
  );
  return {
    peer,
    x: random(`x/${name}`, rows, SIZES.inputs),
    y: Int32Array.from({ length: rows }, (_, row) => (row + peer + turn) % SIZES.classes),
    joined,
  };
}

describe('batching changes no bit of', () => {
  const tasks = fc.array(
    fc.record({ peer: fc.integer({ min: 0, max: 3 }), rows: fc.integer({ min: 1, max: 40 }) }),
    { minLength: 1, maxLength: 9 },
  );

  it('answers and logits', async () => {
    const together = await cohortOf([0, 1, 2, 3]);
    const alone = await Promise.all([0, 1, 2, 3].map((peer) => cohortOf([peer])));
    await fc.assert(
      fc.asyncProperty(tasks, async (list) => {
        const studies = list.map(({ peer, rows }, turn) => studyOf(peer, rows, turn));
        const work: ((cohort: DenseCohort, those: Batch[]) => unknown[] | Promise<unknown[]>)[] = [
          (cohort, those) => cohort.forward(those),
          (cohort, those) => cohort.logits(those, 'network'),
          (cohort, those) => cohort.logits(those, 'student'),
        ];
        for (const compute of work) {
          const expected: unknown[] = [];
          for (const study of studies)
            expected.push(...(await compute(alone[study.peer], [study])));
          assert.deepEqual(await compute(together, studies), expected);
        }
      }),
      { seed: 5, numRuns: 25 },
    );
  });

  it('a row of an answer', async () => {
    const cohort = await cohortOf([0, 1]);
    const x = random('x', 37, SIZES.inputs);
    const [all] = await cohort.forward([{ peer: 1, x }]);
    for (let row = 0; row < x.rows; row++) {
      const values = x.values.slice(row * SIZES.inputs, (row + 1) * SIZES.inputs);
      const [one] = await cohort.forward([{ peer: 1, x: { ...x, rows: 1, values } }]);
      assert.deepEqual(one.values, all.values.slice(row * SIZES.width, (row + 1) * SIZES.width));
    }
  });

  it('results and parameters over rounds of training, gradients and steps', async () => {
    const together = await cohortOf([0, 1, 2, 3]);
    const alone = await Promise.all([0, 1, 2, 3].map((peer) => cohortOf([peer])));
    for (let round = 0; round < 4; round++) {
      const rows = (peer: number): number => (peer === 3 ? 11 : 6);
      const studies = [2, 0, 3, 1].map((peer) => studyOf(peer, rows(peer), round));
      const outcomes = await together.train(studies);
      const lessons = [1, 0, 1, 3, 2].map((peer, turn) => ({
        ...{ peer, x: random(`l/${turn}/${round}`, 5 + turn, SIZES.inputs) },
        gradient: random(`g/${turn}/${round}`, 5 + turn, SIZES.width),
      }));
      await together.accumulate(lessons);
      await together.step([3, 1, 0, 2]);
      for (const [at, study] of studies.entries()) {
        const { peer } = study;
        assert.deepEqual(await alone[peer].train([study]), [outcomes[at]]);
        await alone[peer].accumulate(lessons.filter((lesson) => lesson.peer === peer));
        await alone[peer].step([peer]);
        assert.deepEqual(stateOf(together, peer), stateOf(alone[peer], peer));
      }
    }
  });

  it('peers that do not take a step', async () => {
    const cohort = await cohortOf([0, 1, 2]);
    await cohort.train([0, 1, 2].map((peer) => studyOf(peer, 6)));
    const before = [0, 1, 2].map((peer) => stateOf(cohort, peer));
    await cohort.step([1]);
    assert.deepEqual(stateOf(cohort, 0), before[0]);
    assert.deepEqual(stateOf(cohort, 2), before[2]);
    const { values, gradient, steps } = stateOf(cohort, 1);
    assert.notDeepEqual(values, before[1].values);
    assert.ok(gradient.every((value) => value === 0));
    assert.deepEqual([...steps], [1]);
  });

  it('a saved state, which restores a cohort completely', async () => {
    const cohort = await cohortOf([0, 1]);
    const state = cohort.save();
    const kept = new Map([...state].map(([name, values]) => [name, values.slice()]));
    await cohort.train([studyOf(0, 6), studyOf(1, 6)]);
    await cohort.step([0, 1]);
    assert.deepEqual(state, kept);
    assert.notDeepEqual(cohort.save(), kept);
    cohort.restore(state);
    assert.deepEqual(cohort.save(), kept);
  });
});

describe('a peer with fewer hidden units than its stack', () => {
  /** The indices of a layer's padding among a peer's parameters. */
  function paddingOf(own: number, most: number): boolean[] {
    return layersOf({ ...SIZES, hidden: most }).flatMap(({ rows, columns, units }) =>
      Array.from({ length: rows * columns }, (_, at) => {
        const unit = units === 'rows' ? Math.floor(at / columns) : at % columns;
        return units !== 'none' && unit >= own;
      }),
    );
  }

  async function train(cohort: DenseCohort, rounds: number): Promise<number[]> {
    const losses: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const [outcome] = await cohort.train([studyOf(1, 6, round)]);
      losses.push(outcome.loss);
      const gradient = random(`g/${round}`, 6, SIZES.width);
      await cohort.accumulate([{ peer: 1, x: studyOf(1, 6, round).x, gradient }]);
      await cohort.step([1]);
    }
    return losses;
  }

  it('keeps its padding at exactly zero', async () => {
    const cohort = await cohortOf([0, 1], [12, 5]);
    await train(cohort, 20);
    const { values, first, second } = stateOf(cohort, 1);
    const padding = paddingOf(5, 12);
    assert.ok(padding.some((is) => is) && padding.some((is) => !is));
    for (const array of [values, first, second]) {
      assert.ok(array.every((value, at) => !padding[at] || value === 0));
    }
    // All other parameters have moved, except those of units whose relu is always zero.
    const moved = first.filter((value, at) => !padding[at] && value !== 0).length;
    assert.ok(moved > 0.8 * padding.filter((is) => !is).length, `${moved} moved`);
  });

  it('trains like a peer without padding, up to rounding', async () => {
    const [padded, alone] = [await cohortOf([0, 1], [12, 5]), await cohortOf([1], [5])];
    const own = (cohort: DenseCohort, most: number): Float32Array => {
      const padding = paddingOf(5, most);
      return stateOf(cohort, 1).values.filter((_, at) => !padding[at]);
    };
    assert.deepEqual(own(padded, 12), own(alone, 5));
    const losses = [await train(padded, 10), await train(alone, 10)];
    assertClose(losses[0], losses[1], 1e-4);
    // Rounding decides the sign of a gradient near zero, and Adam's step follows the sign.
    assertClose(own(padded, 12), own(alone, 5), 1e-3);
  });
});

describe('stacks of tasks', () => {
  const tasks = fc
    .array(fc.record({ peer: fc.nat(4), rows: fc.integer({ min: 1, max: 3 }) }), { maxLength: 20 })
    .map((list) => list.map(({ peer, rows }) => ({ peer, x: random('x', rows, 1) })));

  for (const [name, stacksOf] of Object.entries({ separateStacks, joinedStacks })) {
    it(`of ${name} contain each task once, each peer once, and slices of equal rows, sorted by peer`, () => {
      fc.assert(
        fc.property(tasks, (list) => {
          const stacks = stacksOf(list);
          const places = stacks.flat().flatMap((slice) => slice.places);
          assert.deepEqual(
            places.sort((a, b) => a - b),
            [...list.keys()],
          );
          for (const stack of stacks) {
            const peers = stack.map(({ peer }) => peer);
            assert.deepEqual(
              peers,
              [...new Set(peers)].sort((a, b) => a - b),
            );
            for (const slice of stack) {
              assert.equal(slice.rows, stack[0].rows);
              assert.equal(
                slice.rows,
                slice.tasks.reduce((sum, { x }) => sum + x.rows, 0),
              );
              assert.deepEqual(
                slice.tasks,
                slice.places.map((place) => list[place]),
              );
              assert.ok(slice.tasks.every(({ peer }) => peer === slice.peer));
            }
          }
          const joined = stacks.flat().length;
          const peers = new Set(list.map(({ peer }) => peer)).size;
          assert.equal(joined, stacksOf === joinedStacks ? peers : list.length);
        }),
        { seed: 1, numRuns: 50 },
      );
    });
  }
});
