import assert from 'node:assert/strict';
import { createStream } from '../../../lib/math/index.js';
import { train, type Network } from '../../../lib/network/index.js';
import { joinAnswers } from '../../../lib/network/answers.js';
import { type Batch } from '../../../lib/network/cohort.js';
import { DenseCohort } from '../../../lib/network/model/denseCohort.js';
import { batchOf } from '../../../lib/network/training/participant.js';
import { type Rows } from '../../../lib/network/rows.js';
import { loadTensors } from '../../../lib/tensors/index.js';
import { assertClose, largest } from '../../support/compare.js';
import { centralDifferences, DensePeer, type Sizes } from '../../support/densePeer.js';
import { denseState, densePeers, SMALL, smallNetwork } from '../../support/network.js';

const ROWS = 5;
/** Numbers in single precision against double: relative to the largest of each array. */
const [FORWARD, BACKWARD] = [1e-5, 2e-4];
const TEMPERATURE = 1.5;
const SIZES = { inputs: 3, hidden: 8, width: 4, context: 5, peers: 3, classes: 3 };
const KINDS: Record<string, Sizes> = { numbers: SIZES, codes: { ...SIZES, symbols: 7 } };

interface Case {
  readonly cohort: DenseCohort;
  /** Parameters of member `at`, perturbed so that no bias is zero. */
  readonly parameters: (at: number) => Float32Array;
  readonly gradients: (at: number) => Float32Array;
  readonly study: (peer: number) => Batch;
}

/** Two dense peers, 0 and 2, of a network of three. */
async function caseOf(sizes: Sizes): Promise<Case> {
  const { tf } = await loadTensors();
  const stream = createStream(8);
  const cohort = new DenseCohort(
    tf,
    {
      ...sizes,
      standIns: false,
      encoding:
        sizes.symbols === undefined
          ? { kind: 'numbers' }
          : { kind: 'codes', symbols: sizes.symbols },
    },
    [0, 2],
    [8, 8],
    [stream.split('a'), stream.split('b')],
    { learningRate: 0.01, distillationTemperature: TEMPERATURE },
  );
  const noise = stream.split('noise');
  const state = new Map(cohort.save());
  state.set(
    'values',
    (state.get('values') ?? new Float32Array()).map((value) => value + 0.2 * noise.normal()),
  );
  cohort.restore(state);
  const part = (name: string, at: number): Float32Array => {
    const all = cohort.save().get(name) ?? new Float32Array();
    return all.slice((at * all.length) / 2, ((at + 1) * all.length) / 2);
  };
  const rowsOf = (name: string, columns: number, draw: (of: typeof stream) => number): Rows => {
    const of = stream.split(name);
    return {
      rows: ROWS,
      columns,
      values: Float32Array.from({ length: ROWS * columns }, () => draw(of)),
    };
  };
  return {
    cohort,
    parameters: (at) => part('values', at),
    gradients: (at) => part('gradient', at),
    study: (peer) => ({
      peer,
      x: rowsOf(`x ${peer}`, sizes.inputs, (of) =>
        sizes.symbols ? of.integer(sizes.symbols) : of.normal(),
      ),
      y: Int32Array.from({ length: ROWS }, (_, row) => (row + peer) % sizes.classes),
      inputs: rowsOf(`F ${peer}`, sizes.peers * sizes.width, (of) => of.normal()),
    }),
  };
}

function lines({ rows, columns, values }: Rows): Float32Array[] {
  return Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns));
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

for (const [kind, sizes] of Object.entries(KINDS)) {
  describe(`a dense peer whose inputs are ${kind}`, () => {
    let made: Case;
    const members = [0, 2];
    beforeEach(async () => {
      made = await caseOf(sizes);
    });

    it('computes f(x), z(x, F) and z(x, c̃) by the equations of layout.ts', () => {
      const studies = members.map((peer) => made.study(peer));
      const [answers, logits, alone] = [
        made.cohort.forward(studies),
        made.cohort.logits(studies, 'network'),
        made.cohort.logits(studies, 'student'),
      ];
      for (const [at, { x, inputs }] of studies.entries()) {
        const peer = new DensePeer(sizes, made.parameters(at));
        const [rows, reached] = [lines(x), lines(inputs)];
        assertClose(
          answers[at].values,
          rows.flatMap((row) => peer.answer(row)),
          FORWARD,
        );
        assertClose(
          logits[at].values,
          rows.flatMap((row, r) => peer.logits(row, reached[r])),
          FORWARD,
        );
        assertClose(
          alone[at].values,
          rows.flatMap((row) => peer.studentLogits(row)),
          FORWARD,
        );
        assert.deepEqual([answers[at].rows, answers[at].columns], [ROWS, sizes.width]);
        assert.deepEqual([logits[at].rows, logits[at].columns], [ROWS, sizes.classes]);
      }
    });

    it('returns the means over rows of the three terms of its loss', () => {
      const studies = members.map((peer) => made.study(peer));
      for (const [at, outcome] of made.cohort.train(studies).entries()) {
        const { x, y, inputs } = studies[at];
        const peer = new DensePeer(sizes, made.parameters(at));
        const reached = lines(inputs);
        const terms = lines(x).map((row, r) => peer.losses(row, reached[r], y[r], TEMPERATURE));
        for (const [k, name] of (['loss', 'studentLoss', 'distillation'] as const).entries()) {
          assertClose([outcome[name]], [mean(terms.map((term) => term[k]))], FORWARD, name);
        }
      }
    });

    it('accumulates the gradient of the sum of the three terms, with c constant in (11)', () => {
      const studies = members.map((peer) => made.study(peer));
      const outcomes = made.cohort.train(studies);
      for (const [at, { x, y, inputs }] of studies.entries()) {
        const parameters = made.parameters(at);
        const [rows, reached] = [lines(x), lines(inputs)];
        const first = new DensePeer(sizes, parameters);
        const teachers = reached.map((row) => first.context(row));
        const total = (peer: DensePeer, F: ArrayLike<number>[]): number =>
          mean(
            rows.map((row, r) => {
              const [loss, studentLoss, distillation] = peer.losses(
                row,
                F[r],
                y[r],
                TEMPERATURE,
                teachers[r],
              );
              return loss + studentLoss + distillation;
            }),
          );
        const expected = centralDifferences(
          (given) => total(new DensePeer(sizes, given), reached),
          parameters,
        );
        assertClose(made.gradients(at), expected, BACKWARD, 'parameters');
        const columns = inputs.columns;
        const inF = centralDifferences(
          (given) =>
            total(
              first,
              rows.map((_, r) => given.subarray(r * columns, (r + 1) * columns)),
            ),
          inputs.values,
        );
        assertClose(outcomes[at].gradient.values, inF, BACKWARD, '∂L/∂F');
        assert.ok(largest(inF) > 1e-3);
      }
    });

    it('accumulates the gradient of Σ f(x) · ∂L/∂f over received gradients', () => {
      const [first, second] = [made.study(0), { ...made.study(2), peer: 0 }];
      const stream = createStream(9);
      const lesson = ({ peer, x }: Batch) => {
        const values = Float32Array.from({ length: ROWS * sizes.width }, stream.normal);
        return { peer, x, gradient: { rows: ROWS, columns: sizes.width, values } };
      };
      const lessons = [lesson(first), lesson(second)];
      const parameters = made.parameters(0);
      const expected = centralDifferences((given) => {
        const peer = new DensePeer(sizes, given);
        let dot = 0;
        for (const { x, gradient } of lessons) {
          const g = lines(gradient);
          for (const [r, row] of lines(x).entries()) {
            for (const [k, value] of peer.answer(row).entries()) dot += value * g[r][k];
          }
        }
        return dot;
      }, parameters);
      made.cohort.accumulate(lessons);
      assertClose(made.gradients(0), expected, BACKWARD, 'together');
      assert.ok(made.gradients(1).every((value) => value === 0));
      const joined = made.gradients(0);
      made.cohort.step([0]);
      assert.ok(made.gradients(0).every((value) => value === 0));
      assert.notDeepEqual(made.parameters(0), parameters);
      const state = new Map(made.cohort.save());
      const values = state.get('values') ?? new Float32Array();
      values.set(parameters);
      made.cohort.restore(state);
      for (const one of lessons) made.cohort.accumulate([one]);
      assertClose(made.gradients(0), joined, 1e-5, 'one after the other');
    });

    it('pulls a cotangent of its logits back to F', () => {
      const study = made.study(2);
      const stream = createStream(10);
      const cotangent = {
        rows: ROWS,
        columns: sizes.classes,
        values: Float32Array.from({ length: ROWS * sizes.classes }, stream.normal),
      };
      const [found] = made.cohort.pullback([study], [cotangent]);
      const peer = new DensePeer(sizes, made.parameters(1));
      const [rows, weights] = [lines(study.x), lines(cotangent)];
      const { columns, values } = study.inputs;
      const expected = centralDifferences((given) => {
        let dot = 0;
        for (const [r, row] of rows.entries()) {
          const z = peer.logits(row, given.subarray(r * columns, (r + 1) * columns));
          for (const [k, value] of z.entries()) dot += value * weights[r][k];
        }
        return dot;
      }, values);
      assertClose(found.values, expected, BACKWARD);
      assert.ok(
        made.gradients(1).every((value) => value === 0),
        'and notes nothing',
      );
    });
  });
}

describe('a round of a network', () => {
  const mask = Float64Array.of(1, 0.5, 0.25, 0, 0.9, 1, 0.3, 1, 1);
  const BATCH = 6;

  /** The first step's gradient of every peer: Adam's mean of gradients is (1 − β₁) = 1/10 of it. */
  async function afterOneRound(network: Network, given = mask): Promise<Float32Array[]> {
    await train(network, { rounds: 1, batch: BATCH, jitter: 0, mask: given });
    return [0, 1, 2].map((peer) =>
      denseState(network, peer).first.map((value) => value / (1 - 0.9)),
    );
  }

  it('moves every peer along the gradient of the sum of all losses, through all answers', async () => {
    const network = await smallNetwork();
    const sizes: Sizes = { ...SMALL, inputs: network.inputs, classes: network.classes, peers: 3 };
    const first = [0, 1, 2].map((peer) => denseState(network, peer).values);
    const batches = network.data.map((data, peer) => {
      assert.ok(data);
      const { x, y } = batchOf(data, BATCH, 0, createStream(SMALL.seed).split('peer').split(peer));
      return { rows: lines(x), y };
    });
    const reached = (peers: readonly DensePeer[], i: number, row: Float32Array): number[] =>
      peers.flatMap((peer, j) => peer.answer(row).map((value) => mask[i * 3 + j] * value));
    const start = first.map((values) => new DensePeer(sizes, values));
    const teachers = batches.map(({ rows }, i) =>
      rows.map((row) => start[i].context(reached(start, i, row))),
    );
    const total = (peers: readonly DensePeer[]): number => {
      let sum = 0;
      for (const [i, { rows, y }] of batches.entries()) {
        for (const [r, row] of rows.entries()) {
          const inputs = reached(peers, i, row);
          const terms = peers[i].losses(
            row,
            inputs,
            y[r],
            SMALL.distillationTemperature,
            teachers[i][r],
          );
          sum += (terms[0] + terms[1] + terms[2]) / BATCH;
        }
      }
      return sum;
    };
    const found = await afterOneRound(network);
    for (const j of [0, 1, 2]) {
      const expected = centralDifferences(
        (given) => total(start.map((peer, k) => (k === j ? new DensePeer(sizes, given) : peer))),
        first[j],
      );
      assertClose(found[j], expected, 2 * BACKWARD, `peer ${j}`);
    }
  });

  it("moves a peer's parameters along another peer's gradient only through the mask", async () => {
    // The runs differ in whether peer 0 receives the answers of peer 1. The loss of peer 1 is the same.
    const alone = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
    const heard = alone.slice();
    heard[1] = 1;
    const [before, after] = [
      await afterOneRound(await smallNetwork(), alone),
      await afterOneRound(await smallNetwork(), heard),
    ];
    const difference = after[1].map((value, at) => value - before[1][at]);
    assert.ok(largest(difference) > 1e-3, 'the loss of 0 has not reached 1');
    assert.deepEqual(after[2], before[2], 'peer 2 has nothing to do with it');
    // Only the received gradient differs: layers that no answer depends on have the same gradient.
    const network = await smallNetwork();
    const sizes: Sizes = { ...SMALL, inputs: network.inputs, classes: network.classes, peers: 3 };
    const tail = sizes.width * sizes.classes + sizes.classes;
    assert.deepEqual(after[1].slice(-tail), before[1].slice(-tail), 'the head of 1');
  });

  it("moves a peer without data along other peers' gradients only", async () => {
    const { tf } = await loadTensors();
    const model = tf.sequential({
      layers: [tf.layers.dense({ inputShape: [6], units: 4, activation: 'tanh' })],
    });
    const values = (): Float32Array => model.getWeights()[0].dataSync<'float32'>().slice();
    const network = await smallNetwork({ peers: [...densePeers(2), { kind: 'model', model }] });
    const first = values();
    const deaf = Float64Array.of(1, 1, 0, 1, 1, 0, 1, 1, 1);
    await train(network, { rounds: 1, batch: BATCH, jitter: 0, mask: deaf });
    assert.deepEqual(values(), first, 'the gradient reached a peer');
    const state = network.save();
    await train(network, { rounds: 2, batch: BATCH, jitter: 0 });
    assert.notDeepEqual(values(), first);
    network.restore(state);
    assert.deepEqual(values(), first);
    model.dispose();
  });
});

describe('answers side by side', () => {
  it('are masked, and zero where an answer is missing', () => {
    const answer = (first: number): Rows => ({
      rows: 2,
      columns: 2,
      values: Float32Array.of(first, 1, 2, 3),
    });
    const joined = joinAnswers(
      [answer(8), undefined, answer(6), answer(Infinity)],
      Float64Array.of(0.5, 1, 1, 0),
      2,
      2,
    );
    assert.deepEqual(joined, {
      rows: 2,
      columns: 8,
      values: Float32Array.of(4, 0.5, 0, 0, 6, 1, 0, 0, 1, 1.5, 0, 0, 2, 3, 0, 0),
    });
  });
});
