import assert from 'node:assert/strict';
import { createStream } from '../../lib/math/index.js';
import { evaluate, openMask, train, type Faults, type Network } from '../../lib/network/index.js';
import { type Encoding } from '../../lib/datasets/index.js';
import { type Batch, type JoinedAnswer } from '../../lib/network/cohort.js';
import { answersTo } from '../../lib/network/evaluate.js';
import { DenseCohort } from '../../lib/network/model/denseCohort.js';
import { type LayerName } from '../../lib/network/model/layout.js';
import { type Rows } from '../../lib/network/rows.js';
import { batchOf, streamsOf } from '../../lib/network/training/participant.js';
import { loadTensors } from '../../lib/tensors/index.js';
import { assertClose } from '../support/compare.js';
import { denseCohort, joinedFrom, stateOf } from '../support/denseCohort.js';
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

function studyOf(peer: number, encoding: Encoding, joined: readonly JoinedAnswer[] = []): Batch {
  const stream = createStream(4).split(peer);
  const draw = encoding.kind === 'codes' ? () => stream.integer(encoding.symbols) : stream.normal;
  const values = Float32Array.from({ length: ROWS * 3 }, draw);
  const x: Rows = { rows: ROWS, columns: 3, values };
  return { peer, x, y: Int32Array.of(0, 1, 2, 1, 0), joined };
}

/** Peer 1 answers every other row, and that of 0 and 2 which is not the asker all rows. */
function exampleFor(peer: number): JoinedAnswer[] {
  const stream = createStream(peer).split('example');
  const answer = (rows: number): Rows => ({
    ...{ rows, columns: WIDTH },
    values: Float32Array.from({ length: rows * WIDTH }, () => Math.tanh(stream.normal())),
  });
  const some = { peer: 1, answer: answer(3), rows: Uint32Array.of(0, 2, 4) };
  const other = { peer: 2 - peer, answer: answer(ROWS) };
  return [
    { ...some, factors: 0.7, received: true },
    // The stand-in of peer 2 itself answered.
    { ...other, factors: Float64Array.of(1, 0.5, 0.2, 0.1, 0.9), received: peer === 2 },
    { peer, factors: 1, received: true },
  ];
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
function part(cohort: DenseCohort, name: 'values' | 'gradient', member: number): Float32Array {
  return stateOf(cohort, cohort.members[member])[name].slice(-(HIDDEN + 1) * PEERS * WIDTH);
}

describe('stand-ins', () => {
  for (const [name, encoding] of Object.entries(ENCODINGS)) {
    it(`answer tanh(s D + d) to ${name}`, async () => {
      const cohort = await cohortOf(encoding);
      const requests = [2, 0].flatMap((peer) =>
        [0, 1, 2]
          .filter((neighbour) => neighbour !== peer)
          .map((neighbour) => ({ ...studyOf(peer, encoding), neighbour })),
      );
      for (const [at, found] of cohort.standIns(requests).entries()) {
        const { peer, neighbour } = requests[at];
        const layers = part(cohort, 'values', peer === 2 ? 1 : 0);
        const expected = Array.from({ length: ROWS }, (_, row) => {
          const made = standInOf(imagined(cohort, requests[at], encoding, row), layers);
          return made.slice(neighbour * WIDTH, (neighbour + 1) * WIDTH);
        }).flat();
        assert.deepEqual([found.rows, found.columns], [ROWS, WIDTH]);
        assertClose(found.values, expected, 1e-5);
      }
      // A question makes no block.
      assert.deepEqual(cohort.store.heldBlocks(0), []);
    });

    it(`accumulate the gradient of the squared error over received answers only, for ${name}`, async () => {
      const cohort = await cohortOf(encoding);
      const studies = [0, 2].map((peer) => studyOf(peer, encoding, exampleFor(peer)));
      await cohort.train(studies);
      for (const [member, study] of studies.entries()) {
        const targets = study.joined.filter(({ answer, received }) => answer && received);
        assert.deepEqual(
          targets.map(({ peer }) => peer),
          study.peer === 2 ? [1, 0] : [1],
        );
        const loss = (layers: ArrayLike<number>): number => {
          let sum = 0;
          for (let row = 0; row < ROWS; row++) {
            const made = standInOf(imagined(cohort, study, encoding, row), layers);
            for (const { peer: j, answer, rows } of targets) {
              const at = rows ? rows.indexOf(row) : row;
              if (at < 0) continue;
              for (let k = 0; k < WIDTH; k++) {
                const error = made[j * WIDTH + k] - (answer?.values[at * WIDTH + k] ?? NaN);
                sum += error ** 2 / (2 * ROWS * WIDTH);
              }
            }
          }
          return sum;
        };
        const found = part(cohort, 'gradient', member);
        assertClose(found, centralDifferences(loss, part(cohort, 'values', member)), 1e-4);
        const silent = found.filter((_, at) => {
          const j = Math.floor((at % (PEERS * WIDTH)) / WIDTH);
          return !targets.some(({ peer }) => peer === j);
        });
        assert.ok(silent.every((value) => value === 0));
        assert.ok(found.some((value) => Math.abs(value) > 1e-3));
      }
    });
  }

  it('pass no gradient to any other layer', async () => {
    const encoding = ENCODINGS.numbers;
    const [plain, imitating] = [await cohortOf(encoding, false), await cohortOf(encoding)];
    const joined = exampleFor(0);
    const [expected] = await plain.train([studyOf(0, encoding, joined)]);
    const [found] = await imitating.train([studyOf(0, encoding, joined)]);
    assert.deepEqual(found, expected);
    const own = stateOf(plain, 0).gradient;
    assert.deepEqual(stateOf(imitating, 0).gradient.subarray(0, own.length), own);
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
      return [1, 2].map((neighbour) => {
        const [made] = cohort.standIns([{ peer: 0, x, neighbour }]);
        const { values } = answers[neighbour];
        return values.reduce(
          (sum, value, at) => sum + (made.values[at] - value) ** 2 / values.length,
          0,
        );
      });
    };
    await train(network, { rounds: 250, batch: 12, jitter: 0 });
    const after = await errors();
    const answers = await answersTo(network, x);
    for (const [at, error] of after.entries()) {
      const j = at + 1;
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
      const { x, y } = batchOf(data, 6, rounds, streamsOf(stream, data.rows).batches);
      const cohort = denseCohort(network, 0);
      const [answer] = await cohort.forward([{ peer: 1, x }]);
      const [made] = cohort.standIns([{ peer: 0, x, neighbour: 2 }]);
      const joined = [
        { peer: 0, factors: 1, received: true },
        { peer: 1, answer, factors: 1, received: true },
        { peer: 2, answer: made, factors: 0.5, received: false },
      ];
      const [{ loss, studentLoss, distillation }] = await cohort.train([{ peer: 0, x, y, joined }]);
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
      const reached = [...answers];
      if (peer !== 2) [reached[2]] = cohort.standIns([{ peer, x, neighbour: 2 }]);
      const joined = joinedFrom(reached, mask.subarray(3 * peer, 3 * peer + 3));
      const [z] = cohort.logits([{ peer, x, y: data.y, joined }], 'network');
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
    const joined = [0, 1].map((peer): JoinedAnswer => {
      const factors = gates.filter((_, at) => at % 3 === peer);
      return { peer, answer: answers[peer], factors, received: true };
    });
    const [z] = denseCohort(gated, 0).logits([{ peer: 0, x, y: data.y, joined }], 'network');
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
