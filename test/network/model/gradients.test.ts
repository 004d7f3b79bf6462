import assert from 'node:assert/strict';
import { createStream } from '../../../lib/math/index.js';
import { train, type Network } from '../../../lib/network/index.js';
import { type Batch } from '../../../lib/network/cohort.js';
import { DenseCohort } from '../../../lib/network/model/denseCohort.js';
import { batchOf, streamsOf } from '../../../lib/network/training/participant.js';
import { type Rows } from '../../../lib/network/rows.js';
import { loadTensors } from '../../../lib/tensors/index.js';
import { apart, beside, stateOf } from '../../support/denseCohort.js';
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
  readonly study: (peer: number) => Batch & { readonly inputs: Rows };
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
    parameters: (at) => stateOf(cohort, cohort.members[at]).values,
    gradients: (at) => stateOf(cohort, cohort.members[at]).gradient,
    study: (peer) => {
      const inputs = rowsOf(`F ${peer}`, sizes.peers * sizes.width, (of) => of.normal());
      return {
        peer,
        x: rowsOf(`x ${peer}`, sizes.inputs, (of) =>
          sizes.symbols ? of.integer(sizes.symbols) : of.normal(),
        ),
        y: Int32Array.from({ length: ROWS }, (_, row) => (row + peer) % sizes.classes),
        ...{ inputs, joined: apart(inputs, sizes.width) },
      };
    },
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

    it('computes f(x), z(x, F) and z(x, c̃) by the equations of layout.ts', async () => {
      const studies = members.map((peer) => made.study(peer));
      const [answers, logits, alone] = [
        await made.cohort.forward(studies),
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

    it('returns the means over rows of the three terms of its loss', async () => {
      const studies = members.map((peer) => made.study(peer));
      for (const [at, outcome] of (await made.cohort.train(studies)).entries()) {
        const { x, y, inputs } = studies[at];
        const peer = new DensePeer(sizes, made.parameters(at));
        const reached = lines(inputs);
        const terms = lines(x).map((row, r) => peer.losses(row, reached[r], y[r], TEMPERATURE));
        for (const [k, name] of (['loss', 'studentLoss', 'distillation'] as const).entries()) {
          assertClose([outcome[name]], [mean(terms.map((term) => term[k]))], FORWARD, name);
        }
      }
    });

    it('accumulates the gradient of the sum of the three terms, with c constant in (11)', async () => {
      const studies = members.map((peer) => made.study(peer));
      const outcomes = await made.cohort.train(studies);
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
        assertClose(beside(outcomes[at].gradients), inF, BACKWARD, '∂L/∂F');
        assert.ok(largest(inF) > 1e-3);
      }
    });

    it('accumulates the gradient of Σ f(x) · ∂L/∂f over received gradients', async () => {
      const [first, second] = [made.study(0), { ...made.study(2), peer: 0 }];
      const stream = createStream(9);
      const lesson = ({ peer, x }: Batch) => {
        const values = Float32Array.from({ length: ROWS * sizes.width }, stream.normal);
        return { peer, x, gradient: { rows: ROWS, columns: sizes.width, values } };
      };
      const lessons = [lesson(first), lesson(second)];
      const [before, parameters] = [made.cohort.save(), made.parameters(0)];
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
      await made.cohort.accumulate(lessons);
      assertClose(made.gradients(0), expected, BACKWARD, 'together');
      assert.ok(made.gradients(1).every((value) => value === 0));
      const joined = made.gradients(0);
      await made.cohort.step([0]);
      assert.ok(made.gradients(0).every((value) => value === 0));
      assert.notDeepEqual(made.parameters(0), parameters);
      made.cohort.restore(before);
      for (const one of lessons) await made.cohort.accumulate([one]);
      assertClose(made.gradients(0), joined, 1e-5, 'one after the other');
    });

    it('computes its own answer where it is joined, with its gradient, as where it is asked', async () => {
      const study = made.study(2);
      const rows = Uint32Array.of(0, 2, 3);
      const factors = Float64Array.of(0.6, 0.9, 0.2);
      const others = study.joined.slice(0, 2);
      const own = { peer: 2, rows, factors, received: true };
      const [answer] = await made.cohort.forward([study]);
      const picked = {
        rows: 3,
        columns: sizes.width,
        values: Float32Array.from([...rows].flatMap((row) => [...(lines(answer)[row] ?? [])])),
      };
      const before = made.cohort.save();
      const batch = { ...study, gated: true };
      const given = { ...own, answer: picked };
      const [asked] = await made.cohort.train([{ ...batch, joined: [...others, given] }]);
      const x = {
        ...study.x,
        rows: 3,
        values: Float32Array.from([...rows].flatMap((row) => [...lines(study.x)[row]])),
      };
      const [, , gradient] = asked.gradients;
      assert.ok(gradient);
      await made.cohort.accumulate([{ peer: 2, x, gradient }]);
      const expected = made.gradients(1);
      const logits = made.cohort.logits([{ ...batch, joined: [...others, given] }], 'network');
      const same = made.cohort.logits([{ ...batch, joined: [...others, own] }], 'network');
      assertClose(same[0].values, logits[0].values, FORWARD);

      made.cohort.restore(before);
      const [merged] = await made.cohort.train([{ ...batch, joined: [...others, own] }]);
      assert.equal(merged.gradients[2], undefined);
      assertClose([merged.loss, merged.distillation], [asked.loss, asked.distillation], 1e-6);
      for (const a of [0, 1]) {
        assertClose(merged.gradients[a]?.values ?? [], asked.gradients[a]?.values ?? [], 1e-5);
      }
      assert.equal(merged.gateGradients?.[2].length, 3);
      for (const a of [0, 1, 2]) {
        assertClose(merged.gateGradients[a], asked.gateGradients?.[a] ?? [], 1e-5, `gate ${a}`);
      }
      assertClose(made.gradients(1), expected, 1e-5, 'as where it is asked');

      // Central differences of the loss through the own answer too.
      const parameters = made.parameters(1);
      const reachedBy = (peer: DensePeer, row: number): number[] => {
        const at = rows.indexOf(row);
        const scale = at < 0 ? 0 : factors[at];
        return [
          ...lines(study.inputs)[row].subarray(0, 2 * sizes.width),
          ...peer.answer(lines(study.x)[row]).map((value) => scale * value),
        ];
      };
      const first = new DensePeer(sizes, parameters);
      const teachers = study.y.reduce<number[][]>(
        (all, _, row) => [...all, first.context(reachedBy(first, row))],
        [],
      );
      const total = (peer: DensePeer): number =>
        mean(
          lines(study.x).map((row, r) => {
            const terms = peer.losses(
              ...([row, reachedBy(peer, r), study.y[r], TEMPERATURE, teachers[r]] as const),
            );
            return terms[0] + terms[1] + terms[2];
          }),
        );
      const differences = centralDifferences(
        (numbers) => total(new DensePeer(sizes, numbers)),
        parameters,
      );
      assertClose(made.gradients(1), differences, BACKWARD, 'central differences');
    });

    it('returns the derivative in the gates of its answers', async () => {
      const study = made.study(0);
      const [factors, rows] = [Float64Array.of(0.3, 0.7), Uint32Array.of(1, 4)];
      const answer = study.joined[1].answer;
      assert.ok(answer);
      const picked = {
        ...{ rows: 2, columns: sizes.width },
        values: Float32Array.from([...rows].flatMap((row) => [...lines(answer)[row]])),
      };
      const joined = [{ peer: 1, answer: picked, rows, factors, received: true }];
      const [found] = await made.cohort.train([{ ...study, joined, gated: true }]);
      const peer = new DensePeer(sizes, made.parameters(0));
      const loss = (g: ArrayLike<number>): number =>
        mean(
          lines(study.x).map((row, r) => {
            const at = rows.indexOf(r);
            const F = new Float64Array(sizes.peers * sizes.width);
            if (at >= 0)
              F.set(
                [...lines(picked)[at]].map((value) => g[at] * value),
                sizes.width,
              );
            return peer.losses(row, F, study.y[r], TEMPERATURE)[0];
          }),
        );
      const expected = centralDifferences(loss, factors);
      assertClose(found.gateGradients?.[0] ?? [], expected, BACKWARD);
      // The sent gradient carries the factors.
      assert.equal(found.gradients[0]?.rows, 2);
      const dots = lines(found.gradients[0]).map((row, at) =>
        row.reduce((sum, value, k) => sum + value * picked.values[at * sizes.width + k], 0),
      );
      assertClose(
        dots,
        [...factors].map((factor, at) => factor * expected[at]),
        BACKWARD,
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
      const stream = createStream(SMALL.seed).split('peer').split(peer);
      const { x, y } = batchOf(data, BATCH, 0, streamsOf(stream, data.rows).batches);
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
