/*
 * Markets of 4 to 1,000 peers at fixed nT/s̄ and n(α/τ)/s̄, and at fixed T and α/τ: which statistics do not depend on n.
 *
 *   node dist/bench/collapse.js [most peers] > notebooks/data/collapse.json      about a quarter of an hour
 *
 * Hessians are factors of m samples: `uniform` with m = 16 at every n, whose rows differ as much at every n, `uniform` with
 * m = n, whose rows become alike as 1/√n, and `diagonal`. The step size, 3 θ²/κ and θ²/2κ for `diagonal`, whose largest entries
 * are those of many, is that of the curvature of a payoff, so that the number of steps does not grow with n.
 */
import { correlation, createStream, mean, meanInterval, sum } from '../lib/math/index.js';
import {
  descendFactored,
  idealRankFactored,
  mask,
  meanBid,
  randomFactors,
  randomWeights,
  rank,
  sparsity,
  type FactoredMarket,
  type HessianEnsemble,
} from '../lib/market/index.js';

const MOST = Number(process.argv[2] ?? 1000);
/** Rest: the projected gradient is below this part of the slope of the own rank, s̄/n. */
const REST = 3e-4;
const MOST_STEPS = 1500;
/** Ranks that differ by less than this part of their mean are equal. */
const EQUAL = 1e-3;

interface Source {
  readonly name: string;
  readonly ensemble: HessianEnsemble;
  /** m; null: n. */
  readonly samples: number | null;
  /** The step size in θ²/κ. */
  readonly pace: number;
}

const SOURCES: readonly Source[] = [
  { name: 'uniform, m = n', ensemble: 'uniform', samples: null, pace: 3 },
  { name: 'diagonal', ensemble: 'diagonal', samples: null, pace: 0.5 },
  { name: 'uniform, m = 16', ensemble: 'uniform', samples: 16, pace: 3 },
];

const SETTINGS = [
  { unit: 'meanBid', temperature: 4.8, ratio: 500 },
  { unit: 'meanBid', temperature: 10, ratio: 250 },
  { unit: 'meanBid', temperature: 20, ratio: 250 },
  { unit: 'absolute', temperature: 1, ratio: 50 },
] as const;

/** Numbers of peers and of networks; factors of m = n samples are n³ numbers. */
const SIZES = [
  ...[4, 8, 16, 32, 64, 128].map((peers) => ({ peers, networks: 12 })),
  ...[
    { peers: 256, networks: 3 },
    { peers: 512, networks: 2 },
    { peers: 1000, networks: 1 },
  ],
];
const MOST_SQUARE = 64;

function marketOf(
  peers: number,
  network: number,
  { ensemble, samples }: Source,
  { unit, temperature, ratio }: (typeof SETTINGS)[number],
): FactoredMarket {
  const stream = createStream(7).split('collapse').split(peers).split(network);
  const rows = samples ?? peers;
  const stake = new Float64Array(peers).fill(1);
  const size = unit === 'meanBid' ? meanBid({ peers, stake }) : 1;
  return {
    peers,
    ...{ stake, samples: rows, weights: randomWeights(peers, stream.split('weights')) },
    factors: randomFactors(peers, rows, stream.split('factors'), { ensemble, precision: 'single' }),
    ...{ temperature: temperature * size, ratio: ratio * size },
  };
}

/** The row sums of the Hessians over n, (1/n) Σ_i G_iᵀ G_i 1. */
function shapley({ peers: n, samples, factors }: FactoredMarket): Float64Array {
  const out = new Float64Array(n);
  for (let row = 0; row < n * samples; row++) {
    const values = factors.subarray(row * n, (row + 1) * n);
    const total = sum(values);
    for (let j = 0; j < n; j++) out[j] += (values[j] * total) / n;
  }
  return out;
}

function settled(market: FactoredMarket, pace: number) {
  const bid = meanBid(market);
  const learningRate = (pace * (market.temperature / bid) ** 2) / (market.ratio / bid);
  const { weights, converged, steps } = descendFactored(market, {
    ...{ learningRate, tolerance: REST * bid, maxSteps: MOST_STEPS },
  });
  const end = { ...market, weights };
  const found = Array.from(rank(end), (value) => value / bid);
  const ranks = Math.max(...found) - Math.min(...found) > EQUAL;
  const to = (other: Float64Array): number => (ranks ? correlation(found, other) : Number.NaN);
  return {
    ...{ converged: Number(converged), steps },
    ideal: to(idealRankFactored(market)),
    shapley: to(shapley(market)),
    kept: sparsity(end, { definition: 'fraction' }),
    spread: Math.sqrt(mean(found.map((value) => (value - 1) ** 2))),
    mask: mean(mask(end)),
  };
}

const cell = (value: number): number | null =>
  Number.isFinite(value) ? Number(value.toPrecision(5)) : null;

const rows = SOURCES.flatMap((source) =>
  SIZES.filter(
    ({ peers }) => peers <= MOST && (source.samples !== null || peers <= MOST_SQUARE),
  ).flatMap(({ peers, networks }) =>
    SETTINGS.map((setting) => {
      const ends = Array.from({ length: networks }, (_, network) =>
        settled(marketOf(peers, network, source, setting), source.pace),
      );
      const of = (name: 'ideal' | 'shapley' | 'kept' | 'spread' | 'mask') => {
        const scale = name === 'ideal' || name === 'shapley' ? 'fisher' : 'identity';
        const values = ends.map((end) => end[name]);
        const { estimate, low, high } = meanInterval(values, { scale });
        return { [name]: cell(estimate), [`${name}Low`]: cell(low), [`${name}High`]: cell(high) };
      };
      const row = {
        ...{ hessians: source.name, ...setting, peers, networks },
        ...of('ideal'),
        ...of('shapley'),
        ...of('kept'),
        ...of('spread'),
        ...of('mask'),
        converged: mean(ends.map(({ converged }) => converged)),
        steps: cell(mean(ends.map(({ steps }) => steps))),
      };
      process.stderr.write(`${JSON.stringify(row)}\n`);
      return row;
    }),
  ),
);

process.stdout.write(
  `${JSON.stringify({ command: 'node dist/bench/collapse.js > notebooks/data/collapse.json', rows }, null, 1)}\n`,
);
