import assert from 'node:assert/strict';
import {
  bandwidth,
  benchmarkStudy,
  distillation,
  gating,
  liveMarket,
  significanceStudy,
  type RunOptions,
} from '../../lib/studies/index.js';
import {
  ablation,
  evaluate,
  fisherSignificance,
  gradientInfluence,
  linearCosts,
  retrainingCosts,
  retrainWithout,
  shapleySignificance,
  train,
} from '../../lib/network/index.js';
import { columnMeans } from '../../lib/math/index.js';
import { defaultsOf } from '../../lib/parameters/index.js';
import { NETWORK, sampleNetwork } from '../../lib/studies/networks/parameters.js';
import { itRejects } from '../support/refusals.js';

const TINY = {
  ...{ networks: 2, peers: 3, hidden: [2, 4, 6], width: 4, batch: 8, learningRate: 0.01 },
};
const ROUNDS = { ...TINY, rounds: 3 };

type Run = (given: object, options?: RunOptions) => Promise<{ tables: object }>;

/** The parameters of every study. */
const GIVEN = {
  benchmark: { ...ROUNDS, corpora: ['digits' as const], every: 2 },
  significance: { ...ROUNDS, rows: 16, labels: 2 },
  liveMarket: {
    ...{ ...TINY, choosers: ['significance' as const, 'payoff' as const, 'gate' as const] },
    ...{ blocks: 2, roundsABlock: 1, rows: 16, k: 2 },
  },
  bandwidth: { ...ROUNDS, ks: [1, 2, 3] },
  gating: { ...ROUNDS, k: 2, ks: [2, 3], balances: [0, 1], rows: 16 },
  distillation: { ...ROUNDS, offline: [0, 2, 3] },
};
const RUNS = {
  benchmark: benchmarkStudy,
  significance: significanceStudy,
  ...{ liveMarket, bandwidth, gating, distillation },
};

/** Runs a study at its first use. */
function once<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => (running ??= run());
}

const one = { workers: 1 };
const WHOLE = {
  benchmark: once(() => benchmarkStudy(GIVEN.benchmark, one)),
  significance: once(() => significanceStudy(GIVEN.significance, one)),
  liveMarket: once(() => liveMarket(GIVEN.liveMarket, one)),
  bandwidth: once(() => bandwidth(GIVEN.bandwidth, one)),
  gating: once(() => gating(GIVEN.gating, one)),
  distillation: once(() => distillation(GIVEN.distillation, one)),
};
const NAMES = Object.keys(GIVEN) as (keyof typeof GIVEN)[];

describe('studies of trained networks', () => {
  it('bandwidth counts at most k requests an example, and n − 1 without a gate', async () => {
    const { tables } = await WHOLE.bandwidth();
    assert.deepEqual(
      tables.summary.map(({ k }) => k),
      [1, 2, 3, null],
    );
    for (const { k, queries, bytes, benchmark, student } of tables.summary) {
      assert.ok(queries !== null && bytes !== null && benchmark !== null && student !== null);
      // One of the k may be the peer itself.
      assert.ok(
        queries <= Math.min(k ?? 3, 2) + 1e-12 && queries >= (k ?? 3) - 1 - 1e-12,
        `${k}: ${queries}`,
      );
      // The requests of an answer and of its gradient have 64 inputs, answer and gradient 4 numbers.
      assert.ok(Math.abs(bytes - queries * 4 * 2 * (64 + 4)) < 1e-9, `${k}: ${bytes}`);
      assert.ok(benchmark > 0 && student > 0);
    }
    const [, , all, open] = tables.summary;
    assert.equal(all.queries, 2);
    assert.equal(open.queries, 2);
    assert.ok(Math.abs((all.bytes ?? 0) - (open.bytes ?? 0)) < 1e-9);
    assert.notEqual(all.benchmark, open.benchmark);
  });

  it('gating lists the mean gate of every peer, of sum 1 in each network', async () => {
    const { tables } = await WHOLE.gating();
    assert.equal(tables.peers.length, 2 * 2 * 3);
    for (const balance of [0, 1]) {
      const row = tables.summary.find((one) => one.balance === balance);
      let mean = 0;
      for (const network of [0, 1]) {
        const gates = tables.peers
          .filter((peer) => peer.balance === balance && peer.network === network)
          .map(({ gate }) => gate);
        assert.ok(Math.abs(gates.reduce((sum, gate) => sum + gate, 0) - 1) < 1e-9);
        const variance = gates.reduce((sum, gate) => sum + (gate - 1 / 3) ** 2, 0) / 3;
        mean += (3 * Math.sqrt(variance)) / 2;
      }
      assert.ok(row !== undefined && row.variation !== null);
      assert.ok(Math.abs(row.variation - mean) < 1e-9, `${row.variation}, ${mean}`);
      for (const agreement of [
        row.rankingFisher,
        row.rankingAblation,
        row.pairsFisher,
        row.pairsAblation,
      ]) {
        assert.ok(agreement === null || Math.abs(agreement) <= 1);
      }
    }
  });

  it('gating compares B of both ways to choose on the same networks', async () => {
    const { tables, parameters } = await WHOLE.gating();
    assert.deepEqual(
      tables.choices.map(({ choice, k }) => [choice, k]),
      [
        ['all', 2],
        ['all', 3],
        ['product', 2],
        ['product', 3],
      ],
    );
    for (const [at, row] of tables.choices.entries()) {
      const { benchmark, difference, variation } = row;
      assert.ok(benchmark !== null && difference !== null && variation !== null);
      const base = tables.choices[at % 2].benchmark ?? Number.NaN;
      assert.ok(Math.abs(difference - (benchmark - base)) < 1e-9, `${difference}`);
      assert.equal(difference === 0, row.choice === 'all');
      // From even weights, 0, to a single peer's, √(n − 1).
      assert.ok(variation > 0 && variation <= Math.SQRT2);
    }
    // B is that of the network that the parameters describe.
    let sum = 0;
    for (const number of [0, 1]) {
      const { rounds, batch, jitter, corpus, networks, balance } = parameters;
      const gate = { k: 2, choice: 'product' as const, importance: balance, load: balance };
      const made = await sampleNetwork(parameters, corpus, number, { gate });
      await train(made.network, { rounds, batch, jitter });
      sum += (await evaluate(made.network, made.heldOut)).benchmark / networks;
    }
    assert.ok(Math.abs((tables.choices[2].benchmark ?? Number.NaN) - sum) < 1e-9);
  });

  it('gating compares the weights of gates by product keys where they are wanted', async () => {
    const few = { ...GIVEN.gating, networks: 1, ks: [2], balances: [1] };
    const [all, product] = [
      await gating(few, one),
      await gating({ ...few, choice: 'product' }, one),
    ];
    assert.notDeepEqual(product.tables.summary, all.tables.summary);
    assert.deepEqual(product.tables.choices, all.tables.choices);
    const sum = product.tables.peers.reduce((total, { gate }) => total + gate, 0);
    assert.ok(Math.abs(sum - 1) < 1e-9);
  });

  it('distillation begins connected, and its other values lie between its ends', async () => {
    const { tables } = await distillation({
      ...ROUNDS,
      networks: 1,
      seed: 2,
      rounds: 60,
      hidden: 16,
      width: 8,
      offline: [0, 1, 3],
    });
    const [ends] = tables.ends;
    const [connected, one, all] = tables.summary;
    assert.equal(connected.nothing, ends.connected);
    assert.equal(connected.standIn, ends.connected);
    const { never, distilled, kept, connected: best } = ends;
    assert.ok(never !== null && distilled !== null && kept !== null && best !== null);
    assert.ok(Math.abs(kept - (never - distilled) / (never - best)) < 1e-12);
    assert.ok(best < distilled && distilled < never, `${best}, ${distilled}, ${never}`);
    assert.ok(one.nothing !== null && all.nothing !== null && all.standIn !== null);
    assert.ok(one.nothing !== best && all.nothing > best);
    assert.notEqual(all.standIn, all.nothing);
  }).timeout(30_000);

  it('benchmark measures both networks at the same rounds, from the same start', async () => {
    const { tables } = await WHOLE.benchmark();
    assert.deepEqual(
      tables.summary.map(({ round }) => round),
      [0, 2, 3],
    );
    for (const { round, network, connected, disconnected, student } of tables.networks) {
      const [row] = tables.summary.filter((one) => one.round === round);
      assert.ok(connected > 0 && disconnected > 0 && student > 0 && network < 2);
      const both = tables.networks.filter((one) => one.round === round);
      const mean = both.reduce((sum, one) => sum + (one.connected - one.disconnected) / 2, 0);
      assert.ok(row.difference !== null && Math.abs(row.difference - mean) < 1e-9);
    }
  });

  it('significance states the sums of its rows, for either data', async () => {
    const { tables } = await WHOLE.significance();
    // 2 peers of 3 answer in 3 trainings of 3 rounds; one state; 5 rounds of 3 trainings and of one with all.
    const rows = [
      ['ablation', 0],
      ['shapley', 0],
      ['retraining', 27],
      ['exact', 10],
      ['monteCarlo', 2],
      ['empirical', 1],
      ['linear', 1],
      ['both', 11],
      ['influence', 8],
      ['relearnt', 65],
    ];
    assert.deepEqual(
      tables.summary.map(({ data, estimate, backwards }) => [data, estimate, backwards]),
      ['own', 'heldOut'].flatMap((data) => rows.map((row) => [data, ...row])),
    );
    assert.equal(tables.peers.length, 12);
    for (const { exact, linear, both, peer, hidden, shard } of tables.peers) {
      assert.ok(shard > 0);
      assert.ok(Math.abs(both - exact - linear) < 1e-12 && exact >= 0);
      assert.equal(hidden, TINY.hidden[peer]);
    }
    for (const { values } of tables.hessians) assert.equal(values.length, 27);
  });

  it('significance measures own data by default, and rows that no peer trained on', async () => {
    const { tables } = await WHOLE.significance();
    const values = { ...defaultsOf(NETWORK), ...ROUNDS };
    const { network, heldOut } = await sampleNetwork(values, 'digits', 1);
    await train(network, { rounds: values.rounds, batch: values.batch, jitter: 0 });
    for (const [data, options] of [
      ['own', { rows: 16 }],
      ['heldOut', { rows: 16, data: heldOut }],
    ] as const) {
      const measured = {
        ablation: await ablation(network, options),
        shapley: await shapleySignificance(network, options),
        exact: await fisherSignificance(network, options),
        linear: await linearCosts(network, options),
      };
      const found = tables.peers.filter((row) => row.data === data && row.network === 1);
      for (const [name, costs] of Object.entries(measured)) {
        assert.deepEqual(
          found.map((row) => row[name as keyof typeof measured]),
          columnMeans(costs, 3),
          `${data} ${name}`,
        );
      }
    }
  });

  it('significance values peers by influence, by relearning and by training again, over the others', async () => {
    const { tables } = await WHOLE.significance();
    const values = { ...defaultsOf(NETWORK), ...ROUNDS };
    const { network, heldOut } = await sampleNetwork(values, 'digits', 1);
    const settings = { batch: values.batch, jitter: 0 };
    const start = network.save();
    await train(network, { ...settings, rounds: 3 });
    const end = network.save();
    const options = { rows: 16, data: heldOut };
    const { values: influence } = await gradientInfluence(network, [end], options);
    const again = await retrainWithout(network, { ...settings, start, rounds: 3 });
    const retraining = await retrainingCosts(network, again, options);
    const later = await retrainWithout(network, { ...settings, start: end, rounds: 8 });
    await train(network, { ...settings, rounds: 8 });
    const relearnt = await retrainingCosts(network, later, options);
    const found = tables.peers.filter((row) => row.data === 'heldOut' && row.network === 1);
    for (const [name, costs] of Object.entries({ influence, retraining, relearnt })) {
      const means = [0, 1, 2].map((j) =>
        [0, 1, 2].reduce((sum, i) => sum + (i === j ? 0 : costs[3 * i + j] / 2), 0),
      );
      for (const [peer, row] of found.entries()) {
        const value = row[name as 'influence'];
        assert.ok(Math.abs(value - means[peer]) < 1e-12, `${name} ${peer}: ${value}`);
      }
    }
    const none = await significanceStudy({ ...GIVEN.significance, retrained: 0 }, one);
    assert.ok(none.tables.peers.every(({ retraining: cost }) => cost === null));
    assert.ok(none.tables.summary.every(({ estimate: name }) => name !== 'retraining'));
    const few = await significanceStudy({ ...GIVEN.significance, retrained: 1 }, one);
    assert.deepEqual(
      few.tables.peers.filter(({ network: number }) => number === 0),
      tables.peers.filter(({ network: number }) => number === 0),
    );
    assert.ok(
      few.tables.peers.every(
        ({ retraining: cost, network: number }) => (cost === null) === (number === 1),
      ),
    );
  }).timeout(20_000);

  it('significance counts by how many places an estimate overrates each half of the peers', async () => {
    const { tables } = await WHOLE.significance();
    const placesOf = (costs: readonly (number | null)[]): number[] =>
      costs.map((cost) => 1 + costs.filter((other) => (other ?? 0) < (cost ?? 0)).length);
    for (const [feature, side] of [
      ['hidden', 'lower'],
      ['shard', 'upper'],
      ['place', 'upper'],
    ] as const) {
      const [row] = tables.bias.filter(
        (one) =>
          one.data === 'heldOut' &&
          one.truth === 'shapley' &&
          one.estimate === 'exact' &&
          one.feature === feature,
      );
      let mean = 0;
      for (const network of [0, 1]) {
        const peers = tables.peers.filter(
          (peer) => peer.data === 'heldOut' && peer.network === network,
        );
        const [by, place] = [
          placesOf(peers.map(({ exact }) => exact)),
          placesOf(peers.map(({ shapley }) => shapley)),
        ];
        const list = {
          place,
          hidden: peers.map(({ hidden }) => hidden),
          shard: peers.map(({ shard }) => shard),
        };
        const values = list[feature];
        const end = side === 'lower' ? Math.min(...values) : Math.max(...values);
        const at = values.indexOf(end);
        mean += (by[at] - place[at]) / 2;
      }
      const found = row[side];
      assert.ok(found !== null && Math.abs(found - mean) < 1e-12, `${feature}: ${found}, ${mean}`);
    }
    const alike = await significanceStudy({ ...GIVEN.significance, hidden: 4, retrained: 0 }, one);
    const sizes = alike.tables.bias.filter(({ feature }) => feature === 'hidden');
    assert.ok(
      sizes.length > 0 && sizes.every(({ lower, upper }) => lower === null && upper === null),
    );
  }).timeout(20_000);

  it('significance finds that (2) follows ablation on own data, and the linear term on held-out data', async () => {
    const { tables } = await significanceStudy(
      {
        ...{ networks: 4, peers: 6, hidden: 16, width: 16, batch: 32, rounds: 120, rows: 128 },
        ...{ learningRate: 0.005, seed: 5, retrained: 0 },
      },
      one,
    );
    const of = (data: string, estimate: string) => {
      const row = tables.summary.find((one) => one.data === data && one.estimate === estimate);
      assert.ok(row);
      assert.ok(row.pairs !== null && row.size !== null);
      return { pairs: row.pairs, size: row.size };
    };
    assert.ok(of('own', 'exact').pairs > of('own', 'linear').pairs + 0.1);
    assert.ok(of('own', 'exact').pairs > 0.5 && of('heldOut', 'exact').pairs < 0.3);
    assert.ok(of('heldOut', 'linear').pairs > 0.7 && of('heldOut', 'both').pairs > 0.8);
    // On own data the series is far from the true cost, on held-out data near it.
    assert.ok(of('own', 'both').size < 0.5 && Math.abs(of('heldOut', 'both').size - 1) < 0.4);
  }).timeout(30_000);

  it('liveMarket has shares of sum 1, and rows of weights on the simplex', async () => {
    const { tables } = await WHOLE.liveMarket();
    assert.equal(tables.summary.length, 3 * 2);
    for (const { chooser, block, richest, diagonal } of tables.summary) {
      const most = [0, 1].map((network) => {
        const own = tables.peers.filter(
          (peer) => peer.chooser === chooser && peer.block === block && peer.network === network,
        );
        const [rank, stake] = [own.map((peer) => peer.rank), own.map((peer) => peer.stake)];
        for (const list of [rank, stake]) {
          assert.ok(Math.abs(list.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
        }
        return Math.max(...stake);
      });
      assert.ok(richest !== null && Math.abs(richest - (most[0] + most[1]) / 2) < 1e-9);
      assert.ok(diagonal !== null && diagonal >= 0 && diagonal <= 1);
    }
    // The first and the last of two blocks measure Shapley's values.
    assert.ok(tables.peers.every(({ shapley }) => shapley !== null));
    assert.ok(tables.peers.some(({ shapley, worth }) => shapley !== worth));
    for (const { shapley } of tables.summary) assert.ok(shapley !== null && Math.abs(shapley) <= 1);
    for (const chooser of ['significance', 'payoff', 'gate']) {
      for (const from of [0, 1, 2]) {
        const row = tables.weights.filter(
          (w) => w.chooser === chooser && w.from === from && w.network === 1,
        );
        assert.ok(Math.abs(row.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-9);
        assert.ok(row.every(({ weight }) => weight >= 0));
      }
    }
  });
});

describe('parameters of studies of trained networks', () => {
  const shared = (run: Run, given: object) => [
    ...['networks', 'peers', 'width', 'batch'].map((name) => ({
      what: `no ${name}`,
      call: () => run({ ...given, [name]: 0 }),
      rule: `${name} must be an integer of at least 1`,
      value: '0',
    })),
    {
      what: 'hidden units for other peers',
      call: () => run({ ...given, hidden: [1, 2] }),
      rule: 'hidden must be one number or one for each of 3 peers',
      value: '2 numbers',
    },
    {
      what: 'a jitter above 1',
      call: () => run({ ...given, jitter: 1.5 }),
      rule: 'jitter must be a number from 0 to 1',
      value: '1.5',
    },
    {
      what: 'another way to divide',
      call: () => run({ ...given, sharding: 'half' }),
      rule: 'sharding must be one of apart, alike',
      value: '"half"',
    },
  ];
  for (const name of NAMES) itRejects(name, shared(RUNS[name], GIVEN[name]));

  const k = 'must be an integer from 1 to 3';
  itRejects('bandwidth', [
    {
      what: 'k above n',
      call: () => bandwidth({ ...ROUNDS, ks: [1, 4] }),
      rule: `ks ${k}`,
      value: '4',
    },
    {
      what: 'k of 0',
      call: () => bandwidth({ ...ROUNDS, ks: [0] }),
      rule: 'ks must be an integer of at least 1',
      value: '0',
    },
    {
      what: 'no k',
      call: () => bandwidth({ ...ROUNDS, ks: [] }),
      rule: 'ks must be a list of at least one number',
      value: '[]',
    },
    {
      what: 'a load below 0',
      call: () => bandwidth({ ...ROUNDS, ks: [1], load: -1 }),
      rule: 'load must be a finite number of at least 0',
      value: '-1',
    },
  ]);
  itRejects('gating', [
    {
      what: 'k above n',
      call: () => gating({ ...ROUNDS, ks: [2], k: 4 }),
      rule: `k ${k}`,
      value: '4',
    },
    {
      what: 'a balance below 0',
      call: () => gating({ ...ROUNDS, ks: [2], k: 2, balances: [-1] }),
      rule: 'balances must be a finite number of at least 0',
      value: '-1',
    },
    {
      what: 'ks above n',
      call: () => gating({ ...ROUNDS, k: 2, ks: [2, 4] }),
      rule: `ks ${k}`,
      value: '4',
    },
    {
      what: 'another way to choose',
      call: () => gating({ ...ROUNDS, k: 2, ks: [2], choice: 'luck' as 'all' }),
      rule: 'choice must be one of all, product',
      value: '"luck"',
    },
    {
      what: 'no rows',
      call: () => gating({ ...ROUNDS, ks: [2], k: 2, rows: 0 }),
      rule: 'rows must be an integer of at least 1',
      value: '0',
    },
  ]);
  itRejects('distillation', [
    {
      what: 'more peers offline than there are',
      call: () => distillation({ ...ROUNDS, offline: [4] }),
      rule: 'offline must be an integer from 0 to 3',
      value: '4',
    },
    {
      what: 'another corpus',
      call: () => distillation({ ...ROUNDS, offline: [1], corpus: 'novels' as 'digits' }),
      rule: 'corpus must be one of digits, addresses',
      value: '"novels"',
    },
  ]);
  itRejects('liveMarket', [
    {
      what: 'k above n',
      call: () => liveMarket({ ...TINY, k: 4 }),
      rule: `k ${k}`,
      value: '4',
    },
    {
      what: 'another chooser',
      call: () => liveMarket({ ...TINY, choosers: ['luck' as 'gate'] }),
      rule: 'choosers must be one of significance, payoff, gate',
      value: '"luck"',
    },
  ]);
  itRejects('benchmark', [
    {
      what: 'no rounds between measurements',
      call: () => benchmarkStudy({ ...ROUNDS, every: 0 }),
      rule: 'every must be an integer of at least 1',
      value: '0',
    },
  ]);
  itRejects('significance', [
    {
      what: 'no labels',
      call: () => significanceStudy({ ...ROUNDS, labels: 0 }),
      rule: 'labels must be an integer of at least 1',
      value: '0',
    },
    {
      what: 'no rounds of relearning',
      call: () => significanceStudy({ ...ROUNDS, relearning: 0 }),
      rule: 'relearning must be an integer of at least 1',
      value: '0',
    },
    {
      what: 'a number of networks below 0',
      call: () => significanceStudy({ ...ROUNDS, retrained: -1 }),
      rule: 'retrained must be an integer of at least 0',
      value: '-1',
    },
  ]);
});
