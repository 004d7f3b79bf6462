import assert from 'node:assert/strict';
import { createStream } from '../../lib/math/index.js';
import { evaluate, openMask, train, type Faults, type Network } from '../../lib/network/index.js';
import { type Encoding } from '../../lib/datasets/index.js';
import { joinAnswers } from '../../lib/network/answers.js';
import { type Example, type Batch } from '../../lib/network/cohort.js';
import { answersTo } from '../../lib/network/evaluate.js';
import { DenseCohort } from '../../lib/network/model/denseCohort.js';
import { type LayerName } from '../../lib/network/model/layout.js';
import { type Rows } from '../../lib/network/rows.js';
import { batchOf } from '../../lib/network/training/participant.js';
import { loadTensors } from '../../lib/tensors/index.js';
import { assertClose } from '../support/compare.js';
import { denseCohort } from '../support/denseCohort.js';
import { centralDifferences, logSoftmax } from '../support/densePeer.js';
import { maskWithout, SMALL, smallNetwork, teacherShards } from '../support/network.js';

const [ROWS, PEERS, WIDTH, HIDDEN, EMBEDDING] = [5, 3, 4, 8, 8];
const ENCODINGS: Record<string, Encoding> = {
  numbers: { kind: 'numbers' },
  codes: { kind: 'codes', symbols: 7 },
};

/** Peers 0 and 2 of three, with stand-ins. */
async function cohortOf(encoding: Encoding, standIns = true): Promise<DenseCohort> {
  const { tf } = await loadTensors();
  const stream = createStream(8);
  const cohort = new DenseCohort(
    tf,
    {
      ...{ inputs: 3, hidden: HIDDEN, width: WIDTH, context: 5, peers: PEERS, classes: 3 },
      ...{ encoding, standIns },
    },
    ...([
      [0, 2],
      [HIDDEN, HIDDEN],
      [stream.split('a'), stream.split('b')],
    ] as const),
    { learningRate: 0.01, distillationTemperature: 1.5 },
  );
  return cohort;
}

function studyOf(peer: number, encoding: Encoding, example?: Example): Batch {
  const stream = createStream(4).split(peer);
  const draw = encoding.kind === 'codes' ? () => stream.integer(encoding.symbols) : stream.normal;
  const rowsOf = (columns: number, of: () => number): Rows => ({
    rows: ROWS,
    columns,
    values: Float32Array.from({ length: ROWS * columns }, of),
  });
  return {
    ...{ peer, x: rowsOf(3, draw), y: Int32Array.of(0, 1, 2, 1, 0) },
    inputs: rowsOf(PEERS * WIDTH, stream.normal),
    ...(example && { example }),
  };
}

function exampleOf(seed: number, answered: (row: number, j: number) => boolean): Example {
  const stream = createStream(seed).split('example');
  return {
    answers: {
      rows: ROWS,
      columns: PEERS * WIDTH,
      values: Float32Array.from({ length: ROWS * PEERS * WIDTH }, () => Math.tanh(stream.normal())),
    },
    answered: Float32Array.from({ length: ROWS * PEERS }, (_, at) =>
      Number(answered(Math.floor(at / PEERS), at % PEERS)),
    ),
  };
}

/** s = relu(x A + a) of one row, by the definition. */
function imagined(cohort: DenseCohort, study: Batch, encoding: Encoding, row: number): number[] {
  const layers = cohort.parametersOf(study.peer);
  const of = (name: LayerName): Float32Array => layers.get(name)?.values ?? new Float32Array();
  const x = [...study.x.values.subarray(3 * row, 3 * row + 3)];
  const entering =
    encoding.kind === 'codes'
      ? x.flatMap((code) => [...of('embedding').subarray(EMBEDDING * code, EMBEDDING * (code + 1))])
      : x;
  return Array.from({ length: HIDDEN }, (_, unit) =>
    Math.max(
      0,
      entering.reduce(
        (sum, value, k) => sum + value * of('studentHidden')[k * HIDDEN + unit],
        of('studentHiddenBias')[unit],
      ),
    ),
  );
}

/** tanh(s D + d) of one row out of D and d one after the other. */
function standInOf(s: readonly number[], layers: ArrayLike<number>): number[] {
  const columns = PEERS * WIDTH;
  return Array.from({ length: columns }, (_, column) =>
    Math.tanh(
      s.reduce(
        (sum, value, k) => sum + value * layers[k * columns + column],
        layers[HIDDEN * columns + column],
      ),
    ),
  );
}

/** The parameters of the stand-ins of one of the two members, the last of its parameters. */
function part(cohort: DenseCohort, name: string, member: number): Float32Array {
  const all = cohort.save().get(name) ?? new Float32Array();
  const end = ((member + 1) * all.length) / 2;
  return all.slice(end - (HIDDEN + 1) * PEERS * WIDTH, end);
}

describe('stand-ins', () => {
  for (const [name, encoding] of Object.entries(ENCODINGS)) {
    it(`answer tanh(s D + d) to ${name}`, async () => {
      const cohort = await cohortOf(encoding);
      const studies = [studyOf(2, encoding), studyOf(0, encoding)];
      for (const [at, found] of cohort.standIns(studies).entries()) {
        const layers = part(cohort, 'values', at === 0 ? 1 : 0);
        const expected = Array.from({ length: ROWS }, (_, row) =>
          standInOf(imagined(cohort, studies[at], encoding, row), layers),
        ).flat();
        assert.deepEqual([found.rows, found.columns], [ROWS, PEERS * WIDTH]);
        assertClose(found.values, expected, 1e-5);
      }
    });

    it(`accumulate the gradient of the squared error over received answers only, for ${name}`, async () => {
      const cohort = await cohortOf(encoding);
      const answered = (row: number, j: number): boolean => j === 0 || (j === 1 && row % 2 === 0);
      const studies = [0, 2].map((peer) => studyOf(peer, encoding, exampleOf(peer, answered)));
      cohort.train(studies);
      for (const [member, study] of studies.entries()) {
        const { answers } = exampleOf(study.peer, answered);
        const loss = (layers: ArrayLike<number>): number => {
          let sum = 0;
          for (let row = 0; row < ROWS; row++) {
            const made = standInOf(imagined(cohort, study, encoding, row), layers);
            for (const [column, value] of made.entries()) {
              if (!answered(row, Math.floor(column / WIDTH))) continue;
              const error = value - answers.values[row * PEERS * WIDTH + column];
              sum += error ** 2 / (2 * ROWS * WIDTH);
            }
          }
          return sum;
        };
        const found = part(cohort, 'gradient', member);
        assertClose(found, centralDifferences(loss, part(cohort, 'values', member)), 1e-4);
        // Peer 2 did not answer.
        const silent = found.filter((_, at) => at % (PEERS * WIDTH) >= 2 * WIDTH);
        assert.ok(silent.every((value) => value === 0));
        assert.ok(found.some((value) => Math.abs(value) > 1e-3));
      }
    });
  }

  it('pass no gradient to any other layer', async () => {
    const encoding = ENCODINGS.numbers;
    const [plain, imitating] = [await cohortOf(encoding, false), await cohortOf(encoding)];
    const example = exampleOf(1, () => true);
    const [expected] = plain.train([studyOf(0, encoding)]);
    const [found] = imitating.train([studyOf(0, encoding, example)]);
    assert.deepEqual(found, expected);
    const before = plain.save().get('gradient') ?? new Float32Array();
    const own = before.subarray(0, before.length / 2);
    assert.deepEqual(imitating.save().get('gradient')?.subarray(0, own.length), own);
  });
});

const AWAY: Faults = ({ to }, now) =>
  to === 2 && now > 6 && now < 9 ? { kind: 'crashed' } : undefined;

/** Layers of a peer of a network by name, stand-ins' left out. */
function withoutStandIns(network: Network, peer: number): Record<string, Float32Array | undefined> {
  const layers = denseCohort(network, peer).parametersOf(peer);
  return Object.fromEntries(
    [...layers]
      .filter(([name]) => !name.startsWith('standIn'))
      .map(([name, { values }]) => [name, values]),
  );
}

describe('a network with stand-ins', () => {
  for (const jitter of [0, 0.4]) {
    it(`trains to the same bytes as without stand-ins while all peers answer, at jitter ${jitter}`, async () => {
      const [plain, other] = [await smallNetwork(), await smallNetwork({ standIns: true })];
      const options = { rounds: 8, segment: 3, batch: 6, jitter };
      assert.deepEqual(await train(other, options), await train(plain, options));
      for (const peer of [0, 1, 2]) {
        assert.deepEqual(withoutStandIns(other, peer), withoutStandIns(plain, peer));
      }
    });
  }

  it('trains stand-ins whose error is below that of the mean answer', async () => {
    const network = await smallNetwork({ standIns: true });
    const [data] = teacherShards(1, 60, 5);
    const x: Rows = { rows: data.rows, columns: 6, values: data.x };
    const errors = async (): Promise<number[]> => {
      const answers = await answersTo(network, x);
      const cohort = denseCohort(network, 0);
      const [made] = cohort.standIns([{ peer: 0, x }]);
      return answers.map(({ values }, j) =>
        values.reduce((sum, value, at) => {
          const [row, k] = [Math.floor(at / 4), at % 4];
          return sum + (made.values[row * 12 + j * 4 + k] - value) ** 2 / values.length;
        }, 0),
      );
    };
    await train(network, { rounds: 250, batch: 12, jitter: 0 });
    const after = await errors();
    const answers = await answersTo(network, x);
    for (const [j, error] of after.entries()) {
      const means = [0, 1, 2, 3].map((k) =>
        answers[j].values.reduce((sum, value, at) => (at % 4 === k ? sum + value / 60 : sum), 0),
      );
      const spread = answers[j].values.reduce(
        (sum, value, at) => sum + (value - means[at % 4]) ** 2 / 240,
        0,
      );
      assert.ok(error < 0.8 * spread, `${j}: ${error}, ${spread}`);
    }
  });

  it('uses stand-ins for a peer while it is offline', async () => {
    const network = await smallNetwork({ standIns: true });
    const { traffic } = await train(network, { rounds: 12, batch: 6, jitter: 0, faults: AWAY });
    for (const { from, to, asked, answered, unreachable, replaced } of traffic) {
      // Without jitter round r is at time r + 1: the peer is unreachable in rounds 6 and 7.
      const gone = to === 2 ? 2 : 0;
      assert.deepEqual(
        [asked, answered, unreachable, replaced],
        [12, 12 - gone, gone, gone],
        `${from}→${to}`,
      );
    }
    const plain = await smallNetwork();
    const other = await train(plain, { rounds: 12, batch: 6, jitter: 0, faults: AWAY });
    assert.ok(other.traffic.every(({ replaced }) => replaced === 0));
  });

  for (const rounds of [0, 6]) {
    it(`trains on stand-ins' outputs as on answers, after ${rounds} rounds`, async () => {
      const network = await smallNetwork({ standIns: true });
      await train(network, { rounds, batch: 6, jitter: 0 });
      const state = network.save();
      const faults: Faults = ({ to }) => (to === 2 ? { kind: 'crashed' } : undefined);
      const mask = maskWithout(3, []).map((_, at) => (at === 2 ? 0.5 : 1));
      const { history } = await train(network, {
        ...{ rounds: rounds + 1, batch: 6, jitter: 0, faults, mask },
      });
      network.restore(state);
      const data = network.data[0];
      assert.ok(data);
      const stream = createStream(SMALL.seed).split('peer').split(0);
      const { x, y } = batchOf(data, 6, rounds, stream);
      const cohort = denseCohort(network, 0);
      const answers = cohort.forward([0, 1, 2].map((peer) => ({ peer, x })));
      const [made] = cohort.standIns([{ peer: 0, x }]);
      answers[2] = {
        ...answers[2],
        values: Float32Array.from(
          { length: 24 },
          (_, at) => made.values[Math.floor(at / 4) * 12 + 8 + (at % 4)],
        ),
      };
      const inputs = joinAnswers(answers, Float64Array.of(1, 1, 0.5), 6, 4);
      const [{ loss, studentLoss, distillation }] = cohort.train([{ peer: 0, x, y, inputs }]);
      const found = history.find(({ peer, round }) => peer === 0 && round === rounds + 1);
      assert.deepEqual(found, { round: rounds + 1, peer: 0, loss, studentLoss, distillation });
    });
  }

  it('does not train the stand-in of a peer that never answers', async () => {
    const network = await smallNetwork({ standIns: true });
    const faults: Faults = ({ from, to }) => (from === 0 && to === 2 ? { kind: 'nan' } : undefined);
    const cohort = denseCohort(network, 0);
    const layer = (): Float32Array =>
      cohort.parametersOf(0).get('standIn')?.values.slice() ?? new Float32Array();
    const before = layer();
    const { traffic } = await train(network, { rounds: 5, batch: 6, jitter: 0, faults });
    assert.equal(traffic.find(({ from, to }) => from === 0 && to === 2)?.replaced, 5);
    const after = layer();
    for (const [at, value] of after.entries()) {
      if (at % 12 >= 8) assert.equal(value, before[at]);
    }
    assert.ok(after.some((value, at) => at % 12 < 8 && value !== before[at]));
  });
});

describe('evaluation with offline peers', () => {
  let network: Network;
  const [data] = teacherShards(1, 300, 5);
  before(async () => {
    network = await smallNetwork({ standIns: true });
    await train(network, { rounds: 30, batch: 6 });
  });

  it('equals evaluation with offline peers masked for all others', async () => {
    for (const offline of [[], [1], [0, 2], [0, 1, 2]]) {
      const gone = offline.flatMap((j) =>
        [0, 1, 2].filter((i) => i !== j).map((i): [number, number] => [i, j]),
      );
      const mask = maskWithout(3, gone);
      assert.deepEqual(
        await evaluate(network, data, { offline }),
        await evaluate(network, data, { mask }),
      );
    }
    const open = await evaluate(network, data);
    assert.notDeepEqual(await evaluate(network, data, { offline: [1] }), open);
  });

  it('uses stand-ins in place of offline peers on request', async () => {
    const mask = openMask(3).map((_, at) => (at % 2 === 0 ? 1 : 0.5));
    const found = await evaluate(network, data, { offline: [2], missing: 'standIn', mask });
    const cohort = denseCohort(network, 0);
    const x: Rows = { rows: data.rows, columns: 6, values: data.x };
    const answers = await answersTo(network, x);
    for (const peer of [0, 1, 2]) {
      const [made] = cohort.standIns([{ peer, x }]);
      const reached = [...answers];
      if (peer !== 2) {
        const values = answers[2].values.map(
          (_, at) => made.values[Math.floor(at / 4) * 12 + 8 + (at % 4)],
        );
        reached[2] = { ...answers[2], values };
      }
      const inputs = joinAnswers(reached, mask.subarray(3 * peer, 3 * peer + 3), data.rows, 4);
      const [z] = cohort.logits([{ peer, x, y: data.y, inputs }], 'network');
      let loss = 0;
      for (const [row, label] of data.y.entries()) {
        const own = [...z.values.subarray(3 * row, 3 * row + 3)];
        loss +=
          (Math.log(own.reduce((sum, value) => sum + Math.exp(value), 0)) - own[label]) / data.rows;
      }
      assertClose([found.losses[peer]], [loss], 1e-6);
    }
  });

  it('leaves the gates unchanged: a gate that chooses an offline peer gets the other answers only', async () => {
    const gated = await smallNetwork({ gate: { k: 2 }, standIns: true });
    await train(gated, { rounds: 10, batch: 6 });
    const x: Rows = { rows: data.rows, columns: 6, values: data.x };
    const answers = await answersTo(gated, x);
    const { losses } = await evaluate(gated, data, { offline: [2] });
    const gate = gated.gates.get(0);
    assert.ok(gate);
    const { gates } = gate.choose(x, new Float64Array(3).fill(1));
    assert.ok(gates.some((value, at) => at % 3 === 2 && value > 0));
    const inputs = joinAnswers([answers[0], answers[1], undefined], gates, data.rows, 4);
    const [z] = denseCohort(gated, 0).logits([{ peer: 0, x, y: data.y, inputs }], 'network');
    let loss = 0;
    for (const [row, label] of data.y.entries()) {
      const own = [...z.values.subarray(3 * row, 3 * row + 3)];
      loss -= logSoftmax(own)[label] / data.rows;
    }
    assertClose([losses[0]], [loss], 1e-6);
  });

  it('leaves no trace: without offline peers the result is unchanged', async () => {
    const open = await evaluate(network, data);
    await evaluate(network, data, { offline: [0, 1], missing: 'standIn' });
    assert.deepEqual(await evaluate(network, data, { offline: [], missing: 'standIn' }), open);
  });
});
