/*
 * A table of the results page: the studies of markets on Hessians of trained networks and on sampled ones of the same
 * size.
 */
import { meanInterval } from '../math/jackknife.js';
import { mechanismTitle } from '../studies/market/titles.js';
import { strategyTitle } from '../studies/market/titles.js';
import { defaultsOf } from '../parameters/index.js';
import {
  anarchy,
  attacks,
  detection,
  figure4,
  invariance,
  mechanisms,
  regretStudy,
  sampleMarket,
  sybils,
  type HessianSource,
  type MarketParameters,
} from '../studies/index.js';
import { INTERVALS } from '../studies/intervals.js';
import { MARKET } from '../studies/market/parameters.js';
import { trainedSize } from '../studies/market/trainedHessians.js';
import { estimate, markdownTable } from '../studies/report.js';

const SOURCES = ['uniform', 'trained'] as const satisfies HessianSource[];
const RATIO = 25;
const ATTACK = { ratio: 10, share: 0.2, blocks: 1000 };
const IDENTITIES = 5;
const NEWCOMERS = 10;
const FACTOR = 2;

/** A quantity and its value. */
type Line = readonly [quantity: string, value: string];
type Row = Record<string, unknown>;
type Setting = MarketParameters & { networks: number };

/** `name` of a row with its interval, `shift` subtracted. */
function show(row: Row | undefined, name: string, digits = 2, shift = 0): string {
  const [value, low, high] = ['', 'Low', 'High'].map((end) => {
    const found = row?.[name + end];
    return typeof found === 'number' ? found - shift : null;
  });
  return estimate(value, low, high, digits);
}

/** The level below which a Nash gap is shown as none: its digits are those of rounding and of the tolerance. */
const NO_GAP = 1e-6;

/** A gap and its interval: `7.1e-5 [4.0e-5, 9.9e-5]`. */
function showGap(...values: (number | null)[]): string {
  const [value, low, high] = values.map((found) =>
    found === null ? 'undefined' : found < NO_GAP ? `below ${NO_GAP}` : found.toExponential(1),
  );
  return value.startsWith('below') && value === high ? value : `${value} [${low}, ${high}]`;
}

/** The table, and a sentence that says what was run. */
export async function simulatedAndTrained(): Promise<string> {
  const { peers, networks } = trainedSize();
  const columns: Line[][] = [];
  for (const hessians of SOURCES) {
    columns.push(await linesOf({ ...defaultsOf(MARKET), peers, networks, hessians }));
  }
  const [simulated, trained] = columns;
  return (
    markdownTable(
      ['quantity', 'simulated', 'trained'],
      simulated.map(([quantity, value], at) => [quantity, value, trained[at][1]]),
    ) +
    `\n\n${networks} networks of ${peers} peers in each column, masking every input costs 1 in both, and T = 1, α/τ = ${RATIO} ` +
    `unless the row states otherwise. Attacks: ${ATTACK.blocks} blocks, α/τ = ${ATTACK.ratio}, a group of 3 with ` +
    `${100 * ATTACK.share} % of the stake at first, from which its gain is counted, among peers that ascend their payoff. ` +
    `Mechanisms: ${ATTACK.blocks} blocks, a group of 3 with 30 %, against its own honest play. All other parameters ` +
    `at the studies’ defaults.`
  );
}

async function linesOf(setting: Setting): Promise<Line[]> {
  return [
    singleCost(setting),
    ...(await descents(setting)),
    ...(await attacked(setting)),
    ...(await invariances(setting)),
    ...(await ruled(setting)),
    ...(await audited(setting)),
  ];
}

/** Mean H_jj: the cost of masking one input, where masking all costs 1. */
function singleCost(setting: Setting): Line {
  const { peers: n, networks } = setting;
  const { confidence } = defaultsOf(INTERVALS);
  const means = Array.from({ length: networks }, (_, network) => {
    const { hessians } = sampleMarket(setting, network);
    let sum = 0;
    for (let row = 0; row < n * n; row++) sum += hessians[row * n + (row % n)];
    return sum / (n * n);
  });
  const found = meanInterval(means, { confidence });
  return ['masking one input costs', estimate(found.estimate, found.low, found.high, 3)];
}

async function descents(setting: Setting): Promise<Line[]> {
  const [ranked] = (await figure4({ ...setting, ratios: [RATIO] })).tables.summary;
  const regrets = (await regretStudy({ ...setting, ratios: [RATIO] })).tables.summary;
  const last = regrets[regrets.length - 1];
  const { temperature, ...rest } = setting;
  const { tables } = await anarchy({ ...rest, temperatures: [temperature], ratios: [RATIO] });
  const [free] = tables.summary;
  return [
    ['figure 4: Pearson of R\\* with R, pooled', show(ranked, 'pearson')],
    [`regret: average, after ${last.step} steps`, show(last, 'regret', 4)],
    [
      `regret: Nash gap, after ${last.step} steps`,
      showGap(last.nashGap, last.nashGapLow, last.nashGapHigh),
    ],
    ['anarchy: price', show(free, 'priceOfBest', 3)],
    ['anarchy: realised of what connecting is worth', show(free, 'realised')],
  ];
}

async function attacked(setting: Setting): Promise<Line[]> {
  const { temperature, ...rest } = setting;
  const { ratio, share, blocks } = ATTACK;
  const { tables } = await attacks({
    ...rest,
    temperatures: [temperature, 0.3],
    ratios: [ratio],
    shares: [share],
    attacks: ['ascent', 'cabal'],
    blocks,
  });
  return tables.summary
    .filter(({ attack }) => attack === 'cabal')
    .flatMap((row): Line[] => [
      [
        `attacks: cabal’s gain in its share of stake, T = ${row.temperature}`,
        show(row, 'stakeShare', 3, share),
      ],
      [
        `attacks: cabal’s payoff over ascending, P/τ, T = ${row.temperature}`,
        show(row, 'overAscent'),
      ],
    ]);
}

async function invariances(setting: Setting): Promise<Line[]> {
  const many = await sybils({ ...setting, ratio: RATIO, identities: [0, IDENTITIES] });
  const settled = many.tables.summary.filter(({ phase }) => phase === 'settled');
  const group = (stake: string, count: number) =>
    settled.find((row) => row.stake === stake && row.identities === count);
  const other = await invariance({
    ...setting,
    ratio: RATIO,
    factors: [FACTOR],
    newcomers: [NEWCOMERS],
  });
  const moved = (change: string) =>
    other.tables.summary.find(
      (row) => row.output === 'rank after descent, share' && row.change === change,
    );
  return [
    ['sybils: a peer’s share of rank, alone', show(group('none', 0), 'rankShare', 3)],
    [
      `sybils: with ${IDENTITIES} identities that hold nothing`,
      show(group('none', IDENTITIES), 'rankShare', 3),
    ],
    [
      `sybils: with its stake split over ${IDENTITIES} more`,
      show(group('split', IDENTITIES), 'rankShare', 3),
    ],
    [
      `invariance: rank after descent moves with stake × ${FACTOR}`,
      show(moved(`stake × ${FACTOR}`), 'moved', 3),
    ],
    [
      `invariance: with ${NEWCOMERS} peers without influence`,
      show(moved(`+ ${NEWCOMERS} peers`), 'moved', 3),
    ],
  ];
}

async function ruled(setting: Setting): Promise<Line[]> {
  const { tables } = await mechanisms({
    ...setting,
    ratio: RATIO,
    attacks: ['honest', 'cabal'],
    blocks: ATTACK.blocks,
  });
  return tables.summary
    .filter(({ others, attack }) => others === 'honest' && attack === 'cabal')
    .map((row) => [
      `mechanisms: cabal’s gain in stake, ${mechanismTitle(row.mechanism)}`,
      show(row, 'gain', 3),
    ]);
}

async function audited(setting: Setting): Promise<Line[]> {
  const { tables, parameters } = await detection({ ...setting, ratio: RATIO });
  const most = Math.max(...parameters.batches);
  return (['uniform', 'copy', 'self'] as const).map((strategy) => [
    `detection: area, ${strategyTitle(strategy)}, ${most} samples`,
    show(
      tables.summary.find((row) => row.strategy === strategy && row.batches === most),
      'area',
    ),
  ]);
}
