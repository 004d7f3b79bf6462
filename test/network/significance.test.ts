import assert from 'node:assert/strict';
import {
  ablation,
  evaluate,
  fisherSignificance,
  linearCosts,
  measureHessians,
  shapleySignificance,
  type Network,
} from '../../lib/network/index.js';
import { ablationOf, linearCostsOf } from '../../lib/network/significance/ablation.js';
import { fisherSignificanceOf, hessiansOf } from '../../lib/network/significance/fisher.js';
import { measured } from '../../lib/network/significance/measured.js';
import { shapleySignificanceOf } from '../../lib/network/significance/shapley.js';
import { createStream } from '../../lib/math/index.js';
import { idealRank } from '../../lib/market/index.js';
import { teacherDataset, type Dataset } from '../../lib/datasets/index.js';
import { assertClose, distance, largest } from '../support/compare.js';
import { DensePeer, logSoftmax, type Sizes } from '../support/densePeer.js';
import {
  denseState,
  densePeers,
  maskWithout,
  SMALL,
  smallNetwork,
  trained,
} from '../support/network.js';

const N = 3;
const CLASSES = 3;
/** Tolerance for single precision and central differences, relative to the largest number. */
const TOLERANCE = 1e-4;

const DATA = teacherDataset({
  ...{ stream: createStream(9), inputs: 6, classes: CLASSES, hidden: 8, rows: 30, noise: 0.3 },
});

async function ready(): Promise<Network> {
  return (await trained({ rounds: 30 })).network;
}

/** The logits of peer i for a row in double precision, as a function of the scales of all answers. */
function rowsOf(network: Network, data: Dataset) {
  const sizes: Sizes = { ...SMALL, inputs: 6, classes: CLASSES, peers: N };
  const peers = [0, 1, 2].map((peer) => new DensePeer(sizes, denseState(network, peer).values));
  return Array.from({ length: data.rows }, (_, row) => {
    const x = data.x.subarray(6 * row, 6 * row + 6);
    const answers = peers.map((peer) => peer.answer(x));
    const logits = (i: number, scales: ArrayLike<number>): number[] =>
      peers[i].logits(
        x,
        answers.flatMap((answer, j) => answer.map((value) => scales[j] * value)),
      );
    return { y: data.y[row], logits };
  });
}

/** The logits, their probabilities, and ∂z_c/∂(scale of j) by central differences, [classes][n]. */
function jacobian(
  logits: (scales: ArrayLike<number>) => number[],
  at: readonly number[] = [1, 1, 1],
) {
  const [step, z] = [1e-5, logits(at)];
  const moved = (j: number, by: number): number[] =>
    logits(at.map((value, k) => (k === j ? value + by : value)));
  const columns = [0, 1, 2].map((j) => {
    const [above, below] = [moved(j, step), moved(j, -step)];
    return above.map((value, c) => (value - below[c]) / (2 * step));
  });
  return { p: logSoftmax(z).map(Math.exp), J: z.map((_, c) => columns.map((column) => column[c])) };
}

/** ½ E_x Jᵀ (diag p − p pᵀ) J, [n, n, n]. */
function expectedHessians(network: Network, data: Dataset): Float64Array {
  const out = new Float64Array(N ** 3);
  for (const { logits } of rowsOf(network, data)) {
    for (let i = 0; i < N; i++) {
      const { p, J } = jacobian((scales) => logits(i, scales));
      for (let j = 0; j < N; j++) {
        for (let k = 0; k < N; k++) {
          for (let c = 0; c < CLASSES; c++) {
            for (let d = 0; d < CLASSES; d++) {
              const fisher = (c === d ? p[c] : 0) - p[c] * p[d];
              out[(i * N + j) * N + k] += (0.5 * J[c][j] * fisher * J[d][k]) / data.rows;
            }
          }
        }
      }
    }
  }
  return out;
}

function diagonals(hessians: Float64Array): Float64Array {
  return Float64Array.from({ length: N * N }, (_, at) => hessians[at * N + (at % N)]);
}

describe('significance by Fisher information', () => {
  let network: Network;
  before(async () => {
    network = await ready();
  });

  it('exact equals ½ Jᵀ(diag p − p pᵀ)J of the logits in the scales of the answers', async () => {
    const expected = expectedHessians(network, DATA);
    assertClose(await measureHessians(network, { data: DATA }), expected, TOLERANCE);
    assertClose(await fisherSignificance(network, { data: DATA }), diagonals(expected), TOLERANCE);
    assert.ok(Math.min(...diagonals(expected)) > 0);
  });

  it('is the diagonal of the measured Hessians for every method', async () => {
    for (const method of ['exact', 'monteCarlo', 'empirical'] as const) {
      const options = { data: DATA, method, samples: 2, seed: 5 };
      const hessians = await measureHessians(network, options);
      assert.deepEqual(await fisherSignificance(network, options), diagonals(hessians));
      for (let i = 0; i < N; i++) {
        const H = hessians.subarray(i * N * N, (i + 1) * N * N);
        for (let j = 0; j < N; j++) {
          for (let k = 0; k < N; k++) {
            assert.ok(Math.abs(H[j * N + k] - H[k * N + j]) <= 1e-12 * largest(H), 'symmetric');
          }
        }
        const stream = createStream(i).split('directions');
        for (let trial = 0; trial < 50; trial++) {
          const v = [stream.normal(), stream.normal(), stream.normal()];
          let form = 0;
          for (let at = 0; at < N * N; at++) form += v[Math.floor(at / N)] * H[at] * v[at % N];
          assert.ok(form >= -1e-9 * largest(H), `positive semi-definite: ${form}`);
        }
      }
    }
  });

  it('has column means equal to the ideal rank of the market with the measured Hessians', async () => {
    const hessians = await measureHessians(network, { data: DATA });
    const significance = await fisherSignificance(network, { data: DATA });
    const market = {
      peers: N,
      weights: new Float64Array(N * N).fill(1 / N),
      stake: new Float64Array(N).fill(1),
    };
    const means = [0, 1, 2].map(
      (j) => (significance[j] + significance[N + j] + significance[2 * N + j]) / N,
    );
    assertClose(idealRank({ ...market, hessians, temperature: 1, ratio: 1 }), means, 1e-12);
  });

  it('monteCarlo converges to exact, within five standard errors at 20 times 10 samples per row', async () => {
    const exact = await fisherSignificance(network, { data: DATA });
    const [repeats, samples] = [20, 10];
    const runs: Float64Array[] = [];
    for (let seed = 0; seed < repeats; seed++) {
      runs.push(
        await fisherSignificance(network, { data: DATA, method: 'monteCarlo', samples, seed }),
      );
    }
    for (let at = 0; at < N * N; at++) {
      const values = runs.map((run) => run[at]);
      const mean = values.reduce((sum, value) => sum + value, 0) / repeats;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (repeats - 1);
      const error = Math.sqrt(variance / repeats);
      assert.ok(error < 0.1 * exact[at], `${at}: ${exact[at]} is known to ${error} only`);
      assert.ok(
        Math.abs(mean - exact[at]) < 5 * error,
        `${at}: ${mean} ± ${error}, not ${exact[at]}`,
      );
    }
    assert.notDeepEqual(runs[0], runs[1]);
    const again = await fisherSignificance(network, {
      data: DATA,
      method: 'monteCarlo',
      samples,
      seed: 0,
    });
    assert.deepEqual(again, runs[0]);
  });

  it('empirical averaged over all labels with weights p equals exact', async () => {
    // E_{y ~ p} [ g gᵀ ] row by row, with every label in turn.
    const rows = rowsOf(network, DATA);
    const total = new Float64Array(N * N);
    for (let row = 0; row < 6; row++) {
      for (let label = 0; label < CLASSES; label++) {
        const x = DATA.x.slice(6 * row, 6 * row + 6);
        const data = { ...DATA, rows: 1, x, y: Int32Array.of(label) };
        const found = await fisherSignificance(network, { data, method: 'empirical' });
        for (let i = 0; i < N; i++) {
          const p = Math.exp(logSoftmax(rows[row].logits(i, [1, 1, 1]))[label]);
          for (let j = 0; j < N; j++) total[i * N + j] += (p * found[i * N + j]) / 6;
        }
      }
    }
    const six = { ...DATA, rows: 6, x: DATA.x.slice(0, 36), y: DATA.y.slice(0, 6) };
    assertClose(total, await fisherSignificance(network, { data: six }), TOLERANCE);
  });

  it('is zero in the column of a masked peer and in the row of a peer without data', async () => {
    const mask = maskWithout(N, [
      [0, 1],
      [2, 2],
    ]);
    for (const measure of [fisherSignificance, ablation, linearCosts]) {
      const found = await measure(network, { data: DATA, mask });
      for (let at = 0; at < N * N; at++) {
        assert.equal(Math.abs(found[at]) > 0, mask[at] > 0, `${measure.name} ${at}: ${found[at]}`);
      }
    }
    const mixed = await smallNetwork({ peers: [{ kind: 'projection' }, ...densePeers(2)] });
    for (const measure of [fisherSignificance, ablation, linearCosts]) {
      const found = await measure(mixed);
      assert.deepEqual(found.slice(0, N), new Float64Array(N));
      assert.ok(found.slice(N).every((value) => value !== 0));
    }
    const hessians = await measureHessians(mixed);
    assert.deepEqual(hessians.slice(0, N * N), new Float64Array(N * N));
  });

  it("is measured on each peer's data by default, on evenly spaced rows", async () => {
    const own = await fisherSignificance(network);
    for (const [peer, data] of network.data.entries()) {
      assert.ok(data);
      const given = await fisherSignificance(network, { data });
      assert.deepEqual(own.slice(peer * N, peer * N + N), given.slice(peer * N, peer * N + N));
    }
    const every = Array.from({ length: 7 }, (_, at) => Math.floor((at * DATA.rows) / 7));
    const seven = {
      ...{ ...DATA, rows: 7, y: Int32Array.from(every, (row) => DATA.y[row]) },
      x: Float32Array.from(every.flatMap((row) => [...DATA.x.subarray(6 * row, 6 * row + 6)])),
    };
    assert.deepEqual(
      await fisherSignificance(network, { data: DATA, rows: 7 }),
      await fisherSignificance(network, { data: seven }),
    );
  });
});

describe('estimates of one measured network', () => {
  it('are those of networks that are measured for each, to the last bit', async () => {
    const network = await ready();
    const options = { data: DATA, rows: 20 };
    const found = await measured('test', network, options);
    const sampling = { method: 'monteCarlo', samples: 2, seed: 3 } as const;
    for (const [one, other] of [
      [ablationOf(found), await ablation(network, options)],
      [linearCostsOf(found), await linearCosts(network, options)],
      [hessiansOf(found, {}), await measureHessians(network, options)],
      [
        fisherSignificanceOf(found, sampling),
        await fisherSignificance(network, { ...options, ...sampling }),
      ],
      [await shapleySignificanceOf(found, {}), await shapleySignificance(network, options)],
    ]) {
      assert.deepEqual(one, other);
    }
  });
});

describe('ablation', () => {
  it('equals the difference of evaluate with and without that entry of the mask', async () => {
    const network = await ready();
    const costs = await ablation(network, { data: DATA });
    const before = (await evaluate(network, DATA)).losses;
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        const { losses } = await evaluate(network, DATA, { mask: maskWithout(N, [[i, j]]) });
        // An evaluation adds the own answer to the sum of the others.
        assertClose([costs[i * N + j]], [losses[i] - before[i]], 2e-6, `${i}, ${j}`);
      }
    }
  });

  it('has the linear costs, minus the derivative of the loss in the scale of an answer, as its first term', async () => {
    const network = await ready();
    const found = await linearCosts(network, { data: DATA });
    const expected = new Float64Array(N * N);
    for (const { y, logits } of rowsOf(network, DATA)) {
      for (let i = 0; i < N; i++) {
        const { p, J } = jacobian((scales) => logits(i, scales));
        for (let j = 0; j < N; j++) {
          for (let c = 0; c < CLASSES; c++)
            expected[i * N + j] -= ((p[c] - (c === y ? 1 : 0)) * J[c][j]) / DATA.rows;
        }
      }
    }
    assertClose(found, expected, TOLERANCE);
  });

  it('equals linear and second-order terms and the term omitted by Gauss–Newton, up to third order in the answers', async () => {
    const network = await ready();
    // Gauss–Newton omits Σ_c (p_c − y_c) ∂²z_c, of second order and zero in expectation for a calibrated model.
    const dropped = (s: number): Float64Array => {
      const [out, step] = [new Float64Array(N * N), 1e-3];
      for (const { y, logits } of rowsOf(network, DATA)) {
        for (let at = 0; at < N * N; at++) {
          const z = (scale: number): number[] =>
            logits(
              Math.floor(at / N),
              [0, 1, 2].map((j) => (j === at % N ? s * scale : s)),
            );
          const [above, middle, below] = [z(1 + step), z(1), z(1 - step)];
          const p = logSoftmax(middle).map(Math.exp);
          for (let c = 0; c < CLASSES; c++) {
            const bend = (above[c] - 2 * middle[c] + below[c]) / step ** 2;
            out[at] += (0.5 * (p[c] - (c === y ? 1 : 0)) * bend) / DATA.rows;
          }
        }
      }
      return out;
    };
    const restOf = async (s: number): Promise<{ third: number; second: number }> => {
      const options = { data: DATA, mask: new Float64Array(N * N).fill(s) };
      const [costs, first, second] = [
        await ablation(network, options),
        await linearCosts(network, options),
        await fisherSignificance(network, options),
      ];
      const rest = dropped(s);
      const both = first.map((value, at) => value + second[at]);
      const all = both.map((value, at) => value + rest[at]);
      return {
        third: distance(costs, all),
        second: distance(costs, both),
      };
    };
    const [large, small] = [await restOf(0.06), await restOf(0.015)];
    // Scaling by ¼ divides the terms by 64 and 16, less the share of single precision and of the next order.
    assert.ok(small.third < large.third / 40, `${large.third} at 0.06, ${small.third} at 0.015`);
    assert.ok(
      small.second < large.second / 10,
      `${large.second} at 0.06, ${small.second} at 0.015`,
    );
    assert.ok(small.third < small.second / 5, `${small.third} and ${small.second}`);
  });
});
