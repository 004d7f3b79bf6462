/*
 * Recomputes the numbers in the text of the notebooks of trained networks: 1.1, 1.6, live-market, and the last parts
 * of 1.2 and 1.3. Training is in single precision, so numbers are compared to about two digits.
 */
import assert from 'node:assert/strict';
import {
  ablation,
  closedMask,
  createNetwork,
  evaluate,
  fisherSignificance,
  linearCosts,
  measureHessians,
  openMask,
  runLiveMarket,
  shapleySignificance,
  train,
  type Chooser,
  type LiveBlock,
  type Network,
  type TrainOptions,
} from '../../lib/network/index.js';
import { correlation, createStream } from '../../lib/math/index.js';
import { defaultsOf, NETWORK, sampleNetwork } from '../../lib/studies/index.js';
import {
  honestWeights,
  idealRank,
  randomMarket,
  rank,
  removalCosts,
} from '../../lib/market/index.js';
import {
  loadDigits,
  shardByDirichlet,
  splitHeldOut,
  type Dataset,
} from '../../lib/datasets/index.js';
import { sum } from '../support/compare.js';

const seed = 7;
const HIDDEN = [1, 2, 3, 5, 8, 16, 32, 64];
const sized = { ...defaultsOf(NETWORK), peers: 8, hidden: HIDDEN, beta: 0.5, seed };

/** Asserts that a number is near that of the text. */
function near(value: number, sentence: number, tolerance: number): void {
  assert.ok(Math.abs(value - sentence) <= tolerance, `${value} instead of ${sentence}`);
}

function digits(peers: number, beta = 0.5): { shards: Dataset[]; heldOut: Dataset } {
  const stream = createStream(seed);
  const { train: rows, heldOut } = splitHeldOut(loadDigits(), {
    fraction: 0.25,
    stream: stream.split('held out'),
  });
  return {
    shards: shardByDirichlet(rows, { peers, beta, stream: stream.split('shards') }),
    heldOut,
  };
}

async function trained(shards: readonly Dataset[], options: TrainOptions): Promise<Network> {
  const peers = shards.map((data) => ({ kind: 'dense', data }) as const);
  const network = await createNetwork({ peers, seed });
  await train(network, options);
  return network;
}

describe('numbers in the text of notebook 1.1', function () {
  this.timeout(120_000);

  it('B with and without the network, gains, students and disconnected peers', async () => {
    const { shards, heldOut } = digits(8);
    const [open, closed] = [openMask(8), closedMask(8)];
    const connected = await trained(shards, { rounds: 100, jitter: 0, mask: open });
    const alone = await trained(shards, { rounds: 100, jitter: 0, mask: closed });
    const on = await evaluate(connected, heldOut);
    const off = await evaluate(alone, heldOut, { mask: closed });
    near(on.benchmark, 6.7, 0.15);
    near(off.benchmark, 9.2, 0.15);
    const gains = off.losses.map((loss, peer) => loss - on.losses[peer]);
    near(Math.min(...gains), 0.13, 0.03);
    near(Math.max(...gains), 0.49, 0.03);
    near((await evaluate(connected, heldOut, { context: 'student' })).benchmark, 8.7, 0.15);
    near(Math.max(...on.losses) / Math.min(...on.losses), 4.5, 0.3);
  });
});

describe('numbers in the text of notebook 1.6', function () {
  this.timeout(120_000);
  const pace = { rounds: 50, jitter: 0.5, latency: 0.2, timeout: 1, segment: 10 };

  it('latency beyond the timeout equals no network, to the last digit', async () => {
    const { shards, heldOut } = digits(6);
    const mask = closedMask(6);
    const slow = await trained(shards, { ...pace, latency: 0.6 });
    const alone = await trained(shards, { ...pace, mask });
    const [one, other] = [
      await evaluate(slow, heldOut, { mask }),
      await evaluate(alone, heldOut, { mask }),
    ];
    near(one.benchmark, other.benchmark, 1e-4);
    near(other.benchmark, 9.04, 0.1);
  });

  it('B in the network, with a crashed peer equal to an absent one, and with a peer that answers falsely', async () => {
    const { shards, heldOut } = digits(6);
    const unheard = Float64Array.from({ length: 36 }, (_, at) => (at % 6 === 0 && at > 0 ? 0 : 1));
    const askers = async (options: Partial<TrainOptions>): Promise<number> => {
      const network = await trained(shards, { ...pace, ...options });
      const { losses } = await evaluate(network, heldOut, { mask: unheard });
      return sum(Array.from(losses.subarray(1))) / 5;
    };
    const fault = (kind: 'crashed' | 'lie') => ({
      faults: ({ to }: { to: number }) => (to === 0 ? { kind } : undefined),
    });
    const absent = await askers({ mask: unheard });
    near(await askers(fault('crashed')), absent, 1e-4);
    near(absent, 1.23, 0.03);
    assert.ok((await askers(fault('lie'))) > absent + 0.02);
    near((await evaluate(await trained(shards, pace), heldOut)).benchmark, 7.27, 0.1);
  });
});

describe('numbers on trained networks in the text of notebooks 1.2 and 1.3', function () {
  this.timeout(120_000);
  const n = 8;
  const columnMeans = (costs: Float64Array): number[] =>
    Array.from({ length: n }, (_, j) =>
      costs.reduce((total, cost, at) => (at % n === j ? total + cost / n : total), 0),
    );

  it('order and size of (2), the linear term, the removal of all peers, and (4)', async () => {
    const { network, heldOut } = await sampleNetwork(sized, 'digits', 0);
    await train(network, { rounds: 10, jitter: 0 });
    const early = sum(columnMeans(await linearCosts(network)));
    near(early / sum(columnMeans(await ablation(network))), 0.61, 0.05);
    await train(network, { rounds: 120, jitter: 0 });
    const truth = columnMeans(await ablation(network));
    const fisher = columnMeans(await fisherSignificance(network));
    const linear = columnMeans(await linearCosts(network));
    const both = fisher.map((value, peer) => value + linear[peer]);
    near(correlation(fisher, truth, 'spearman'), 0.71, 0.06);
    near(correlation(both, truth, 'spearman'), 0.9, 0.05);
    near(sum(fisher) / sum(truth), 0.25, 0.03);
    near(sum(linear) / sum(fisher), 0.6, 0.1);
    const unseen = { data: heldOut };
    const removed = await ablation(network, unseen);
    const second = await fisherSignificance(network, unseen);
    const first = await linearCosts(network, unseen);
    near(sum(second) / sum(removed), 0.99, 0.05);
    near(sum(first) / sum(removed), 0, 0.03);
    near(correlation(second, removed, 'spearman'), 0.23, 0.08);
    near(correlation(first, removed, 'spearman'), 0.92, 0.06);
    const shapley = columnMeans(await shapleySignificance(network));
    near(sum(shapley) / sum(truth), 5.6, 0.4);
    near(correlation(fisher, shapley, 'spearman'), 0.31, 0.12);
    near(correlation(linear, shapley, 'spearman'), 0.95, 0.05);
    near(correlation(truth, shapley, 'spearman'), 0.81, 0.1);
    const market = { ...randomMarket({ peers: n }), hessians: await measureHessians(network) };
    const allPeers = Array.from({ length: n }, (_, peer) => peer);
    near(sum(idealRank(market)), 0.06, 0.01);
    near(sum(removalCosts(market, allPeers)) / n, 0.02, 0.005);
    const closed = new Float64Array(n * n);
    let lost = 0;
    for (const [peer, own] of network.data.entries()) {
      assert.ok(own);
      const { losses } = await evaluate(network, own, { mask: closed });
      lost += (losses[peer] - (await evaluate(network, own)).losses[peer]) / n;
    }
    near(lost, 1.3, 0.1);
    const posted = rank({ ...market, weights: honestWeights(market) });
    near(correlation(posted, idealRank(market)), 0.99, 0.01);
    near(correlation(posted, truth), 0.76, 0.05);
    near(correlation(idealRank(market), truth), 0.75, 0.05);
  });
});

describe('numbers in the text of notebook live-market', function () {
  this.timeout(240_000);

  it('B, order and shares of ranks, and self-weights', async () => {
    const ends: LiveBlock[] = [];
    for (const chooser of ['significance', 'payoff'] as const satisfies readonly Chooser[]) {
      const { network, heldOut } = await sampleNetwork(
        { ...sized, sharding: 'alike' },
        'digits',
        0,
      );
      const blocks = await runLiveMarket(network, {
        ...{ blocks: 25, rounds: 5, jitter: 0, temperature: 0.1, bound: 0.1, inflation: 0.1 },
        ...{ ratio: 25, learningRate: 0.05, rows: 128, chooser, heldOut },
      });
      for (const block of [2, 4]) {
        assert.ok(correlation(blocks[block].rank, blocks[block].worth, 'spearman') > 0.95);
      }
      ends.push(blocks[24]);
    }
    const [honest, selfish] = ends;
    near(honest.benchmark, 2.1, 0.15);
    near(selfish.benchmark, 1.9, 0.15);
    assert.ok(selfish.benchmark < honest.benchmark);
    const agreement = ({ rank: paid, worth }: LiveBlock): number =>
      correlation(paid, worth, 'spearman');
    near(agreement(honest), 0.93, 0.12);
    near(agreement(selfish), 0.48, 0.2);
    const best = ({ rank: paid }: LiveBlock): number => Math.max(...paid) / sum(Array.from(paid));
    near(best(selfish), 0.71, 0.08);
    near(best(honest), 0.19, 0.05);
  });
});
